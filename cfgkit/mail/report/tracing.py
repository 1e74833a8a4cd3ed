"""What the domain's own mail trace would say, and the dialogue in its place for SMTPTrace=1.

The line's layout is that of the manual of 8.61; of the words for a code only NOT DELIVERED is documented, so
that the others are marked with a question mark. Nothing here is written below the domain's LOGS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.mail.verdict import Code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cfgkit.mail.run import TestReport

_WORDS: Final[Mapping[Code, str]] = {
    Code.DELIVERED: "DELIVERED?",
    Code.NOT_DELIVERED: "NOT DELIVERED",
    Code.PARTIALLY_DELIVERED: "PARTIALLY DELIVERED?",
    Code.FAILED_BEFORE_SENDING: "FAILED BEFORE SENDING?",
    Code.SENT_BUT_RESULT_UNKNOWN: "SENT BUT RESULT UNKNOWN?",
}
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def summary_line(report: TestReport) -> str:
    """The line that SMTPTrace=2 writes for one mail; empty where no mail was to be sent.

    How several recipients are separated is not documented either: a comma here.
    """
    code = report.verdict.result
    if code is None:
        return ""
    sender = report.plan.message.sender.value
    to = ",".join(report.options.to)
    return (
        f"{_date(report.started)} Email sent with return code [{_WORDS[code]}] From:[{sender}] To:[{to}]"
        f" Sender:[{sender}] CC:[null] BCC:[null] Subject:[{report.subject}]"
    )


def trace(report: TestReport) -> str:
    """The summary line and the whole dialogue, as lines of a log."""
    head = [
        f"cfgkit smtp test of {report.options.file}, not the domain's own trace: words marked ? are not documented",
        summary_line(report) or "no mail was sent",
        "the dialogue, by cfgkit; the layout of SMTPTrace=1 is not documented:",
    ]
    said = [f"{line.at_ms:>10.1f} ms {line.role} {line.speaker}: {line.text}" for line in report.transcript]
    return "".join(f"{visible(line)}\n" for line in (*head, *said))


def _date(when: datetime) -> str:
    """As Java's Date writes itself, whatever the user's language is."""
    local = when.astimezone()
    day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
    return f"{day} {month} {local:%d %H:%M:%S} {local.tzname() or 'UTC'} {local.year}"
