"""The whole test: a file's settings and options in, a report out; a server's faults are results, not errors."""

from __future__ import annotations

import math
import os
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from cfgkit.errors import CfgkitError, InputError
from cfgkit.mail.accounts import account
from cfgkit.mail.cancel import Cancellation
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.dialogue import Dialogue, Errand
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.logins import Logins
from cfgkit.mail.message import Occasion, build
from cfgkit.mail.options import ServerChoice
from cfgkit.mail.plan import AuthMode, TlsMode, plan
from cfgkit.mail.record import AttemptOutcome, Role, Stage, StageResult, done
from cfgkit.mail.resolve import origin, own_name, resolve
from cfgkit.mail.tokens import is_address, is_ehlo_name
from cfgkit.mail.transcript import Speaker, Transcript
from cfgkit.mail.verdict import Code, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cfgkit.document import Document
    from cfgkit.mail.options import TestOptions
    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.mail.record import Attempt
    from cfgkit.mail.resolve import Origin, Resolver
    from cfgkit.mail.sandbox import Fault, Received, Sandbox
    from cfgkit.mail.tls.policy import TlsPolicy
    from cfgkit.mail.tls.trust import Trust
    from cfgkit.mail.transcript import Exchange
    from cfgkit.mail.verdict import Verdict
    from cfgkit.schema.smtp.view import MailServer, SmtpView

#: A host whose own name is slow to find out still gets its test, in seconds.
_OWN_NAME_SECONDS: Final = 5.0
_MOST_MAILS: Final = 1000
_GOES_ON: Final = "PeopleSoft itself would have gone on with the primary"
#: Failures of the test alone, which say nothing of the server, and why no backup is tried after them.
_TEST_ALONE: Final[Mapping[FaultClass, str]] = {
    FaultClass.AUTH_NOT_AVAILABLE_HERE: _GOES_ON,
    FaultClass.STRICT: _GOES_ON,
    FaultClass.CANCELLED: "the test was cancelled",
}
#: What the test of an internal proxy may take beside the mail's, in seconds.
_PROXY_SECONDS: Final = 10.0

#: Gets each stage as it ends, with its server.
Watch: TypeAlias = "Callable[[Role, StageResult], None]"


class Failover(NamedTuple):
    """Whether the backup was brought in after the primary, and why or why not."""

    tried: bool
    reason: str


class TestReport(NamedTuple):
    """All that the test found. `ok`: delivered, or the asked stage reached."""

    options: TestOptions
    plan: Plan
    view: SmtpView
    #: None where nothing could be encrypted.
    trust: Trust | None
    origin: Origin
    started: datetime
    subject: str
    attempts: tuple[Attempt, ...]
    verdict: Verdict
    failover: Failover
    transcript: tuple[Exchange, ...]
    received: tuple[Received, ...]

    @property
    def ok(self) -> bool:
        """Whether the mail was delivered, or the asked stage reached."""
        return self.verdict.actual in {None, Code.DELIVERED}

    @property
    def is_beyond_cfgkit(self) -> bool:
        """Whether it ended where PeopleSoft would have gone on by a mechanism that can't be run here."""
        failures = [attempt.failure for attempt in self.attempts]
        return any(
            failure is not None and failure.step.fault is FaultClass.AUTH_NOT_AVAILABLE_HERE for failure in failures
        )


def run_test(
    document: Document,
    options: TestOptions,
    *,
    resolver: Resolver | None = None,
    cancellation: Cancellation | None = None,
    watch: Watch = lambda _role, _result: None,
    logins: Logins | None = None,
) -> TestReport:
    """Tests the mail settings for real; tests of one run share `logins`, so that no account is tried twice in vain.

    Raises InputError for settings or options that no test can be made of, and NotAvailableError where an
    extra is missing; nothing has been sent then.
    """
    _check(options)
    started = time.monotonic()
    cancellation = cancellation or Cancellation()
    resolver = resolver or partial(resolve, cancellation=cancellation)
    hooks = _Hooks(resolver, cancellation, watch, logins or Logins())
    try:
        planned = plan(document, options.release)
        servers = _servers(planned, options.server)
        run = _Run(planned, document.smtp(), options, hooks)
        errands = [run.errand(server) for server in servers]
    except CfgkitError as error:
        error.file = error.file or options.file
        raise
    return run.report(errands, round((time.monotonic() - started) * 1000, 1))


@lru_cache(maxsize=1)
def _system_trust() -> Trust:
    from cfgkit.mail.tls.trust import read_trust  # noqa: PLC0415 - start-up: a plain test trusts nobody

    return read_trust(None)


def _needs_trust(server: ServerPlan) -> bool:
    """Whether TLS may come up: a 530 to a login brings it, asked for or not."""
    return server.tls.value is not TlsMode.NONE or server.login.mode.value is not AuthMode.NONE


