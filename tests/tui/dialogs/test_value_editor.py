"""Values edited in place, in a field that fits the type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import click_on, go_to, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.mark.parametrize(
    ("key", "keys", "value"),
    [
        ("SMTPUseSSL", ["up"], "Y"),
        ("SMTPUseSSL", ["Y"], "Y"),
        ("DBType", ["down", "down"], "DB2UNIX"),
        ("SMTPPort", ["up", "up", "down"], "26"),
        ("SMTPServer", [*".org"], "mail.example.com.org"),
        ("SMTPSender", ["home", "x"], "xps@example.com"),
        ("Add to PATH", ["down", *"/new"], "/new:/usr/bin"),
    ],
)
async def test_the_field_fits_the_type(domain: Path, key: str, keys: list[str], value: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, key)
        await pilot.press("enter", *keys)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        (change,) = app.session.changes
        assert (change.key, change.after) == (key, value)
        await pilot.press("u")
        assert not app.session.is_modified


async def test_what_is_wrong_is_said_while_the_value_is_typed_with_its_column(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("enter", "x")
        await settle(pilot)
        assert "E column 3: SMTPPort is no port" in screen_text(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "column 3" not in screen_text(app)


async def test_what_the_type_refuses_is_written_after_a_clear_yes(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("enter", "x", "enter")
        await settle(pilot)
        assert "SMTPPort is no port. Write it?" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert not app.session.is_modified
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert "SMTPPort=25x" in app.session.document.text
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "error: SMTPPort is no port" in screen_text(app)


async def test_what_another_setting_makes_of_it_is_said_too(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpserver1")
        await pilot.press("enter", *"mail.example.com")
        await settle(pilot)
        assert "W " in screen_text(app)


async def test_an_absent_setting_is_added_with_its_default_to_begin_with(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpcharacterset")
        await pilot.press("enter")
        await settle(pilot)
        assert "UTF-8" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        (change,) = app.session.changes
        assert (change.kind, change.key, change.after) == ("add", "SMTPCharacterSet", "UTF-8")


async def test_a_secret_is_never_shown_while_it_is_typed_or_copied(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await go_to(pilot, "smtpuserpassword")
        await pilot.press("enter", *"battery")
        await settle(pilot)
        shown = screen_text(app)
        await pilot.press("enter", "p", "i")
        await settle(pilot)
        shown += screen_text(app)
        await pilot.press("escape", "ctrl+s")
        await settle(pilot)
        shown += screen_text(app) + app.export_screenshot()
        assert "SMTPUserPassword1=battery" in app.session.document.text
    assert "battery" not in shown
    assert "correct-horse" not in shown


async def test_the_pair_is_copied_and_reset_says_old_and_new(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("p")
        await settle(pilot)
        assert "SMTPPort1=25" in app.session.document.text
        assert "SMTPPort1 has the value of" in screen_text(app)
        await pilot.press("o", "d")
        await settle(pilot)
        assert "25 -> 0" in screen_text(app)


@pytest.mark.parametrize("keys", [["d"], ["p"], ["e"]])
async def test_what_can_not_be_done_is_said(domain: Path, keys: list[str]) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "smtptrace")
        await pilot.press("8", "8", *keys)
        await settle(pilot)
        assert not app.session.is_modified
        assert len(app.screen_stack) == 1
        assert "SMTPTrace" in screen_text(app)


async def test_the_editor_by_mouse(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpusessl")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.click("#editor OptionList", offset=(1, 0))
        await settle(pilot)
        await click_on(pilot, "Enter: accept")
        await settle(pilot)
        assert "SMTPUseSSL=Y" in app.session.document.text


async def test_a_secret_is_not_lost_by_typing_nothing(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpuserpassword")
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "SMTPUserPassword is left empty" in screen_text(app)
        await pilot.press("n", "escape")
        await settle(pilot)
        assert not app.session.is_modified
        await pilot.press("enter", "enter", "y")
        await settle(pilot)
        assert "SMTPUserPassword=\n" in app.session.document.text


async def test_the_field_and_its_keys_are_in_sight_in_eight_lines(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(40, 8)) as pilot:
        await go_to(pilot, "SMTPUseSSL")
        await pilot.press("enter")
        await settle(pilot)
        for words in ("[SMTP Settings] SMTPUseSSL", "Y  yes", "Enter: accept"):
            assert words in screen_text(app)
        await pilot.press(*"maybe")
        await settle(pilot)
        for words in ("[SMTP Settings] SMTPUseSSL", "maybe", "E column 1"):
            assert words in screen_text(app)
