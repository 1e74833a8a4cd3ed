"""Going from file to file: those that were named, those below config homes, and any other by its path."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING

from textual import work

from cfgkit.errors import CfgkitError
from cfgkit.tui import dialogs
from cfgkit.tui.app.saving import SavingApp
from cfgkit.tui.model.files import Glance, listed_session, short_names
from cfgkit.tui.model.paths import target_of, typed_path
from cfgkit.tui.model.session import open_session
from cfgkit.tui.model.words import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfgkit.tui.model.files import Listed, Opener
    from cfgkit.tui.model.session import Session


class FilesApp(SavingApp):
    """Knows what can be opened; a file is opened when it is gone to."""

    def __init__(
        self, sessions: Sequence[Session], listed: Sequence[Listed] = (), opener: Opener = open_session
    ) -> None:
        """Begins with the sessions; where more is listed than is open, on the list."""
        super().__init__(sessions)
        self._listed, self._opener = tuple(listed), opener
        self._glances: dict[Path, Glance] = {}

    def _after_first_paint(self) -> None:
        """Begin on the tree of a config home."""
        super()._after_first_paint()
        if any(one.home for one in self._listed):
            self.action_files()

    @property
    def files(self) -> tuple[Listed, ...]:
        """What can be gone to: what is open and not listed first."""
        known = {one.target for one in self._listed}
        more = (one for one in self._sessions if one.snapshot.target not in known)
        return (*map(listed_session, more), *self._listed)

    @work(group="files")
    async def action_files(self) -> None:
        """The tree of files, to go to one."""
        dialog = dialogs.Files(self.files, self._sessions, self.session, self._glances, self._opener)
        path = await self.push_screen_wait(dialog)
        if path is not None:
            await self._go_to(path)

    def action_open_after_files(self) -> None:
        """Leave the tree for a path."""
        self.screen.dismiss(None)
        self.action_open()

    @work(group="files")
    async def action_open(self) -> None:
        """Ask for a further file; what is wrong with it is said before the question closes."""

        def read(text: str) -> Session:
            path = typed_path(text)
            return self._opened(path) or self._opener(path)

        session = await self.push_screen_wait(dialogs.Ask("Open a file", read))
        if session is not None:
            self._enter(session)

    async def _go_to(self, path: Path) -> None:
        """To that file, opened now if it is not open yet."""
        session = self._opened(path)
        try:
            if session is None:
                session = await to_thread(self._opener, path)
            self._enter(session)
        except CfgkitError as problem:
            self._fail(path, problem)

    def _fail(self, path: Path, problem: CfgkitError) -> None:
        """The tree says so from now on, and F3 leaves it out."""
        self._glances[target_of(path)] = Glance(problem=said(problem))
        self.say(f"Not opened: {path}: {said(problem)}", problem=True)

    @property
    def _waiting(self) -> list[Listed]:
        """The files that were named and not gone to yet; those that can't be opened are left out."""
        known = {one.snapshot.target for one in self._sessions}
        named = (one for one in self._listed if not one.home and one.target not in known)
        return [one for one in named if not self._glances.get(one.target, one.glance).problem]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the open files, each told from the others and from those that F3 comes to."""
        paths = [*(one.snapshot.path for one in self._sessions), *(one.path for one in self._waiting)]
        return short_names(paths, is_alone=len(self.files) == 1)[: len(self._sessions)]

    @property
    def which_file(self) -> str:
        """Which of the files that F3 goes through is on the screen, and how many more there are; empty for one."""
        count, listed = len(self._sessions) + len(self._waiting), len(self.files)
        words = [f"{self._open + 1} of {count}, F3"] if count > 1 else []
        words += [f"F4: {listed} files"] if listed > count else []
        return f"({'; '.join(words)})" if words else ""

    @work(exclusive=True, group="files")
    async def action_next_file(self) -> None:
        """The next open file; behind the last one, the next of those that were named."""
        waiting = self._waiting
        if waiting and self.session is self._sessions[-1]:
            await self._go_to(waiting[0].path)
        else:
            self._enter(self._sessions[(self._open + 1) % len(self._sessions)])

    def is_open(self, path: Path) -> bool:
        """Whether the file is open, by whichever name."""
        return self._opened(path) is not None

    def _opened(self, path: Path) -> Session | None:
        """The open session of a file, by whichever name."""
        target = target_of(path)
        return next((one for one in self._sessions if target in {one.snapshot.target, one.snapshot.path}), None)

    def _enter(self, session: Session) -> None:
        """Put the session on the screen."""
        open_ones = [one.snapshot.target for one in self._sessions]
        if session.snapshot.target not in open_ones:
            self._sessions.append(session)
            open_ones.append(session.snapshot.target)
        self._open = open_ones.index(session.snapshot.target)
        self.check()
        self.page.open_session()
