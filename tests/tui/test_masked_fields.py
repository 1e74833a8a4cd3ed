"""What a field does not show is not copied out of it: the clipboard is the terminal's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import go_to, screen_text, settle
from textual.widgets import Input, TextArea

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.mark.parametrize("opening", [["enter"], ["a", *"OnePassword", "enter"]])
async def test_a_typed_secret_is_not_copied_nor_cut(domain: Path, opening: list[str]) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "UserPswd")
        await pilot.press(*opening, *"battery", "shift+home", "ctrl+c")
        await settle(pilot)
        assert "A secret is not copied" in screen_text(app)
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert app.clipboard == ""
        assert app.screen.query(Input).last().value == "battery"


async def test_what_is_shown_is_copied_and_cut(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "DBName")
        await pilot.press("enter", "shift+home", "ctrl+c")
        assert app.clipboard == "HRDEV"
        await pilot.press("shift+home", "ctrl+x", "X", "ctrl+v")
        assert app.screen.query_one(Input).value == "XHRDEV"


@pytest.mark.parametrize(
    "marked",
    [
        ((0, 0), (3, 0)),
        ((1, 9), (1, 16)),
        ((1, 12), (1, 13)),
        ((0, 3), (1, 10)),
        ((2, 0), (1, 15)),
    ],
)
async def test_lines_with_a_secret_are_not_copied_nor_cut(domain: Path, marked: tuple[tuple[int, int], ...]) -> None:
    app = EditorApp([open_session(domain)])
    text = "DBName=HRTST\nUserPswd=battery\n;a comment \x07\n"
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("P")
        await settle(pilot)
        area = app.screen.query_one(TextArea)
        area.insert(text)
        for key in ("ctrl+c", "ctrl+x"):
            area.selection = type(area.selection)(*marked)
            await pilot.press(key)
            assert (app.clipboard, area.text) == ("", text)


async def test_lines_without_a_secret_are_copied_and_cut(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("P")
        await settle(pilot)
        area = app.screen.query_one(TextArea)
        area.insert("UserPswd=battery\nDBName=HR\x07TST\n")
        area.selection = type(area.selection)((0, 0), (0, 9))
        await pilot.press("ctrl+c")
        assert app.clipboard == "UserPswd="
        area.selection = type(area.selection)((1, 0), (1, 12))
        await pilot.press("ctrl+x", "end", "ctrl+v")
        assert app.clipboard == "DBName=HR\x07TS"
        area.move_cursor((0, 0))
        await pilot.press("ctrl+x")
        assert app.clipboard == "DBName=HR\x07TS"
        area.move_cursor((1, 0))
        await pilot.press("ctrl+x")
        assert area.text == "UserPswd=battery\n"
