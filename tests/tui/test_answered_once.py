"""Dialogs under keys that come faster than they close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import go_to, settle
from textual.events import Key

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_a_question_that_is_answered_thrice_closes_nothing_else(domain: Path, answer: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("x")
        await settle(pilot)
        for _ in range(3):
            app.screen.post_message(Key(answer, None))
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert app.session.is_modified is (answer == "y")


@pytest.mark.parametrize("opens", ["enter", "a", "i", "C", "P", "f4", "question_mark"])
async def test_a_dialog_that_is_closed_twice_closes_nothing_else(domain: Path, opens: str) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press(opens)
        await settle(pilot)
        dialog = app.screen
        assert dialog.is_modal
        for _ in range(2):
            await dialog.run_action("dismiss(None)")
        await settle(pilot)
        assert len(app.screen_stack) == 1
