"""The file itself as lines to draw: numbered, masked, escaped, with what a save would change among them.

Lines are made when they are asked for, and a section's lines once: a file of 4 MB opens without a pause.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.display import visible
from cfgkit.schema import mask_line
from cfgkit.syntax import Kind
from cfgkit.syntax.encoding import count_lines
from cfgkit.syntax.line import parts
from cfgkit.syntax.lookup import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.syntax import Finding, Line
    from cfgkit.syntax.grammar import Block
    from cfgkit.tui.model.session import Session

#: Two texts of more lines than that are not matched line by line: all of them count as changed.
_MATCHED: Final = 4000


class Mark(NamedTuple):
    """What a save would do to a line: a sign that is seen without colours, and its name."""

    sign: str
    name: str


SAME: Final = Mark(" ", "same")
CHANGED: Final = Mark("*", "changed")
ADDED: Final = Mark("+", "added")
#: Lines that stood above it are taken out.
BELOW_REMOVED: Final = Mark("^", "below-removed")
#: A line as it is on disk still.
OLD: Final = Mark("-", "old")


class RawLine(NamedTuple):
    """A line as it may be shown."""

    kind: Kind
    #: Its number in the file; 0 for a line that is only on disk.
    number: int
    text: str
    #: Where its key begins and ends, and its value begins, in the text; all 0 where it has none.
    key_start: int = 0
    key_end: int = 0
    value_start: int = 0
    mark: Mark = SAME
    findings: tuple[Finding, ...] = ()


class Hunk(NamedTuple):
    """Lines `start` to `stop` (indices) stand where the `old` ones stood."""

    start: int
    stop: int
    old: tuple[Line, ...]


class Lines:
    """The lines of a Document by index, from 0."""

    def __init__(self, document: Document) -> None:
        self.document = document
        counts = [sum(count_lines(text) for text in _texts(block)) for block in document.blocks]
        self._starts = [0, *accumulate(counts)]
        self._made: dict[int, list[Line]] = {}

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, index: int) -> Line:
        block = bisect_right(self._starts, index) - 1
        return self.of_block(block)[index - self._starts[block]]

    def range_of(self, block: int, end: int) -> tuple[int, int]:
        """The indices of the first line of a block, and of the first one of block `end`."""
        return self._starts[block], self._starts[end]

    def of_block(self, block: int) -> list[Line]:
        """The lines of a block, made once."""
        found = self._made.get(block)
        if found is None:
            document = self.document
            found = list(lines_of(document.blocks[block], document.dialect, self._starts[block] + 1))
            self._made[block] = found
        return found

    def holding(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """The indices of the lines whose text as it stands has the pattern, in order."""
        for block, start in zip(self.document.blocks, self._starts, strict=False):
            number = start
            for text in _texts(block):
                done, found = 0, -1
                for match in pattern.finditer(text):
                    number += _ended(text[done : match.start()])
                    done = match.start()
                    if number != found:
                        yield number
                        found = number
                number += _ended(text[done:])


def _ended(text: str) -> int:
    """How many lines end in the text."""
    return count_lines(f"{text}.") - 1


def _texts(block: Block) -> list[str]:
    return [block.header, *[text for _, text in block.body]] if block.header else [text for _, text in block.body]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RawText:
    """A session's file, line by line. `with_old` puts each line that a save would take away above what comes for it."""

    lines: Lines
    hunks: tuple[Hunk, ...]
    findings: dict[int, tuple[Finding, ...]]
    with_old: bool

    def __len__(self) -> int:
        return len(self.lines) + sum(len(hunk.old) for hunk in self.hunks) * self.with_old

    def __getitem__(self, index: int) -> RawLine:
        for hunk in self.hunks:
            if not self.with_old or index < hunk.start:
                break
            if index < hunk.start + len(hunk.old):
                return _drawn(self.lines.document, hunk.old[index - hunk.start], OLD)._replace(number=0)
            index -= len(hunk.old)
        line = self.lines[index]
        return _drawn(self.lines.document, line, self._mark(index), self.findings.get(line.number, ()))

    def __iter__(self) -> Iterator[RawLine]:
        return map(self.__getitem__, range(len(self)))

    def index_of(self, number: int) -> int:
        """Where the line of that number stands; the nearest one where there is no such line."""
        index = max(min(number, len(self.lines)), 1) - 1
        above = sum(len(hunk.old) for hunk in self.hunks if hunk.start <= index) if self.with_old else 0
        return index + above

    def number_at(self, index: int) -> int:
        """The number of the line there, or of the one that came for it; 0 in an empty file."""
        number = next((line.number for line in map(self.__getitem__, range(index, len(self))) if line.number), 0)
        return number or len(self.lines)

    def _mark(self, index: int) -> Mark:
        for hunk in self.hunks:
            if hunk.start <= index < hunk.stop:
                return CHANGED if hunk.old else ADDED
            if hunk.start == hunk.stop and index == min(hunk.start, len(self.lines) - 1):
                return BELOW_REMOVED
        return SAME

    def changes(self) -> list[int]:
        """The indices at which something changes."""
        return [self.index_of(min(hunk.start + 1, len(self.lines))) for hunk in self.hunks]

    def found(self, words: str, index: int, step: int) -> int | None:
        """The next line from `index` on, round the end, that shows the words; without regard to case.

        A line is found by what is shown of it: never by a secret.
        """
        if not words:
            return None
        pattern = re.compile(re.escape(words), re.IGNORECASE)
        places = [self.index_of(place + 1) for place in self.lines.holding(pattern)]
        at = bisect_left(places, index) if step > 0 else bisect_right(places, index)
        ordered = [*places[at:], *places[:at]] if step > 0 else [*places[:at][::-1], *places[at:][::-1]]
        return next((place for place in ordered if pattern.search(self[place].text)), None)


