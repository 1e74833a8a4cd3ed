"""The raw page by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import ROOT, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage
from cfgkit.tui.widgets.raw_list import RawList

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.rows import Row

SIZE = (80, 24)


def text_at_cursor(app: EditorApp) -> str:
    line = app.page.query_one(RawList).line
    return line.text if line else ""


def row_at_cursor(app: EditorApp) -> Row | None:
    return app.page.row if isinstance(app.page, SettingsPage) else None


def key_at_cursor(app: EditorApp) -> str:
    row = row_at_cursor(app)
    return row.key if row else ""


async def test_both_pages_stand_on_the_same_setting(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtpport", "enter", "v")
        await settle(pilot)
        assert text_at_cursor(app) == "SMTPPort=25"
        text = screen_text(app)
        for words in (" 3 ", "UserPswd=********", ";SMTPTrace=1", "line 8: setting"):
            assert words in text
        assert "hunter2" not in text
        await pilot.press("k", "enter")
        await settle(pilot)
        assert key_at_cursor(app) == "SMTPServer"
        await pilot.press("v", "G", "v")
        await settle(pilot)
        assert key_at_cursor(app) == "TraceSql"


async def test_a_setting_that_the_file_does_not_have_stays_under_the_cursor(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtptlsenable", "enter", "1")
        await settle(pilot)
        before = row_at_cursor(app)
        await pilot.press("v")
        await settle(pilot)
        assert text_at_cursor(app) == "[SMTP Settings]"
        await pilot.press("v")
        await settle(pilot)
        assert before is not None
        assert row_at_cursor(app) == before


async def test_a_pending_change_is_seen_in_place_and_undone_there(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtpport", "enter", "enter", "backspace", "backspace", *"587", "enter", "v")
        await settle(pilot)
        assert " 8 *  SMTPPort=587" in screen_text(app)
        assert "SMTPPort=25" not in screen_text(app)
        await pilot.press("o")
        await settle(pilot)
        assert "-  SMTPPort=25" in screen_text(app)
        await pilot.press("g", "c")
        await settle(pilot)
        assert text_at_cursor(app) == "SMTPPort=587"
        await pilot.press("g", "u")
        await settle(pilot)
        assert not app.session.is_modified
        assert "SMTPPort=25" in screen_text(app)
        await pilot.press("g", "U")
        await settle(pilot)
        assert text_at_cursor(app) == "SMTPPort=587"


async def test_words_are_found_while_they_are_typed(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v", "slash", *"smtp")
        await settle(pilot)
        assert text_at_cursor(app) == "[SMTP Settings]"
        await pilot.press("down")
        await settle(pilot)
        assert text_at_cursor(app) == "SMTPServer=mail.example.com"
        await pilot.press("enter", "f", "F", "F")
        await settle(pilot)
        assert text_at_cursor(app) == "[SMTP Settings]"
        await pilot.press("escape", "slash", *"hunter2")
        await settle(pilot)
        assert "find: hunter2 (nowhere)" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.is_running
        assert "find:" not in screen_text(app)


async def test_sections_findings_long_lines_and_the_help(config: Path) -> None:
    config.write_bytes(b"[A]\nKey=" + b"x" * 200 + b"end\n\x1b[2Jwhat\n[B]\nB=1 \n")
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v", "right_square_bracket")
        await settle(pilot)
        assert text_at_cursor(app) == "[B]"
        await pilot.press("n")
        await settle(pilot)
        assert "line 5: setting  warning" in screen_text(app)
        assert "3  ? \\e[2Jwhat" in screen_text(app)
        await pilot.press("g", "j", *["l"] * 12)
        await settle(pilot)
        assert "end" in screen_text(app)
        await pilot.press(*["h"] * 13, "question_mark")
        await settle(pilot)
        assert "line 2: setting" in screen_text(app)
        assert len(app.screen_stack) > 1


async def test_by_mouse(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v")
        await settle(pilot)
        await pilot.click(RawList, offset=(10, 7))
        await settle(pilot)
        assert text_at_cursor(app) == "SMTPPort=25"
        await pilot.click(RawList, offset=(10, 6), times=2)
        await settle(pilot)
        assert key_at_cursor(app) == "SMTPServer"


async def test_another_file_and_an_edit_are_shown_on_the_page_that_was_left(config: Path) -> None:
    other = config.with_name("psprcs.cfg")
    other.write_bytes(b"[Process Scheduler]\nPrcsServerName=PSUNX\n")
    app = EditorApp([open_session(config), open_session(other)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v", "f3")
        await settle(pilot)
        assert "PrcsServerName=PSUNX" in screen_text(app)
        await pilot.press("v")
        await settle(pilot)
        assert "PSUNX" in screen_text(app)
        assert "HRDEV" not in screen_text(app)


@pytest.mark.parametrize("size", [(30, 6), (40, 8), (60, 12)])
async def test_small_terminals(config: Path, size: tuple[int, int]) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=size) as pilot:
        await pilot.press("v")
        await settle(pilot)
        assert ("too small" in screen_text(app)) == (size[0] < 40)


async def test_a_file_of_4_mb_opens_and_scrolls(tmp_path: Path) -> None:
    data = (ROOT / "fixtures" / "psappsrv" / "psappsrv.cfg").read_bytes()
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(data * (4_000_000 // len(data) + 1))
    app = EditorApp([open_session(path, read_only=True)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("v", "G", "pageup", "slash", *"smtpserver=", "enter")
        await settle(pilot)
        assert text_at_cursor(app).startswith("SMTPServer=")
