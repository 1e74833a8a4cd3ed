"""A whole file as an immutable value: its lines, its sections, its settings, and its edits.

`Document.from_bytes(data).to_bytes() == data` for every byte string. An edit returns a new Document that
shares every block it did not touch; undo is keeping the old one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from cfgkit.errors import EditError
from cfgkit.syntax.dialect import PLAIN
from cfgkit.syntax.encoding import PLAIN_UTF8, count_lines, decode, newline_of
from cfgkit.syntax.grammar import grammar, last_piece
from cfgkit.syntax.line import Kind, section_name
from cfgkit.syntax.lookup import Entry, Where, commented_hits, lines_of, live_hits, named_lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cfgkit.syntax.dialect import Dialect
    from cfgkit.syntax.edit import Editor
    from cfgkit.syntax.encoding import Encoding, Newline
    from cfgkit.syntax.grammar import Block
    from cfgkit.syntax.line import Line
    from cfgkit.syntax.lookup import Hit


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A parsed file. Two Documents are equal if their texts, encodings and dialects are."""

    blocks: tuple[Block, ...]
    codec: Encoding = PLAIN_UTF8
    dialect: Dialect = field(default=PLAIN)
    #: The sections, once they were asked for.
    _sections: list[tuple[Section, ...]] = field(init=False, compare=False, default_factory=list)

    @classmethod
    def from_bytes(cls, data: bytes, *, encoding_name: str | None = None, dialect: Dialect = PLAIN) -> Self:
        """The Document of any bytes.

        Raises:
            InputError: only for an `encoding_name` that would not give exactly the bytes back.
        """
        text, codec = decode(data, encoding_name)
        return cls(grammar().blocks(text), codec, dialect)

    @property
    def text(self) -> str:
        """The whole text, without a byte order mark."""
        return "".join([piece for block in self.blocks for piece in (block.header, *[text for _, text in block.body])])

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        return self.codec.encode(self.text)

    @property
    def encoding(self) -> str:
        """The codec's name: utf-8, utf-16-le, utf-16-be, latin-1, or the one that was asked for."""
        return self.codec.name

    @property
    def bom(self) -> bytes:
        """The byte order mark that the file begins with, or nothing."""
        return self.codec.bom

    @property
    def newline(self) -> Newline:
        """The line ending that the file uses throughout."""
        return newline_of(self.text)

    @property
    def final_newline(self) -> bool:
        """Whether the last line is ended; true for an empty file."""
        return all(piece.endswith(("\n", "\r")) for piece in last_piece(self.blocks))

    def lines(self) -> Iterator[Line]:
        """Every line, in file order."""
        number = 1
        for block in self.blocks:
            lines = lines_of(block, self.dialect, number)
            yield from lines
            number += len(lines)

    def named_lines(self) -> Iterator[Line]:
        """Every line but comments and blank ones, in file order: in less time than `lines` takes."""
        number = 1
        for block in self.blocks:
            lines, number = named_lines_of(block, self.dialect, number)
            yield from lines

    def setting_lines(self) -> Iterator[tuple[str, Line]]:
        """Every live and commented-out setting's line, each with its section's name: in less time than `entries`."""
        section = ""
        for line in self.named_lines():
            if line.kind is Kind.HEADER:
                section = line.key
            elif line.kind is not Kind.UNREADABLE:
                yield section, line

    @property
    def section_names(self) -> tuple[str, ...]:
        """The names of the sections in file order, duplicates included; without the lines before the first header."""
        return tuple([section_name(block.header) for block in self.blocks[1:]])

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in file order, duplicates included.

        Lines before the first header are a section whose name is empty. Read once: their lines are counted for it.
        """
        if not self._sections:
            self._sections.append(tuple(self._read_sections()))
        return self._sections[0]

    def _read_sections(self) -> Iterator[Section]:
        seen: dict[str, int] = {}
        number = 1
        for index, block in enumerate(self.blocks):
            if not index and not block.body:
                continue
            name = section_name(block.header)
            seen[name] = seen.get(name, 0) + 1
            section = Section(name, seen[name], number, block, self.dialect)
            yield section
            number += section.line_count

    def entries(self) -> Iterator[Entry]:
        """Every live and commented-out setting, in file order."""
        for section in self.sections:
            yield from section.settings()

    def live(self, section: str, key: str, *, nth: int | None = None, section_nth: int | None = None) -> Entry | None:
        """The live setting of that name, or None; of several, the last one unless `nth` says which.

        Names are looked up exactly first, then without regard to case: `Entry.section` and `Entry.key`
        say what was found.
        """
        hits = live_hits(self.blocks, self.dialect, Where(section, key, nth, section_nth))
        return self._entry(hits[-1]) if hits else None

    def live_all(self, section: str, key: str) -> tuple[Entry, ...]:
        """All live settings of that name: more than one if the key or its section is duplicated."""
        return tuple(map(self._entry, live_hits(self.blocks, self.dialect, Where(section, key))))

    def commented_all(self, section: str, key: str) -> tuple[Entry, ...]:
        """All commented-out settings of that name."""
        return tuple(map(self._entry, commented_hits(self.blocks, self.dialect, Where(section, key))))

    def _entry(self, hit: Hit) -> Entry:
        above = Document(self.blocks[: hit.block], self.codec, self.dialect).text
        line = hit.line._replace(number=count_lines(above) + hit.line.number)
        return Entry(line, hit.section, hit.section_nth, line.key, hit.nth, line.kind is Kind.SETTING, line.value)

    def _edited(self, blocks: tuple[Block, ...]) -> Self:
        if blocks is self.blocks:
            return self
        new = replace(self, blocks=blocks)
        if self.is_recognised and not new.is_recognised:
            raise EditError(
                f"the edited bytes would no longer be recognised as {self.encoding}",
                help="the bytes of some text look like another encoding: use another spelling",
            )
        return new

    @property
    def is_recognised(self) -> bool:
        """Whether the bytes alone tell their encoding: a BOM does, latin-1 may look like any other."""
        if self.encoding == "latin-1":
            return decode(self.to_bytes())[0] == self.text
        return bool(self.bom) or not any(text.startswith("\ufeff") for _, text in self.blocks[0].body[:1])

    def _editor(self) -> Editor:
        from cfgkit.syntax.edit import Editor  # noqa: PLC0415 - start-up: reading needs no edits

        return Editor(self.blocks, self.codec, self.dialect)

    def set(
        self, section: str, key: str, value: str, *, nth: int | None = None, section_nth: int | None = None
    ) -> Self:
        """Give the live setting a value; add the setting, and its section, where there is none.

        Raises:
            EditError: the value or the key can't stand in such a file.
            AddressError: the name is ambiguous, or `nth` names nothing.
        """
        return self._edited(self._editor().set(Where(section, key, nth, section_nth), value))

    def remove(self, section: str, key: str, *, nth: int | None = None, section_nth: int | None = None) -> Self:
        """Take the live setting's line out; comments above it stay.

        Raises:
            AddressError: the name is ambiguous, or names no live setting.
        """
        return self._edited(self._editor().remove(Where(section, key, nth, section_nth)))

    def comment_out(self, section: str, key: str, *, nth: int | None = None, section_nth: int | None = None) -> Self:
        """Put `;` in front of the live setting; `uncomment` gives the same bytes back.

        Raises:
            EditError: the line would read back as prose, not as a commented-out setting.
            AddressError: the name is ambiguous, or names no live setting.
        """
        return self._edited(self._editor().comment_out(Where(section, key, nth, section_nth)))

    def uncomment(self, section: str, key: str, *, nth: int | None = None, section_nth: int | None = None) -> Self:
        """Take the `;` or `#` off a commented-out setting.

        Raises:
            EditError: the key is live already.
            AddressError: there are several and `nth` is not given, or there is none.
        """
        return self._edited(self._editor().uncomment(Where(section, key, nth, section_nth)))

    def describe(
        self,
        section: str,
        key: str,
        texts: Sequence[str],
        *,
        live: bool = True,
        nth: int | None = None,
        section_nth: int | None = None,
    ) -> Self:
        """Put these comment lines in the place of those right above a live or commented-out setting.

        Raises:
            EditError: a text would not read back as a comment, or can't be written.
            AddressError: the name is ambiguous, or names no such setting.
        """
        return self._edited(self._editor().describe(Where(section, key, nth, section_nth), texts, live=live))

    def rename_key(
        self, section: str, key: str, new_key: str, *, nth: int | None = None, section_nth: int | None = None
    ) -> Self:
        """Give the live setting another key; the rest of its line stays.

        Raises:
            EditError: the new key is live already, or can't be a key.
            AddressError: the name is ambiguous, or names no live setting.
        """
        return self._edited(self._editor().rename_key(Where(section, key, nth, section_nth), new_key))

    def respelled(self, texts: Mapping[int, str]) -> Self:
        """Write live settings' lines anew, by line number; keys and line endings stay.

        Raises:
            EditError: a text would not read back as a setting of the same key, or can't be written.
        """
        return self._edited(self._editor().respell(texts)) if texts else self

    def insert(self, after: int, texts: Sequence[str]) -> Self:
        """Add settings, comments and blank lines below the line of that number; below line 0 they come first.

        The texts have no line ending: they get that of the line above them.

        Raises:
            EditError: a text can't be written, or would read back as a header, the marker line, or nothing known.
            AddressError: the file has no such line.
        """
        return self._edited(self._editor().insert(after, texts))

    def add_section(self, name: str) -> Self:
        """Add an empty section where the dialect's order has it, else behind the last one.

        Raises:
            EditError: the section exists already, or its name can't be written.
        """
        return self._edited(self._editor().add_section(name))

    def remove_section(self, name: str, *, section_nth: int | None = None) -> Self:
        """Take a section out, from its header to its last setting and the comment that clings to it.

        Raises:
            EditError: the marker line stands between the section's settings.
            AddressError: the name is ambiguous, or names no section.
        """
        return self._edited(self._editor().remove_section(name, section_nth))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.blocks) - 1} sections, {self.encoding})"


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """A section of a Document."""

    #: The name between the brackets; empty for the lines before the first header.
    name: str
    #: Which one of the sections of exactly this name it is, from 1.
    nth: int
    #: The line of its header.
    number: int
    block: Block
    dialect: Dialect

    @property
    def line_count(self) -> int:
        """How many lines it has, its header included."""
        return sum(count_lines(text) for text in (self.block.header, *[s.text for s in self.block.body]))

    def lines(self) -> Iterator[Line]:
        """Its lines, the header first."""
        yield from lines_of(self.block, self.dialect, self.number)

    def settings(self) -> Iterator[Entry]:
        """Its live and commented-out settings, in file order."""
        return self.settings_among(named_lines_of(self.block, self.dialect, self.number)[0])

    def settings_among(self, lines: Iterable[Line]) -> Iterator[Entry]:
        """The same, for who has its lines already."""
        seen: dict[tuple[str, bool], int] = {}
        for line in lines:
            if line.kind is Kind.SETTING or line.kind is Kind.COMMENTED:
                live = line.kind is Kind.SETTING
                seen[line.key, live] = nth = seen.get((line.key, live), 0) + 1
                yield Entry(line, self.name, self.nth, line.key, nth, live, line.value)

    def __repr__(self) -> str:
        return f"Section({self.name!r}, {self.nth}, line {self.number})"
