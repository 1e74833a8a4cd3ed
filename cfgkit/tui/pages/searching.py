"""A page with a list and a field for words: opened by a key, kept by Enter, left by Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from cfgkit.tui.pages.page import SessionPage

if TYPE_CHECKING:
    from textual.binding import BindingType

    from cfgkit.tui.widgets.cursor_list import CursorList


class FindField(Input):
    """The words to look for; the arrows go through what is found meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "screen.found(1)", "Next", show=False),
        Binding("up,ctrl+p", "screen.found(-1)", "Before", show=False),
    ]

    def __init__(self, hint: str) -> None:
        super().__init__(placeholder=hint, id="find", compact=True)


class Searching(SessionPage):
    """Opens and closes the field; what the words do is the page's own."""

    @property
    def _list(self) -> CursorList:
        raise NotImplementedError

    def action_found(self, step: int) -> None:
        """To the next of what is found, or the one before, while the words are typed."""
        raise NotImplementedError

    def open_search(self) -> None:
        """Show the field and give it the keys."""
        field = self.query_one(FindField)
        # Shown before it gets the focus, and both at once: the next keys may be here already.
        field.display = True
        self.set_focus(field)

    @on(Input.Submitted, "#find")
    def keep_search(self) -> None:
        """Back to the list, with what the words found."""
        self.query_one(FindField).display = False
        self.set_focus(self._list)

    def close_search(self) -> None:
        """Back to the list, without the words."""
        field = self.query_one(FindField)
        field.display = False
        with self.prevent(Input.Changed):
            field.value = ""
        self.set_focus(self._list)
