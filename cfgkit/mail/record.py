"""What a test finds out: stages, their outcome, and one attempt at one server, as plain data."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from cfgkit.mail.auth.token import TokenClaims
    from cfgkit.mail.faults import FaultClass
    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.syntax.finding import Finding


class Role(StrEnum):
    """Which of the two servers of the file; the backup's keys end in 1."""

    PRIMARY = "primary"
    BACKUP = "backup"


class Stage(StrEnum):
    """The steps of one attempt, in the order of execution."""

    PLAN = "plan"
    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    QUIT = "quit"

    @property
    def order(self) -> int:
        """The stage's place in the order of execution, from 0."""
        return _ORDER[self]


_ORDER: Final = {stage: place for place, stage in enumerate(Stage)}


class Outcome(StrEnum):
    """How a stage ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


class AttemptOutcome(StrEnum):
    """How an attempt at one server ended."""

    DELIVERED = "delivered"
    PARTIALLY_DELIVERED = "partially-delivered"
    NOT_DELIVERED = "not-delivered"
    UNKNOWN = "unknown"
    NOT_AVAILABLE = "not-available"
    STOPPED = "stopped"


class Step(NamedTuple):
    """How one step of the dialogue ended, in the server's words where it had any."""

    outcome: Outcome
    message: str
    fault: FaultClass | None = None


def done(message: str, note: FaultClass | None = None) -> Step:
    """A step that went well; `note` names a trouble that changes nothing (QUIT after delivery)."""
    return Step(Outcome.OK, message, note)


def skipped(why: str) -> Step:
    """A step that there was nothing to do for."""
    return Step(Outcome.SKIPPED, why)


def failed(fault: FaultClass, message: str) -> Step:
    """A step that ends the attempt."""
    return Step(Outcome.FAILED, message, fault)


class StageResult(NamedTuple):
    """A step with its stage and the time that it took."""

    stage: Stage
    milliseconds: float
    step: Step


class Attempt(NamedTuple):
    """All that happened with one server.

    `source` is the local address, empty if never connected; `certificates` the chain as the server sent it;
    `token` what the access token of a login by OAuth says of itself.
    """

    role: Role
    host: str
    port: int
    outcome: AttemptOutcome
    stages: tuple[StageResult, ...]
    source: str = ""
    findings: tuple[Finding, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    token: TokenClaims | None = None

    @property
    def failure(self) -> StageResult | None:
        """The stage that ended the attempt, if one did."""
        return next((result for result in self.stages if result.step.outcome is Outcome.FAILED), None)

    def reached(self, stage: Stage) -> bool:
        """Whether the stage was executed, well or not."""
        return any(r.stage is stage and r.step.outcome is not Outcome.SKIPPED for r in self.stages)

    @property
    def milliseconds(self) -> float:
        """The time that a sender would have waited: all stages but QUIT."""
        return sum(result.milliseconds for result in self.stages if result.stage is not Stage.QUIT)
