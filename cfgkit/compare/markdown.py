"""The differences as a Markdown table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfgkit.compare.cells import RELATIONS, cell, effect_shown
from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.compare.diff import Diff, Difference

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|<>~&])")


def as_markdown(diff: Diff) -> str:
    """A row for each setting, a column for each file; what the majority has otherwise is bold."""
    head = ["Section", "Setting", *diff.files, "Effect"]
    lines = [row([escaped(one) for one in head]), row(["---"] * len(head))]
    lines += [row(_cells(one)) for one in (*diff.differences, *diff.equal)]
    return "\n".join(lines) + "\n"


def _cells(one: Difference) -> list[str]:
    sides = []
    for index, (side, odd) in enumerate(zip(one.sides, one.odd_ones, strict=True)):
        text = escaped(cell(one, index)) + (f" (line {side.line})" if side.line else "")
        sides.append(f"**{text}**" if odd else text)
    relation = f"; {RELATIONS[one.secret_relation]}" if one.secret_relation else ""
    return [escaped(one.section), escaped(one.key), *sides, effect_shown(one) + relation]


def escaped(text: str) -> str:
    """The text as it stands in a cell: nothing in it is markup, control characters are escaped."""
    return _SPECIAL.sub(r"\\\1", visible(text))


def row(cells: Sequence[str]) -> str:
    """A row of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
