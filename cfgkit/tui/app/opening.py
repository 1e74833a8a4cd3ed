"""What is on the screen while large files are read: which, how long it takes so far; Esc gives up."""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import App
from textual.message import Message
from textual.widgets import Static

from cfgkit.errors import CfgkitError
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from cfgkit.tui.model.session import Session

_TICK_SECONDS: Final = 0.1


class OpeningApp(App["Session | CfgkitError"]):
    """Gives the session, or what went wrong; nothing where the user gave up."""

    CSS = "Static { width: 1fr; height: 1fr; content-align: center middle; }"
    BINDINGS: ClassVar = [("escape,q,ctrl+q,ctrl+c", "give_up", "Give up")]
    ENABLE_COMMAND_PALETTE = False

    class Done(Message):
        """The files are read, or can't be."""

        def __init__(self, found: Session | CfgkitError) -> None:
            super().__init__()
            self.found = found

    def __init__(self, names: Sequence[str], read: Callable[[], Session]) -> None:
        """`read` opens the files; it is run in a thread."""
        super().__init__()
        self._names, self._read = names, read
        self._started = time.monotonic()

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def on_mount(self) -> None:
        """Begin to read."""
        self._tell()
        self.set_interval(_TICK_SECONDS, self._tell)
        # Nobody waits for the thread of a user who gave up.
        Thread(target=self._work, daemon=True).start()

    def _tell(self) -> None:
        names = ", ".join(self._names)
        seconds = time.monotonic() - self._started
        self.query_one(Static).update(plain(f"reading {names} ... {seconds:.1f} s\n\nEsc: give up"))

    def _work(self) -> None:
        try:
            found = self._read()
            rows_of(found, ())  # kept for the page that shows them
        except CfgkitError as problem:
            self.post_message(self.Done(problem))
        else:
            self.post_message(self.Done(found))

    def on_opening_app_done(self, event: Done) -> None:
        """Hand on what came of it."""
        self.exit(event.found)

    def action_give_up(self) -> None:
        """Leave."""
        self.exit(None)
