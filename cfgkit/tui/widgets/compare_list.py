"""The list of differences: each setting with the letter of its effect, and what each file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cfgkit.compare.cells import EFFECT_MARKS
from cfgkit.display import visible
from cfgkit.tui.widgets.cursor_list import RowList, fitted_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.tui.model.compared import ComparedRow

_KEY: Final = 28
#: Mark, effect letter, and the blanks beside them.
_SIGNS: Final = 5


class CompareList(RowList["ComparedRow"]):
    """Differences, one of them under the cursor; a column for each file, the session's first."""

    COMPONENT_CLASSES: ClassVar = {"row--section", "row--odd"}

    def draw_row(self, index: int, width: int) -> Strip:
        """One row."""
        row, base = self.rows[index], self.rich_style
        pieces = [(text, self.get_component_rich_style(f"row--{what}") if what else Style()) for text, what in
                  drawn(row, width)]  # fmt: skip
        if index == self.cursor:
            text = fitted_cells("".join(text for text, _ in pieces), width)
            return Strip([Segment(text, base + self.get_component_rich_style("row--cursor"))], width)
        return Strip([Segment(text, base + style) for text, style in pieces]).adjust_cell_length(width, base)


def drawn(row: ComparedRow, width: int) -> list[tuple[str, str]]:
    """The row in pieces, each with what it is: a section, an odd one out, or nothing of its own."""
    one = row.difference
    if one is None:
        return [(fitted_cells(f" [{visible(row.section)}]" if row.section else " (before the first section)", width),
                 "section")]  # fmt: skip
    key_width, room = columns(len(row.cells), width)
    mark = "S" if one.hides_secret else "~" if one.expected is not None else " "
    pieces = [(f"{mark} {fitted_cells(visible(one.key), key_width)} {EFFECT_MARKS[one.effect.effect]} ", "")]
    for text, odd in zip(row.cells, one.odd_ones, strict=True):
        pieces.append((fitted_cells(f"{'*' if odd else ' '}{text}", room - 1) + " ", "odd" if odd else ""))
    return pieces


def columns(count: int, width: int) -> tuple[int, int]:
    """How wide the keys are, and each of so many files; the last files may be out of sight."""
    key_width = min(_KEY, max(width // 3, 8))
    return key_width, max((width - key_width - _SIGNS) // max(count, 1), 8)


def heads(names: Sequence[str], chosen: int, width: int) -> str:
    """The names above the columns, brackets round the one that is taken over from."""
    key_width, room = columns(len(names), width)
    shown = [f"[{visible(name)}]" if index == chosen else f" {visible(name)}" for index, name in enumerate(names)]
    return " " * (key_width + _SIGNS) + "".join(fitted_cells(name, room - 1) + " " for name in shown)
