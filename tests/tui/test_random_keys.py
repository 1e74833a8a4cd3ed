"""Whatever keys are pressed: never an exception, nothing is written without a save, undo gives the first bytes back."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from screens import DOMAIN, screen_text, settle

from cfgkit.schema import mask_line
from cfgkit.tui.actions import ACTIONS
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.raw import RawPage
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    Step = Callable[[Pilot[int]], Awaitable[None]]

# Saving has a rule of its own; leaving ends it all; mail is tested elsewhere.
_APART: Final = {"ctrl+s", "S", "q", "ctrl+q", "f2", "r"}
_KEYS: Final = sorted({key for action in ACTIONS for key in action.keys.split(",")} - _APART)
_TYPED: Final = ["y", "s", "7", "equals_sign", "backspace", "space", "left"]
_SECRETS: Final = ("hunter2", "correct-horse")


class Running:
    """An editor in a loop of its own, step by step: Textual wants all of them in one task."""

    def __init__(self, path: Path) -> None:
        self.app = EditorApp([open_session(path)])
        self._loop = asyncio.new_event_loop()
        self._steps: asyncio.Queue[tuple[Step | None, asyncio.Future[None]]] = asyncio.Queue()
        self._task = self._loop.create_task(self._run())
        self.do(settle)

    async def _run(self) -> None:
        async with self.app.run_test(size=(80, 24), notifications=True) as pilot:
            while True:
                step, done = await self._steps.get()
                if step is None:
                    done.set_result(None)
                    return
                await step(pilot)
                await settle(pilot)
                done.set_result(None)

    def do(self, step: Step | None) -> None:
        """Make a step; an exception of the editor's is raised here."""
        done = self._loop.create_future()
        self._steps.put_nowait((step, done))
        both: set[asyncio.Future[Any]] = {done, self._task}
        self._loop.run_until_complete(asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED))
        if self._task.done():
            self._task.result()

    def press(self, *keys: str) -> None:
        self.do(lambda pilot: pilot.press(*keys))

    def stop(self) -> None:
        if not self._task.done():
            self.do(None)
            self._loop.run_until_complete(self._task)
        self._loop.close()


class Keys(RuleBasedStateMachine):
    """A user who presses any key at any time."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "psappsrv.cfg"
        self.path.write_bytes(DOMAIN)
        self.disk = DOMAIN
        self.editor = Running(self.path)

    @rule(keys=st.lists(st.sampled_from([*_KEYS, *_TYPED]), min_size=1, max_size=4))
    def press(self, keys: list[str]) -> None:
        self.editor.press(*keys)

    @rule()
    def edit_the_value(self) -> None:
        self.editor.press("enter", "7", "enter")

    @rule()
    @precondition(lambda self: len(self.editor.app.screen_stack) == 1)
    def save(self) -> None:
        app = self.editor.app
        wanted = app.session.document.to_bytes()
        self.editor.press("ctrl+s")
        assert self.path.read_bytes() == self.disk
        self.editor.press("ctrl+s")
        if len(app.screen_stack) == 1:
            assert app.session.is_modified is False
            self.disk = wanted

    @invariant()
    def nothing_is_written_without_a_save(self) -> None:
        assert self.path.read_bytes() == self.disk

    @invariant()
    def no_secret_is_shown(self) -> None:
        assert not [secret for secret in _SECRETS if secret in screen_text(self.editor.app)]

    @invariant()
    def the_screen_shows_the_document(self) -> None:
        app, page = self.editor.app, self.editor.app.page
        if isinstance(page, SettingsPage):
            assert page._rows == rows_of(app.session)
        elif isinstance(page, RawPage):
            shown = [line.text for line in page.text if line.number]
            assert shown == [mask_line(line) for line in app.session.document.lines()]

    def teardown(self) -> None:
        try:
            self._undo_all()
        finally:
            self.editor.stop()
            self.folder.cleanup()

    def _undo_all(self) -> None:
        app = self.editor.app
        while len(app.screen_stack) > 1:
            self.editor.press("escape")
        self.editor.do(lambda _: app.show_page("settings"))
        self.editor.press("escape", *["u"] * len(app.session.history))
        assert app.session.document.to_bytes() == DOMAIN
        assert self.path.read_bytes() == self.disk


Keys.TestCase.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
TestKeys = Keys.TestCase


@pytest.mark.parametrize(
    "keys",
    [
        ["enter", "7", "enter", "y", "u", "U", "2", "d", "c", "x", "y", "u"],
        ["m", "j", "enter", "c", "m", "u", "G", "enter", "m", "slash", "m", "escape"],
        ["c", "c", "c", "c", "u", "U", "u", "c", "c"],
        ["a", "x", "enter", "y", "enter", "c", "c", "escape", "slash", "x", "enter", "u"],
        ["c", "v", "o", "u", "U", "m", "v", "c", "v"],
    ],
    ids=" ".join,
)
def test_keys_that_once_went_wrong(keys: list[str]) -> None:
    machine = Keys()
    machine.open()
    try:
        for key in keys:
            machine.press([key])
            machine.nothing_is_written_without_a_save()
            machine.no_secret_is_shown()
            machine.the_screen_shows_the_document()
    finally:
        machine.teardown()
