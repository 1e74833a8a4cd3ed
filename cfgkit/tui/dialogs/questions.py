"""Small questions: some texts, yes or no, one of several, a page to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, Static

from cfgkit.errors import CfgkitError
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.choice_list import ChoiceList
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.content import Content

    from cfgkit.document import Document

#: A dialog's inner width in 80 columns, and what stands between two keys: more of them stand below each other.
_KEY_ROOM: Final = 72
_KEY_GAP: Final = 3


class Form(Dialog["Document | None"]):
    """Text fields that make an edit; the edit is tried, and what is wrong is said, before it closes."""

    HELP = "Text fields that are filled in together: Enter goes to the next, and that of the last one takes them."
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(
        self, title: str, labels: Sequence[str], edit: Callable[[list[str]], Document], texts: Sequence[str] = ()
    ) -> None:
        """`texts` stand in the first fields to begin with; the cursor begins in the first one behind them."""
        super().__init__()
        self._title, self._labels, self._edit = title, labels, edit
        self._texts = texts

    def compose(self) -> ComposeResult:
        """The fields, one below the other."""
        with Vertical(id="dialog"):
            yield Title(self._title)
            for index, label in enumerate(self._labels):
                yield Label(plain(label))
                yield TextField(self._texts[index] if index < len(self._texts) else "", compact=True)
            yield Static("", id="problem")
            yield KeyLine(("Enter: accept", "accept"), ("Esc: cancel", "dismiss(None)"))

    def on_mount(self) -> None:
        """The first empty field takes the keys at once."""
        self.set_focus(self.query(Input)[len(self._texts)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The last field's Enter makes the edit; another one's goes to the next field."""
        if event.input is self.query(Input).last():
            self.action_accept()
        else:
            self.focus_next(Input)

    def action_accept(self) -> None:
        """Make the edit."""
        try:
            self.dismiss(self._edit([one.value for one in self.query(Input)]))
        except CfgkitError as problem:
            self.query_one("#problem", Static).update(plain(said(problem)))


class Question(Dialog[str]):
    """A question with an answer a key; Esc is the first answer."""

    HELP = "A question: each answer has its key, and Esc gives the first one."
    BINDINGS: ClassVar = [Binding("escape", "refuse", "Back")]

    def __init__(self, text: str, answers: list[tuple[str, str]]) -> None:
        """Each answer has a key and what it does."""
        super().__init__()
        self._text, self._answers = text, answers

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="dialog"):
            yield Label(plain(self._text), id="title")
            keys = [(f"{key}: {what}", f"answer('{key}')") for key, what in self._answers] + [("F1: help", "help")]
            if sum(len(text) + _KEY_GAP for text, _ in keys) > _KEY_ROOM:
                yield from map(KeyLine, keys)
            else:
                yield KeyLine(*keys)

    def action_answer(self, key: str) -> None:
        """One of the answers."""
        self.dismiss(key)

    def action_refuse(self) -> None:
        """Nothing is done."""
        self.dismiss(self._answers[0][0])

    def on_key(self, event: events.Key) -> None:
        """One of the answers' keys; it is none of the page's that comes up again."""
        if event.key in [answer for answer, _ in self._answers]:
            event.stop()
            event.prevent_default()
            self.dismiss(event.key)


class Choice(Dialog["int | None"]):
    """One of several lines; the answer is its number."""

    HELP = "One of several: the arrows, j and k go through them, a click takes one."
    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, lines: Sequence[str], does: str = "go there") -> None:
        """`does` says what Enter does."""
        super().__init__()
        self._title, self._lines, self._does = title, lines, does

    def compose(self) -> ComposeResult:
        """The lines, to go through with the arrows."""
        with Vertical(id="dialog"):
            yield Title(self._title)
            yield ChoiceList(*map(plain, self._lines))
            yield KeyLine((f"Enter: {self._does}", "accept"), ("Esc: back", "dismiss(None)"))

    def action_accept(self) -> None:
        """The line under the cursor."""
        self.dismiss(self.query_one(ChoiceList).highlighted)

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        """This one."""
        self.dismiss(event.option_index)


class Page(Dialog[None]):
    """Text to read."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar = [
        Binding("escape,q,enter,i,f1,question_mark", "dismiss(None)", "Close"),
        Binding("j", "scroll(1)", "Down"),
        Binding("k", "scroll(-1)", "Up"),
    ]

    def __init__(self, title: str, *texts: Content) -> None:
        super().__init__()
        self._title, self._texts = title, texts

    def compose(self) -> ComposeResult:
        """The texts, scrollable."""
        with Vertical(id="dialog", classes="page"):
            yield Label(plain(self._title), id="title")
            with VerticalScroll(can_focus=True):
                for text in self._texts:
                    yield Static(text)
            yield KeyLine(("Esc: back", "dismiss(None)"), ("j k: down, up", "scroll(1)"))

    def action_scroll(self, lines: int) -> None:
        """Down or up."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