class _Hooks(NamedTuple):
    """What a caller may put in: how names are resolved, an end before the end, who watches, what was refused."""

    resolver: Resolver
    cancellation: Cancellation
    watch: Watch
    logins: Logins


class _Run:
    """One test from its plan on: what all its attempts share."""

    def __init__(
        self,
        planned: Plan,
        view: SmtpView,
        options: TestOptions,
        hooks: _Hooks,
    ) -> None:
        self._plan = planned
        self._view = view
        self._options = options
        self._hooks = hooks
        self._deadline = Deadline.after(options.timeout)
        self._transcript = Transcript()
        self._origin = origin()
        self._ehlo_name = options.helo or planned.ehlo_name.value or self._own_name()
        needs_trust = any(map(_needs_trust, planned.servers))
        self._trust = (options.means.trust or _system_trust()) if needs_trust else None
        self._started = datetime.now(UTC)
        self._occasion = Occasion(self._origin, options.file, self._started, os.urandom(12).hex())

    def _own_name(self) -> str:
        return own_name(self._deadline.within(_OWN_NAME_SECONDS))

    def errand(self, server: ServerPlan) -> Errand:
        """What the attempt at this server will do."""
        options, message = self._options, self._plan.message
        token = self._occasion.token
        numbered = [self._occasion._replace(token=f"{token}.{n}" if n else token) for n in range(options.count)]
        return Errand(
            server=server,
            ehlo_name=self._ehlo_name,
            sender=message.sender.value,
            recipients=options.to,
            messages=tuple(
                build(
                    sender=message.sender.value,
                    recipients=options.to,
                    charset=message.charset.value,
                    dated=message.send_time.value,
                    reply_to=message.blackberry_reply_to.value if options.blackberry else "",
                    occasion=one,
                )
                for one in numbered
            ),
            stop_after=options.last_stage,
            tls=self._policy(server),
            account=account(self._plan, server, self._view, options, self._ehlo_name),
            strict=options.strict,
        )

    def _policy(self, server: ServerPlan) -> TlsPolicy | None:
        if self._trust is None:
            return None
        from cfgkit.mail.tls.policy import TlsPolicy  # noqa: PLC0415 - start-up: a plain test needs none

        options, alias = self._options, server.client_alias.value
        store = options.means.client_store
        client = None
        if store is not None and alias:
            from cfgkit.mail.tls.client import read_client_key  # noqa: PLC0415 - start-up: few servers ask for one

            client = read_client_key(store, alias=alias, password=options.means.client_store_password)
        return TlsPolicy(self._trust, server.protocol.value, client, options.check_name or options.strict)

    def report(self, errands: Sequence[Errand], planning_ms: float) -> TestReport:
        """Tries the servers in turn: as long as none was available, or all of them where both are asked for."""
        attempts: list[Attempt] = []
        received: list[Received] = []
        faults = self._faults(errands)
        for errand, fault in zip(errands, faults, strict=True):
            with ExitStack() as stack:
                box = self._rehearsal(errand, fault, stack)
                attempts.append(self._attempt(errand, box, planning_ms))
                received += () if box is None else box.received
            if self._hooks.cancellation.is_asked or not (
                self._options.server is ServerChoice.BOTH or _brings_in_the_backup(attempts[-1])
            ):
                break
        return TestReport(
            options=self._options,
            plan=self._plan,
            view=self._view,
            trust=self._trust,
            origin=self._origin,
            started=self._started,
            subject=self._occasion.subject,
            attempts=tuple(map(self._noted, attempts)),
            verdict=judge(attempts, self._plan.wait_ms.value, each=self._options.server is ServerChoice.BOTH),
            failover=_failover(self._options.server, errands, attempts),
            transcript=self._transcript.lines(),
            received=tuple(received),
        )

    def _noted(self, attempt: Attempt) -> Attempt:
        """The attempt with what the test of its server's internal proxy found, where that was asked for."""
        if not self._options.check_proxy or self._hooks.cancellation.is_asked:
            return attempt
        from cfgkit.mail.oauth import internal_proxy_finding  # noqa: PLC0415 - start-up: few tests have a proxy

        server = self._view.backup if attempt.role is Role.BACKUP else self._view.primary
        found = internal_proxy_finding(server, Deadline.after(_PROXY_SECONDS))
        return attempt._replace(findings=(*attempt.findings, found))

    def _faults(self, errands: Sequence[Errand]) -> list[Fault | None]:
        """What goes wrong at each server: nothing where it can't, if it does at one that is sure to be tried."""
        fault = self._options.fault
        if fault is None:
            return [None] * len(errands)
        from cfgkit.mail.rehearsal import can_show  # noqa: PLC0415 - start-up: a real test needs no sandbox

        can = [can_show(fault, self._settings(errand), errand.account) for errand in errands]
        is_seen = any(can if self._options.server is ServerChoice.BOTH else can[:1])
        for errand, one in zip(errands, can, strict=True):
            if is_seen and not one:
                words = f"the fault {fault} can't show with these settings: nothing goes wrong here"
                self._transcript.add(errand.server.role, Speaker.NOTE, words)
        return [fault if one or not is_seen else None for one in can]

    def _settings(self, errand: Errand) -> MailServer:
        return self._view.backup if errand.server.role is Role.BACKUP else self._view.primary

    def _rehearsal(self, errand: Errand, fault: Fault | None, stack: ExitStack) -> Sandbox | None:
        if not self._options.sandbox:
            return None
        from cfgkit.mail.rehearsal import rehearse  # noqa: PLC0415 - same

        return stack.enter_context(rehearse(self._settings(errand), errand.account, fault))

    def _attempt(self, errand: Errand, box: Sandbox | None, planning_ms: float) -> Attempt:
        server = errand.server
        words = f"{server.host.origin}; {server.port.origin}; {self._plan.message.sender.origin}"
        if box is not None:
            from cfgkit.mail.rehearsal import trust_of  # noqa: PLC0415 - same

            if self._trust is not None:
                self._trust = trust_of(box, self._trust)
            policy = None if errand.tls is None else replace(errand.tls, trust=trust_of(box, errand.tls.trust))
            errand = errand._replace(stand_in=box.address, tls=policy)
        dialogue = Dialogue(
            errand,
            planned=StageResult(Stage.PLAN, planning_ms, done(words)),
            deadline=self._deadline,
            transcript=self._transcript,
            resolver=self._hooks.resolver,
            cancellation=self._hooks.cancellation,
            logins=self._hooks.logins,
            watch=lambda result: self._hooks.watch(server.role, result),
        )
        return dialogue.run()


