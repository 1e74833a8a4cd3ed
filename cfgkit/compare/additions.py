"""What is new in THEIRS, as lines to insert into OURS: with the comments above it, below what precedes it.

Never among these lines: a template's notes, psadmin's marker line, a line that holds a secret.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from cfgkit.syntax.line import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Line, Section

#: A setting's name as files are searched for it: section and key, casefolded; of a header, the key is empty.
Name = tuple[str, str]

_NAMED: Final = (Kind.SETTING, Kind.COMMENTED)


@dataclass(frozen=True, slots=True)
class Addition:
    """The lines that bring one setting."""

    name: Name
    #: The line of OURS that they go below.
    after: int
    texts: tuple[str, ...]
    #: The numbers of THEIRS' comment lines that were left out, since they seem to hold a secret.
    left_out: tuple[int, ...]

    def into(self, document: Document) -> Document:
        """The Document with the lines.

        Raises:
            EditError: they can't stand there.
        """
        return document.insert(self.after, self.texts)


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section with its settings, and the comment above its header."""

    title: str
    banner: tuple[str, ...]
    body: tuple[str, ...]
    left_out: tuple[int, ...]

    def into(self, document: Document) -> Document:
        """The Document with the section, where the dialect has it.

        Raises:
            EditError: it can't stand there.
        """
        new = document.add_section(self.title)
        header = next(one.number for one in new.sections if one.name == self.title)
        runs_on = any(line.number == header + 1 and line.kind is not Kind.BLANK for line in new.lines())
        return new.insert(header, (*self.body, "") if runs_on else self.body).insert(header - 1, self.banner)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The lines of THEIRS from which OURS gets something."""

    theirs: Document
    #: The lines of the settings that are wanted, and whether the comment above them comes along.
    wanted: Mapping[int, bool]
    #: The lines that hold a secret.
    hidden: Collection[int]
    #: A template's notes.
    notes: Collection[int]

    def additions(self, ours: Document) -> Iterator[Addition]:
        """The wanted settings of the sections that OURS has, in THEIRS' order."""
        places = _places(ours)
        texts = [line.text for line in ours.lines()]
        for section in self.theirs.sections:
            if (section.name.casefold(), "") in places:
                yield from self._of_section(section, places, texts)

    def sections(self, titles: Collection[str]) -> Iterator[NewSection]:
        """The sections of these casefolded titles, with their wanted settings."""
        above: list[Line] = []
        last = self.theirs.sections[-1:]
        for section in self.theirs.sections:
            lines = self._lines(section)
            if section.name.casefold() in titles:
                banner = above[len(above) - self._comments_at_end(above) :]
                body = self._body(lines, is_last=last == (section,))
                texts = self._texts(body)
                while texts and not texts[-1]:
                    texts = texts[:-1]
                yield NewSection(section.name, self._texts(banner), texts, self._left_out([*banner, *body]))
            above = lines

    def _body(self, lines: Sequence[Line], *, is_last: bool) -> list[Line]:
        """What stands below the section's header; a comment that runs into the next header is that one's."""
        stop = max(n for n, line in enumerate(lines) if line.kind not in (Kind.COMMENT, Kind.BLANK)) + 1
        clinging = self._comments_at_end(lines[stop:][::-1])
        if is_last or stop + clinging < len(lines):
            stop += clinging
        return [line for line in lines[1:stop] if line.kind not in _NAMED or line.number in self.wanted]

    def _of_section(self, section: Section, places: Mapping[Name, int], texts: Sequence[str]) -> Iterator[Addition]:
        after = places[section.name.casefold(), ""]
        above: list[Line] = []
        # Whether only the lines above stand between here and what OURS has in the line `after`.
        is_next = True
        for line in self._lines(section):
            name = name_of(section.name, line.key)
            if line.kind is Kind.BLANK or self._is_comment(line):
                above.append(line)
                continue
            if line.kind is Kind.HEADER or (line.kind in _NAMED and name in places):
                after, is_next = places[name if line.kind in _NAMED else (name[0], "")], True
            else:
                shared = _shared(above, texts[after:]) if is_next else 0
                after, is_next = after + shared, False
                if line.number in self.wanted:
                    start = max(shared, len(above) - self._comments_at_end(above) - 1)
                    own = above[start:] if self.wanted[line.number] else []
                    yield Addition(name, after, self._texts([*own, line]), self._left_out(own))
            above = []

    def _lines(self, section: Section) -> list[Line]:
        """The section's lines without a template's notes."""
        return [line for line in section.lines() if line.number not in self.notes]

    def _is_comment(self, line: Line) -> bool:
        return line.kind is Kind.COMMENT and not self.theirs.dialect.is_marker(line.raw)

    def _comments_at_end(self, lines: Sequence[Line]) -> int:
        return len(list(takewhile(self._is_comment, reversed(lines))))

    def _texts(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The lines as they are inserted; what nobody could read, and what nobody may copy, is left out."""
        return tuple(
            "" if line.kind is Kind.BLANK else line.text
            for line in lines
            if line.number not in self.hidden and (line.kind in (*_NAMED, Kind.BLANK) or self._is_comment(line))
        )

    def _left_out(self, lines: Sequence[Line]) -> tuple[int, ...]:
        return tuple(line.number for line in lines if line.kind is Kind.COMMENT and line.number in self.hidden)


def name_of(section: str, key: str) -> Name:
    """The name of a setting."""
    return section.casefold(), key.casefold()


def section_counts(document: Document) -> Counter[str]:
    """How often each section stands in the file, by casefolded name; above the first header is always one."""
    return Counter(["", *(name.casefold() for name in document.section_names)])


def _places(ours: Document) -> dict[Name, int]:
    """The line of each section's header and of each setting; below the marker line nothing is put."""
    found: dict[Name, int] = {("", ""): 0}
    for section in ours.sections:
        if section.name:
            found[section.name.casefold(), ""] = section.number
        lines = takewhile(lambda line: not ours.dialect.is_marker(line.raw), section.lines())
        found |= {name_of(section.name, line.key): line.number for line in lines if line.kind in _NAMED}
    return found


def _shared(above: Sequence[Line], texts: Sequence[str]) -> int:
    """How many of the lines above OURS has at that place, too: a comment on the setting before them."""
    pairs = takewhile(lambda pair: pair[0].text == pair[1], zip(above, texts, strict=False))
    count = len(list(pairs))
    while count and above[count - 1].kind is Kind.BLANK:
        count -= 1
    return count
