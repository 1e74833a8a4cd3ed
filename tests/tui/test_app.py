"""The editor's flows by keys, on a real app without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cfgkit.tui.app import EditorApp
from cfgkit.tui.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE = (80, 24)


def screen_text(app: EditorApp) -> str:
    """All that the terminal shows."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def settle(pilot: Pilot[int]) -> None:
    await pilot.pause()
    await pilot.pause()


async def test_opens_with_sections_settings_and_comments_beside_them(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j")
        await settle(pilot)
        text = screen_text(app)
        for words in ("Startup", "[SMTP Settings]", "SMTPServer", "mail.example.com", ";SMTPTrace", "********"):
            assert words in text
        await pilot.press("j")
        await settle(pilot)
        assert "; the server that takes the mail" in screen_text(app)
        assert "hunter2" not in screen_text(app)


async def test_find_edit_review_save(config: Path) -> None:
    before = config.read_bytes()
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("slash", *"smtpport", "enter")
        await settle(pilot)
        assert "SMTPServer" not in screen_text(app)
        await pilot.press("enter", "backspace", "backspace", *"587", "enter")
        await settle(pilot)
        assert "* SMTPPort" in screen_text(app)
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
        await pilot.press("ctrl+s", "ctrl+s")
        await settle(pilot)
        assert "Not saved" in screen_text(app)
        assert app.session.is_modified
    assert config.read_bytes() == b"by someone else"


@pytest.mark.parametrize("keys", [["c"], ["x", "y"], ["enter"], ["a"], ["ctrl+s"]])
async def test_a_locked_file_is_never_changed(config: Path, keys: list[str]) -> None:
    app = EditorApp([open_session(config, read_only=True)])
    async with app.run_test(size=SIZE) as pilot:
        assert "[read-only]" in screen_text(app)
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
        assert "take the last edit back" in screen_text(app)
        await pilot.press("escape")
        await pilot.resize_terminal(60, 24)
        await settle(pilot)
        assert "PSUNX" in screen_text(app)
        await pilot.resize_terminal(30, 6)
        await settle(pilot)
        assert "too small" in screen_text(app)


@given(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), min_size=1, max_size=20))
@example("[/usr/local]")
@example("[red]x[/red]")
@example("[")
@example("\x1b[2J\u202e中文📧")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_text_of_a_file_reaches_every_screen_as_it_is(tmp_path: Path, text: str) -> None:
    import asyncio

    path = tmp_path / "hostile.cfg"
    path.write_bytes(f"; {text}\n[{text}]\nKey {text}=[/x] {text}\n;{text}=1\n{text}\n".encode())

    async def flow() -> None:
        app = EditorApp([open_session(path)])
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            for keys in (
                ["G"],
                ["c"],
                ["ctrl+s"],
                ["escape"],
                ["u"],
                ["enter"],
                ["escape"],
                ["a"],
                ["escape"],
                ["x", "n"],
            ):
                await pilot.press(*keys)
                await settle(pilot)
                assert "\x1b" not in screen_text(app)
                assert "\u202e" not in screen_text(app)
            await pilot.press("g", "tab", "j", "q")
            await settle(pilot)

    asyncio.run(flow())