def _brings_in_the_backup(attempt: Attempt) -> bool:
    """Whether PeopleSoft would have found this server not available."""
    failure = attempt.failure
    by_the_test = failure is not None and failure.step.fault in _TEST_ALONE
    return attempt.outcome is AttemptOutcome.NOT_AVAILABLE and not by_the_test


def _check(options: TestOptions) -> None:
    for address in options.to:
        if not is_address(address):
            raise InputError("--to is not a mail address", help="give a bare address, such as user@example.com")
    if options.helo and not is_ehlo_name(options.helo):
        raise InputError("--helo is not a host name")
    if not (math.isfinite(options.timeout) and options.timeout > 0):
        raise InputError("--timeout is not a number of seconds above 0")
    if not 1 <= options.count <= _MOST_MAILS:
        raise InputError(f"--count is not a number from 1 to {_MOST_MAILS}")
    if options.fault is not None and not options.sandbox:
        raise InputError("--fault is what the sandbox gets wrong", help="add --sandbox")
    if options.check_proxy and options.sandbox:
        raise InputError("--check-proxy asks a proxy outside, and with --sandbox nothing leaves this host")


def _servers(planned: Plan, choice: ServerChoice) -> tuple[ServerPlan, ...]:
    """The servers to try, in turn; raises InputError where one is not set, or can't be used."""
    if choice is ServerChoice.BACKUP:
        if planned.backup is None:
            raise InputError("SMTPServer1 is not set: there is no backup server to test")
        chosen: tuple[ServerPlan, ...] = (planned.backup,)
    elif planned.primary is None:
        _refuse(planned, ())
        raise InputError("SMTPServer is not set: there is no primary server to test")
    elif choice is ServerChoice.BOTH and planned.backup is None:
        raise InputError("SMTPServer1 is not set: there are no two servers to test")
    else:
        chosen = (planned.primary,) if choice is ServerChoice.PRIMARY else planned.servers
    _refuse(planned, chosen)
    return chosen


def _refuse(planned: Plan, chosen: Sequence[ServerPlan]) -> None:
    roles = {None, *(server.role for server in chosen)}
    for obstacle in planned.obstacles:
        if obstacle.role in roles:
            raise InputError(f"{obstacle.key} {obstacle.problem}", help=obstacle.help, line=obstacle.line)


def _failover(choice: ServerChoice, errands: Sequence[Errand], attempts: Sequence[Attempt]) -> Failover:
    failure = attempts[0].failure
    if choice is not ServerChoice.BOTH and len(attempts) > 1 and failure is not None:
        return Failover(tried=True, reason=f"the primary failed at {failure.stage}: {failure.step.fault}")
    return Failover(tried=False, reason=_why_not(choice, errands, failure))


def _why_not(choice: ServerChoice, errands: Sequence[Errand], failure: StageResult | None) -> str:
    if choice is ServerChoice.BOTH:
        return "both servers were to be tested, whatever the primary says"
    if len(errands) == 1:
        return f"only the {errands[0].server.role} server was to be tested, or is set"
    if failure is None:
        return "the primary was available"
    fault = failure.step.fault
    known = None if fault is None else _TEST_ALONE.get(fault)
    return known or f"a failure at {failure.stage} does not bring in the backup"
