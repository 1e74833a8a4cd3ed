"""The list of settings, drawn line by line: a widget a row would take seconds for a whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from cfgkit.tui.session import Row, Session

_KEY_WIDTH: Final = 30
_EFFECT_WIDTH: Final = 10


class SettingsList(ScrollView, can_focus=True):
    """The rows of a session, one of them under the cursor."""

    BINDINGS: ClassVar = [
        Binding("j,down,ctrl+n", "move(1)", "Down", show=False),
        Binding("k,up,ctrl+p", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "first", "First", show=False),
        Binding("G,end", "last", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar = {"row--cursor", "row--section", "row--modified", "row--commented"}

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor stands on another row."""

    class Chosen(Message):
        """The row under the cursor was clicked twice or entered."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._session: Session | None = None

    def show(self, session: Session, rows: Sequence[Row], cursor: int) -> None:
        """Draw these rows, with the cursor on that one."""
        self._session, self._rows = session, rows
        self.virtual_size = Size(self.size.width, len(rows))
        self.cursor = max(min(cursor, len(rows) - 1), 0)
        self._bring_into_view()
        self.refresh()
        self.post_message(self.Moved())

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def jump(self, index: int) -> None:
        """Put the cursor on a row."""
        self.cursor = max(min(index, len(self._rows) - 1), 0)
        self._bring_into_view()
        self.refresh()
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
        top = self.cursor
        if top and self._rows[top - 1].entry is None:
            top -= 1
        if self.size.height:
            self.scroll_to_region(Region(0, top, 1, self.cursor - top + 1), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + int(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        if index >= len(self._rows) or self._session is None:
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
        style = self.rich_style
        if row.entry is None:
            style += self.get_component_rich_style("row--section")
        elif row.modified:
            style += self.get_component_rich_style("row--modified")
        elif not row.entry.live:
            style += self.get_component_rich_style("row--commented")
        if index == self.cursor:
            style += self.get_component_rich_style("row--cursor")
        return Strip([Segment(set_cell_size(_text(self._session, row, width), width), style)], width)


def _text(session: Session, row: Row, width: int) -> str:
    if row.entry is None:
        name = f"[{visible(row.section)}]" if row.section else "(before the first section)"
        return name if row.section_nth == 1 else f"{name} ({row.section_nth})"
    entry = row.entry
    marks = f"{'*' if row.modified else ' '}{' ' if entry.live else ';'}"
    key_width = min(_KEY_WIDTH, max(width // 2 - 4, 8))
    key = _fitted(visible(entry.key), key_width)
    room = width - 3 - key_width - _EFFECT_WIDTH - 2
    value = session.document.masked(entry)
    if room < key_width // 2:
        return f"{marks}{key} {value}"
    return f"{marks}{key} {_fitted(value, room)}  {session.effect_of(entry)}"


def _fitted(text: str, width: int) -> str:
    """The text in exactly that many cells; what does not fit ends in a dot."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"
