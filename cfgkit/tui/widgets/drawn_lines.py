"""How labelled lines stand in a width: label, text, and at the end where it comes from."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import set_cell_size
from textual.content import Content

from cfgkit.display import visible

if TYPE_CHECKING:
    from cfgkit.tui.model.lines import Block, Line

_INDENT: Final = 2
_LABEL: Final = 12
#: A text gets this much room, or its origin goes below it.
_LEAST: Final = 14
#: Where there is more room than the texts need, their origins stand this far to the right.
_USUAL: Final = 44


class _Columns(NamedTuple):
    """How wide the parts of a block's lines are."""

    label: int
    text: int
    #: 0 where the origin stands below the text.
    before_origin: int


def drawn(block: Block, width: int) -> list[Content]:
    """The block's lines in that many columns, each as many rows as it takes; control characters escaped."""
    label = max((len(visible(line.label)) + 2 for line in block.lines), default=0)
    label = max(label, _LABEL)
    origin = max((len(visible(line.origin)) for line in block.lines), default=0)
    room = max(width - _INDENT - label, _LEAST)
    longest = max((len(line.text) for line in block.lines), default=0)
    beside = min(room - origin - 1, max(longest, _USUAL))
    columns = _Columns(label, room, beside if beside >= _LEAST else 0)
    return [_drawn(line, columns) for line in block.lines]


def _drawn(line: Line, columns: _Columns) -> Content:
    # What has no label runs from the left on, as prose does.
    head = columns.label if line.label else 0
    room = columns.text + columns.label - head
    origin = visible(line.origin)
    is_beside = bool(origin and columns.before_origin)
    rows = textwrap.wrap(visible(line.text), columns.before_origin if is_beside else room) or [""]
    if is_beside:
        rows[0] = f"{set_cell_size(rows[0], columns.before_origin)} {origin}"
    elif origin:
        rows.append(origin)
    blank = "\n" + " " * (_INDENT + head)
    label = f"{visible(line.label):<{head}}"
    return Content.assemble(" " * _INDENT, (label, "bold"), Content(blank).join(map(Content, rows)))
