"""Sections and settings added, comments edited, many lines pasted: by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import DOMAIN, click_on, go_to, screen_text, settle
from textual.widgets import Input, TextArea

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)


async def typed(pilot: Pilot[int], text: str) -> None:
    """The text as a terminal pastes it."""
    pilot.app.screen.query_one(TextArea).insert(text)
    await settle(pilot)
    await pilot.pause(0.15)
    await settle(pilot)


async def test_a_setting_is_added_to_a_section_that_is_not_there_yet(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("a")
        await settle(pilot)
        assert app.screen.query(Input).first().value == "Startup"
        await pilot.press("shift+tab", *"New One", "enter", *"Key", "enter", *"1", "enter")
        await settle(pilot)
        assert "StartupNew One" not in app.session.document.text
        assert "\n[New One]\nKey=1\n" in app.session.document.text
        assert "[New One]" in screen_text(app)
        await pilot.press("u")
        assert app.session.document.to_bytes() == DOMAIN


async def test_a_new_secret_is_not_shown_while_it_is_typed(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("a", *"MyPassword", "enter", *"battery")
        await settle(pilot)
        assert "battery" not in screen_text(app)
        await click_on(pilot, "Enter: accept")
        assert "MyPassword=battery" in app.session.document.text
        assert "battery" not in screen_text(app)


@pytest.mark.parametrize("key", ["SMTPServer", "SMTPTrace"])
async def test_comment_lines_are_added_edited_and_taken_out(domain: Path, key: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(160, 50)) as pilot:
        await go_to(pilot, key)
        before = app.session.document.text
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("ctrl+end" if key == "SMTPTrace" else "end", "enter", *"# more", "enter", *"[red] words")
        await click_on(pilot, "Ctrl+S: take it")
        assert "# more\n; [red] words" in app.session.document.text
        assert "[red] words" in screen_text(app)
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("f7", "delete", "ctrl+s")
        await settle(pilot)
        assert "words" not in app.session.document.text
        await pilot.press("u", "u")
        assert app.session.document.text == before
        await pilot.press("C", *"x", "escape")
        await settle(pilot)
        assert not app.session.is_modified


async def test_a_secret_in_a_comment_stays_hidden_and_whole(domain: Path) -> None:
    domain.write_bytes(DOMAIN.replace(b"; the server", b"; password: hunter3\n; the server"))
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPServer")
        await pilot.press("C")
        await settle(pilot)
        drawn = screen_text(app)
        await pilot.press("down", "end", *" now", "ctrl+s")
        await settle(pilot)
        assert "; password: hunter3\n; the server that takes the mail now\n" in app.session.document.text
        await pilot.press("C", "end", "x", "ctrl+s")
        await settle(pilot)
        drawn += screen_text(app)
        assert "a line holds a mask" in drawn
    assert "hunter3" not in drawn


async def test_pasted_lines_are_looked_at_taken_in_as_one_edit_and_undone_by_one(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "SMTPPort")
        await pilot.press("P")
        await settle(pilot)
        await typed(
            pilot, "SMTPPort=587\nSMTPUserPassword=battery\nwhat\n[Startup]\nUserPswd=geheim\nDBName=[/x]\n[N]\nk=1\n"
        )
        drawn = screen_text(app)
        for words in ("1 * [SMTP Settings] SMTPPort: 25 -> 587", "3 E it is no KEY=VALUE", "6 * [Startup] DBName"):
            assert words in drawn
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "1 line can't be taken in." in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert len(app.screen_stack) == 2
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        text = app.session.document.text
        for words in ("SMTPPort=587", "SMTPUserPassword=battery", "UserPswd=geheim", "DBName=[/x]", "[N]\nk=1"):
            assert words in text
        drawn += screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        drawn += screen_text(app) + app.export_screenshot()
        await pilot.press("escape", "u")
        await settle(pilot)
        assert app.session.document.to_bytes() == DOMAIN
    assert "battery" not in drawn
    assert "geheim" not in drawn


async def test_what_a_type_refuses_is_left_out_or_taken_in_by_mouse(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPPort")
        for answer, port in (("y: take", "25"), ("a: those", "x5")):
            await pilot.press("P")
            await settle(pilot)
            await typed(pilot, "SMTPPort=x5\nSMTPUserName=me")
            assert "which is no port (column 10)" in " ".join(screen_text(app).split())
            await click_on(pilot, "Ctrl+S: take them in")
            await click_on(pilot, answer)
            assert f"SMTPPort={port}\n" in app.session.document.text
            assert "SMTPUserName=me\n" in app.session.document.text


async def test_nothing_of_it_works_in_a_file_that_is_locked(domain: Path) -> None:
    app = EditorApp([open_session(domain, read_only=True)])
    async with app.run_test(size=SIZE) as pilot:
        for key in ("P", "C", "a"):
            await pilot.press(key)
            await settle(pilot)
            assert len(app.screen_stack) == 1