def raw_text(session: Session, *, with_old: bool = False, findings: Sequence[Finding] | None = None) -> RawText:
    """The session's file, line by line; `findings` are what is known so far of a file that is not checked yet."""
    lines = Lines(session.document)
    by_line: defaultdict[int, list[Finding]] = defaultdict(list)
    for one in session.findings if findings is None else findings:
        if one.line:
            by_line[one.line].append(one)
    hunks = _hunks(Lines(session.original), lines) if session.is_modified else ()
    return RawText(lines, hunks, {number: tuple(some) for number, some in by_line.items()}, with_old)


def _hunks(old: Lines, new: Lines) -> tuple[Hunk, ...]:
    """What differs; sections that an edit did not touch are not looked into."""
    before, after = old.document.blocks, new.document.blocks
    top = _common(before, after)
    tail = min(_common(before[::-1], after[::-1]), len(before) - top, len(after) - top)
    olds = [line for block in range(top, len(before) - tail) for line in old.of_block(block)]
    news = [line for block in range(top, len(after) - tail) for line in new.of_block(block)]
    start = sum(count_lines(text) for block in after[:top] for text in _texts(block))
    return tuple(
        Hunk(start + low, start + high, tuple(olds[left:right])) for left, right, low, high in differing(olds, news)
    )


def _common(one: Sequence[Block], other: Sequence[Block]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a is not b and a != b), min(len(one), len(other)))


def differing(olds: Sequence[Line], news: Sequence[Line]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges of old and of new lines that differ, from and to."""
    left, right = [line.raw for line in olds], [line.raw for line in news]
    for low, high, low_new, high_new in _gaps(left, right):
        if max(high - low, high_new - low_new) > _MATCHED:
            yield low, high, low_new, high_new
            continue
        matcher = SequenceMatcher(None, left[low:high], right[low_new:high_new], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "equal":
                yield low + a, low + b, low_new + c, low_new + d


def _gaps(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """What differs between lines that both have once, in the same order.

    To match lines that repeat, as empty comments do, takes the square of their number.
    """
    once = _once(left) & _once(right)
    ours, theirs = ([index for index, raw in enumerate(lines) if raw in once] for lines in (left, right))
    same = SequenceMatcher(None, [left[one] for one in ours], [right[one] for one in theirs], autojunk=False)
    anchors = [
        (ours[block.a + step], theirs[block.b + step])
        for block in same.get_matching_blocks()
        for step in range(block.size)
    ]
    at, at_new = 0, 0
    for end, end_new in (*anchors, (len(left), len(right))):
        old, new = left[at:end], right[at_new:end_new]
        if old != new:
            top = _alike(old, new)
            tail = min(_alike(old[::-1], new[::-1]), len(old) - top, len(new) - top)
            yield at + top, end - tail, at_new + top, end_new - tail
        at, at_new = end + 1, end_new + 1


def _once(lines: Sequence[str]) -> set[str]:
    return {raw for raw, count in Counter(lines).items() if count == 1}


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines they have in common from the top on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _drawn(document: Document, line: Line, mark: Mark, findings: tuple[Finding, ...] = ()) -> RawLine:
    """The line as it may be shown, and where its parts are then."""
    shown = mask_line(line, document.schema.secret_keys)
    if line.kind not in {Kind.SETTING, Kind.COMMENTED}:
        return RawLine(line.kind, line.number, shown, mark=mark, findings=findings)
    found = parts(line.kind, line.raw)
    # Escapes make a text longer, so each part is measured as it is shown.
    start, end, value = (len(visible(line.raw[:at])) for at in (found.key_start, found.key_end, found.value_start))
    return RawLine(line.kind, line.number, shown, start, end, value, mark, findings)
