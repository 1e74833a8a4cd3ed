"""The list of settings: each row with its marks, key, value and effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from cfgkit.display import visible
from cfgkit.syntax import Severity
from cfgkit.tui.model.rows import State
from cfgkit.tui.widgets.cursor_list import RowList, fitted_cells

if TYPE_CHECKING:
    from cfgkit.schema.effect import EffectName
    from cfgkit.tui.model.rows import Row

_KEY_WIDTH: Final = 34
_EFFECT_WIDTH: Final = 9
_MARKS_WIDTH: Final = 4
#: What stands for the worst that was found.
SEVERITY_SIGNS: Final = {None: " ", Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "i"}
_STATES: Final = {State.LIVE: " ", State.OFF: ";", State.ABSENT: "+"}
_EFFECTS: Final[dict[EffectName, str]] = {
    "dynamic": "dynamic",
    "dynamic-if-allowed": "dynamic?",
    "reboot": "reboot",
    "configure": "configure",
    "unknown": "",
}


class SettingsList(RowList["Row"]):
    """Sections and settings, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar = {"row--section", "row--modified", "row--off", "row--error", "row--warning"}

    @property
    def value_region(self) -> Region:
        """Where the value under the cursor is drawn, on the screen."""
        place = self.content_region
        x = _MARKS_WIDTH + 1 + _key_width(place.width) + 1
        y = self.cursor - int(self.scroll_offset.y)
        return Region(place.x + x, place.y + y, max(place.width - x, 1), 1)

    def draw_row(self, index: int, width: int) -> Strip:
        """One row."""
        row = self.rows[index]
        style = self.rich_style + self._style(row)
        marks, text = _marks(row), set_cell_size(_text(row, width - _MARKS_WIDTH), max(width - _MARKS_WIDTH, 0))
        if index == self.cursor:
            style += self.get_component_rich_style("row--cursor")
            return Strip([Segment(set_cell_size(marks + text, width), style)], width)
        loud = style + self._loudness(row)
        return Strip([Segment(marks, loud), Segment(text, style)], width)

    def _style(self, row: Row) -> Style:
        if row.is_header:
            return self.get_component_rich_style("row--section")
        if row.is_modified:
            return self.get_component_rich_style("row--modified")
        return Style() if row.state is State.LIVE else self.get_component_rich_style("row--off")

    def _loudness(self, row: Row) -> Style:
        """How the marks are drawn where something was found."""
        if row.severity in {Severity.ERROR, Severity.WARNING}:
            return self.get_component_rich_style(f"row--{row.severity}")
        return Style()


def _marks(row: Row) -> str:
    severity = SEVERITY_SIGNS[row.severity]
    return f"{'*' * row.is_modified:<1}{severity}{'D' * row.is_different:<1}{'S' * row.is_secret:<1}"


def _text(row: Row, width: int) -> str:
    if row.is_header:
        return f" {row.heading}"
    key_width = _key_width(width + _MARKS_WIDTH)
    key = fitted_cells(visible(row.key), key_width)
    room = width - 1 - key_width - 1 - 1 - _EFFECT_WIDTH
    if room < key_width // 2:
        return f"{_STATES[row.state]}{key} {row.value}"
    return f"{_STATES[row.state]}{key} {fitted_cells(row.value, room)} {_EFFECTS[row.effect]}"


def _key_width(width: int) -> int:
    return min(_KEY_WIDTH, max(width // 2 - _MARKS_WIDTH - 1, 8))
