"""Where a new line goes: never past or through the marker line, never into the next section's banner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfgkit.errors import AddressError
from cfgkit.syntax.encoding import count_lines
from cfgkit.syntax.line import Kind, section_name
from cfgkit.syntax.lookup import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.syntax.dialect import Dialect
    from cfgkit.syntax.grammar import Block
    from cfgkit.syntax.line import Line


class Spot(NamedTuple):
    """A place between two lines of a block: an offset into a segment's text."""

    segment: int
    offset: int


class Placed(NamedTuple):
    """A line of a block, and the spots on either side of it."""

    kind: Kind
    raw: str
    before: Spot
    after: Spot


def placed_lines(block: Block, dialect: Dialect) -> list[Placed]:
    """The lines of the block's body."""
    found = []
    for line in lines_of(block, dialect):
        if line.kind is not Kind.HEADER:
            stop = line.start + len(line.raw)
            whole = stop == len(block.body[line.segment].text)
            after = Spot(line.segment + 1, 0) if whole else Spot(line.segment, stop)
            found.append(Placed(line.kind, line.raw, Spot(line.segment, line.start), after))
    return found


def below_line(blocks: Sequence[Block], dialect: Dialect, number: int) -> tuple[int, Spot]:
    """The block, and the spot in it, below the line of that number; 0 is above the first line.

    Raises:
        AddressError: there is no such line.
    """
    first = 1
    for index, block in enumerate(blocks):
        above = number - first - bool(block.header)
        first += sum(count_lines(text) for text in (block.header, *[text for _, text in block.body]))
        if 0 <= number < first:
            return index, placed_lines(block, dialect)[above].after if above >= 0 else Spot(0, 0)
    raise AddressError(f"no line {number}", help="line 0 is above the first one")


def comments_above(block: Block, dialect: Dialect, setting: Line) -> tuple[list[Placed], Spot]:
    """The comment lines right above a setting of the block, and the spot between them and it."""
    spot = Spot(setting.segment, setting.start)
    lines = placed_lines(block, dialect)
    at = next(index for index, line in enumerate(lines) if line.before == spot)
    first = at
    while first and lines[first - 1].kind is Kind.COMMENT and not dialect.is_marker(lines[first - 1].raw):
        first -= 1
    return lines[first:at], spot


def above_marker(lines: list[Placed], dialect: Dialect) -> list[Placed]:
    """The lines before the marker line; all of them if there is none."""
    for index, line in enumerate(lines):
        if dialect.is_marker(line.raw):
            return lines[:index]
    return lines


def for_setting(block: Block, dialect: Dialect) -> Spot:
    """Behind the last live setting; else the last commented-out one; else the header's own comment."""
    lines = above_marker(placed_lines(block, dialect), dialect)
    for kind in (Kind.SETTING, Kind.COMMENTED):
        spots = [line.after for line in lines if line.kind is kind]
        if spots:
            return spots[-1]
    spot = Spot(0, 0)
    for line in lines:
        if line.kind is not Kind.COMMENT:
            return spot
        spot = line.after
    # A comment that runs straight into the next header, or the marker, is theirs.
    return Spot(0, 0) if block.header else spot


def for_section_below(block: Block, dialect: Dialect, *, last: bool) -> Spot:
    """Behind the section's settings and the comment that clings to them, before the next one's banner."""
    lines = above_marker(placed_lines(block, dialect), dialect)
    spot = Spot(0, 0)
    for index in reversed(range(len(lines))):
        if lines[index].kind not in (Kind.BLANK, Kind.COMMENT):
            spot = lines[index].after
            lines = lines[index + 1 :]
            break
    else:
        # A file of comments and blanks only: what stands there stays above the first header.
        if last and not block.header and lines:
            return lines[-1].after
    clinging = spot
    for line in lines:
        if line.kind is not Kind.COMMENT:
            return clinging
        clinging = line.after
    return clinging if last else spot


def for_new_section(blocks: Sequence[Block], dialect: Dialect, name: str) -> tuple[int, Spot]:
    """The block, and the spot in it, where the header of a new section goes."""
    marked = _marker_block(blocks, dialect)
    if marked is not None and name.startswith(dialect.above_marker):
        return marked, for_section_below(blocks[marked], dialect, last=False)
    index = _predecessor(blocks, dialect, name)
    if index != marked:
        return index, for_section_below(blocks[index], dialect, last=index == len(blocks) - 1)
    lines = placed_lines(blocks[index], dialect)
    trivia = (Kind.BLANK, Kind.COMMENT)
    return index, [line.after for line in lines if line.kind not in trivia or dialect.is_marker(line.raw)][-1]


def _marker_block(blocks: Sequence[Block], dialect: Dialect) -> int | None:
    for index, block in enumerate(blocks):
        if dialect.marker and any(dialect.is_marker(line.raw) for line in placed_lines(block, dialect)):
            return index
    return None


def _predecessor(blocks: Sequence[Block], dialect: Dialect, name: str) -> int:
    names = [section_name(block.header) for block in blocks]
    order = dialect.section_order(names)
    if name not in order:
        return len(blocks) - 1
    place = order.index(name)
    for known in reversed(order[:place]):
        if known in names:
            return len(names) - 1 - names[::-1].index(known)
    following = [names.index(known) for known in order[place + 1 :] if known in names]
    return min(following) - 1 if following else len(blocks) - 1
