"""Files that others change while they are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import screen_text, settle, until

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.outside import look
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.session import Session


def edited(path: Path) -> Session:
    session = open_session(path)
    return session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))


async def test_what_others_change_is_noticed_and_merged_conflict_by_conflict(config: Path) -> None:
    mine = edited(config)
    theirs = config.read_bytes().replace(b"mail.example.com", b"other.example.com").replace(b"hunter2", b"hunter3")
    app = EditorApp([mine])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        config.write_bytes(theirs.replace(b"=25", b"=2525"))
        await until(pilot, "was changed by someone else")
        await pilot.press("m")
        await until(pilot, "Both changed it, 1 of 2")
        text = screen_text(app)
        for words in ("SMTPPort", "was", "= 25", "yours", "= 587", "theirs", "= 2525", "Esc: later, yours stays"):
            assert words in text
        await pilot.press("y")
        await until(pilot, "They changed a secret, 2 of 2")
        text = screen_text(app)
        assert "UserPswd" in text
        assert "hunter" not in text
        await pilot.press("t")
        await until(pilot, "Merged: what came into yours")
        text = screen_text(app)
        assert "SMTPServer: mail.example.com -> other.example.com" in text
        assert "yours stays: [SMTP Settings] SMTPPort" in text
        assert "UserPswd: ******** -> ********" in text
        assert "hunter" not in text
        await pilot.press("escape")
    merged = app.session.document.text
    assert "SMTPServer=other.example.com" in merged
    assert "SMTPPort=587" in merged
    assert "UserPswd=hunter3" in merged
    assert app.session.undone().undone().document == mine.document


async def test_later_keeps_yours_in_all_that_is_left(config: Path) -> None:
    app = EditorApp([edited(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        config.write_bytes(config.read_bytes().replace(b"=25", b"=2525").replace(b"hunter2", b"hunter3"))
        await until(pilot, "was changed by someone else")
        await pilot.press("m")
        await until(pilot, "Both changed it, 1 of 2")
        await pilot.press("escape")
        await until(pilot, "Merged")
        assert screen_text(app).count("yours stays: ") == 2
    text = app.session.document.text
    assert "SMTPPort=587" in text
    assert "hunter2" in text


async def test_a_file_that_is_not_on_the_screen_is_watched_too(config: Path, domain: Path) -> None:
    app = EditorApp([open_session(config), edited(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        domain.write_bytes(domain.read_bytes().replace(b"HRDEV", b"HRTST"))
        await until(pilot, "you are asked")
        assert not app.has_dialog
        await pilot.press("f3")
        await until(pilot, "r: reload")
        await pilot.press("r")
        await until(pilot, "HRTST")
    assert app.session.undone().document.live("SMTP Settings", "SMTPPort").value == "587"  # type: ignore[union-attr]


async def test_a_file_that_is_gone_is_said_and_can_be_written_anew(config: Path) -> None:
    app = EditorApp([edited(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        config.unlink()
        await until(pilot, "is gone: someone took")
        await pilot.press("ctrl+s")
        await until(pilot, "w: write it anew")
        await pilot.press("w")
        await until(pilot, "Written anew")
        assert not app.session.is_modified
    assert b"SMTPPort=587" in config.read_bytes()
    assert config.stat().st_mode & 0o777 == 0o600


async def test_a_file_that_is_there_and_can_t_be_read_is_not_called_gone(config: Path) -> None:
    app = EditorApp([edited(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        config.unlink()
        config.mkdir()
        await until(pilot, "can't be read any")
        await pilot.press("ctrl+s")
        await until(pilot, "Not saved")
        assert not app.has_dialog
        assert app.session.is_modified


async def test_a_change_between_the_review_and_the_save_is_asked_about(config: Path) -> None:
    app = EditorApp([edited(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        theirs = config.read_bytes().replace(b"HRDEV", b"HRTST")
        config.write_bytes(theirs)
        await pilot.press("enter")
        await until(pilot, "k: keep yours")
        assert config.read_bytes() == theirs
        await pilot.press("m")
        await until(pilot, "Merged")
        await pilot.press("escape", "ctrl+s", "enter")
        await until(pilot, "Saved.")
    assert config.read_bytes() == theirs.replace(b"=25", b"=587")


async def test_the_same_bytes_written_anew_are_no_question(config: Path) -> None:
    app = EditorApp([edited(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        other = config.with_name("other")
        other.write_bytes(config.read_bytes())
        other.replace(config)
        now = open_session(config).snapshot.stamp
        for _ in range(60):
            if app.session.snapshot.stamp == now:
                break
            await pilot.pause(0.05)
        assert app.session.snapshot.stamp == now
        assert not app.has_dialog
        await pilot.press("ctrl+s", "enter")
        await until(pilot, "Saved.")


def test_a_look_at_what_was_long_written_reads_it_once(config: Path) -> None:
    session = open_session(config)
    assert look(session, None).status is None
    import os

    os.utime(config, (1, 1))
    first = look(session, None)
    assert first.status is not None
    assert first.now is None
    assert look(session, first) is first
    config.write_bytes(b"[A]\n")
    assert look(session, first).now is not None
