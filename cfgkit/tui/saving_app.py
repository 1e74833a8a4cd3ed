"""How edits leave the screen for the disk, and what someone else writes there comes to the screen."""

from __future__ import annotations

from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import work

from cfgkit.errors import CfgkitError
from cfgkit.tui.dialogs import Form, Question
from cfgkit.tui.plain import said
from cfgkit.tui.review import Review
from cfgkit.tui.sessions_app import SessionsApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.store import Snapshot, Stamp
    from cfgkit.tui.session import Session

_WATCH_SECONDS: Final = 1.5

_OUTSIDE: Final = [
    ("l", "later"),
    ("m", "merge: theirs into yours"),
    ("r", "reload: theirs; undo brings yours back"),
    ("k", "keep yours"),
]


class SavingApp(SessionsApp):
    """Reviews, saves, saves as; watches the open file."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__(sessions)
        #: The state of a file that the user has been asked about, and has put off.
        self._put_off: Stamp | None = None

    def on_mount(self) -> None:
        """Begin to watch the open file."""
        self.set_interval(_WATCH_SECONDS, self._watch)

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        """Ask once what to do when someone else has changed the open file."""
        if len(self.screen_stack) > 1:
            return
        session = self.session
        try:
            now = await to_thread(session.outside)
        except CfgkitError:
            return  # gone for a moment, as when an editor replaces it; a save says so if it stays away
        if now is not None and now.stamp != self._put_off and session is self.session and len(self.screen_stack) == 1:
            self._ask_about(now)

    @work(group="outside")
    async def _ask_about(self, now: Snapshot) -> None:
        name = now.path.name
        self._put_off = now.stamp
        answer = await self.push_screen_wait(Question(f"{name} was changed by someone else.", _OUTSIDE))
        if answer == "r":
            self.show(self.session.reloaded(now), follow=False)
        elif answer == "k":
            self.show(self.session.kept(now), follow=False)
        elif answer == "m":
            merged, left = self.session.merged(now)
            self.show(merged, follow=False)
            for one in left:
                self.say(f"[{one.row.section}] {one.row.key}: yours stays ({one.outcome}) {one.reason}", problem=True)

    @work
    async def action_save(self) -> None:
        """Review, then save."""
        if not self.session.is_modified:
            self.say("Nothing to save.")
            return
        try:
            now = self.session.outside()
        except CfgkitError:
            now = None  # the save itself says what is wrong
        if now is not None:
            self._ask_about(now)
            return
        answer = await self.push_screen_wait(Review(self.session))
        if answer == "save":
            self._save()
        elif answer == "save as":
            self.action_save_as()

    def action_save_as(self) -> None:
        """Ask for a new file's name and write it; what is wrong with it is said before the question closes."""

        def write(texts: list[str]) -> Document:
            self._sessions[self._open], done = self.session.saved_as(Path(texts[0]).expanduser())
            self.page.open_session()
            self.say(done.warning or f"Saved as {self.session.snapshot.path}.", problem=bool(done.warning))
            return self.session.document

        self.push_screen(Form("Save as a new file", ["Path"], write))

    def _save(self) -> None:
        try:
            self._sessions[self._open], done = self.session.saved()
        except CfgkitError as problem:
            self.say(f"Not saved: {said(problem)}", problem=True)
            return
        self.page.refresh_session()
        self.say(f"Saved. Backup: {done.backup.path.name if done.backup else 'none'}")
        if done.warning:
            self.say(done.warning, problem=True)
