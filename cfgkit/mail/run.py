"""The whole test: settings and options in, a report out; a server's faults are results, not errors."""

from __future__ import annotations

import math
import secrets
import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.errors import CfgkitError, InputError
from cfgkit.mail.deadline import TOTAL_SECONDS, Deadline
from cfgkit.mail.dialogue import Dialogue, Errand
from cfgkit.mail.limits import require_available
from cfgkit.mail.message import Occasion, build
from cfgkit.mail.plan import plan
from cfgkit.mail.record import AttemptOutcome, Stage, StageResult, done
from cfgkit.mail.resolve import origin, own_name, resolve
from cfgkit.mail.sandbox import sandbox
from cfgkit.mail.tokens import is_address, is_ehlo_name
from cfgkit.mail.transcript import Transcript
from cfgkit.mail.verdict import Code, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.mail.record import Attempt
    from cfgkit.mail.resolve import Origin, Resolver
    from cfgkit.mail.sandbox import Received, Sandbox
    from cfgkit.mail.settings import Given
    from cfgkit.mail.transcript import Exchange
    from cfgkit.mail.verdict import Verdict


#: A host whose own name is slow to find out still gets its test.
_OWN_NAME_SECONDS: Final = 5.0


class ServerChoice(StrEnum):
    """Which server to test; `failover` does as PeopleSoft: the backup if the primary is not available."""

    PRIMARY = "primary"
    BACKUP = "backup"
    FAILOVER = "failover"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What the user asked for.

    `file` is the name to show; without `to` the test ends after `auth` and sends nothing; `timeout` is in
    seconds for the whole test; `helo` overrides SMTPSourceMachine.
    """

    file: str
    to: tuple[str, ...] = ()
    server: ServerChoice = ServerChoice.FAILOVER
    stop_after: Stage = Stage.QUIT
    sandbox: bool = False
    timeout: float = TOTAL_SECONDS
    helo: str = ""

    @property
    def last_stage(self) -> Stage:
        """The stage after which the test ends."""
        return self.stop_after if self.to else min(self.stop_after, Stage.AUTH, key=lambda stage: stage.order)


@dataclass(frozen=True, slots=True)
class Failover:
    """Whether the backup was brought in after the primary, and why or why not."""

    tried: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """All that the test found. `ok`: delivered, or the asked stage reached. `lines` gives each key's line."""

    options: TestOptions
    plan: Plan
    origin: Origin
    attempts: tuple[Attempt, ...]
    verdict: Verdict
    failover: Failover
    transcript: tuple[Exchange, ...]
    received: tuple[Received, ...]
    lines: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether the mail was delivered, or the asked stage reached."""
        return self.verdict.actual in {None, Code.DELIVERED}


def run_test(settings: Mapping[str, Given], options: TestOptions, *, resolver: Resolver = resolve) -> TestReport:
    """Tests the mail settings for real.

    Raises InputError for settings or options that no test can be made of, and NotAvailableError for a mode
    that is not built yet or without the sandbox's extra; nothing has been sent then.
    """
    _check(options)
    started = time.monotonic()
    try:
        planned = plan(settings)
        servers = _servers(planned, options.server)
        for server in servers:
            require_available(server)
    except CfgkitError as error:
        error.file = options.file
        raise
    took = time.monotonic() - started
    with sandbox() if options.sandbox else nullcontext() as box:
        return _Run(planned, options, resolver, box, took).report(servers, settings)


class _Run:
    """One test from its plan on: what all its attempts share."""

    def __init__(
        self, planned: Plan, options: TestOptions, resolver: Resolver, box: Sandbox | None, planning: float
    ) -> None:
        started = time.monotonic()
        self._plan = planned
        self._options = options
        self._resolver = resolver
        self._box = box
        self._deadline = Deadline(started + options.timeout)
        self._transcript = Transcript()
        self._origin = origin()
        self._ehlo_name = options.helo or planned.ehlo_name.value or self._own_name()
        self._message = build(
            sender=planned.sender.value,
            recipients=options.to,
            charset=planned.charset.value,
            dated=planned.send_time.value,
            occasion=Occasion(self._origin, options.file, datetime.now(UTC), secrets.token_hex(12)),
        )
        self._planning_ms = round((planning + time.monotonic() - started) * 1000, 1)

    def _own_name(self) -> str:
        return own_name(self._deadline.within(_OWN_NAME_SECONDS))

    def report(self, servers: Sequence[ServerPlan], settings: Mapping[str, Given]) -> TestReport:
        """Tries the servers in turn, as long as none was available."""
        attempts: list[Attempt] = []
        for server in servers:
            attempts.append(self._attempt(server))
            if attempts[-1].outcome is not AttemptOutcome.NOT_AVAILABLE:
                break
        return TestReport(
            options=self._options,
            plan=self._plan,
            origin=self._origin,
            attempts=tuple(attempts),
            verdict=judge(attempts, self._plan.wait_ms.value),
            failover=_failover(servers, attempts),
            transcript=self._transcript.lines(),
            received=() if self._box is None else self._box.received,
            lines={key: setting.line for key, setting in settings.items()},
        )

    def _attempt(self, server: ServerPlan) -> Attempt:
        words = f"{server.host.origin}; {server.port.origin}; {self._plan.sender.origin}"
        errand = Errand(
            server=server,
            ehlo_name=self._ehlo_name,
            sender=self._plan.sender.value,
            recipients=self._options.to,
            message=self._message,
            stop_after=self._options.last_stage,
            stand_in=None if self._box is None else self._box.address,
        )
        dialogue = Dialogue(
            errand,
            planned=StageResult(Stage.PLAN, self._planning_ms, done(words)),
            deadline=self._deadline,
            transcript=self._transcript,
            resolver=self._resolver,
        )
        return dialogue.run()


def _check(options: TestOptions) -> None:
    for address in options.to:
        if not is_address(address):
            raise InputError("--to is not a mail address", help="give a bare address, such as user@example.com")
    if options.helo and not is_ehlo_name(options.helo):
        raise InputError("--helo is not a host name")
    if not (math.isfinite(options.timeout) and options.timeout > 0):
        raise InputError("--timeout is not a number of seconds above 0")


def _servers(planned: Plan, choice: ServerChoice) -> tuple[ServerPlan, ...]:
    if choice is ServerChoice.BACKUP:
        if planned.backup is None:
            raise InputError("SMTPServer1 is not set: there is no backup server to test")
        return (planned.backup,)
    if planned.primary is None:
        raise InputError("SMTPServer is not set: there is no primary server to test")
    if choice is ServerChoice.PRIMARY or planned.backup is None:
        return (planned.primary,)
    return (planned.primary, planned.backup)


def _failover(servers: Sequence[ServerPlan], attempts: Sequence[Attempt]) -> Failover:
    failure = attempts[0].failure
    if len(attempts) > 1 and failure is not None:
        return Failover(tried=True, reason=f"the primary failed at {failure.stage}: {failure.step.fault}")
    if len(servers) == 1:
        return Failover(tried=False, reason=f"only the {servers[0].role} server was to be tested, or is set")
    if failure is None:
        return Failover(tried=False, reason="the primary was available")
    return Failover(tried=False, reason=f"a failure at {failure.stage} does not bring in the backup")
