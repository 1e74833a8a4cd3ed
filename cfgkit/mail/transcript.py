"""What was said on the wire, by whom and when."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cfgkit.mail.record import Role


class Speaker(StrEnum):
    """Who a line of the transcript comes from."""

    CLIENT = "C"
    SERVER = "S"
    NOTE = "note"


class Exchange(NamedTuple):
    """One line of the transcript; `at_ms` counts from the start of the test."""

    at_ms: float
    role: Role
    speaker: Speaker
    text: str


class Transcript:
    """Collects the lines of one test. A secret never gets here: the wire is given the text to show."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._lines: list[Exchange] = []

    def add(self, role: Role, speaker: Speaker, text: str) -> None:
        """Adds a line said now."""
        at_ms = round((time.monotonic() - self._started) * 1000, 1)
        self._lines.append(Exchange(at_ms, role, speaker, text))

    def lines(self) -> tuple[Exchange, ...]:
        """What was said so far."""
        return tuple(self._lines)
