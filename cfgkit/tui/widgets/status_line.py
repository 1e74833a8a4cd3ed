"""The line above each page: the file and its state, and the way to every action by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Static

from cfgkit.tui.widgets.keys import KeyLabel

if TYPE_CHECKING:
    from textual.app import ComposeResult


class StatusLine(Horizontal):
    """What the page says of the file; a click on its end shows all actions, as F2 does."""

    def compose(self) -> ComposeResult:
        """The words, and the key."""
        yield Static(id="status")
        yield KeyLabel(" F2 Menu ", "app.command_palette")
