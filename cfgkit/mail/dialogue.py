"""The dialogue with one server, one stage at a time, as JavaMail speaks it.

    resolve  connect  tls  greeting  ehlo  starttls  auth  mail  rcpt  data  quit

The first stage that fails ends the attempt. Up to `auth` the connection is then dropped without a word;
from `mail` on a refusal is followed by RSET and QUIT. Trouble at QUIT is a note and changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.deadline import STAGE_SECONDS
from cfgkit.mail.faults import (
    OUTCOME_UNKNOWN,
    FaultClass,
    Loss,
    classify_connect,
    classify_loss,
    classify_reply,
)
from cfgkit.mail.message import dot_stuffed
from cfgkit.mail.record import (
    Attempt,
    AttemptOutcome,
    Outcome,
    Stage,
    StageResult,
    Step,
    done,
    failed,
    skipped,
)
from cfgkit.mail.resolve import first
from cfgkit.mail.transcript import Speaker
from cfgkit.mail.wire import Wire, WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.plan import ServerPlan
    from cfgkit.mail.resolve import Address, Resolver
    from cfgkit.mail.transcript import Transcript
    from cfgkit.mail.wire import Reply

_ACCEPTED: Final = frozenset({codes.OK, codes.FORWARDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one attempt is to do. `stand_in` is an address to connect to in place of the server's own."""

    server: ServerPlan
    ehlo_name: str
    sender: str
    recipients: tuple[str, ...]
    message: bytes
    stop_after: Stage
    stand_in: Address | None = None


