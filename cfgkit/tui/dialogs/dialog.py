"""What all dialogs share: F1 says what they are about and which keys they have, F2 finds what can be done in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Label

from cfgkit.tui import dialogs
from cfgkit.tui.widgets.keys import KeyLabel
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.content import Content

T = TypeVar("T")

#: What a text field does with keys, as Textual has it.
_IN_A_TEXT: Final = (
    ("Home End", "to the beginning, to the end; with Shift they mark"),
    ("Ctrl+C X V", "copy, cut, paste; what is not shown is not copied"),
    ("Ctrl+U K W", "delete to the beginning, to the end, the word before"),
)


class Title(Horizontal):
    """What a dialog is; a click on its end is F1."""

    def __init__(self, text: str) -> None:
        super().__init__(classes="title")
        self._text = text

    def compose(self) -> ComposeResult:
        """The words, and the key."""
        yield Label(plain(self._text), id="title")
        yield KeyLabel("F1: help", "help")


class Dialog(ModalScreen[T], Generic[T]):
    """A question over a page, whose keys wait meanwhile."""

    #: What it is for.
    HELP: ClassVar[str]
    BINDINGS: ClassVar = [
        Binding("f1,question_mark", "help", "Help"),
        Binding("f2", "app.command_palette", "Menu"),
    ]
    _is_answered = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer it and close it, once: Textual would close whatever lies below for a second answer, or end the app.

        Who types fast has sent it further keys by the time it is answered.
        """
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)

    def about(self) -> Sequence[Content]:
        """What is known of what is under the cursor, for the help."""
        return ()

    def action_help(self) -> None:
        """What it is about, and its keys."""
        keys = [(one.key, one.does) for one in self.query(KeyLabel)]
        keys += _IN_A_TEXT if self.query("Input, TextArea") else ()
        width = max(len(key) for key, _ in keys)
        rows = "\n".join(f"{key:<{width}}  {does}" for key, does in keys)
        self.app.push_screen(dialogs.Page("Help", *self.about(), plain(f"{self.HELP}\n\n{rows}")))

    def commands(self) -> Iterator[SystemCommand]:
        """What the palette has while it is open."""
        for one in self.query(KeyLabel):
            yield SystemCommand(f"{one.does.capitalize()}  ({one.key})", "in this dialog", self._runner(one.action))

    def _runner(self, action: str) -> Callable[[], object]:
        async def run() -> None:
            await self.run_action(action)

        return run
