"""Where there is no setting under the cursor, or no longer: empty files, headers, lists that hold nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import go_to, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.rows import Row

SIZE = (80, 24)


def row(app: EditorApp) -> Row:
    found = app.screen_stack[0]
    assert isinstance(found, SettingsPage)
    assert found.row is not None
    return found.row


async def test_an_empty_file_says_how_to_begin_and_takes_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"")
    app = EditorApp([open_session(path)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "a adds a setting and its section" in screen_text(app)
        await pilot.press("a", *"Startup", "enter", *"DBName", "enter", *"HR", "enter")
        await settle(pilot)
        assert app.session.document.text == "[Startup]\nDBName=HR\n"
        assert row(app).key == "DBName"
        await pilot.press("u", "u")
        await settle(pilot)
        assert app.session.document.text == ""
        await pilot.press("P", "left_square_bracket", "S", "right_square_bracket", "enter", *"a=1", "ctrl+s")
        await settle(pilot)
        assert app.session.document.text.splitlines() == ["[S]", "a=1"]


@pytest.mark.parametrize("key", ["enter", "c", "x", "d", "p", "C"])
async def test_a_header_says_that_it_is_no_setting(domain: Path, key: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("right_square_bracket", key)
        await settle(pilot)
        assert "is no setting" in screen_text(app)


async def test_the_cursor_goes_to_the_next_setting_when_one_is_taken_out(config: Path) -> None:
    config.write_bytes(b"[One]\nA=1\nB=2\n; on C\nC=3\n[Two]\nD=4\n")
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "b")
        for there in ("C", "A"):
            await pilot.press("x", "y")
            await settle(pilot)
            assert row(app).key == there
        await pilot.press("x", "y")
        await settle(pilot)
        assert (row(app).section, row(app).is_header) == ("One", True)


async def test_the_cursor_comes_back_from_a_list_that_holds_nothing(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("2")
        await settle(pilot)
        assert "Nothing is listed" in screen_text(app)
        await pilot.press("1")
        await settle(pilot)
        assert row(app).key == "SMTPPort"


async def test_of_sections_with_one_name_each_says_which_it_is(config: Path) -> None:
    config.write_bytes(b"Top=0\n[One]\nA=1\n[One]\nA=2\n")
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "(before the first section) Top" in screen_text(app)
        await pilot.press("G", "enter")
        await settle(pilot)
        shown = screen_text(app)
        assert "One (2)   " in shown
        assert "[One] (2) A" in shown


async def test_a_small_terminal_shows_the_field_with_the_focus_and_the_keys(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(40, 10)) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("a", *"mykey", "enter", *"myvalue")
        await settle(pilot)
        assert "myvalue" in screen_text(app)
        await pilot.press("escape", "C")
        await settle(pilot)
        assert "Ctrl+S: take it" in screen_text(app)
        await pilot.press("escape", "P")
        await settle(pilot)
        assert "Ctrl+S: take them in" in screen_text(app)
        await pilot.press("escape", "enter", "x", "enter")
        await settle(pilot)
        assert "y: write it all the same" in screen_text(app)


async def test_a_toggle_that_hides_the_setting_under_the_cursor_goes_to_one_that_it_lists(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "allow dynamic")
        await pilot.press("7")
        await settle(pilot)
        assert row(app).key == "SMTPServer"
