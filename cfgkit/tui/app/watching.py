"""What someone else writes to an open file comes to the screen: said at once, asked about where it is on the screen."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, Final

from textual import work

from cfgkit.errors import CfgkitError
from cfgkit.tui import dialogs
from cfgkit.tui.app.sessions import SessionsApp
from cfgkit.tui.model.session import new_findings
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfgkit.compare.three_way import Settled
    from cfgkit.document import Document
    from cfgkit.store import Snapshot, Stamp
    from cfgkit.tui.model.outside import Look
    from cfgkit.tui.model.session import Session

_WATCH_SECONDS: Final = 1.5

_OUTSIDE: Final = [
    ("l", "later"),
    ("m", "merge: theirs into yours"),
    ("r", "reload: theirs; undo brings yours back"),
    ("k", "keep yours"),
]


class WatchingApp(SessionsApp):
    """Watches all open files."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__(sessions)
        self._looks: dict[Path, Look] = {}
        #: The state of each file that the user was told of, and the one that he was asked about and has put off.
        self._told: dict[Path, Stamp | None] = {}
        self._put_off: dict[Path, Stamp] = {}

    def on_mount(self) -> None:
        """Begin to watch the open files."""
        self.set_interval(_WATCH_SECONDS, self._watch)

    @property
    def has_dialog(self) -> bool:
        """Whether a question is open."""
        return len(self.screen_stack) > 1

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        """Look at all files; tell, or ask, once of each change."""
        from cfgkit.tui.model.outside import look  # noqa: PLC0415 - start-up: the file was read a moment ago

        for session in tuple(self._sessions):
            path = session.snapshot.path
            before = self._looks.get(path)
            found = await to_thread(look, session, before)
            if not any(one is session for one in self._sessions):
                continue  # edited or saved meanwhile
            self._looks[path] = found
            if found.problem:
                # For a moment it is gone where an editor replaces it.
                if before is not None and before.problem and self._told.get(path, 0) is not None:
                    self._told[path] = None
                    self.say(f"{found.problem}. What is on the screen is kept.", problem=True)
            elif found.now is not None:
                self._changed_outside(session, found.now)

    def _changed_outside(self, session: Session, now: Snapshot) -> None:
        path = session.snapshot.path
        if now.data == session.snapshot.data:
            # Written anew with the same bytes.
            self._sessions = [session.kept(now) if one is session else one for one in self._sessions]
        elif session is self.session and not self.has_dialog:
            if self._put_off.get(path) != now.stamp:
                self.ask_outside(now)
        elif self._told.get(path) != now.stamp and session is not self.session:
            self._told[path] = now.stamp
            self.say(f"{path} was changed by someone else: you are asked when you go there (F3).")

    @work(group="outside")
    async def ask_outside(self, now: Snapshot) -> None:
        """What to do with a file that is another one on the disk."""
        path = now.path
        self._put_off[path] = now.stamp
        answer = await self.push_screen_wait(dialogs.Question(f"{path.name} was changed by someone else.", _OUTSIDE))
        if answer == "k":
            self.show(self.session.kept(now), follow=False)
        elif answer == "r" or (answer == "m" and not self.session.is_modified):
            self.show(self.session.reloaded(now), follow=False)
        elif answer == "m":
            await self._merge(now)

    async def _merge(self, now: Snapshot) -> None:
        from cfgkit.compare import in_words  # noqa: PLC0415 - start-up: as above

        before = self.session
        merged, conflicts = before.merged(now)
        theirs = merged.original
        self.show(merged, follow=False)
        left = await self._settle(conflicts, theirs)
        document = self.session.document
        came = in_words(document, before.document.changes(document))
        stays = [f"yours stays: [{one.row.section}] {one.row.key}" for one in left]
        found = new_findings(self.session.findings, before.findings)
        checked = [f"{one.severity}: {one.message}" for one in found] or ["check finds nothing new"]
        lines = [*(came or ["Nothing came in."]), *stays, "", *checked]
        self.push_screen(dialogs.Page("Merged: what came into yours. u takes it back.", plain("\n".join(lines))))

    async def _settle(self, conflicts: Sequence[Settled], theirs: Document) -> list[Settled]:
        """Ask about each conflict; gives those where yours stays."""
        from cfgkit.tui.model.outside import theirs_taken  # noqa: PLC0415 - start-up: as above

        left: list[Settled] = []
        for number, one in enumerate(conflicts, 1):
            answer = await self.push_screen_wait(dialogs.Conflict(one, number, len(conflicts)))
            if not answer:
                return [*left, *conflicts[number - 1 :]]
            if answer == "yours":
                left.append(one)
                continue
            try:
                self.accept(theirs_taken(self.session.document, one, theirs))
            except CfgkitError as problem:
                self.say(f"{one.row.key}: yours stays. {said(problem)}", problem=True)
                left.append(one)
        return left
