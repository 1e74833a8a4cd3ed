"""Unsaved edits outlive the editor: they are kept in the user's state folder, and offered at the next start."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from asyncio import to_thread
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import work
from textual.widgets import Input

from cfgkit.display import counted
from cfgkit.errors import CfgkitError, StoreError
from cfgkit.tui import dialogs
from cfgkit.tui.app.watching import WatchingApp
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfgkit.store import Keeper, LeftBehind
    from cfgkit.tui.model.restoring import Restored
    from cfgkit.tui.model.session import Session

_KEEP_SECONDS: Final = 0.5
_END_SECONDS: Final = 2.0

_ANSWERS: Final = [
    ("l", "later"),
    ("r", "restore: undo takes it back"),
    ("v", "look at the changes"),
    ("t", "throw away"),
]
_GONE: Final = "Throw these edits away? Nothing brings them back."
_SURE: Final = [("n", "keep them"), ("y", "throw them away")]


class RecoveringApp(WatchingApp):
    """Keeps the edits of all open files."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__(sessions)
        #: What was kept last of each file.
        self._kept: dict[Path, Session] = {}
        self._is_keeping = False
        self._is_warned = False
        #: What each file's former editors left, found once.
        self._left: dict[Path, list[LeftBehind]] = {}

    @cached_property
    def _keeper(self) -> Keeper:
        from cfgkit.store import Keeper  # noqa: PLC0415 - start-up: nothing is edited yet

        return Keeper()

    def on_mount(self) -> None:
        """Begin to keep edits; end well where the line is dropped or the process is told to end."""
        self.set_interval(_KEEP_SECONDS, self._keep_all)
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)

    def _changed(self) -> list[Session]:
        """The sessions of which something else is kept than what is on the screen."""
        return [one for one in self._sessions if not _is_kept(one, self._kept.get(one.snapshot.target))]

    def _keep_all(self) -> None:
        if not self.screen_stack:
            return  # the editor ends
        if not self._is_keeping and self._changed():
            self._keep_changed()
        # Who types meanwhile answers no question.
        is_typing = isinstance(self.focused, Input)
        if not (self.has_dialog or is_typing) and self.session.snapshot.target not in self._left:
            self._find_left(self.session)

    @work(group="recovery")
    async def _keep_changed(self) -> None:
        self._is_keeping = True
        try:
            for session in self._changed():
                await to_thread(self._keep, session)
        except StoreError as problem:
            self._warn(problem)
        finally:
            self._is_keeping = False

    def _keep(self, session: Session) -> None:
        from cfgkit.tui.model.recovery import recorded  # noqa: PLC0415 - start-up: nothing is edited yet

        target = session.snapshot.target
        # Noted before: what can't be written is not tried again until the next edit.
        self._kept[target] = session
        if not session.is_modified:
            self._keeper.drop(target)
            return
        digest = session.snapshot.stamp.digest
        data = recorded(str(target), digest.hex(), session.original, session.document, session.changes)
        self._keeper.keep(target, digest, data)

    def _warn(self, problem: StoreError) -> None:
        if not self._is_warned:
            self._is_warned = True
            self.say(f"Unsaved edits can't be kept for a crash: {problem.message}. Save soon.", problem=True)

    def _end(self, number: int) -> None:
        """Keep what is edited, then end."""
        unsaved = False
        for session in self._sessions:
            unsaved = unsaved or session.is_modified
            with suppress(StoreError):
                self._keep(session)
        self._keeper.close(drop=False)
        if not self.is_headless:
            # Where the terminal is gone, Textual may wait for ever to write its last words.
            watchdog = threading.Timer(_END_SECONDS, os._exit, (128 + number,))
            watchdog.daemon = True
            watchdog.start()
        message = "cfgkit: ended; unsaved edits are kept, and offered at the next `cfgkit edit`" if unsaved else None
        self.exit(128 + number, return_code=128 + number, message=message)

    def forget_edits(self) -> None:
        """Nothing is to be recovered: all is saved, or thrown away after a question."""
        self._keeper.close(drop=True)

    @work(group="left")
    async def _find_left(self, session: Session) -> None:
        """Look once what former editors of the file left, and offer it."""
        from cfgkit.store.recovery import left_behind  # noqa: PLC0415 - start-up: it is looked for half a second later

        target = session.snapshot.target
        if target in self._left:
            return
        self._left[target] = []
        found = await to_thread(left_behind, target)
        for one in found:
            if session.locked:
                self.say("Unsaved edits of it are kept; they are offered when it is opened for writing.")
                return
            if self.session.snapshot.target == target:
                await self._offer(one)

    async def _offer(self, left: LeftBehind) -> None:
        from cfgkit.tui.model.recovery import read_record  # noqa: PLC0415 - start-up: seldom is anything left
        from cfgkit.tui.model.restoring import restored  # noqa: PLC0415 - as above

        session = self.session
        name = session.snapshot.path.name
        try:
            record = read_record(left.data)
        except CfgkitError:
            self.say(f"Unsaved edits of it can't be read: {left.path}", problem=True)
            return
        there = await to_thread(restored, record, session.document, session.snapshot.stamp.digest.hex())
        text = offer_text(name, left, there)
        # To restore nothing would throw the rest away unasked.
        answers = [one for one in _ANSWERS if one[0] != "r" or there.fitting]
        while True:
            answer = await self.push_screen_wait(dialogs.Question(text, answers))
            if answer == "v":
                await self.push_screen_wait(dialogs.Page("Not saved", plain(_changes_text(session, there))))
                continue
            break
        if answer == "r":
            self.show(self.session.edited(there.document), follow=False)
            with suppress(StoreError):
                await to_thread(self._keep, self.session)
                left.discard()
        elif answer == "t" and await self.push_screen_wait(dialogs.Question(_GONE, _SURE)) == "y":
            left.discard()


def _is_kept(session: Session, kept: Session | None) -> bool:
    if kept is None:
        return not session.is_modified
    return session.document is kept.document and session.snapshot is kept.snapshot


def offer_text(name: str, left: LeftBehind, there: Restored) -> str:
    """What there is to restore, in words."""
    when = f"{left.when.astimezone():%Y-%m-%d %H:%M}"
    lines = [f"{name}: {counted(there.count, 'change')} of {when} {'was' if there.count == 1 else 'were'} not saved."]
    if there.unfit:
        still = "still fits" if there.fitting == 1 else "still fit"
        some, rest = (f"{there.fitting} {still}", "Not these") if there.fitting else ("none fits any more", "They were")
        lines += [f"The file has changed since: {some}. {rest}:"]
        lines += [f"  {line}" for line in _some(there.unfit)]
    if there.again:
        lines += [
            "A secret was changed, and is not kept. Enter it again:",
            *[f"  {line}" for line in _some(there.again)],
        ]
    return "\n".join(lines)


def _some(lines: Sequence[str], most: int = 5) -> list[str]:
    return [*lines[:most], *([f"and {len(lines) - most} more"] if len(lines) > most else [])]


def _changes_text(session: Session, there: Restored) -> str:
    from cfgkit.tui.dialogs.review import review_text  # noqa: PLC0415 - start-up: seldom is anything left

    unfit = [f"does not fit any more: {line}" for line in there.unfit]
    again = [f"to be entered again: {line}" for line in there.again]
    return "\n".join([*unfit, *again, review_text(session, there.document)])
