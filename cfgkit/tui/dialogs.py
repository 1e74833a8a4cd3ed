"""Small questions: a value, a new setting, yes or no, text to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from cfgkit.errors import CfgkitError
from cfgkit.tui.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from cfgkit.document import Document


class EditDialog(ModalScreen["Document | None"]):
    """One or more text fields that make an edit; the edit is tried, and what is wrong is said, before it closes."""

    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(
        self, title: str, fields: list[tuple[str, str, bool]], edit: Callable[[list[str]], Document], hint: str = ""
    ) -> None:
        """Each field has a label, a text to begin with, and whether it is typed unseen."""
        super().__init__()
        self._title, self._fields, self._edit, self._hint = title, fields, edit, hint

    def compose(self) -> ComposeResult:
        """The fields, one below the other."""
        with Vertical(id="dialog"):
            yield Label(plain(self._title), id="title")
            for label, text, unseen in self._fields:
                if label:
                    yield Label(plain(label))
                yield Input(text, password=unseen, select_on_focus=False, compact=True)
            if self._hint:
                yield Static(plain(self._hint), id="hint")
            yield Static("", id="problem")
            yield Static(plain("Enter: accept   Esc: cancel"), id="keys")

    def on_mount(self) -> None:
        """The first field takes the keys at once."""
        self.set_focus(self.query(Input).first())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The last field's Enter makes the edit; another one's goes to the next field."""
        inputs = list(self.query(Input))
        if event.input is not inputs[-1]:
            self.focus_next(Input)
            return
        try:
            self.dismiss(self._edit([one.value for one in inputs]))
        except CfgkitError as problem:
            self.query_one("#problem", Static).update(plain(f"{problem.message}. {problem.help}".strip(". ")))


class Question(ModalScreen[str]):
    """A question with an answer a key; Esc is the first answer."""

    def __init__(self, text: str, answers: list[tuple[str, str]]) -> None:
        """Each answer has a key and what it does."""
        super().__init__()
        self._text, self._answers = text, answers

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="dialog"):
            yield Label(plain(self._text), id="title")
            yield Static(plain("   ".join(f"{key}: {what}" for key, what in self._answers)), id="keys")

    def key_escape(self) -> None:
        """Nothing is done."""
        self.dismiss(self._answers[0][0])

    def on_key(self, event: object) -> None:
        """One of the answers' keys."""
        key = getattr(event, "key", "")
        if key in [answer for answer, _ in self._answers]:
            self.dismiss(key)


class Page(ModalScreen[None]):
    """Text to read."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar = [Binding("escape,q,f1,question_mark,enter", "dismiss(None)", "Close")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """The text, scrollable."""
        with Vertical(id="dialog", classes="page"):
            yield Label(plain(self._title), id="title")
            with VerticalScroll(can_focus=True):
                yield Static(plain(self._text))
            yield Static(plain("Esc: back"), id="keys")
