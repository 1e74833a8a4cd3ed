"""A finding: the one record that check, diff, the editor and the sender report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
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
