"""A list with a cursor, drawn line by line: a widget a row would take seconds for a whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from rich.cells import cell_len, set_cell_size
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cfgkit.tui.actions import On, bindings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType


class CursorList(ScrollView, can_focus=True):
    """Rows by number, one of them under the cursor; what a row is, and how it is drawn, its heirs say."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(On.LIST)
    COMPONENT_CLASSES: ClassVar = {"row--cursor"}

    #: How many rows above and below the cursor are seen with it.
    CONTEXT: ClassVar[int] = 0

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands on another row, or the rows are others."""

    class Chosen(Message):
        """The row under the cursor was clicked twice."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def is_heading(self, index: int) -> bool:  # noqa: ARG002 - for the heirs that have some
        """Whether the row heads those below it."""
        return False

    def draw_row(self, index: int, width: int) -> Strip:
        """A row in exactly that width."""
        raise NotImplementedError

    def redraw(self, cursor: int) -> None:
        """Draw other rows, with the cursor on that one: as high on the screen as it was, or below its heading."""
        top = cursor - (self.cursor - int(self.scroll_offset.y))
        self.virtual_size = Size(self.size.width, self.row_count)
        height = self.size.height
        # A heading that is farther away than the list is high is not looked for.
        near = range(min(cursor, self.row_count - 1), max(cursor - height, -1), -1)
        heading = next((index for index in near if self.is_heading(index)), None)
        if heading is not None:
            top = min(top, heading)
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self.refresh()
        self.jump(cursor)

    def jump(self, index: int) -> None:
        """Put the cursor on a row; rows that were out of sight are shown from their heading on."""
        self.refresh_line(self.cursor)
        self.cursor = max(min(index, self.row_count - 1), 0)
        # Two lines, not the whole list: over SSH each move is what is drawn for it.
        self.refresh_line(self.cursor)
        self._bring_into_view()
        self.post_message(self.Moved())

    def next_of(self, places: Iterable[int], step: int) -> int | None:
        """The next of these rows in that direction, round the end; None where there are none."""
        found = sorted(places)
        beyond = [place for place in found if (place > self.cursor if step > 0 else place < self.cursor)] or found
        return beyond[0 if step > 0 else -1] if beyond else None

    def jump_to_next(self, places: Iterable[int], step: int) -> None:
        """To the next of these rows in that direction, round the end."""
        found = self.next_of(places, step)
        if found is not None:
            self.jump(found)

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
        self.jump(self.row_count - 1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; a second one chooses."""
        index = event.y + int(self.scroll_offset.y)
        if index == self.cursor and event.chain > 1:
            self.post_message(self.Chosen())
        elif index < self.row_count:
            self.jump(index)

    def on_resize(self) -> None:
        """The rows are as wide as the list."""
        self.virtual_size = Size(self.size.width, self.row_count)
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        """Scroll so that the cursor is seen, and its heading with it where that is the row above."""
        top, height, seen = self.cursor, 1, int(self.scroll_offset.y)
        if top and self.is_heading(top - 1):
            top, height = top - 1, 2
        elif self.row_count and self.is_heading(top) and not seen <= top < seen + self.size.height - 1:
            height = self.size.height
        if self.size.height:
            room = min(self.CONTEXT, (self.size.height - height) // 2)
            self.scroll_to_region(Region(0, top - room, 1, height + 2 * room), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + int(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        return self.draw_row(index, width) if index < self.row_count else Strip.blank(width, self.rich_style)


class _Row(Protocol):
    """A row that may head those below it."""

    @property
    def is_header(self) -> bool:
        """Whether it does."""
        ...


R = TypeVar("R", bound=_Row)


class RowList(CursorList, Generic[R]):
    """A list of rows that are there as values; how one is drawn its heirs say."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: Sequence[R] = ()

    def show(self, rows: Sequence[R], cursor: int) -> None:
        """Draw these rows, with the cursor on that one."""
        self.rows = rows
        self.redraw(cursor)

    @property
    def row_count(self) -> int:
        """How many are listed."""
        return len(self.rows)

    def is_heading(self, index: int) -> bool:
        """Whether the row heads those below it."""
        return self.rows[index].is_header

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None


def fitted_cells(text: str, width: int) -> str:
    """The text in exactly that many cells; what does not fit ends in dots."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"
