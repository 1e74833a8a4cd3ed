"""The mail page by keys and by mouse: the plan, and the way to a setting and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import click_on, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from pathlib import Path


SIZE = (80, 24)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_plan_stands_there_value_by_value(domain: Path, size: tuple[int, int]) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=size) as pilot:
        await pilot.press("m")
        await settle(pilot)
        text = screen_text(app)
        for words in ("mail of psappsrv.cfg", "primary server", "backup server", "mail.example.com", "line 14"):
            assert words in text
        together = any("primary server" in line and "backup server" in line for line in text.split("\n"))
        assert together is (size[0] == 160)
        assert "correct-horse" not in text
        await pilot.press("tab", "tab", "G")
        await settle(pilot)
        assert "assumed, because no source says it" in screen_text(app)


async def test_enter_goes_to_the_setting_and_m_comes_back_to_the_edited_plan(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m", "j", "enter")
        await settle(pilot)
        page = app.page
        assert isinstance(page, SettingsPage)
        assert page.row is not None
        assert page.row.key == "SMTPPort"
        await pilot.press("enter", "backspace", "backspace", *"2525", "enter", "m")
        await settle(pilot)
        assert "2525" in screen_text(app)
        assert "1 unsaved" in screen_text(app)
        await pilot.press("u")
        await settle(pilot)
        assert "2525" not in screen_text(app)
        await pilot.press("m")
        await settle(pilot)
        assert page._rows[page._list.cursor].key == "SMTPPort"
        assert "2525" not in screen_text(app)


async def test_a_click_goes_to_the_setting_and_a_click_in_the_footer_comes_back(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await click_on(pilot, "Mail u Undo")
        assert app.current_mode == "mail"
        await click_on(pilot, "ps@example.com")
        assert app.current_mode == "settings"
        assert "[SMTP Settings] SMTPSender" in screen_text(app)
        await click_on(pilot, "Mail u Undo")
        assert "primary server" in screen_text(app)


async def test_resizing_puts_the_servers_side_by_side_and_back(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m")
        await pilot.resize_terminal(160, 50)
        await settle(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert "[SMTP Settings] SMTPPort" in screen_text(app)
        await pilot.press("m")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("g", "enter")
        await settle(pilot)
        assert "[SMTP Settings] SMTPServer" in screen_text(app)
        await pilot.press("m")
        await pilot.resize_terminal(30, 6)
        await settle(pilot)
        assert "too small" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("G", "g", "enter")
        await settle(pilot)
        assert "[SMTP Settings] SMTPServer" in screen_text(app)
        await pilot.press("m", "t")
        await pilot.resize_terminal(30, 6)
        await settle(pilot)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("g", "enter")
        await settle(pilot)
        assert "the real server" in screen_text(app)


async def test_the_next_file_is_planned_and_help_is_there(domain: Path, tmp_path: Path) -> None:
    other = tmp_path / "psprcs.cfg"
    other.write_bytes(b"[SMTP Settings]\nSMTPServer=other.example.com\n")
    app = EditorApp([open_session(domain), open_session(other)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m", "f3")
        await settle(pilot)
        assert "other.example.com" in screen_text(app)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "SMTPServer" in screen_text(app)
        assert "state live, line 2" in screen_text(app)
        await pilot.press("pagedown")
        await settle(pilot)
        assert "Keys" in screen_text(app)
