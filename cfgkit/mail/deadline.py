"""A point in time after which waiting ends: one for the whole test, an earlier one for each stage."""

from __future__ import annotations

import time
from typing import Final, NamedTuple

#: The longest that one stage may take, in seconds; JavaMail itself would wait for ever.
STAGE_SECONDS: Final = 30.0
#: The longest that a whole test may take, in seconds, unless the user says otherwise.
TOTAL_SECONDS: Final = 120.0


class Deadline(NamedTuple):
    """A point on the monotonic clock, in seconds."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The point that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def within(self, seconds: float) -> Deadline:
        """The earlier of this point and that many seconds from now."""
        return Deadline(min(self.at, time.monotonic() + seconds))

    def left(self) -> float:
        """Seconds to go; raises TimeoutError when there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds
