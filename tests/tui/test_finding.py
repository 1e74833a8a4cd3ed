"""Which settings are listed, and the ways between them, by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import go_to, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.rows import State
from cfgkit.tui.model.session import open_session
from cfgkit.tui.model.toggles import line
from cfgkit.tui.pages.settings import SettingsPage
from cfgkit.tui.widgets.filter_bar import FilterBar
from cfgkit.tui.widgets.settings_list import SettingsList

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


def page(app: EditorApp) -> SettingsPage:
    found = app.screen_stack[0]
    assert isinstance(found, SettingsPage)
    return found


def key(app: EditorApp) -> str:
    row = page(app).row
    return "" if row is None else row.key


def listed(app: EditorApp) -> list[str]:
    return [row.key for row in page(app)._listed if row.key]


async def test_words_are_found_while_they_are_typed_and_the_arrows_move(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtpport")
        await settle(pilot)
        assert listed(app) == ["SMTPPort", "SMTPPort1"]
        assert key(app) == "SMTPPort"
        await pilot.press("down")
        await settle(pilot)
        assert key(app) == "SMTPPort1"
        await pilot.press("escape")
        await settle(pilot)
        assert key(app) == "SMTPPort1"
        assert "DBName" in listed(app)


async def test_nothing_found_says_how_to_list_all(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"qqqqqqqq")
        await settle(pilot)
        assert "Nothing is listed: Esc lists all." in screen_text(app)
        await pilot.press("enter", "e", "c", "x", "d", "p", "o", "n", "i", "question_mark", "escape")
        await settle(pilot)
        assert not app.session.is_modified


async def test_toggles_by_keys_and_by_mouse(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("6")
        await settle(pilot)
        assert {"UserPswd", "SMTPUserPassword"} <= set(listed(app))
        assert "SMTPPort" not in listed(app)
        assert "[6 Secrets]" in screen_text(app)
        await pilot.press("8", "8")
        await settle(pilot)
        assert page(app)._view.state is State.OFF
        await pilot.press("1")
        bar = app.screen.query_one(FilterBar)
        for label in ("7 Mail", "8 Any"):
            await pilot.click(FilterBar, offset=(line(bar._parts).index(label) + 2, 0))
        await settle(pilot)
        assert "SMTPPort" in listed(app)
        assert "DBName" not in listed(app)
        assert page(app)._view.state is State.LIVE


async def test_a_setting_that_was_reset_stays_among_the_modified_until_the_next_search(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("enter", "up", "enter", "2")
        await settle(pilot)
        assert listed(app) == ["SMTPPort"]
        await pilot.press("d")
        await settle(pilot)
        assert not app.session.is_modified
        assert listed(app) == ["SMTPPort"]
        await pilot.press("2", "2")
        await settle(pilot)
        assert listed(app) == []


async def test_findings_sections_the_other_server_and_the_way_back(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("o")
        await settle(pilot)
        assert key(app) == "SMTPPort1"
        await pilot.press("b")
        await settle(pilot)
        assert key(app) == "SMTPPort"
        await pilot.press("B")
        await settle(pilot)
        assert key(app) == "SMTPPort1"
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert key(app) == ""
        await pilot.press("n")
        await settle(pilot)
        row = page(app).row
        assert row is not None
        assert row.findings
        await pilot.press("apostrophe", "end", "enter")
        await settle(pilot)
        assert key(app) == "DBName"


async def test_a_jump_to_what_is_not_listed_lists_everything_again(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtpport1", "enter", "o")
        await settle(pilot)
        assert key(app) == "SMTPPort"
        assert "DBName" in listed(app)


async def test_sections_and_settings_by_mouse(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click("#sections", offset=(2, 2))
        await settle(pilot)
        row = page(app).row
        assert row is not None
        assert (row.section, row.is_header) == ("SMTP Settings", True)
        listing = app.screen.query_one(SettingsList)
        y = listing.cursor - int(listing.scroll_offset.y) + 2
        await pilot.click("#settings", offset=(10, y))
        await settle(pilot)
        assert key(app) == "SMTPPort"
        await pilot.click("#settings", offset=(10, y), times=2)
        await settle(pilot)
        assert "port, 1 to 65535" in screen_text(app)


@pytest.mark.parametrize(("size", "beside"), [((160, 50), True), ((80, 24), False)])
async def test_what_is_known_stands_beside_the_list_or_below_it(
    domain: Path, size: tuple[int, int], *, beside: bool
) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=size) as pilot:
        await go_to(pilot, "smtpport")
        assert "TCP port for plain connections" in screen_text(app)
        inspector, listing = app.screen.query_one("#inspector").region, app.screen.query_one("#settings").region
        assert (inspector.x >= listing.right) is beside
        assert (inspector.y >= listing.bottom) is not beside
        await pilot.press("i")
        await settle(pilot)
        assert "mail-backup-same" in screen_text(app)


async def test_every_action_is_in_the_palette(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press(*"secrets")
        await pilot.pause(0.5)
        await pilot.press("down", "enter")
        await settle(pilot)
        await settle(pilot)
        assert "[6 Secrets]" in screen_text(app)
