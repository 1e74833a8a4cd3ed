"""One attempt from its plan to QUIT: each stage within its deadline, timed, and told to whoever watches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.deadline import STAGE_SECONDS
from cfgkit.mail.dialogue import hello, opening, transfer
from cfgkit.mail.dialogue.talk import Talk, heard
from cfgkit.mail.faults import OUTCOME_UNKNOWN, FaultClass, classify_loss, classify_reply
from cfgkit.mail.record import Attempt, AttemptOutcome, Outcome, Stage, StageResult, done, failed, skipped
from cfgkit.mail.wire import WireError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.dialogue.errand import Errand
    from cfgkit.mail.logins import Logins
    from cfgkit.mail.record import Step
    from cfgkit.mail.resolve import Resolver
    from cfgkit.mail.transcript import Transcript

_LINK: Final = (
    (Stage.RESOLVE, opening.resolve),
    (Stage.CONNECT, opening.connect),
    (Stage.TLS, opening.tls),
    (Stage.GREETING, hello.greeting),
    (Stage.EHLO, hello.ehlo),
)
_MAIL: Final = ((Stage.MAIL, transfer.mail), (Stage.RCPT, transfer.rcpt), (Stage.DATA, transfer.data))


class Dialogue:
    """One attempt: run it once. `watch` gets each stage as it ends."""

    def __init__(
        self,
        errand: Errand,
        *,
        planned: StageResult,
        deadline: Deadline,
        transcript: Transcript,
        resolver: Resolver,
        cancellation: Cancellation,
        logins: Logins | None = None,
        watch: Callable[[StageResult], None] = lambda _: None,
    ) -> None:
        self._errand = errand
        self._overall = deadline
        self._watch = watch
        self._results: list[StageResult] = []
        self._over = errand.stop_after is Stage.PLAN
        self._talk = Talk(
            errand,
            deadline=deadline,
            transcript=transcript,
            resolver=resolver,
            cancellation=cancellation,
            logins=logins,
        )
        self._keep(planned)

    def run(self) -> Attempt:
        """Runs the stages and says how they ended; raises nothing that a server can cause."""
        talk = self._talk
        try:
            for stage, step in _LINK:
                self._take(stage, step)
            self._log_in()
            for _ in self._errand.messages or (b"",):
                for stage, step in _MAIL:
                    self._take(stage, step)
                if self._over:
                    break
            self._over = talk.connection is None or not talk.greeted or talk.cancellation.is_asked
            self._take(Stage.QUIT, _quit)
        finally:
            talk.hang_up()
        self._look_for_another_version()
        server = self._errand.server
        return Attempt(
            server.role,
            server.host.value,
            server.port.value,
            self._outcome(),
            tuple(self._results),
            talk.source,
            talk.findings,
            talk.certificates,
            talk.token,
        )

    @property
    def failure(self) -> StageResult | None:
        """The stage that ended the attempt, if one did so far."""
        return next((result for result in self._results if result.step.outcome is Outcome.FAILED), None)

    def _look_for_another_version(self) -> None:
        failure = self.failure
        if failure is not None and failure.step.fault is FaultClass.TLS_VERSION:
            from cfgkit.mail.dialogue.versions import other_version  # noqa: PLC0415 - start-up: a rare end

            other_version(self._talk, self._overall)

    def _log_in(self) -> None:
        """STARTTLS is followed by a second EHLO, but for the one that a 530 to AUTH brings [seen in JavaMail]."""
        self._take(Stage.STARTTLS, hello.starttls)
        if self._talk.secured is not None and self._results[-1].step.outcome is Outcome.OK:
            self._take(Stage.EHLO, hello.ehlo)
        self._take(Stage.AUTH, _auth)
        if self._talk.wants_tls_first:
            self._over = self._talk.connection is None
            self._take(Stage.STARTTLS, hello.upgrade)
            self._take(Stage.AUTH, _auth)

    def _take(self, stage: Stage, step: Callable[[Talk], Step]) -> None:
        """One stage: within its deadline, timed, a lost connection turned into its class."""
        talk = self._talk
        started = time.monotonic()
        talk.deadline = self._overall.within(STAGE_SECONDS)
        talk.refusal = None
        if talk.connection is not None:
            talk.connection.deadline = talk.deadline
        ended = self._cancelled(stage) or (skipped("not reached") if self._over else self._ended(stage, step))
        took = round((time.monotonic() - started) * 1000, 1)
        self._keep(StageResult(stage, 0.0 if ended.outcome is Outcome.SKIPPED else took, ended))
        if ended.outcome is Outcome.FAILED:
            self._over = True
            if stage.order <= Stage.AUTH.order:
                talk.hang_up()
        elif stage is self._errand.stop_after:
            self._over = True

    def _ended(self, stage: Stage, step: Callable[[Talk], Step]) -> Step:
        """How the stage ends: what a cancel broke off is no fault of the server's."""
        try:
            ended = step(self._talk)
        except WireError as lost:
            return self._cancelled(stage) or self._talk.lost(stage, lost)
        failed_early = ended.outcome is Outcome.FAILED and stage.order <= Stage.AUTH.order
        return (self._cancelled(stage) if failed_early else None) or ended

    def _cancelled(self, stage: Stage) -> Step | None:
        """The end that the user asked for; nothing more where the attempt is over, or its mail delivered, already."""
        if self._over or stage is Stage.QUIT or not self._talk.cancellation.is_asked:
            return None
        self._talk.hang_up()
        return failed(FaultClass.DOT_DROPPED if self._talk.after_dot else FaultClass.CANCELLED, "cancelled")

    def _keep(self, result: StageResult) -> None:
        self._results.append(result)
        self._watch(result)

    def _outcome(self) -> AttemptOutcome:
        failure = self.failure
        if failure is not None:
            if failure.step.fault in OUTCOME_UNKNOWN:
                return AttemptOutcome.UNKNOWN
            available = failure.stage.order > Stage.AUTH.order
            return AttemptOutcome.NOT_DELIVERED if available else AttemptOutcome.NOT_AVAILABLE
        return AttemptOutcome.DELIVERED if self._talk.delivered else AttemptOutcome.STOPPED


def _auth(talk: Talk) -> Step:
    if talk.errand.account.mode is AuthMode.NONE:
        return skipped("the settings name no user")
    from cfgkit.mail.dialogue.login import auth  # noqa: PLC0415 - start-up: many tests need no login

    return auth(talk)


def _quit(talk: Talk) -> Step:
    try:
        reply = talk.ask("QUIT")
    except WireError as lost:
        return done(heard(lost), classify_loss(Stage.QUIT, lost.loss))
    if reply.code == codes.BYE:
        return done(reply.words)
    return done(reply.words, classify_reply(Stage.QUIT, reply.code, reply.words))