class Dialogue:
    """One attempt: run it once."""

    def __init__(
        self,
        errand: Errand,
        *,
        planned: StageResult,
        deadline: Deadline,
        transcript: Transcript,
        resolver: Resolver,
    ) -> None:
        self._errand = errand
        self._overall = deadline
        self._deadline = deadline
        self._transcript = transcript
        self._resolver = resolver
        self._results = [planned]
        self._address: Address | None = errand.stand_in
        self._connected: Wire | None = None
        self._source = ""
        self._refusal: Reply | None = None
        self._greeted = False
        self._after_dot = False
        self._over = errand.stop_after is Stage.PLAN
        self._steps: Mapping[Stage, Callable[[], Step]] = {
            Stage.RESOLVE: self._resolve,
            Stage.CONNECT: self._connect,
            Stage.TLS: lambda: skipped("the settings ask for no TLS"),
            Stage.GREETING: self._greeting,
            Stage.EHLO: self._ehlo,
            Stage.STARTTLS: lambda: skipped("the settings ask for no STARTTLS"),
            Stage.AUTH: lambda: skipped("the settings name no user"),
            Stage.MAIL: self._mail,
            Stage.RCPT: self._rcpt,
            Stage.DATA: self._data,
        }

    def run(self) -> Attempt:
        """Runs the stages and says how they ended; raises nothing that a server can cause."""
        try:
            for stage, step in self._steps.items():
                self._take(stage, step)
            self._over = self._connected is None or not self._greeted
            self._take(Stage.QUIT, self._quit)
        finally:
            self._hang_up()
        server = self._errand.server
        return Attempt(
            server.role,
            server.host.value,
            server.port.value,
            self._outcome(),
            tuple(self._results),
            self._source,
        )

    def _take(self, stage: Stage, step: Callable[[], Step]) -> None:
        """One stage: within its deadline, timed, a lost connection turned into its class."""
        started = time.monotonic()
        self._deadline = self._overall.within(STAGE_SECONDS)
        self._refusal = None
        if self._connected is not None:
            self._connected.deadline = self._deadline
        try:
            ended = skipped("not reached") if self._over else step()
        except WireError as lost:
            ended = self._lost(stage, lost)
        took = round((time.monotonic() - started) * 1000, 1)
        self._results.append(StageResult(stage, 0.0 if ended.outcome is Outcome.SKIPPED else took, ended))
        if ended.outcome is Outcome.FAILED:
            self._over = True
            if stage.order <= Stage.AUTH.order:
                self._hang_up()
        elif stage is self._errand.stop_after:
            self._over = True

    def _resolve(self) -> Step:
        server = self._errand.server
        if self._address is not None:
            return skipped(f"{self._address.shown} stands in for the server")
        try:
            found = self._resolver(server.host.value, server.port.value, self._deadline)
        except TimeoutError:
            return failed(FaultClass.CFGKIT_DEADLINE, "no answer from the resolver")
        except OSError as error:
            return failed(FaultClass.DNS, error.strerror or "no address")
        if not found:
            return failed(FaultClass.DNS, "no address")
        self._address = first(found)
        others = "" if len(found) == 1 else f", the first of {len(found)}: the application server tries no other"
        return done(f"{self._address.ip}{others}")

    def _connect(self) -> Step:
        role = self._errand.server.role
        try:
            wire = Wire.connect(self._known_address, self._deadline, self._transcript, role)
        except OSError as error:
            return failed(classify_connect(error), f"{self._known_address.shown}: {error.strerror or 'no answer'}")
        self._connected = wire
        self._source = wire.source
        words = f"connected to {self._known_address.shown} from {self._source}"
        self._transcript.add(role, Speaker.NOTE, words)
        return done(words)

    def _greeting(self) -> Step:
        reply = self._wire.read_reply()
        self._greeted = reply.code == codes.READY
        if self._greeted:
            return done(reply.words)
        return failed(classify_reply(Stage.GREETING, reply.code, reply.words), reply.words)

    def _ehlo(self) -> Step:
        """EHLO, and HELO when it is refused."""
        name = self._errand.ehlo_name
        modern = self._ask(f"EHLO {name}")
        if modern.code == codes.OK:
            return done(modern.words)
        reply = self._ask(f"HELO {name}")
        if reply.code == codes.OK:
            return done(f"EHLO refused ({modern.words}), HELO accepted: {reply.words}")
        return failed(classify_reply(Stage.EHLO, reply.code, reply.words), reply.words)

    def _mail(self) -> Step:
        reply = self._ask(f"MAIL FROM:<{self._errand.sender}>")
        return done(reply.words) if reply.code == codes.OK else self._refused(Stage.MAIL, reply)

    def _rcpt(self) -> Step:
        """All recipients are asked for; one that is refused is enough to send nothing."""
        replies: list[Reply] = []
        for recipient in self._errand.recipients:
            replies.append(self._ask(f"RCPT TO:<{recipient}>"))
            if replies[-1].code not in _ACCEPTED and not codes.is_refusal(replies[-1].code):
                return self._refused(Stage.RCPT, replies[-1])
        words = "; ".join(reply.words for reply in replies)
        refused = [reply for reply in replies if reply.code not in _ACCEPTED]
        if not refused:
            return done(words)
        step = self._refused(Stage.RCPT, refused[0])
        partial = len(refused) < len(replies) and step.fault is not FaultClass.SERVER_CLOSING
        return failed(FaultClass.PARTIAL, words) if partial else Step(step.outcome, words, step.fault)

    def _data(self) -> Step:
        reply = self._ask("DATA")
        if reply.code != codes.GO_AHEAD:
            return self._refused(Stage.DATA, reply)
        self._wire.send_message(dot_stuffed(self._errand.message))
        self._after_dot = True
        reply = self._wire.read_reply()
        return done(reply.words) if reply.code == codes.OK else self._refused(Stage.DATA, reply)

    def _quit(self) -> Step:
        try:
            reply = self._ask("QUIT")
        except WireError as lost:
            return done(_heard(lost), classify_loss(Stage.QUIT, lost.loss))
        if reply.code == codes.BYE:
            return done(reply.words)
        return done(reply.words, classify_reply(Stage.QUIT, reply.code, reply.words))

    def _ask(self, command: str) -> Reply:
        self._wire.send(command)
        reply = self._wire.read_reply()
        if codes.is_refusal(reply.code):
            self._refusal = reply
        return reply

    def _refused(self, stage: Stage, reply: Reply) -> Step:
        """A refusal from MAIL on: RSET, whose own trouble is of no interest, then QUIT."""
        try:
            self._ask("RSET")
        except WireError:
            self._hang_up()
        fault = classify_reply(stage, reply.code, reply.words, after_dot=self._after_dot)
        return failed(fault, reply.words)

    def _lost(self, stage: Stage, lost: WireError) -> Step:
        """A lost connection; a server that closes mostly says why in the refusal before."""
        self._hang_up()
        last = lost.reply if lost.reply is not None and codes.is_refusal(lost.reply.code) else self._refusal
        if lost.loss is Loss.CLOSED and last is not None:
            return failed(classify_reply(stage, last.code, last.words), f"{last.words}, then closed")
        return failed(classify_loss(stage, lost.loss, after_dot=self._after_dot), _heard(lost))

    def _hang_up(self) -> None:
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    @property
    def _wire(self) -> Wire:
        if self._connected is None:
            raise WireError(Loss.CLOSED)
        return self._connected

    @property
    def _known_address(self) -> Address:
        if self._address is None:
            raise WireError(Loss.CLOSED)
        return self._address

    def _outcome(self) -> AttemptOutcome:
        failure = next((r for r in self._results if r.step.outcome is Outcome.FAILED), None)
        if failure is not None:
            if failure.step.fault in OUTCOME_UNKNOWN:
                return AttemptOutcome.UNKNOWN
            available = failure.stage.order > Stage.AUTH.order
            return AttemptOutcome.NOT_DELIVERED if available else AttemptOutcome.NOT_AVAILABLE
        return AttemptOutcome.DELIVERED if self._after_dot else AttemptOutcome.STOPPED


def _heard(lost: WireError) -> str:
    words = {
        Loss.CLOSED: "the connection was closed",
        Loss.TIMEOUT: "no answer in time",
        Loss.TOO_LONG: "an answer without an end",
        Loss.MALFORMED: "not an SMTP answer",
    }[lost.loss]
    return f"{words}: {lost.heard}" if lost.heard else words
