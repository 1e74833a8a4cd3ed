"""Unsaved edits outlive the editor: kept while it runs, offered at the next start, gone when they are saved."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

from screens import DOMAIN, screen_text, settle, until

from cfgkit.store import Keeper
from cfgkit.store.folders import state_folder
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.recovery import recorded
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from cfgkit.tui.model.session import Session


def kept() -> list[Path]:
    return sorted((state_folder() / "recovery").glob("*.json"))


async def true(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    for _ in range(60):
        if is_so():
            return
        await pilot.pause(0.05)
    raise AssertionError(kept())


def crashed(session: Session) -> None:
    """Leave what a killed editor would leave."""
    keeper = Keeper()
    stamp = session.snapshot.stamp
    target = session.snapshot.target
    keeper.keep(
        target,
        stamp.digest,
        recorded(str(target), stamp.digest.hex(), session.original, session.document, session.changes),
    )
    keeper.close(drop=False)
    assert keeper._lock is not None
    os.close(keeper._lock)


def with_edits(path: Path) -> Session:
    session = open_session(path)
    document = session.document.set("SMTP Settings", "SMTPPort", "587").set("Startup", "UserPswd", "geheim")
    return session.edited(document)


async def test_edits_are_kept_until_they_are_undone_saved_or_thrown_away(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("c")
        await true(pilot, lambda: bool(kept()))
        (path,) = kept()
        assert path.stat().st_mode & 0o777 == 0o600
        assert json.loads(path.read_text())["schema"] == "cfgkit.recovery/1"
        assert "hunter2" not in path.read_text()
        await pilot.press("u")
        await true(pilot, lambda: not kept())
        await pilot.press("U")
        await true(pilot, lambda: bool(kept()))
        await pilot.press("ctrl+s", "enter")
        await true(pilot, lambda: not kept())
        await pilot.press("u")
        await true(pilot, lambda: bool(kept()))
        await pilot.press("q", "y")
        await settle(pilot)
    assert app.return_value == 0
    assert list((state_folder() / "recovery").glob("*")) == []


async def test_left_edits_are_offered_looked_at_and_restored(domain: Path) -> None:
    crashed(with_edits(domain))
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "r: restore")
        text = screen_text(app)
        for words in ("psappsrv.cfg: 2 changes of 20", "Enter it again:", "[Startup] UserPswd", "l: later"):
            assert words in text
        await pilot.press("v")
        await until(pilot, "+SMTPPort=587")
        await pilot.press("escape")
        await until(pilot, "r: restore")
        await pilot.press("r")
        await until(pilot, "* 1 unsaved")
        await true(pilot, lambda: [json.loads(one.read_text())["parts"] != [] for one in kept()] == [True])
        assert "geheim" not in screen_text(app)
        assert app.session.document.to_bytes() == DOMAIN.replace(b"=25", b"=587")
        await pilot.press("u")
        assert not app.session.is_modified
        await true(pilot, lambda: not kept())


async def test_later_keeps_them_and_throwing_away_does_not(domain: Path) -> None:
    crashed(with_edits(domain))
    for keys, left in ((["escape"], 1), (["t", "n"], 1), (["t", "y"], 0)):
        app = EditorApp([open_session(domain)])
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, "r: restore")
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            await until(pilot, "r: restore", there=False)
            await pilot.press("q")
            await settle(pilot)
        assert len(kept()) == left
        assert domain.read_bytes() == DOMAIN


async def test_they_are_not_offered_to_who_types(domain: Path) -> None:
    crashed(with_edits(domain))
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"smtp")
        await pilot.pause(1.2)
        await pilot.press(*"port")
        assert "find: smtpport" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, "r: restore")
    assert len(kept()) == 1


async def test_what_does_not_fit_a_changed_file_is_named(domain: Path) -> None:
    session = open_session(domain)
    document = session.document.set("SMTP Settings", "SMTPPort", "587").set("Startup", "DBName", "HRTST")
    crashed(session.edited(document))
    domain.write_bytes(DOMAIN.replace(b"HRDEV", b"HRPRD"))
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "r: restore")
        text = screen_text(app)
        assert "The file has changed since: 1 still fits." in text
        assert "[Startup] DBName=HRTST" in text
        await pilot.press("r")
        await until(pilot, "* 1 unsaved")
    assert app.session.document.to_bytes() == DOMAIN.replace(b"HRDEV", b"HRPRD").replace(b"=25", b"=587")


async def test_what_does_not_fit_at_all_can_be_looked_at_and_is_not_restored_away(domain: Path) -> None:
    session = open_session(domain)
    crashed(session.edited(session.document.set("SMTP Settings", "SMTPPort", "587")))
    domain.write_bytes(domain.read_bytes().replace(b"SMTPPort=25", b"SMTPPort=465"))
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "The file has changed since: none fits any more.")
        assert "r: restore" not in screen_text(app)
        await pilot.press("r")
        await settle(pilot)
        assert app.has_dialog
        await pilot.press("v")
        await until(pilot, "SMTPPort=587")
    assert kept()


async def test_a_living_editors_edits_are_not_offered_nor_written_over(domain: Path) -> None:
    first, second = EditorApp([open_session(domain)]), EditorApp([open_session(domain)])
    async with first.run_test(size=(80, 24)) as one:
        await one.press("c")
        await true(one, lambda: bool(kept()))
        async with second.run_test(size=(80, 24)) as other:
            await other.pause(1)
            assert not second.has_dialog
            await other.press("j", "c")
            await true(other, lambda: len(kept()) == 2)


async def test_a_read_only_file_leaves_them_where_they_are(domain: Path) -> None:
    crashed(with_edits(domain))
    app = EditorApp([open_session(domain, read_only=True)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "Unsaved edits of it are kept")
    assert len(kept()) == 1


async def test_a_state_folder_that_can_not_be_written_is_said_once(domain: Path) -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_bytes(b"no folder")
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("c")
        await until(pilot, "Save soon.")
        await pilot.press("c", "u", "U")
        await pilot.pause(1)
        assert app.session.is_modified is not None
        assert len(app._notifications) == 1


async def test_a_damaged_file_is_said_and_left(domain: Path) -> None:
    crashed(with_edits(domain))
    (path,) = kept()
    path.write_bytes(b"{")
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "can't be read")
    assert kept() == [path]


async def test_a_signal_keeps_the_edits_and_ends_the_editor(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        os.kill(os.getpid(), signal.SIGTERM)
        await true(pilot, lambda: bool(kept()))
        await settle(pilot)
    assert app.return_code == 128 + signal.SIGTERM
    assert domain.read_bytes() == DOMAIN
