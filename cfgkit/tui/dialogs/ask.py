"""A question for a text: it is read, and what is wrong is said, before the dialog closes; a secret is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from cfgkit.errors import CfgkitError
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

T = TypeVar("T")


class Ask(Dialog["T | None"], Generic[T]):
    """One text field; the answer is what `read` makes of the text, None where there was none."""

    HELP = "A text is asked for. What is wrong with it is said before the dialog closes; a secret is not shown."
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, read: Callable[[str], T], text: str = "", *, is_masked: bool = False) -> None:
        """`read` raises a CfgkitError for what can't be taken; `is_masked` hides what is typed."""
        super().__init__()
        self._title, self._read, self._text, self._is_masked = title, read, text, is_masked

    def compose(self) -> ComposeResult:
        """The field, what is wrong."""
        with Vertical(id="dialog"):
            yield Title(self._title)
            yield TextField(self._text, password=self._is_masked, compact=True)
            yield Static("", id="problem")
            yield KeyLine(("Enter: accept", "accept"), ("Esc: cancel", "dismiss(None)"))

    def on_mount(self) -> None:
        """The field takes the keys at once."""
        self.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Take the text."""
        try:
            self.dismiss(self._read(self.query_one(Input).value))
        except CfgkitError as problem:
            self.query_one("#problem", Static).update(plain(said(problem)))
