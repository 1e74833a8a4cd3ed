"""The keys of a dialog, in a line; a click on one works like the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Static

from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult


class KeyLabel(Static):
    """A key and what it does."""

    def __init__(self, text: str, action: str) -> None:
        """The action is one of the screen's."""
        super().__init__(plain(text), classes="key")
        self.action = action
        self.key, _, self.does = text.partition(": ")

    async def on_click(self) -> None:
        """Do it."""
        await self.screen.run_action(self.action)


class KeyLine(Horizontal):
    """Some keys and what they do."""

    def __init__(self, *keys: tuple[str, str]) -> None:
        """Each key has its text and its action."""
        super().__init__(classes="keys")
        self._keys = keys

    def compose(self) -> ComposeResult:
        """One beside the other."""
        for text, action in self._keys:
            yield KeyLabel(text, action)
