"""The list of settings, drawn line by line: a widget a row would take seconds for a whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cfgkit.display import visible
from cfgkit.syntax import Severity
from cfgkit.tui.actions import On, bindings
from cfgkit.tui.rows import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from cfgkit.schema.effect import EffectName
    from cfgkit.tui.rows import Row

_KEY_WIDTH: Final = 34
_EFFECT_WIDTH: Final = 9
_MARKS_WIDTH: Final = 4
_SEVERITIES: Final = {None: " ", Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "i"}
_STATES: Final = {State.LIVE: " ", State.OFF: ";", State.ABSENT: "+"}
_EFFECTS: Final[dict[EffectName, str]] = {
    "dynamic": "dynamic",
    "dynamic-if-allowed": "dynamic?",
    "reboot": "reboot",
    "configure": "configure",
    "unknown": "",
}


class SettingsList(ScrollView, can_focus=True):
    """Rows, one of them under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(On.LIST)
    COMPONENT_CLASSES: ClassVar = {
        "row--cursor", "row--section", "row--modified", "row--off", "row--error", "row--warning",
    }  # fmt: skip

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another row, or the rows are others."""

    class Chosen(Message):
        """The row under the cursor was clicked twice."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row], cursor: int) -> None:
        """Draw these rows, with the cursor on that one: as high on the screen as it was, or below its header."""
        top = cursor - (self.cursor - int(self.scroll_offset.y))
        self._rows = rows
        self.virtual_size = Size(self.size.width, len(rows))
        header = next((index for index in range(min(cursor, len(rows) - 1), -1, -1) if rows[index].is_header), 0)
        if cursor - header < self.size.height:
            top = min(top, header)
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self.refresh()
        self.jump(cursor)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def value_region(self) -> Region:
        """Where the value under the cursor is drawn, on the screen."""
        place = self.content_region
        x = _MARKS_WIDTH + 1 + _key_width(place.width) + 1
        y = self.cursor - int(self.scroll_offset.y)
        return Region(place.x + x, place.y + y, max(place.width - x, 1), 1)

    def jump(self, index: int) -> None:
        """Put the cursor on a row; a section that was out of sight is shown from its header on."""
        self.refresh_line(self.cursor)
        self.cursor = max(min(index, len(self._rows) - 1), 0)
        # Two lines, not the whole list: over SSH each move is what is drawn for it.
        self.refresh_line(self.cursor)
        self._bring_into_view()
        self.post_message(self.Moved())

    def action_move(self, step: int) -> None:
        """Down or up by rows."""
        self.jump(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Down or up by pages."""
        self.jump(self.cursor + step * max(self.size.height - 1, 1))

    def action_first(self) -> None:
        """To the first row."""
        self.jump(0)

    def action_last(self) -> None:
        """To the last row."""
        self.jump(len(self._rows) - 1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one edits."""
        index = event.y + int(self.scroll_offset.y)
        if index == self.cursor and event.chain > 1:
            self.post_message(self.Chosen())
        elif index < len(self._rows):
            self.jump(index)

    def on_resize(self) -> None:
        """The rows are as wide as the list."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """Scroll so that the cursor is seen, and the section's header with it where that is the row above."""
        top, height, seen = self.cursor, 1, int(self.scroll_offset.y)
        if top and self._rows[top - 1].is_header:
            top, height = top - 1, 2
        elif self._rows and self._rows[top].is_header and not seen <= top < seen + self.size.height - 1:
            height = self.size.height
        if self.size.height:
            self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + int(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
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
    severity = _SEVERITIES[row.severity]
    return f"{'*' * row.is_modified:<1}{severity}{'D' * row.is_different:<1}{'S' * row.is_secret:<1}"


def _text(row: Row, width: int) -> str:
    if row.is_header:
        name = f" [{visible(row.section)}]" if row.section else " (before the first section)"
        return name if row.section_nth == 1 else f"{name} ({row.section_nth})"
    key_width = _key_width(width + _MARKS_WIDTH)
    key = _fitted(visible(row.key), key_width)
    room = width - 1 - key_width - 1 - 1 - _EFFECT_WIDTH
    if room < key_width // 2:
        return f"{_STATES[row.state]}{key} {row.value}"
    return f"{_STATES[row.state]}{key} {_fitted(row.value, room)} {_EFFECTS[row.effect]}"


def _key_width(width: int) -> int:
    return min(_KEY_WIDTH, max(width // 2 - _MARKS_WIDTH - 1, 8))


def _fitted(text: str, width: int) -> str:
    """The text in exactly that many cells; what does not fit ends in dots."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"
