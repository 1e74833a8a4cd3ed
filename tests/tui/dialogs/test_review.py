"""The review: what is ticked is saved, the rest stays unsaved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import click_on, screen_text, settle, until

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.session import Session


def with_edits(path: Path) -> Session:
    session = open_session(path)
    document = session.document.set("Startup", "DBName", "HRTST").set("Startup", "UserPswd", "geheim")
    return session.edited(document.set("SMTP Settings", "SMTPPort", "587").comment_out("SMTP Settings", "SMTPServer"))


async def test_what_is_ticked_is_saved_and_the_rest_stays(domain: Path) -> None:
    before = domain.read_bytes()
    session = with_edits(domain)
    app = EditorApp([session])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        text = screen_text(app)
        assert "2 dynamic, 2 of unknown effect" in text
        assert text.count("[x]") == 4
        assert "[x] [Startup] UserPswd: ******** -> ********" in text
        await pilot.press("space", "down", "down", "space")
        await until(pilot, "-DBName", there=False)
        text = screen_text(app)
        assert "1 dynamic, 1 of unknown effect; 2 changes left for later" in text
        assert text.count("[ ]") == 2
        await pilot.press("ctrl+s")
        await until(pilot, "The rest is not saved.")
        assert "* 2 unsaved" in screen_text(app)
        assert domain.read_bytes() == before.replace(b"hunter2", b"geheim").replace(b"=25", b"=587")
        assert app.session.document == session.document
        await pilot.press("ctrl+s", "enter")
        await until(pilot, "unsaved", there=False)
        assert domain.read_bytes() == session.document.to_bytes()
        await pilot.press("u", "ctrl+s", "enter")
        await until(pilot, "unsaved", there=False)
        assert domain.read_bytes() == before
    assert len(list(domain.parent.glob("*.bak"))) == 3


async def test_by_mouse(domain: Path) -> None:
    app = EditorApp([with_edits(domain)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await click_on(pilot, "^S Save")
        await click_on(pilot, "a: all or none")
        assert screen_text(app).count("[ ]") == 4
        await click_on(pilot, "Ctrl+S or Enter: save")
        assert "Nothing is ticked." in screen_text(app)
        await click_on(pilot, "[ ] [SMTP Settings] SMTPPort")
        assert screen_text(app).count("[x]") == 1
        await click_on(pilot, "Ctrl+S or Enter: save")
        await until(pilot, "3 unsaved")
    assert b"SMTPPort=587" in domain.read_bytes()
    assert b"hunter2" in domain.read_bytes()


async def test_what_goes_together_is_said(domain: Path) -> None:
    session = open_session(domain)
    app = EditorApp([session.edited(session.document.set("Own", "Key", "1"))])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        await settle(pilot)
        text = screen_text(app)
        assert text.count("[x]") == 1
        assert "together with [Own] Key: added, 1" in text


async def test_a_locked_file_says_why_it_is_not_saved(domain: Path) -> None:
    app = EditorApp([open_session(domain, read_only=True)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+s")
        await until(pilot, "the file is read-only")
