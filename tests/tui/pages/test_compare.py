"""The compare page by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import DOMAIN, click_on, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.compare_list import CompareList

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "tst" / "psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(
        DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=587").replace(b"hunter2", b"geheim").replace(b"ORACLE", b"DB2")
    )
    return path


def key(app: EditorApp) -> str:
    row = app.page.query_one(CompareList).row
    return row.difference.key if row and row.difference else ""


async def test_differences_are_looked_at_taken_over_and_undone(domain: Path, other: Path) -> None:
    before = domain.read_bytes()
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("D")
        await settle(pilot)
        text = screen_text(app)
        for words in ("3 differences", "[tst]", "DBType", "ORACLE", "DB2", "SMTPPort", "587"):
            assert words in text
        assert "hunter2" not in text
        assert "geheim" not in text
        assert key(app) == "DBType"
        await pilot.press("t")
        await settle(pilot)
        assert "DBType=DB2" in app.session.document.text
        assert "2 differences" in screen_text(app)
        assert key(app) == "UserPswd"
        await pilot.press("t")
        await settle(pilot)
        assert "by hand" in screen_text(app)
        assert "hunter2" in app.session.document.text
        await pilot.press("u")
        await settle(pilot)
        assert app.session.document.to_bytes() == before
        assert key(app) == "DBType"
        await pilot.press("n", "n", "enter")
        await settle(pilot)
        assert "[SMTP Settings] SMTPPort" in screen_text(app)
        await pilot.press("D")
        await settle(pilot)
        assert key(app) == "SMTPPort"


async def test_the_filter_lists_what_holds_the_words(domain: Path, other: Path) -> None:
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D", "slash", *"port")
        await settle(pilot)
        assert key(app) == "SMTPPort"
        assert "DBType" not in screen_text(app)
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert "DBType" in screen_text(app)
        assert key(app) == "SMTPPort"
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert key(app) == "DBType"


async def test_a_comparison_is_opened_from_inside(domain: Path, other: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D")
        await settle(pilot)
        assert "Path of the other file" in screen_text(app)
        await pilot.press(*"nowhere", "enter")
        await settle(pilot)
        assert "nowhere" in screen_text(app)
        assert len(app.screen_stack) == 2
        await pilot.press(*["backspace"] * 7, *str(other), "enter")
        await settle(pilot)
        assert "3 differences" in screen_text(app)
        await pilot.press("D", "4")
        await settle(pilot)
        assert "SMTPPort" in screen_text(app)


async def test_without_another_file_the_page_says_what_to_do(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D", "escape", "t", "n", "N", "l", "left_square_bracket", "enter", "D", "escape")
        await settle(pilot)
        assert "w asks for one" in screen_text(app)


async def test_by_mouse_and_one_of_several_files(domain: Path, other: Path, tmp_path: Path) -> None:
    third = tmp_path / "prd" / "psappsrv.cfg"
    third.parent.mkdir()
    third.write_bytes(DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=465"))
    app = EditorApp([open_session(domain, against=[other, third])])
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.press("D")
        await settle(pilot)
        await pilot.click(CompareList, offset=(3, 4))
        await settle(pilot)
        assert key(app) == "SMTPPort"
        await pilot.press("l")
        await settle(pilot)
        assert "[prd]" in screen_text(app)
        await pilot.press("t")
        await settle(pilot)
        assert "SMTPPort=465" in app.session.document.text


async def test_a_locked_file_takes_nothing_over(domain: Path, other: Path) -> None:
    app = EditorApp([open_session(domain, read_only=True, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D", "t")
        await settle(pilot)
        assert not app.session.is_modified


async def test_kinds_and_expected_differences_are_listed_by_keys_and_by_mouse(domain: Path, other: Path) -> None:
    (domain.parent / "cfgkit.toml").write_text('[[expected]]\nsetting = "*/SMTPPort"\nreason = "[/own] port"\n')
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D")
        await settle(pilot)
        assert "2 differences" in screen_text(app)
        assert "1 expected" in screen_text(app)
        assert "587" not in screen_text(app)
        await pilot.press("6", "G")
        await settle(pilot)
        assert "~ SMTPPort" in screen_text(app)
        assert "expected by cfgkit.toml: [/own] port" in screen_text(app)
        await pilot.press("5")
        await settle(pilot)
        assert key(app) == "UserPswd"
        assert "DBType" not in screen_text(app)
        await pilot.press("4")
        await settle(pilot)
        assert "Nothing of that kind" in screen_text(app)
        await click_on(pilot, "2 Value")
        await click_on(pilot, "6 Expec")
        assert "DBType" in screen_text(app)
        assert "587" not in screen_text(app)
        await pilot.press("1")
        await settle(pilot)
        assert "UserPswd" in screen_text(app)


async def test_a_section_is_taken_over_after_a_question_and_one_undo_brings_it_back(domain: Path, other: Path) -> None:
    before = domain.read_bytes()
    other.write_bytes(other.read_bytes().replace(b"HRDEV", b"HRTST"))
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D", "T")
        await settle(pilot)
        text = screen_text(app)
        assert "Take 2 settings of [Startup] over from tst? By hand: UserPswd." in " ".join(text.split())
        await pilot.press("escape", "T")
        await settle(pilot)
        assert not app.session.is_modified
        await pilot.press("y")
        await settle(pilot)
        assert "DBName=HRTST" in app.session.document.text
        assert "DBType=DB2" in app.session.document.text
        assert "hunter2" in app.session.document.text
        await pilot.press("u")
        await settle(pilot)
        assert app.session.document.to_bytes() == before
