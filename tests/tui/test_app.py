"""The editor's flows by keys, on a real app without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


async def test_opens_with_sections_settings_and_what_is_known_of_them(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        text = screen_text(app)
        for words in ("Startup", "SMTP Settings", "DBName", "HRDEV", "********", "[1 All]", "line 2"):
            assert words in text
        await pilot.press("right_square_bracket")
        await settle(pilot)
        await pilot.press("j")
        await settle(pilot)
        text = screen_text(app)
        for words in ("[SMTP Settings]", "mail.example.com", ";SMTPTrace", "line 7"):
            assert words in text
        assert "hunter2" not in text


async def test_find_edit_review_save(config: Path) -> None:
    before = config.read_bytes()
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("slash", *"smtpport", "enter")
        await settle(pilot)
        assert "SMTPServer " not in screen_text(app)
        await pilot.press("enter", "backspace", "backspace", *"587", "enter")
        await settle(pilot)
        assert "*    SMTPPort" in screen_text(app)
        assert "1 unsaved" in screen_text(app)
        assert config.read_bytes() == before
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "-SMTPPort=25" in screen_text(app)
        assert "25 -> 587" in screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Saved. Backup:" in screen_text(app)
    assert config.read_bytes() == before.replace(b"=25", b"=587")
    assert len(list(config.parent.glob("*.bak"))) == 1


async def test_the_review_can_be_left_without_saving(config: Path) -> None:
    before = config.read_bytes()
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("c", "ctrl+s", "escape")
        await settle(pilot)
        assert app.session.is_modified
    assert config.read_bytes() == before


async def test_comment_undo_redo_remove_add(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("c")
        assert app.session.document.text.startswith("[Startup]\n;DBName=HRDEV\n")
        await pilot.press("u")
        assert not app.session.is_modified
        await pilot.press("U")
        assert app.session.document.text.startswith("[Startup]\n;DBName=HRDEV\n")
        await pilot.press("c", "x", "y")
        await settle(pilot)
        assert app.session.document.text.startswith("[Startup]\nUserPswd=")
        await pilot.press("a", *"ServerName", "enter", *"db1", "enter")
        await settle(pilot)
        assert app.session.document.text.startswith("[Startup]\nUserPswd=hunter2\nServerName=db1\n")


async def test_removing_asks_first(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "escape")
        await settle(pilot)
        assert not app.session.is_modified


async def test_what_can_not_be_written_is_said_before_the_dialog_closes(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("a", "equals_sign", "enter", "enter")
        await settle(pilot)
        assert "can't be a key" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert not app.session.is_modified


async def test_a_secret_is_typed_unseen(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "enter", *"geheim")
        await settle(pilot)
        assert "geheim" not in screen_text(app)
        assert "hunter2" not in screen_text(app)
        await pilot.press("enter", "ctrl+s")
        await settle(pilot)
        assert "UserPswd" in screen_text(app)
        assert "geheim" not in screen_text(app)
        assert "hunter2" not in screen_text(app)
    assert "UserPswd=geheim" in app.session.document.text


async def test_quit_asks_when_something_is_not_saved_and_escape_never_quits(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("escape", "c", "escape", "q")
        await settle(pilot)
        assert "Not saved: psappsrv.cfg" in screen_text(app)
        await pilot.press("n")
        await settle(pilot)
        assert app.return_value is None
        assert app.is_running
        await pilot.press("q", "y")
        await settle(pilot)
    assert app.return_value == 0


async def test_quit_leaves_at_once_when_all_is_saved(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("q")
        await settle(pilot)
    assert app.return_value == 0


async def test_a_file_changed_outside_is_said_and_nothing_is_lost(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("c")
        config.write_bytes(b"by someone else")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "was changed by someone else" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.session.is_modified
    assert config.read_bytes() == b"by someone else"


async def test_undo_and_add_go_to_the_setting(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("c", "G")
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert "[Startup] DBName" in screen_text(app)
        await pilot.press("a", *"OurOwn", "enter", *"x", "enter")
        await settle(pilot)
        assert "[Startup] OurOwn" in screen_text(app)


@pytest.mark.parametrize("keys", [["c"], ["x", "y"], ["enter"], ["a"], ["ctrl+s"], ["d"], ["p"], ["delete"]])
async def test_a_locked_file_is_never_changed(config: Path, keys: list[str]) -> None:
    app = EditorApp([open_session(config, read_only=True)])
    async with app.run_test(size=SIZE) as pilot:
        assert "[read-only]" in screen_text(app)
        assert app.screen.check_action("edit", ()) is None
        await pilot.press(*keys)
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert not app.session.is_modified


async def test_letters_are_letters_while_a_text_is_typed(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"qcux")
        await settle(pilot)
        assert app.is_running
        assert not app.session.is_modified
        assert "find: qcux" in screen_text(app)


async def test_several_files_and_help_and_small_terminals(config: Path) -> None:
    other = config.with_name("psprcs.cfg")
    other.write_bytes(b"[Process Scheduler]\nPrcsServerName=PSUNX\n")
    app = EditorApp([open_session(config), open_session(other)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f3")
        await settle(pilot)
        assert "PSUNX" in screen_text(app)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "PrcsServerName" in screen_text(app)
        await pilot.press("end")
        await settle(pilot)
        assert "PrcsServerName" not in screen_text(app)
        await pilot.press("escape")
        await pilot.resize_terminal(60, 24)
        await settle(pilot)
        assert "PSUNX" in screen_text(app)
        await pilot.resize_terminal(30, 6)
        await settle(pilot)
        assert "too small" in screen_text(app)
