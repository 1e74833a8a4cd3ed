"""From what happened to what PeopleSoft would say: its return code. Pure."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.mail.record import AttemptOutcome, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.mail.record import Attempt


class Code(IntEnum):
    """PeopleSoft's return codes of a send; the names are those of its constants."""

    DELIVERED = 1
    NOT_DELIVERED = 2
    PARTIALLY_DELIVERED = 3
    FAILED_BEFORE_SENDING = 0
    SENT_BUT_RESULT_UNKNOWN = -1

    @property
    def label(self) -> str:
        """The constant's name without its prefix, such as `NotDelivered`."""
        return self.name.title().replace("_", "")


class Verdict(NamedTuple):
    """The code that PeopleSoft would return, and that of what really happened; None: nothing was sent."""

    result: Code | None
    actual: Code | None


_BY_OUTCOME: Final[Mapping[AttemptOutcome, Code]] = {
    AttemptOutcome.DELIVERED: Code.DELIVERED,
    AttemptOutcome.PARTIALLY_DELIVERED: Code.PARTIALLY_DELIVERED,
    AttemptOutcome.UNKNOWN: Code.NOT_DELIVERED,
}


def judge(attempts: Sequence[Attempt], wait_ms: int, *, each: bool = False) -> Verdict:
    """The verdict on the attempts in their order.

    The code is that of the last attempt, or with `each` that of the first one that did not deliver; where
    nothing was delivered it is 0 if no server reached MAIL, else 2. PeopleSoft answers -1 when the end comes
    after `wait_ms` milliseconds (0: always, -1: never). A connection lost after the whole message counts as
    not delivered for JavaMail; really nobody knows.
    """
    if each:
        verdicts = [judge([attempt], wait_ms) for attempt in attempts]
        return next((one for one in verdicts if one.actual not in {None, Code.DELIVERED}), verdicts[-1])
    last = attempts[-1].outcome
    if last is AttemptOutcome.STOPPED:
        return Verdict(None, None)
    code = _BY_OUTCOME.get(last, _nothing_sent(attempts))
    actual = Code.SENT_BUT_RESULT_UNKNOWN if last is AttemptOutcome.UNKNOWN else code
    took = sum(attempt.milliseconds for attempt in attempts)
    too_late = wait_ms >= 0 and (wait_ms == 0 or took > wait_ms)
    return Verdict(Code.SENT_BUT_RESULT_UNKNOWN if too_late else code, actual)


def _nothing_sent(attempts: Sequence[Attempt]) -> Code:
    reached = any(attempt.reached(Stage.MAIL) for attempt in attempts)
    return Code.NOT_DELIVERED if reached else Code.FAILED_BEFORE_SENDING
