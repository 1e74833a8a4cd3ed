"""The settings of several files by section and key, looked at closely only where the files differ.

Most sections, and most settings of the others, are the same in all environments to the letter. So texts are
compared first; what a text says is found out once, however many files hold it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cfgkit.syntax.encoding import count_lines
from cfgkit.syntax.line import Kind, Line, parts, section_name
from cfgkit.syntax.lookup import commented_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Dialect
    from cfgkit.syntax.grammar import Block


class Placed(NamedTuple):
    """A block, and the line that it begins on."""

    number: int
    block: Block


class FoundSection(NamedTuple):
    """A section's settings in each file: the lines of each casefolded key, live or commented out."""

    name: str
    files: Sequence[dict[str, list[Line]]]


def found_sections(documents: Sequence[Document], *, everything: bool) -> Iterator[FoundSection]:
    """The sections whose live settings differ, each with those of its settings that may; or all with all."""
    sections = _sections(documents)
    if not everything:
        sections = [places for places in sections if not _is_same(documents, places)]
    starts = [
        _first_lines(document, sorted(place for places in sections for place in places[index]))
        for index, document in enumerate(documents)
    ]
    for places in sections:
        files = [
            [Placed(lines[place], document.blocks[place]) for place in mine]
            for document, lines, mine in zip(documents, starts, places, strict=True)
        ]
        reader = _SectionReader(files, everything=everything)
        dialects = [document.dialect for document in documents]
        yield FoundSection(reader.name, [reader.by_key(*one) for one in zip(files, dialects, strict=True)])


def _sections(documents: Sequence[Document]) -> list[list[list[int]]]:
    """Of each section, by its casefolded name, the indices of its blocks in each file."""
    found: dict[str, list[list[int]]] = {}
    names: dict[str, str] = {}
    for index, document in enumerate(documents):
        for place, block in enumerate(document.blocks):
            name = names.get(block.header)
            if name is None:
                name = names[block.header] = section_name(block.header).casefold()
            if name not in found:
                found[name] = [[] for _ in documents]
            found[name][index].append(place)
    return list(found.values())


def _is_same(documents: Sequence[Document], places: list[list[int]]) -> bool:
    """Whether all files have the same settings in these blocks, to the letter."""
    bodies = [[document.blocks[place].body for place in mine] for document, mine in zip(documents, places, strict=True)]
    if all(one == bodies[0] for one in bodies):
        return True
    texts = [[text for body in one for type_, text in body if type_ == "SETTING"] for one in bodies]
    return all(one == texts[0] for one in texts)


def _first_lines(document: Document, places: Sequence[int]) -> dict[int, int]:
    """The number of the first line of each of these blocks, which come in order."""
    found = {}
    number, done = 1, 0
    for place in places:
        between = document.blocks[done:place]
        text = "".join([piece for block in between for piece in (block.header, *[text for _, text in block.body])])
        number += count_lines(text)
        found[place] = number
        done = place
    return found


class _SectionReader:
    """Reads one section in all files; the same text is read once."""

    def __init__(self, files: Sequence[Sequence[Placed]], *, everything: bool) -> None:
        self.name = section_name(next(placed.block.header for blocks in files for placed in blocks))
        self._runs: dict[tuple[int, str], tuple[int, list[Line]]] = {}
        texts = [[text for _, block in blocks for type_, text in block.body if type_ == "SETTING"] for blocks in files]
        lines = {text: _line(text) for text in set().union(*texts)}
        keys = {text: line.key.casefold() for text, line in lines.items()}
        self._wanted = None if everything else _differing(texts, keys)
        #: The settings that are wanted, by their text.
        self._lines = {text: (keys[text], line) for text, line in lines.items() if self._is_wanted(keys[text])}

    def _is_wanted(self, key: str) -> bool:
        return self._wanted is None or key in self._wanted

    def by_key(self, blocks: Sequence[Placed], dialect: Dialect) -> dict[str, list[Line]]:
        """The lines of one file's blocks."""
        found: dict[str, list[Line]] = {}
        for first, block in blocks:
            number = first + bool(block.header)
            for type_, text in block.body:
                if type_ == "TRIVIA":
                    count, commented = self._run(text, dialect)
                    for line in commented:
                        found.setdefault(line.key.casefold(), []).append(line._replace(number=number + line.number))
                    number += count
                    continue
                wanted = self._lines.get(text)
                if wanted is not None:
                    found.setdefault(wanted[0], []).append(wanted[1]._replace(number=number))
                number += 1
        return found

    def _run(self, text: str, dialect: Dialect) -> tuple[int, list[Line]]:
        """How many lines a run of comments and blanks has, and the wanted settings in it, counted from 0."""
        name = (id(dialect), text)
        found = self._runs.get(name)
        if found is None:
            lines = commented_lines(text, self.name, dialect, 0, -1)
            wanted = [line for line in lines if self._is_wanted(line.key.casefold())]
            found = self._runs[name] = count_lines(text), wanted
        return found


def _line(text: str) -> Line:
    found = parts(Kind.SETTING, text)
    return Line(Kind.SETTING, 0, text, found.key, found.value)


def _differing(files: Sequence[Sequence[str]], keys: Mapping[str, str]) -> set[str]:
    """The keys whose lines are not the same everywhere, or stand more than once somewhere."""
    common = set(files[0]).intersection(*files)
    found = {key for text, key in keys.items() if text not in common}
    for file in files:
        named = [keys[text] for text in file]
        if len(set(named)) < len(named):
            found.update(key for key, count in Counter(named).items() if count > 1)
    return found
