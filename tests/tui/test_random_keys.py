"""Whatever keys are pressed: never an exception, nothing is written without a save, undo gives the first bytes back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from screens import DOMAIN, screen_text, settle

from cfgkit.schema import mask_line
from cfgkit.tui.actions import ACTIONS
from cfgkit.tui.app import EditorApp
from cfgkit.tui.raw_page import RawPage
from cfgkit.tui.rows import rows_of
from cfgkit.tui.session import open_session
from cfgkit.tui.settings_page import SettingsPage

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.document import Document

# Saving, leaving and testing mail have tests of their own.
_APART: Final = {"ctrl+s", "q", "ctrl+q", "f2", "r"}
_KEYS: Final = sorted({key for action in ACTIONS for key in action.keys.split(",")} - _APART)
_TYPED: Final = ["y", "s", "7", "equals_sign", "backspace", "space", "left"]


def _shown(document: Document) -> list[str]:
    return [mask_line(line) for line in document.lines()]


@given(st.lists(st.sampled_from([*_KEYS, *_TYPED]), min_size=5, max_size=40))
@example(["enter", "7", "enter", "y", "u", "U", "2", "d", "c", "x", "y", "u"])
@example(["m", "j", "enter", "c", "m", "u", "G", "enter", "m", "slash", "m", "escape"])
@example(["c", "c", "c", "c", "u", "U", "u", "c", "c"])
@example(["a", "x", "enter", "y", "enter", "c", "c", "escape", "slash", "x", "enter", "u"])
@example(["c", "v", "o", "u", "U", "m", "v", "c", "v"])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_keys(tmp_path: Path, keys: list[str]) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(DOMAIN)

    async def flow() -> None:
        app = EditorApp([open_session(path)])
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press(*keys)
            await settle(pilot)
            assert "hunter2" not in screen_text(app)
            page = app.page
            if isinstance(page, SettingsPage):
                assert page._rows == rows_of(app.session)
            elif isinstance(page, RawPage):
                assert [line.text for line in page.text if line.number] == _shown(app.session.document)
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
                await settle(pilot)
            await app.show_page("settings")
            page = app.page
            assert isinstance(page, SettingsPage)
            assert page._rows == rows_of(app.session)
            await pilot.press("escape")
            for _ in app.session.history:
                await pilot.press("u")
            await settle(pilot)
            assert app.session.document.to_bytes() == DOMAIN == path.read_bytes()

    asyncio.run(flow())
