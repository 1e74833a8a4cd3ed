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
    lines = [_row([_escaped(one) for one in head]), _row(["---"] * len(head))]
    lines += [_row(_cells(one)) for one in (*diff.differences, *diff.equal)]
    return "\n".join(lines) + "\n"


def _cells(one: Difference) -> list[str]:
    sides = []
    for index, (side, odd) in enumerate(zip(one.sides, one.odd_ones, strict=True)):
        text = _escaped(cell(one, index)) + (f" (line {side.line})" if side.line else "")
        sides.append(f"**{text}**" if odd else text)
    relation = f"; {RELATIONS[one.secret_relation]}" if one.secret_relation else ""
    return [_escaped(one.section), _escaped(one.key), *sides, effect_shown(one) + relation]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
