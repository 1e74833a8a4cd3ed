"""Blocks of lines with a cursor: the plan of the mail page, its test, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets.option_list import Option

from cfgkit.tui.actions import On, bindings
from cfgkit.tui.widgets.choice_list import ChoiceList
from cfgkit.tui.widgets.drawn_lines import drawn
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.widgets import OptionList

    from cfgkit.tui.model.lines import Block, Line


class LineList(ChoiceList):
    """Titles and lines, one of the lines under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(On.LIST),
        Binding("enter", "select", "Open", key_display="Enter"),
    ]

    class Chosen(Message):
        """Enter or a click on a line."""

        def __init__(self, lines: LineList, line: Line) -> None:
            super().__init__()
            self.lines = lines
            self.line = line

        @property
        def control(self) -> LineList:
            """The list that it is of."""
            return self.lines

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        #: What is shown.
        self.blocks: Sequence[Block] = ()
        self._shown: list[Line | None] = []
        self._drawn_width = 0

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return None if self.highlighted is None else self._shown[self.highlighted]

    def show(self, blocks: Sequence[Block], *, follow: bool = False) -> None:
        """Draw these blocks; the cursor stays where it was, or goes to the last line with `follow`."""
        if blocks != self.blocks:
            self.blocks = blocks
            self._draw(follow=follow)

    def _draw(self, *, follow: bool = False) -> None:
        at, top = self.highlighted, self.scroll_offset.y
        self._drawn_width = self.scrollable_content_region.width
        self._shown = []
        options = []
        for number, block in enumerate(self.blocks):
            if number:
                self._shown.append(None)
                options.append(Option("", disabled=True))
            self._shown += [None, *block.lines]
            options.append(Option(plain(block.title, "bold underline"), disabled=True))
            options += map(Option, drawn(block, self._drawn_width or 80))
        self.set_options(options)
        places = [index for index, line in enumerate(self._shown) if line is not None]
        if places:
            near = [index for index in places if index >= (at or 0)] or places[-1:]
            self.highlighted = places[-1] if follow else near[0]
        if at is not None and not follow:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def go_to(self, title: str) -> None:
        """Put the cursor on a block's first line that leads somewhere, or on its first one; its end is seen, too."""
        place = 0
        for block in self.blocks:
            if block.title == title:
                leading = [number for number, line in enumerate(block.lines) if line.key or line.details]
                self.highlighted = place + 1 + (leading or [0])[0]
                # Now it would be undone: the new lines are not laid out yet.
                self.call_after_refresh(self._reveal, self.highlighted, place + len(block.lines))
            place += len(block.lines) + 2

    def _reveal(self, first: int, last: int) -> None:
        for index in (last, first):
            self.highlighted = index
            self.scroll_to_highlight()

    def on_resize(self) -> None:
        """The lines are as wide as the list."""
        if self.scrollable_content_region.width != self._drawn_width:
            self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pass on what was chosen."""
        event.stop()
        line = self._shown[event.option_index]
        if line is not None:
            self.post_message(self.Chosen(self, line))

    def action_move(self, step: int) -> None:
        """Down or up by lines."""
        (self.action_cursor_down if step > 0 else self.action_cursor_up)()

    def action_page(self, step: int) -> None:
        """Down or up by pages."""
        move = self.action_page_down if step > 0 else self.action_page_up
        move()  # type: ignore[no-untyped-call]
