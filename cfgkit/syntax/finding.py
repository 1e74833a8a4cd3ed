"""A finding: the one record that check, diff, the editor and the sender report."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Fix(NamedTuple):
    """A safe repair of one live setting's line. It never holds a secret."""

    #: The line that it changes, from 1.
    line: int
    #: The setting's new value; None leaves it as it is.
    value: str | None = None
    #: Whether the blanks at the value's end go.
    strips_value: bool = False
    #: Whether the blanks round the `=` go.
    closes_equals: bool = False

    @property
    def keeps_value(self) -> bool:
        """Whether the value stays as it is."""
        return self.value is None and not self.strips_value


class Finding(NamedTuple):
    """Something about a file that its reader should know.

    `line` and `column` count from 1, columns in code points; 0 where no line is concerned. `message`
    and `hint` never hold the value of a secret.
    """

    rule: str
    severity: Severity
    line: int
    column: int
    section: str
    key: str
    message: str
    hint: str = ""
    #: How it can be repaired without harm; None where a human has to decide.
    fix: Fix | None = None
