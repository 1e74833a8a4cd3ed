"""Pasted lines: what each would do to a file, and the file with all of them done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cfgkit.display import counted, visible
from cfgkit.document import parse
from cfgkit.errors import CfgkitError
from cfgkit.schema.value_type import refusal
from cfgkit.secret import MASK, Secret
from cfgkit.syntax import Kind
from cfgkit.tui.model.words import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.document import Document
    from cfgkit.syntax import Line


class Does(StrEnum):
    """What becomes of a line."""

    ADDS = "added"
    CHANGES = "changed"
    SAME = "the same"
    #: It can be written, though the setting's type refuses the value.
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    LEFT_OUT = "left out"


_MARKS = {Does.ADDS: "+", Does.CHANGES: "*", Does.SAME: "=", Does.DOUBTFUL: "W", Does.REFUSED: "E", Does.LEFT_OUT: " "}


class PastedLine(NamedTuple):
    """A line that says something, by its number in the text."""

    number: int
    does: Does
    #: What it does, in words; secrets masked.
    words: str

    @property
    def shown(self) -> str:
        """As the preview has it."""
        return f"{self.number:>3} {_MARKS[self.does]} {self.words}"


@dataclass(frozen=True, slots=True, repr=False)
class Pasted:
    """What a text would do."""

    lines: tuple[PastedLine, ...]
    #: The file with all that can be written.
    document: Document
    #: The same less what a type refuses.
    without_doubtful: Document

    def count(self, does: Does) -> int:
        """How many lines do that."""
        return sum(1 for line in self.lines if line.does is does)

    @property
    def words(self) -> str:
        """How many lines do what."""
        found = [f"{number} {does}" for does in Does if (number := self.count(does))]
        return f"{counted(len(self.lines), 'line')}: {', '.join(found)}" if found else "nothing yet"


def pasted(document: Document, section: str, section_nth: int | None, text: str) -> Pasted:
    """What the text's lines do: `KEY=VALUE` to that section, until a `[Section]` of their own names another."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    found = parse(lines, encoding="utf-8", schema=document.schema)
    work = _Work(document, section, section_nth)
    for one in found.sections:
        name = one.name or section
        for line in one.lines():
            work.take(name, line)
    return Pasted(tuple(work.lines), work.document, work.without_doubtful)


class _Work:
    """The lines taken in so far."""

    def __init__(self, document: Document, section: str, section_nth: int | None) -> None:
        self.document = self.without_doubtful = document
        self.lines: list[PastedLine] = []
        self._section, self._section_nth = section, section_nth

    def take(self, section: str, line: Line) -> None:
        """The next one; blank lines and headers say nothing by themselves."""
        if line.kind is Kind.SETTING:
            self.lines.append(PastedLine(line.number, *self._set(section, line)))
        elif line.kind is Kind.UNREADABLE:
            self.lines.append(PastedLine(line.number, Does.REFUSED, "it is no KEY=VALUE, no [Section] and no comment"))
        elif line.kind in {Kind.COMMENT, Kind.COMMENTED}:
            self.lines.append(PastedLine(line.number, Does.LEFT_OUT, "a comment: it is left out"))

    def _set(self, section: str, line: Line) -> tuple[Does, str]:
        document, key = self.document, line.key
        where = visible(f"[{section}] {key}")
        value = line.value.rstrip(" \t")
        is_secret = document.is_secret(section, key)
        if is_secret and value == MASK:
            return Does.REFUSED, f"{where}: a mask stands for a secret, it is none"
        nth = self._section_nth if section == self._section else None
        before = document.live(section, key, section_nth=nth)
        shown = document.mask(section, key, value) or "(empty)"
        new: Secret | str = Secret(value) if is_secret else value
        setting = document.schema.find(document.kind, section, key)
        problem = refusal(setting.type, value) if setting else None
        try:
            self.document = document.set(section, key, new, section_nth=nth)
            if problem is None:
                self.without_doubtful = self.without_doubtful.set(section, key, new, section_nth=nth)
        except CfgkitError as error:
            return Does.REFUSED, f"{where}: {said(error)}"
        unknown = "" if setting or before else "  (no source knows it there)"
        change = f"{document.masked(before) or '(empty)'} -> {shown}" if before else f"{shown}{unknown}"
        change = f"{where}: {change}"
        if problem is not None:
            return Does.DOUBTFUL, f"{change}, which {problem.problem} (column {line_column(line, problem.offset)})"
        if before is not None and before.value == value:
            return Does.SAME, f"{where}: it says so already"
        return (Does.ADDS if before is None else Does.CHANGES), change


def line_column(line: Line, offset: int) -> int:
    """The column of a character of the line's value, from 1."""
    return line.text.index("=") + 1 + len(line.text.partition("=")[2]) - len(line.value) + offset + 1


def lines_in_words(found: Pasted) -> Iterator[str]:
    """The preview."""
    yield found.words
    yield from (line.shown for line in found.lines)
