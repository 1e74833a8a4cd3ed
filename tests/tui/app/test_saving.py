"""Saving, and files that others change meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import screen_text, settle

from cfgkit.errors import StoreError
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


def test_save_as_writes_a_new_file_with_the_old_ones_mode_and_goes_on_with_it(config: Path) -> None:
    before = config.read_bytes()
    config.chmod(0o600)
    session = open_session(config, read_only=True)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    new = config.with_name("new.cfg")
    saved, _ = session.saved_as(new)
    assert config.read_bytes() == before
    assert new.read_bytes() == before.replace(b"=25", b"=587")
    assert new.stat().st_mode & 0o777 == 0o600
    assert (saved.snapshot.path, saved.locked, saved.is_modified) == (new, "", False)
    assert saved.undone().is_modified


def test_save_as_never_overwrites(config: Path) -> None:
    other = config.with_name("other.cfg")
    other.write_bytes(b"mine")
    with pytest.raises(StoreError):
        open_session(config).saved_as(other)
    assert other.read_bytes() == b"mine"


async def test_the_review_offers_save_as_and_what_is_wrong_is_said_there(config: Path) -> None:
    before = config.read_bytes()
    new = config.with_name("n")
    app = EditorApp([open_session(config)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("c", "ctrl+s")
        await settle(pilot)
        assert "S: save as" in screen_text(app)
        await pilot.press("S")
        await settle(pilot)
        await pilot.press(*str(config), "enter")
        await settle(pilot)
        assert "Save as a new file" in screen_text(app)
        assert app.session.is_modified
        await pilot.press("ctrl+u", *str(new), "enter")
        await settle(pilot)
        assert "unsaved" not in screen_text(app)
        assert app.session.snapshot.path == new
    assert config.read_bytes() == before
    assert new.read_bytes() == before.replace(b"DBName", b";DBName")


async def test_a_locked_file_can_be_saved_as_another(config: Path) -> None:
    new = config.with_name("n")
    app = EditorApp([open_session(config, read_only=True)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        await settle(pilot)
        await pilot.press(*str(new), "enter")
        await settle(pilot)
        assert app.session.locked == ""
    assert new.read_bytes() == config.read_bytes()


def test_reload_and_keep_lose_nothing(config: Path) -> None:
    mine = open_session(config)
    mine = mine.edited(mine.document.set("SMTP Settings", "SMTPPort", "587"))
    config.write_bytes(config.read_bytes().replace(b"=25", b"=2525"))
    now = mine.outside()
    assert now is not None
    reloaded, kept = mine.reloaded(now), mine.kept(now)
    assert not reloaded.is_modified
    assert reloaded.undone().document == mine.document
    assert [(one.before, one.after) for one in kept.changes] == [("2525", "587")]
    saved, done = kept.saved()
    assert done.backup is not None
    assert done.backup.path.read_bytes() == now.data
    assert saved.outside() is None


def test_a_conflict_leaves_the_screens_value_and_is_told(config: Path) -> None:
    mine = open_session(config)
    mine = mine.edited(mine.document.set("SMTP Settings", "SMTPPort", "587"))
    config.write_bytes(config.read_bytes().replace(b"=25", b"=2525"))
    now = mine.outside()
    assert now is not None
    merged, left = mine.merged(now)
    assert [(one.row.key, one.outcome) for one in left] == [("SMTPPort", "conflict")]
    assert merged.document == mine.document


@pytest.mark.parametrize("typed", ["~nobody-of-that-name/new.cfg", " "])
async def test_save_as_a_path_that_is_none_is_said_there(config: Path, typed: str) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", *typed, "enter")
        await settle(pilot)
        assert "Save as a new file" in screen_text(app)
        assert app.session.snapshot.path == config
