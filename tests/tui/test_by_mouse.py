"""Whole flows with nothing but the mouse, typed values apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import click_on, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


async def test_find_edit_undo_review_save_and_leave(domain: Path) -> None:
    before = domain.read_bytes()
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click_on(pilot, "7 Mail")
        assert "DBType" not in screen_text(app)
        await click_on(pilot, "SMTPPort  ", times=2)
        await pilot.press("backspace", "backspace", *"587")
        await click_on(pilot, "Enter: accept")
        assert "* 1 unsaved" in screen_text(app)
        await click_on(pilot, "u Undo")
        assert "unsaved" not in screen_text(app)
        await click_on(pilot, "SMTPServer  ")
        await click_on(pilot, "c Comment")
        await click_on(pilot, "^S Save")
        assert "+;SMTPServer=mail.example.com" in screen_text(app)
        await click_on(pilot, "Esc: back")
        assert domain.read_bytes() == before
        await click_on(pilot, "^S Save")
        await click_on(pilot, "Ctrl+S or Enter: save")
        assert domain.read_bytes() == before.replace(b"\nSMTPServer=", b"\n;SMTPServer=")
        await click_on(pilot, "q Quit")
    assert app.return_code == 0


async def test_every_action_is_in_the_menu_a_click_away(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await click_on(pilot, "F2 Menu")
        await pilot.press(*"raw")
        for _ in range(40):
            await pilot.pause(0.05)
            if "Raw  (v)" in screen_text(app):
                break
        await click_on(pilot, "Raw  (v)")
        assert app.current_mode == "raw"


async def test_a_field_is_left_by_a_click_without_an_edit(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click_on(pilot, "DBType", times=2)
        await pilot.press(*"XYZ")
        await click_on(pilot, "Esc: cancel")
        assert not app.session.is_modified
        assert len(app.screen_stack) == 1
