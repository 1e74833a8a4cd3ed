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
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.syntax.finding import Finding, Severity
from cfgkit.syntax.line import Kind, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.syntax.document import Document, Section
    from cfgkit.syntax.line import Line

_OF_THE_LINE: Final = frozenset({"key-before-section", "indented-comment", "blank-round-equals"})
_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")


def findings(document: Document) -> tuple[Finding, ...]:
    """The findings, in file order."""
    found = [one for section in document.sections for one in _in_section(section)]
    found += _duplicate_sections(document)
    if document.newline == "mixed":
        found.append(
            Finding(
                "mixed-newlines",
                Severity.WARNING,
                0,
                0,
                "",
                "",
                "the file mixes kinds of line endings",
                "each line keeps its own; a new line takes the one of the line above it",
            )
        )
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def _in_section(section: Section) -> Iterator[Finding]:
    first: dict[str, Line] = {}
    for line in section.lines():
        if line.kind is Kind.UNREADABLE:
            yield _unreadable(section, line)
        elif line.kind is Kind.SETTING:
            yield from _in_setting(section, line)
            before = first.setdefault(line.key.casefold(), line)
            if before is not line:
                yield _duplicate_key(section, before, line)


def _unreadable(section: Section, line: Line) -> Finding:
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
    else:
        message, hint = "a line without =", "put ; in front to make it a comment"
    return Finding("unreadable-line", Severity.ERROR, line.number, column, section.name, "", message, hint)


def _in_setting(section: Section, line: Line) -> Iterator[Finding]:
    found = parts(Kind.SETTING, line.raw)
    key = visible(found.key)
    places = []
    if not section.name:
        hint = "move it below the header that it belongs to"
        places.append(("key-before-section", found.key_start, f"{key} stands before the first section", hint))
    if found.key[0] in ";#":
        message = "a comment mark behind blanks is read as part of a key"
        places.append(("indented-comment", found.key_start, message, "move the mark to the line's start"))
    if line.raw[found.key_end : found.value_start] != "=":
        message = f"blanks round the = of {key}"
        places.append(("blank-round-equals", found.key_end, message, "psadmin's files have none"))
    for rule, offset, message, hint in (*places, *_in_value(key, found.value)):
        column = offset + 1 if rule in _OF_THE_LINE else found.value_start + offset + 1
        yield Finding(rule, Severity.WARNING, line.number, column, section.name, found.key, message, hint)


def _in_value(key: str, value: str) -> Iterator[tuple[str, int, str, str]]:
    """Rule, offset in the value, message, hint."""
    bare = value.rstrip(" \t")
    if bare != value:
        hint = "they belong to the value: take them off unless they are meant"
        yield "trailing-blank", len(bare), f"blanks at the end of {key}'s value", hint
    if visible(value) != value:
        offset = next(n for n, char in enumerate(value) if visible(char) != char)
        message = f"a control or invisible character in {key}'s value"
        yield "control-character", offset, message, "take it out unless it is meant"


def _duplicate_key(section: Section, before: Line, line: Line) -> Finding:
    same = "" if before.key == line.key else f" (as {visible(before.key)})"
    return Finding(
        "duplicate-key",
        Severity.WARNING,
        line.number,
        1,
        section.name,
        line.key,
        f"{visible(line.key)} is live on line {before.number} already{same}",
        "which one PeopleSoft reads is not documented: keep one",
    )


def _duplicate_sections(document: Document) -> Iterator[Finding]:
    first: dict[str, Section] = {}
    for section in document.sections:
        before = first.setdefault(section.name.casefold(), section)
        if before is not section:
            yield Finding(
                "duplicate-section",
                Severity.WARNING,
                section.number,
                1,
                section.name,
                "",
                f"[{visible(section.name)}] begins on line {before.number} already",
                "which one PeopleSoft reads is not documented: merge the two",
            )
