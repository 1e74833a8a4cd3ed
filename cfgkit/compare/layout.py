"""What differs in comments and in the order of settings: nothing that a server reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfgkit.document import Document


@dataclass(frozen=True, slots=True)
class Note:
    """A section whose comments or order are not the same in all files, or the order of the sections."""

    #: Empty for the order of the sections themselves.
    section: str
    what: str
    #: What each file has, a line each; secrets masked.
    sides: tuple[tuple[str, ...], ...]


def layout_notes(documents: Sequence[Document], *, comments: bool, order: bool) -> tuple[Note, ...]:
    """The notes that are wanted, in the order of the sections."""
    found: list[Note] = []
    if order:
        found += _sections_order(documents)
        found += _by_section(documents, "order", _live_keys)
    if comments:
        found += _by_section(documents, "comments", _comments)
    return tuple(found)


def _sections_order(documents: Sequence[Document]) -> Iterator[Note]:
    names = [[name.casefold() for name in document.section_names] for document in documents]
    common = set(names[0]).intersection(*names)
    sides = tuple(tuple(name for name in document.section_names if name.casefold() in common) for document in documents)
    if len({tuple(name.casefold() for name in side) for side in sides}) > 1:
        yield Note("", "order", sides)


def _by_section(
    documents: Sequence[Document], what: str, lines_of: Callable[[Document], dict[str, list[str]]]
) -> Iterator[Note]:
    found = [lines_of(document) for document in documents]
    for section in dict.fromkeys(section for one in found for section in one):
        sides = [one.get(section, []) for one in found]
        if what == "order":
            common = set(sides[0]).intersection(*sides)
            sides = [[key for key in side if key in common] for side in sides]
        if any(side != sides[0] for side in sides):
            yield Note(section, what, tuple(tuple(side) for side in sides))


def _live_keys(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in document.sections:
        keys = found.setdefault(section.name, [])
        keys += [entry.key for entry in section.settings() if entry.live]
    return found


def _comments(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in document.sections:
        lines = found.setdefault(section.name, [])
        lines += [
            document.masked_line(line)
            for line in section.lines()
            if line.kind is Kind.COMMENT or line.kind is Kind.COMMENTED
        ]
    return found
