"""The sessions of the open files, one of them on the screen: the one place that puts another Document there."""

from __future__ import annotations

import gc
import os
from asyncio import to_thread
from typing import TYPE_CHECKING, cast

from textual import work
from textual.events import InputEvent, Paste

from cfgkit.display import visible
from cfgkit.tui.app.typed_ahead import TypedAheadApp
from cfgkit.tui.model.files import short_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.events import Event

    from cfgkit.document import Document
    from cfgkit.tui.model.session import Session
    from cfgkit.tui.pages.page import SessionPage


class SessionsApp(TypedAheadApp):
    """Holds what is open, edited, undone; a page shows it and keeps no copy."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        # Textual's own NO_COLOR is a screen of greys; with the terminal's colours as a base it leaves colours out.
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        self._sessions = list(sessions)
        self._open = 0
        self._is_checking = False
        #: Whether the first page was drawn; what is slow waits for that.
        self.is_drawn = False

    def on_ready(self) -> None:
        """Do what is slow once the file is on the screen: Textual draws it after this event, when all are at rest."""
        self.call_later(self.call_after_refresh, self._begin)

    async def on_event(self, event: Event) -> None:
        """Who types ahead of the first frame means the whole file."""
        if isinstance(event, InputEvent | Paste):
            self._begin()
        await super().on_event(event)

    def _begin(self) -> None:
        if not self.is_drawn:
            self._after_first_paint()

    def _after_first_paint(self) -> None:
        self.is_drawn = True
        if not gc.isenabled():
            # Launched so: what is there now stays to the end, and need not be looked through again.
            gc.freeze()
            gc.enable()
        self.check()
        self._show_findings()

    def _show_findings(self) -> None:
        # A page that was just opened draws what there is by itself; while the editor ends there is none.
        if self.screen_stack and self.page.is_mounted:
            self.page.refresh_session()

    @property
    def session(self) -> Session:
        """The session on the screen."""
        return self._sessions[self._open]

    @property
    def page(self) -> SessionPage:
        """The page below all dialogs."""
        return cast("SessionPage", self.screen_stack[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the open files, each told from the others."""
        return short_names([one.snapshot.path for one in self._sessions], is_alone=len(self._sessions) == 1)

    @property
    def file_name(self) -> str:
        """The name of the file on the screen."""
        return self.names[self._open]

    @property
    def which_file(self) -> str:
        """Which one of several files is on the screen; empty where there is but one."""
        count = len(self._sessions)
        return f"({self._open + 1} of {count}, F3)" if count > 1 else ""

    def accept(self, document: Document | None, *, follow: bool = False) -> None:
        """Put an edited Document on the screen; `follow` goes to what was edited."""
        if document is not None:
            self.show(self.session.edited(document), follow=follow)

    def show(self, session: Session, *, follow: bool) -> None:
        """Put the open file's session, as it has become, on the screen."""
        edited = session.touched(self.session)
        self._sessions[self._open] = session
        self.check()
        self.page.refresh_session(edited, follow=follow)

    def check(self) -> None:
        """See that the session on the screen is checked: at once, or in a thread if that takes long."""
        if not self.session.is_large:
            _ = self.session.findings
        elif not (self._is_checking or self.session.version.is_checked):
            self._check_in_thread()

    @work(group="check")
    async def _check_in_thread(self) -> None:
        """Check what is on the screen until that is checked; what was there meanwhile and is no more, is not."""
        self._is_checking = True
        try:
            while not (session := self.session).version.is_checked:
                await to_thread(lambda one: (one.differing, one.findings), session)
        finally:
            self._is_checking = False
        self._show_findings()

    async def checked(self) -> Session:
        """The session on the screen, once it is checked."""
        version = self.session.version
        if not version.is_checked:
            await to_thread(lambda: version.findings)
        return self.session

    def say(self, text: str, *, problem: bool = False) -> None:
        """A line for the user that goes away again."""
        self.notify(visible(text), severity="error" if problem else "information", markup=False)

    def action_undo(self) -> None:
        """One edit back."""
        self.show(self.session.undone(), follow=True)

    def action_redo(self) -> None:
        """One edit forth."""
        self.show(self.session.redone(), follow=True)

    def compare_with(self, path: Path) -> None:
        """Compare the open file with that one, too.

        Raises:
            StoreError: it can't be read.
        """
        self._sessions[self._open] = self.session.compared(path)
        self.page.refresh_session()
