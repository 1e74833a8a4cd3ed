"""A list's entries, a row each, by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import click_on, go_to, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


async def test_rows_are_edited_added_moved_and_taken_out(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "Add to PATH")
        await pilot.press("enter", "f6")
        await settle(pilot)
        assert "joined by :" in screen_text(app)
        await pilot.press("J", "a", *"/new", "enter", "K", "K")
        await settle(pilot)
        await pilot.press("j", "j", "enter", "end", *":x", "enter")
        await settle(pilot)
        assert "an entry holds no :" in screen_text(app)
        await pilot.press("backspace", "backspace", *"64", "enter", "f6")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Add to PATH=/new:/usr/bin:/opt/oracle/bin64\n" in app.session.document.text
        await pilot.press("enter", "f6", "x", "x", "x", "x", "J", "enter", "f6", "enter")
        await settle(pilot)
        assert "Add to PATH=\n" in app.session.document.text
        await pilot.press("u", "u")
        assert not app.session.is_modified


async def test_rows_by_mouse_and_a_cancel(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "Add to PATH")
        await pilot.press("enter")
        await settle(pilot)
        await click_on(pilot, "F6: a row each")
        await click_on(pilot, "x: remove")
        await click_on(pilot, "Esc: cancel", place=-1)
        assert "/opt/oracle/bin:/usr/bin" in screen_text(app)
        await click_on(pilot, "F6: a row each")
        await click_on(pilot, "J: move down")
        await click_on(pilot, "F6: take them")
        await click_on(pilot, "Enter: accept")
        assert "Add to PATH=/usr/bin:/opt/oracle/bin\n" in app.session.document.text


async def test_the_key_does_nothing_where_there_is_no_list(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPPort")
        await pilot.press("enter", "f6", "f5")
        await settle(pilot)
        assert len(app.screen_stack) == 2
