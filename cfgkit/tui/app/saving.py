"""How edits leave the screen for the disk."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, Final

from textual import work

from cfgkit.errors import CfgkitError, ChangedOnDiskError, StoreError
from cfgkit.tui import dialogs
from cfgkit.tui.app.recovering import RecoveringApp
from cfgkit.tui.model.paths import typed_path
from cfgkit.tui.model.words import said

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.tui.model.session import Session

_GONE: Final = [("l", "later"), ("w", "write it anew, with all that is on the screen")]


class SavingApp(RecoveringApp):
    """Reviews, saves, saves as."""

    @work
    async def action_save(self) -> None:
        """Review, then save."""
        session = self.session
        if session.locked:
            self.say(f"Not saved: the file is {session.locked}. S writes what is on the screen to another one.")
        elif not session.is_modified:
            self.say("Nothing to save.")
        elif await self._is_as_read():
            answer = await self.push_screen_wait(dialogs.Review(await self.checked()))
            if answer is not None and answer.what == "save as":
                self.action_save_as()
            elif answer is not None:
                await self._save(session, answer.document)

    async def _is_as_read(self) -> bool:
        """Whether the file is still what was read; else ask what to do about it."""
        try:
            now = await to_thread(self.session.outside)
        except StoreError as problem:
            await self._ask_gone(problem)
            return False
        if now is not None and now.data != self.session.snapshot.data:
            self.ask_outside(now)
            return False
        if now is not None:
            self._put(self.session.kept(now))
        return True

    async def _ask_gone(self, problem: StoreError) -> None:
        session = self.session
        path = session.snapshot.path
        from cfgkit.tui.model.outside import is_gone, what_happened  # noqa: PLC0415 - start-up: most files stay there

        what = what_happened(path, problem)
        if not is_gone(path):
            self.say(f"Not saved: {what}. S writes what is on the screen to another one.", problem=True)
        elif await self.push_screen_wait(dialogs.Question(f"{what}.", _GONE)) == "w":
            try:
                self._put(session.saved_as(path)[0])
            except CfgkitError as refused:
                self.say(f"Not saved: {said(refused)}", problem=True)
                return
            self.page.refresh_session()
            self.say(f"Written anew: {path.name}")

    def _put(self, session: Session) -> None:
        self._sessions[self._open] = session
        self.check()

    def action_save_as(self) -> None:
        """Ask for a new file's name and write it; what is wrong with it is said before the question closes."""

        def write(texts: list[str]) -> Document:
            session, done = self.session.saved_as(typed_path(texts[0]))
            self._put(session)
            self.page.open_session()
            self.say(done.warning or f"Saved as {self.session.snapshot.path}.", problem=bool(done.warning))
            return self.session.document

        self.push_screen(dialogs.Form("Save as a new file", ["Path"], write))

    async def _save(self, session: Session, document: Document) -> None:
        try:
            saved, done = session.saved(document)
        except ChangedOnDiskError:
            # Between the review and the save.
            await self._is_as_read()
            return
        except CfgkitError as problem:
            self.say(f"Not saved: {said(problem)}", problem=True)
            return
        self._put(saved)
        self.page.refresh_session()
        left = " The rest is not saved." if saved.is_modified else ""
        self.say(f"Saved. Backup: {done.backup.path.name if done.backup else 'none'}.{left}")
        if done.warning:
            self.say(done.warning, problem=True)
