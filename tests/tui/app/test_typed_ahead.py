"""Keys that come at once, as over a slow line, mean what they mean one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import settle
from textual.events import Key, Paste
from textual.widgets import Input

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = (80, 24)


def at_once(app: EditorApp, *keys: str) -> None:
    for key in keys:
        name = {"/": "slash"}.get(key, key)
        app.post_message(Key(name, key if len(key) == 1 else None))


def page(app: EditorApp) -> SettingsPage:
    found = app.screen_stack[0]
    assert isinstance(found, SettingsPage)
    return found


async def test_words_go_to_the_field_that_the_key_before_them_opens(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=_SIZE) as pilot:
        # Each of these letters is a command where no field is open.
        at_once(app, "/", *"smtpport")
        await settle(pilot)
        assert [row.key for row in page(app)._listed if row.key] == ["SMTPPort", "SMTPPort1"]
        assert not app.session.is_modified


async def test_from_the_search_through_the_dialog_to_the_value(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=_SIZE) as pilot:
        at_once(app, "/", *"smtpport", "enter", "enter", "ctrl+u", *"587", "enter", "j", "x", "y", "u", "u")
        await settle(pilot)
        # x asks, and y says yes; the first u brings the backup's port back, the second one the primary's old value.
        assert len(app.session.history) == 3
        assert app.session.at == 0
        at_once(app, "ctrl+y")
        await settle(pilot)
        found = app.session.document.live("SMTP Settings", "SMTPPort")
        assert found is not None
        assert found.value == "587"


async def test_what_is_pasted_waits_for_the_key_before_it(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=_SIZE) as pilot:
        at_once(app, "/")
        app.post_message(Paste("smtpport"))
        await settle(pilot)
        assert page(app).query_one("#find", Input).value == "smtpport"


async def test_what_comes_behind_the_last_key_is_dropped(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=_SIZE) as pilot:
        at_once(app, "q", *"jjjjjjjj", "x")
        await settle(pilot)
    assert app.return_code == 0


async def test_a_fault_in_a_key_s_work_ends_the_editor_as_any_other(
    domain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a secret, perhaps")

    monkeypatch.setattr(EditorApp, "_check_bindings", breaks)
    app = EditorApp([open_session(domain)])

    async def press() -> None:
        async with app.run_test(size=_SIZE) as pilot:
            at_once(app, "j", "j")
            await settle(pilot)

    with pytest.raises(RuntimeError):
        await press()
    assert app.return_code == 2
    told = capsys.readouterr().err
    assert "the editor failed: RuntimeError in test_typed_ahead.py" in told
    assert "perhaps" not in told


async def test_the_list_of_sections_begins_at_the_row_s_own(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=_SIZE) as pilot:
        at_once(app, "tab", "j")
        await settle(pilot)
        assert page(app).line == 6  # the header of the second section
