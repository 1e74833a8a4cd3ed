"""Help, the palette and the line of keys while a dialog is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import click_on, go_to, screen_text, settle, until
from textual.widgets import Input

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.dialogs.dialog import Dialog
from cfgkit.tui.dialogs.questions import Question
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 40)


def status_line(app: EditorApp) -> list[tuple[str, object, object]]:
    """Its texts with their colours."""
    pieces = app.screen._compositor.render_strips()[0]
    return [(text, style.color, style.bgcolor) for text, style, _ in pieces if style is not None]


def said(app: EditorApp) -> str:
    """What the terminal shows, however it is broken into lines."""
    return " ".join(screen_text(app).replace("│", " ").split())


async def test_help_in_a_field_is_the_settings_and_what_was_typed_stays(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPPort")
        await pilot.press("enter", "7", "f1")
        await settle(pilot)
        assert "help TCP port for plain connections" in screen_text(app)
        assert "Up Down     +1 -1" in screen_text(app)
        assert "Ctrl+C X V" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen.query_one(Input).value == "257"
        await click_on(pilot, "F1: help")
        assert "help TCP port for plain connections" in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("enter", "The value is edited where it stands"),
        ("a", "Text fields that are filled in together"),
        ("C", "each with its mark"),
        ("P", "Lines KEY=VALUE go to the section"),
        ("x", "y take its line out"),
        ("E", "One of several"),
        ("f4", "E and W count"),
        ("O", "A text is asked for"),
        ("c ctrl+s", "SMTPPort"),
        ("c ctrl+s", "What is not ticked is left"),
        ("D w", "Esc cancel"),
        ("m o", "What is seldom set"),
        ("m o", "guessed where it matters"),
    ],
)
async def test_each_dialog_has_its_help(domain: Path, keys: str, words: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPPort")
        for key in keys.split():
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, Dialog)
        await pilot.press("f1")
        await settle(pilot)
        assert words in said(app)
        assert "│ Help" in screen_text(app)
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(app.screen, Dialog)


async def test_no_key_of_the_page_is_shown_while_a_dialog_is_open(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = screen_text(app).splitlines()[-1]
        for key in ("a", "question_mark", "f2"):
            await pilot.press(key)
            await settle(pilot)
            assert "Comment" in before
            assert screen_text(app).splitlines()[-1].strip() == ""
            await pilot.press("escape")
            await settle(pilot)
            assert screen_text(app).splitlines()[-1] == before


async def test_the_palette_of_a_dialog_has_its_own_actions_alone(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "Add to PATH")
        await pilot.press("enter", "f2")
        await until(pilot, "A row each  (F6)")
        assert "Quit" not in screen_text(app)
        assert "Comment" not in screen_text(app)
        await pilot.press(*"each")
        await until(pilot, "Accept  (Enter)", there=False)
        await pilot.press("down", "enter")
        await until(pilot, "joined by :")


@pytest.mark.parametrize(("page", "words"), [("v", "line 14: setting"), ("D", "[SMTP Settings] SMTPPort")])
async def test_help_on_the_other_pages_is_of_the_setting_too(domain: Path, page: str, words: str) -> None:
    other = domain.with_name("other.cfg")
    other.write_bytes(domain.read_bytes().replace(b"SMTPPort=25", b"SMTPPort=587"))
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "SMTPPort")
        await pilot.press(page)
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert words in said(app)
        assert "help TCP port for plain connections" in screen_text(app)


@pytest.mark.parametrize("key", ["a", "enter", "question_mark", "f2", "q"])
async def test_the_status_line_is_as_it_was_above_a_dialog(domain: Path, key: str) -> None:
    session = open_session(domain)
    app = EditorApp([session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))])
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "SMTPPort")
        # Dimmed, it would be grey on grey in 16 colours: a protected environment's name stands there.
        before = status_line(app)
        await pilot.press(key)
        await settle(pilot)
        assert len(app.screen_stack) > 1
        assert status_line(app) == before


async def test_a_dialog_has_room_for_all_answers_in_eight_lines(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(40, 8)) as pilot:
        await settle(pilot)
        answers = [(key, "an answer of some twenty letters") for key in "lrvt"]
        app.push_screen(Question("A question that takes two lines of forty", answers))
        await settle(pilot)
        for key, words in answers:
            assert f"{key}: {words}" in screen_text(app)
        assert "F1: help" in screen_text(app)
