"""The line of the keys that work now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)


def column(app: EditorApp, label: str) -> int:
    return screen_text(app).splitlines()[-1].index(label)


async def click(pilot: Pilot[int], app: EditorApp, label: str) -> None:
    await pilot.click(KeyBar, offset=(column(app, label), 0))
    await settle(pilot)


async def test_a_click_works_like_the_key(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await click(pilot, app, "Comment")
        assert (len(app.session.history), app.session.at) == (2, 1)
        await click(pilot, app, "Undo")
        assert not app.session.is_modified
        await click(pilot, app, "Edit")
        assert len(app.screen_stack) > 1


async def test_what_does_nothing_now_is_greyed_and_can_not_be_clicked(domain: Path) -> None:
    app = EditorApp([open_session(domain, read_only=True)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        bar = app.screen.query_one(KeyBar)
        assert {one.label for one in bar._shown if one.is_enabled} == {"Find", "Mail", "Save", "Help", "Quit"}
        await click(pilot, app, "Comment")
        assert not app.session.is_modified
        await click(pilot, app, "Help")
        assert len(app.screen_stack) > 1


async def test_only_the_keys_that_work_while_a_text_is_typed_are_there(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash")
        await settle(pilot)
        last = screen_text(app).splitlines()[-1]
        assert "Save" in last
        assert "Comment" not in last
