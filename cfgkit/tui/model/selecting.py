"""The changes of an edit in parts, and the Document with some of them: what is saved now, and what is left for later.

A part is made of changed lines, so that all parts give the edited file to the byte, none the one on disk, and
some and then the rest the same as all at once. Lines go together where one without the other would say something
else: those of one setting (duplicates, a setting that moved), of a section that came or went, and lines at the end
of a file that is not ended.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from cfgkit.errors import EditError
from cfgkit.syntax import Kind
from cfgkit.syntax.grammar import grammar
from cfgkit.tui.model.raw import Lines, differing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Line
    from cfgkit.syntax.changes import Change
    from cfgkit.tui.model.session import Name


class Span(NamedTuple):
    """The lines `start` to `stop`, from 0, of a file, and those that they became: there they stand from `low` on."""

    #: The section that they stand in, or the first one that came or went.
    section: str
    start: int
    stop: int
    low: int
    old: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def high(self) -> int:
        """Where they end there."""
        return self.low + len(self.new)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of both."""
        return *self.old, *self.new

    @property
    def names(self) -> frozenset[Name]:
        """What stands in it, casefolded section and key; a header has no key."""
        found: set[Name] = set()
        for lines in (self.old, self.new):
            section = self.section.casefold()
            for line in lines:
                is_header = line.kind is Kind.HEADER
                section = line.key.casefold() if is_header else section
                if line.key:
                    found.add((section, "" if is_header else line.key.casefold()))
        return frozenset(found)

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.stop}, {self.low}, {self.high})"


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Lines that are saved together."""

    spans: tuple[Span, ...]
    #: What an administrator would call it; nothing where only comments, blank lines or the order are others.
    changes: tuple[Change, ...] = ()

    def __repr__(self) -> str:
        return f"Part({self.spans!r})"


def parts_of(original: Document, document: Document, changes: Iterable[Change]) -> tuple[Part, ...]:
    """The parts of the edit that led from one Document to the other, in file order; `changes` are its changes."""
    groups = [] if original == document else _together(list(_spans(original, document)))
    names = {name: number for number, group in enumerate(groups) for span in group for name in span.names}
    mine: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes:
        section, key = change.section.casefold(), change.key.casefold()
        mine[names.get((section, key), names.get((section, ""), 0))].append(change)
    return tuple(Part(tuple(group), tuple(mine[number])) for number, group in enumerate(groups))


def with_parts(original: Document, document: Document, parts: Sequence[Part], chosen: Collection[int]) -> Document:
    """The original with the chosen ones, by number, of the parts that lead to the document.

    Raises:
        EditError: these lines can't stand in a file without the others.
    """
    if len(chosen) == len(parts):
        return document
    if not chosen:
        return original
    spans = sorted((span for number in chosen for span in parts[number].spans), key=lambda one: (one.start, one.low))
    return replaced(original, [(one.start, one.stop, [line.raw for line in one.new]) for one in spans])


def replaced(document: Document, edits: Sequence[tuple[int, int, Sequence[str]]]) -> Document:
    """The Document with lines `start` to `stop`, from 0, replaced by others with their endings; edits in file order.

    Raises:
        EditError: a line can't be written, or two would become one.
    """
    before = [line.raw for line in document.lines()]
    raws, done = [], 0
    for start, stop, lines in edits:
        raws += [*before[done:start], *lines]
        done = stop
    raws += before[done:]
    made = replace(document, blocks=grammar().blocks("".join(raws)))
    try:
        made.to_bytes()
    except UnicodeEncodeError:
        raise EditError(f"a line can't be written as {document.encoding}") from None
    if [line.raw for line in made.lines()] != raws:
        raise EditError("two lines would become one")
    if document.is_recognised and not made.is_recognised:
        raise EditError(f"the bytes would no longer be recognised as {document.encoding}")
    return made


def _spans(original: Document, document: Document) -> Iterator[Span]:
    sides = _Sides(Lines(original), Lines(document))
    if original.codec != document.codec:
        # The same text may be other bytes: it is all or nothing.
        yield sides.span("", (0, len(sides.old)), (0, len(sides.new)))
        return
    were, are = ([name.casefold() for name in ("", *one.section_names)] for one in (original, document))
    for tag, first, last, low, high in SequenceMatcher(None, were, are, autojunk=False).get_opcodes():
        if tag == "equal":
            for block, other in zip(range(first, last), range(low, high), strict=True):
                if original.blocks[block] != document.blocks[other]:
                    yield from sides.in_section(("", *document.section_names)[other], block, other)
        else:
            title = next(
                iter((*document.section_names[low - 1 : high - 1], *original.section_names[first - 1 : last - 1]))
            )
            yield sides.span(title, sides.old.range_of(first, last), sides.new.range_of(low, high))


class _Sides(NamedTuple):
    """The lines of the two files."""

    old: Lines
    new: Lines

    def span(self, section: str, old: tuple[int, int], new: tuple[int, int]) -> Span:
        """The lines from and to an index."""
        olds, news = (tuple(map(one.__getitem__, range(*place))) for one, place in ((self.old, old), (self.new, new)))
        return Span(section, *old, new[0], olds, news)

    def in_section(self, section: str, old: int, new: int) -> Iterator[Span]:
        """What differs in a section, in pieces as small as can be."""
        olds, news = self.old.of_block(old), self.new.of_block(new)
        (start, _), (low, _) = self.old.range_of(old, old), self.new.range_of(new, new)
        for a, b, c, d in differing(olds, news):
            whole = any(line.kind is Kind.HEADER or not line.eol for line in (*olds[a:b], *news[c:d]))
            pieces = [(0, b - a, 0, d - c)] if whole else _pieces(olds[a:b], news[c:d])
            for e, f, g, h in pieces:
                yield self.span(section, (start + a + e, start + a + f), (low + c + g, low + c + h))


def _pieces(olds: Sequence[Line], news: Sequence[Line]) -> Iterator[tuple[int, int, int, int]]:
    """Lines for lines of the same key; what comes or goes, setting by setting with the comments above it."""
    were, are = ([line.key.casefold() for line in lines] for lines in (olds, news))
    for tag, a, b, c, d in SequenceMatcher(None, were, are, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (
                (one, one + 1, other, other + 1)
                for one, other in zip(range(a, b), range(c, d), strict=True)
                if olds[one].raw != news[other].raw
            )
        elif tag == "insert":
            yield from ((a, a, low, high) for low, high in _chunks(news, c, d))
        elif tag == "delete":
            yield from ((low, high, c, c) for low, high in _chunks(olds, a, b))
        else:
            yield a, b, c, d


def _chunks(lines: Sequence[Line], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The lines up to each setting; comments and blanks behind the last one belong to it."""
    ends = [number + 1 for number in range(start, stop) if lines[number].key]
    ends = [*ends[:-1], stop]
    yield from zip([start, *ends], ends, strict=False)


def _together(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans in groups that can't be parted."""
    group = list(range(len(spans)))

    def join(one: int, other: int) -> None:
        gone, stays = group[other], group[one]
        group[:] = [stays if each == gone else each for each in group]

    owner: dict[Name, int] = {}
    for number, span in enumerate(spans):
        for name in span.names:
            join(owner.setdefault(name, number), number)
        if number and _is_one(spans[number - 1], span):
            join(number - 1, number)
    members: defaultdict[int, list[Span]] = defaultdict(list)
    for number, span in zip(group, spans, strict=True):
        members[number].append(span)
    return list(members.values())


def _is_one(above: Span, below: Span) -> bool:
    """Whether two spans touch, and one of them is of a section that comes or goes, or of an end that is not ended."""
    touch = (above.stop, above.high) == (below.start, below.low)
    return touch and any(line.kind is Kind.HEADER or not line.eol for line in (*above.lines, *below.lines))
