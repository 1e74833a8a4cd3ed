"""One line of an SMTP trace log at level 2.

The manual's page on SMTP settings has it as

    <Date_Time> Email sent with return code [<Return Code>] From: [..] To:[..] Sender:[..] CC:[..] BCC:[..] Subject:[..]

Its sample has no blank after `From:` and `null` for an empty CC. How several recipients are separated and whether
`]` is escaped is not documented: a field ends where the next one begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

#: The longest line that is read, in characters; a longer one is no summary of one mail.
MAX_LINE: Final = 65_536
_HEAD: Final = re.compile(r"(?P<when>.{0,100}?)[ \t]{0,8}Email sent with return code[ \t]{0,8}\[")
_FIELDS: Final = ("From", "To", "Sender", "CC", "BCC", "Subject")
_NEXT: Final = {name: re.compile(rf"\][ \t]{{0,8}}{name}:[ \t]{{0,8}}\[") for name in _FIELDS}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# As Java draws a date, and as ISO 8601 does.
_JAVA: Final = re.compile(
    rf"({'|'.join(_MONTHS)})[ ]{{1,2}}([0-9]{{1,2}}) [0-9:]{{5,8}}(?: [^ ]{{1,40}})? ([0-9]{{4}})"
)
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Send:
    """One mail as the trace has it: the return code in its own words, and the fields as they stand there."""

    when: str
    #: None where the date is in no form that we know.
    day: date | None
    code: str
    sender: str
    to: str
    cc: str
    bcc: str
    subject: str


def send_in(line: str) -> Send | None:
    """The send that a line tells of; None for any other line."""
    head = _HEAD.match(line)
    if head is None:
        return None
    texts: list[str] = []
    start = head.end()
    for name in _FIELDS:
        found = _NEXT[name].search(line, start)
        if found is None:
            return None
        texts.append(line[start : found.start()])
        start = found.end()
    texts.append(line[start:].rstrip().removesuffix("]"))
    code, sender, to, _, cc, bcc, subject = ("" if text == "null" else text for text in texts)
    return Send(head["when"].strip(), _day(head["when"]), code, sender, to, cc, bcc, subject)


def _day(when: str) -> date | None:
    java, iso = _JAVA.search(when), _ISO.search(when)
    try:
        if java is not None:
            return date(int(java[3]), _MONTHS.index(java[1]) + 1, int(java[2]))
        return None if iso is None else date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:  # such as the 31st of February
        return None
