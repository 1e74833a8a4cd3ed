"""A list's items, a row each: edited, added, taken out, moved; joined again by what stood between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical

from cfgkit.errors import InputError
from cfgkit.tui.dialogs.ask import Ask
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.widgets.choice_list import ChoiceList
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ListEditor(Dialog["list[str] | None"]):
    """The rows; the answer is the items as they were left, None for a cancel."""

    HELP = "The entries of a list, a row each; taken, they are joined to a value again."
    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("f6", "accept", "Take"),
        Binding("e", "edit", "Edit", show=False),
        Binding("a", "add", "Add"),
        Binding("x,delete", "remove", "Remove"),
        Binding("J,ctrl+down", "shift(1)", "Move down"),
        Binding("K,ctrl+up", "shift(-1)", "Move up"),
    ]

    def __init__(self, title: str, items: list[str], separator: str) -> None:
        super().__init__()
        self._title, self._items, self._separator = title, list(items), separator

    def compose(self) -> ComposeResult:
        """The rows, and what can be done to one."""
        with Vertical(id="dialog"):
            yield Title(f"{self._title}: joined by {self._separator}")
            yield ChoiceList()
            yield KeyLine(("Enter: edit", "edit"), ("a: add", "add"), ("x: remove", "remove"))
            yield KeyLine(("J: move down", "shift(1)"), ("K: move up", "shift(-1)"))
            yield KeyLine(("F6: take them", "accept"), ("Esc: cancel", "dismiss(None)"))

    def on_mount(self) -> None:
        """Show them."""
        self._draw(0)

    @property
    def _rows(self) -> ChoiceList:
        return self.query_one(ChoiceList)

    @property
    def _at(self) -> int | None:
        return self._rows.highlighted

    def _draw(self, at: int) -> None:
        rows = self._rows
        rows.set_options([plain(item or "(empty)") for item in self._items])
        rows.highlighted = min(at, len(self._items) - 1) if self._items else None

    @on(ChoiceList.OptionSelected)
    def action_edit(self) -> None:
        """Type another text for the row."""
        at = self._at
        if at is None:
            return

        def typed(text: str | None) -> None:
            if text is not None:
                self._items[at] = text
                self._draw(at)

        self.app.push_screen(Ask("The entry", self._read, self._items[at]), typed)

    def action_add(self) -> None:
        """Type a new row below the cursor's."""
        at = 0 if self._at is None else self._at + 1

        def typed(text: str | None) -> None:
            if text is not None:
                self._items.insert(at, text)
                self._draw(at)

        self.app.push_screen(Ask("A new entry", self._read), typed)

    def _read(self, text: str) -> str:
        if self._separator in text:
            raise InputError(f"an entry holds no {self._separator}: it stands between them")
        return text

    def action_remove(self) -> None:
        """Take the row out."""
        if self._at is not None:
            at = self._at
            del self._items[at]
            self._draw(at)

    def action_shift(self, step: int) -> None:
        """Move the row down or up."""
        at = self._at
        if at is None or not 0 <= at + step < len(self._items):
            return
        self._items.insert(at + step, self._items.pop(at))
        self._draw(at + step)

    def action_accept(self) -> None:
        """The rows as they are."""
        self.dismiss(self._items)
