"""The report on a domain's SMTP trace logs, as plain data and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfgkit.display import columns, counted, visible
from cfgkit.mail.tracelog.folder import LOG_SECTION
from cfgkit.mail.tracelog.mask import masked
from cfgkit.mail.tracelog.outcome import MEANINGS, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from cfgkit.document import Document
    from cfgkit.mail.tracelog.folder import LogFolder
    from cfgkit.mail.tracelog.line import Send
    from cfgkit.mail.tracelog.tally import Tally
    from cfgkit.mail.verdict import Code

_SUMMARIES: Final = 2
_FENCE: Final = "5"
_UNKNOWN: Final = "Unknown"
#: A field of a mail is cut here in the text; JSON has all of it.
_WIDEST: Final = 120


def notes(document: Document, tally: Tally) -> tuple[str, ...]:
    """What keeps the logs from saying all: the trace level, LogFence, lines that are no summaries."""
    found = []
    trace = document.smtp()["SMTPTrace"]
    if trace.value != _SUMMARIES:
        state = "off" if trace.value == 0 else "not at the level of a line for each mail"
        found.append(f"the trace is {state} now ({trace.origin}): set SMTPTrace=2 and reboot the domain")
    section = LOG_SECTION.get(document.kind)
    fence = document.live(section, "LogFence") if section is not None else None
    if fence is None or fence.value.strip() != _FENCE:
        where = "is not set" if fence is None else f"in line {fence.line.number} is not 5"
        found.append(f"LogFence {where}: the manual asks for 5, or the trace may stay empty")
    if tally.other_lines:
        lines = counted(tally.other_lines, "line")
        found.append(f"{lines} left out: no summary of a mail, as SMTPTrace=1 and Java's own output are not")
    if tally.sends:
        found.append("NOT DELIVERED is the only return code whose words a manual shows; the others are read likewise")
    return tuple(found)


def as_json(document: Document, file: str, folder: LogFolder, tally: Tally, *, hide: bool) -> dict[str, Any]:
    """One entry of `results`; all text is safe on a terminal. `hide` masks the addresses."""
    shown = _shown(hide=hide)
    return {
        "file": visible(file),
        "log_directory": visible(str(folder.path)),
        "log_directory_from": visible(folder.origin),
        "logs": [
            {"file": visible(str(log.path)), "sends": log.sends, "other_lines": log.other_lines} for log in tally.logs
        ],
        "sends": tally.sends,
        "by_result": [
            {"code": _number(code), "name": _name(code), "count": count, "meaning": MEANINGS[code].words}
            for code, count in tally.by_result()
        ],
        "by_day": [
            {"day": _day(day), "results": {_name(code): count for code, count in sorted(found.items(), key=_order)}}
            for day, found in tally.by_day()
        ],
        "failed": tally.failed,
        "failures": [_failure(send, shown) for send in tally.failures],
        "notes": list(notes(document, tally)),
    }


def as_text(document: Document, file: str, folder: LogFolder, tally: Tally, *, hide: bool, width: int) -> str:
    """The report for a reader."""
    lines = [f"SMTP trace logs of {file}", f"  in {folder.path} ({folder.origin})"]
    lines += [
        f"  {log.path.name}: {counted(log.sends, 'send')}, {counted(log.other_lines, 'other line')}"
        for log in tally.logs
    ] or ["  no SMTP trace log is there"]
    if tally.sends:
        lines += ["", *_by_day(tally, width)]
    if tally.failures:
        lines += ["", *_failures(tally, _shown(hide=hide))]
    lines += ["", *(f"note: {note}" for note in notes(document, tally))]
    return "".join(f"{visible(line)}\n" for line in lines)


def _by_day(tally: Tally, width: int) -> list[str]:
    results = [code for code, _ in tally.by_result()]
    head = ("day", "sends", *map(_name, results))
    rows = [
        (_day(day) or "unknown", str(found.total()), *(str(found[code]) for code in results))
        for day, found in tally.by_day()
    ]
    total = ("total", str(tally.sends), *(str(count) for _, count in tally.by_result()))
    return columns([head, *rows, total], width, frozenset(head[1:]))


def _failures(tally: Tally, shown: Callable[[str], str]) -> Iterator[str]:
    kept, failed = len(tally.failures), tally.failed
    yield f"not known to be delivered: {failed}" + (f", the last {kept} of them" if kept < failed else "")
    for code, _ in tally.by_result():
        sends = [send for send in tally.failures if outcome_of(send.code) is code]
        if not sends:
            continue
        yield f"  {_name(code)}: {MEANINGS[code].words}"
        yield f"    what to do: {MEANINGS[code].advice}"
        for send in sends:
            copies = "".join(
                f", {name} {_cut(shown(text))}" for name, text in (("CC", send.cc), ("BCC", send.bcc)) if text
            )
            way = f"{_cut(shown(send.sender))} to {_cut(shown(send.to))}{copies}"
            yield f"    {send.when} [{_cut(send.code)}] {way}: {_cut(shown(send.subject))}"


def _failure(send: Send, shown: Callable[[str], str]) -> dict[str, Any]:
    code = outcome_of(send.code)
    return {
        "when": visible(send.when),
        "day": _day(send.day),
        "code": _number(code),
        "words": visible(send.code),
        "from": visible(shown(send.sender)),
        "to": visible(shown(send.to)),
        "cc": visible(shown(send.cc)),
        "bcc": visible(shown(send.bcc)),
        "subject": visible(shown(send.subject)),
        "meaning": MEANINGS[code].words,
        "advice": MEANINGS[code].advice,
    }


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}..."


def _shown(*, hide: bool) -> Callable[[str], str]:
    return masked if hide else str


def _name(code: Code | None) -> str:
    return _UNKNOWN if code is None else code.label


def _number(code: Code | None) -> int | None:
    return None if code is None else int(code)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _order(pair: tuple[Code | None, int]) -> tuple[bool, int]:
    """By return code, the unknown ones last."""
    code = pair[0]
    return code is None, 0 if code is None else int(code)
