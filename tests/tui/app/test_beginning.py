"""The first frame shows what fits into it; the rest of a file comes right after, or with the first key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import settle
from textual.events import Paste

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.app.sessions import SessionsApp
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage
from cfgkit.tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

_SIZE = (80, 24)


def page(app: EditorApp) -> SettingsPage:
    found = app.screen_stack[0]
    assert isinstance(found, SettingsPage)
    return found


@pytest.fixture
def large(repo: Path) -> Path:
    return repo / "fixtures" / "psappsrv" / "psappsrv.cfg"


@pytest.fixture
def stays_at_the_first_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SessionsApp, "on_ready", lambda _: None)


@pytest.mark.usefixtures("stays_at_the_first_frame")
async def test_the_first_frame_needs_only_the_first_sections(large: Path) -> None:
    session = open_session(large)
    app = EditorApp([session])
    async with app.run_test(size=_SIZE) as pilot:
        await settle(pilot)
        shown, every = page(app)._rows, rows_of(session, ())
        assert _SIZE[1] <= len(shown) < len(every)
        assert shown == every[: len(shown)]
        # A count of a part would be a wrong one.
        assert "2 Modified" in [part.text for part in page(app).query_one(FilterBar)._parts]


@pytest.mark.usefixtures("stays_at_the_first_frame")
@pytest.mark.parametrize("how", ["key", "paste", "mouse"])
async def test_who_is_ahead_of_the_first_frame_gets_the_whole_file(large: Path, how: str) -> None:
    session = open_session(large)
    app = EditorApp([session])
    async with app.run_test(size=_SIZE) as pilot:
        await settle(pilot)
        await _ahead(pilot, how)
        await settle(pilot)
        assert page(app)._rows == rows_of(session)
        if how == "key":
            assert page(app).row == page(app)._rows[-1]


async def _ahead(pilot: Pilot[int], how: str) -> None:
    if how == "key":
        await pilot.press("G")
    elif how == "paste":
        pilot.app.post_message(Paste("x=1"))
    else:
        await pilot.click("#settings", offset=(3, 3))


async def test_the_whole_file_comes_by_itself_once(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    after = EditorApp._after_first_paint

    def counted(app: EditorApp) -> None:
        begun.append(1)
        after(app)

    monkeypatch.setattr(EditorApp, "_after_first_paint", counted)
    session = open_session(large)
    app = EditorApp([session])
    async with app.run_test(size=_SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j")
        await settle(pilot)
        assert page(app)._rows == rows_of(session)
        assert begun == [1]
