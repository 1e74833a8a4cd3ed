"""Findings of the text alone: what any reader of such a file should know, whatever its settings mean.

| rule               | severity | what                                                       |
|--------------------|----------|------------------------------------------------------------|
| unreadable-line    | error    | no header, setting or comment; conflict marks; no `=`      |
| duplicate-section  | warning  | a section's name stands twice                              |
| duplicate-key      | warning  | a live key stands twice in a section                       |
| key-before-section | warning  | a setting above the first header                           |
| blank-round-equals | warning  | psadmin's book asks for `Key=value`                        |
| trailing-blank     | warning  | blanks at a value's end belong to the value                |
| indented-comment   | warning  | `;` behind blanks is read as part of a key                 |
| mixed-newlines     | warning  | more than one kind of line ending                          |
| control-character  | warning  | a character that would act on a terminal                   |
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.display import visible
from cfgkit.syntax.finding import Finding, Fix, Severity
from cfgkit.syntax.line import Kind, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.syntax.document import Document
    from cfgkit.syntax.line import Line

#: What a fix does; nothing if there is none.
_Repair = Literal["", "strip", "close"]
_STRIP: Final = "strip"
_CLOSE: Final = "close"

_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")


def findings(document: Document, lines: Sequence[Line] | None = None) -> tuple[Finding, ...]:
    """The findings, in file order; `lines` are its named ones, where the caller has them already."""
    found: list[Finding] = []
    section = ""
    headers: dict[str, int] = {}
    keys: dict[str, Line] = {}
    for line in document.named_lines() if lines is None else lines:
        if line.kind is Kind.SETTING:
            for rule, column, message, hint, fix in _of_setting(line.raw, not section):
                repair = Fix(line.number, strips_value=fix == _STRIP, closes_equals=fix == _CLOSE) if fix else None
                found.append(
                    Finding(rule, Severity.WARNING, line.number, column, section, line.key, message, hint, repair)
                )
            before = keys.setdefault(line.key.casefold(), line)
            if before is not line:
                found.append(_duplicate_key(section, before, line))
        elif line.kind is Kind.HEADER:
            section, keys = line.key, {}
            first = headers.setdefault(section.casefold(), line.number)
            if first != line.number:
                found.append(_duplicate_section(section, first, line.number))
        elif line.kind is Kind.UNREADABLE:
            found.append(_unreadable(section, line))
    if document.newline == "mixed":
        found.append(_MIXED)
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


_MIXED: Final = Finding(
    "mixed-newlines",
    Severity.WARNING,
    0,
    0,
    "",
    "",
    "the file mixes kinds of line endings",
    "each line keeps its own; a new line takes the one of the line above it",
)


def _unreadable(section: str, line: Line) -> Finding:
    text = line.text
    column = len(text) - len(text.lstrip(" \t")) + 1
    body = text[column - 1 :]
    if _CONFLICT.match(text):
        message, hint = "a version control's conflict mark", "settle the conflict and take the mark out"
    elif body.startswith("[") and column == 1 and "]" not in body:
        message, hint = "a section header without ]", "write it like [Section Name]"
    elif body.startswith("["):
        message, hint = (
            "a bracket that is no section header",
            "a header is [Section Name], alone, at the line's start",
        )
    elif body.startswith("="):
        message, hint = "a value without a key", "write the key in front of the ="
    elif "=" in body:
        message, hint = "an encrypted text in front of the =", "write the = behind the key"
    else:
        message, hint = "a line without =", "put ; in front to make it a comment"
    return Finding("unreadable-line", Severity.ERROR, line.number, column, section, "", message, hint)


@lru_cache(maxsize=4096)
def _of_setting(raw: str, is_above: bool) -> tuple[tuple[str, int, str, str, _Repair], ...]:
    """Rule, column, message, hint and repair of what is wrong with a setting's line, wherever it stands."""
    found = parts(Kind.SETTING, raw)
    key = visible(found.key)
    places: list[tuple[str, int, str, str, _Repair]] = []
    if is_above:
        hint = "move it below the header that it belongs to"
        places.append(("key-before-section", found.key_start + 1, f"{key} stands before the first section", hint, ""))
    if found.key[0] in ";#":
        message = "a comment mark behind blanks is read as part of a key"
        places.append(("indented-comment", found.key_start + 1, message, "move the mark to the line's start", ""))
    if raw[found.key_end : found.value_start] != "=":
        message = f"blanks round the = of {key}"
        places.append(("blank-round-equals", found.key_end + 1, message, "psadmin's files have none", _CLOSE))
    for rule, offset, message, hint, fix in _in_value(key, found.value):
        places.append((rule, found.value_start + offset + 1, message, hint, fix))
    return tuple(places)


def _in_value(key: str, value: str) -> Iterator[tuple[str, int, str, str, _Repair]]:
    """Rule, offset in the value, message, hint, repair."""
    bare = value.rstrip(" \t")
    if bare != value:
        hint = "they belong to the value: take them off unless they are meant"
        yield "trailing-blank", len(bare), f"blanks at the end of {key}'s value", hint, _STRIP
    if visible(value) != value:
        offset = next(n for n, char in enumerate(value) if visible(char) != char)
        message = f"a control or invisible character in {key}'s value"
        yield "control-character", offset, message, "take it out unless it is meant", ""


def _duplicate_key(section: str, before: Line, line: Line) -> Finding:
    same = "" if before.key == line.key else f" (as {visible(before.key)})"
    return Finding(
        "duplicate-key",
        Severity.WARNING,
        line.number,
        1,
        section,
        line.key,
        f"{visible(line.key)} is live on line {before.number} already{same}",
        "which one PeopleSoft reads is not documented: keep one",
    )


def _duplicate_section(section: str, first: int, line: int) -> Finding:
    return Finding(
        "duplicate-section",
        Severity.WARNING,
        line,
        1,
        section,
        "",
        f"[{visible(section)}] begins on line {first} already",
        "which one PeopleSoft reads is not documented: merge the two",
    )
