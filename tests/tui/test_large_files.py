"""A file that is too large for its check to be waited for: what is seen meanwhile, and that in the end all is as it is."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Final

import pytest
from screens import DOMAIN, go_to, screen_text, settle, until
from textual.css.stylesheet import Stylesheet

from cfgkit import syntax
from cfgkit.check import check
from cfgkit.errors import StoreError
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.app.opening import OpeningApp
from cfgkit.tui.dialogs import review
from cfgkit.tui.launch import opened
from cfgkit.tui.model import session as sessions
from cfgkit.tui.model.compared import comparison
from cfgkit.tui.model.edits import findings_of, with_value
from cfgkit.tui.model.recovery import recorded
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.search import index_of
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages import compare as compare_page
from cfgkit.tui.pages.compare import ComparePage
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from cfgkit.document import Document
    from cfgkit.syntax import Line
    from cfgkit.tui.model.compared import Comparison

SIZE: Final = (80, 24)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """The small domain, and below it so much that its check is done in a thread."""
    path = tmp_path / "psappsrv.cfg"
    more = b"".join(b"[Site %d]\nKey=%s\n" % (number, b"x" * 100) for number in range(3000))
    path.write_bytes(DOMAIN + more)
    return path


class Gate:
    """Holds check back until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_open = threading.Event()
        self.checked: list[object] = []
        monkeypatch.setattr(sessions, "judged", self._judged)
        self._real = check

    def _judged(self, document: object, rules: object, kind: object = None) -> object:
        if threading.current_thread() is not threading.main_thread():
            assert self.is_open.wait(20)
        self.checked.append(document)
        return self._real(document, settings=rules, kind=kind)  # type: ignore[arg-type]


async def _checked(pilot: Pilot[int], app: EditorApp) -> None:
    while not app.session.version.is_checked or "checking" in screen_text(app):
        await pilot.pause(0.02)


async def _compared(pilot: Pilot[int], page: ComparePage) -> None:
    while page._is_comparing:
        await pilot.pause(0.02)


async def test_a_large_file_is_edited_while_it_is_checked(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    app = EditorApp([open_session(large)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.session.is_large
        assert "checking ..." in screen_text(app)
        await go_to(pilot, "smtpport")
        await pilot.press("c", "c", "c", "u")
        await settle(pilot)
        assert "checking ..." in screen_text(app)
        assert len(app.session.history) == 4
        gate.is_open.set()
        await _checked(pilot, app)
        page = app.page
        assert isinstance(page, SettingsPage)
        assert app.session.findings == check(app.session.document)
        assert page._rows == rows_of(app.session)
        # The first one was under way; those between it and the last one were gone before their turn came.
        assert len(gate.checked) == 2


async def test_findings_of_before_stay_until_the_new_ones_are_there(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    gate.is_open.set()
    app = EditorApp([open_session(large)])
    async with app.run_test(size=SIZE) as pilot:
        await _checked(pilot, app)
        before = app.session.findings
        assert before
        gate.is_open.clear()
        app.accept(app.session.document.set("SMTP Settings", "SMTPPort", "2x5"))
        await settle(pilot)
        assert not app.session.version.is_checked
        assert app.session.known_findings == before
        gate.is_open.set()
        await _checked(pilot, app)
        assert app.session.known_findings == check(app.session.document) != before


def test_a_value_of_a_large_file_is_judged_by_its_own_section(large: Path) -> None:
    small = large.with_name("small.cfg")
    small.write_bytes(DOMAIN)
    for text in ("2x5", "25", ""):
        found = []
        for path in (large, small):
            session = open_session(path)
            row = next(one for one in rows_of(session, ()) if one.key == "SMTPPort")
            found.append(findings_of(session, row, with_value(session, row, text)))
        assert found[0] == found[1]


async def test_large_files_are_compared_in_a_thread_and_escape_gives_up(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_compare = threading.Event()

    def slowly(session: sessions.Session) -> Comparison:
        assert may_compare.wait(20)
        return comparison(session)

    other = tmp_path / "other" / "psappsrv.cfg"
    other.parent.mkdir()
    other.write_bytes(large.read_bytes().replace(b"SMTPPort=25", b"SMTPPort=587"))
    app = EditorApp([open_session(large, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await _checked(pilot, app)
        await pilot.press("D")
        page = app.page
        assert isinstance(page, ComparePage)
        await _compared(pilot, page)
        assert page._found == comparison(app.session)
        assert "1 difference" in screen_text(app)
        monkeypatch.setattr(compare_page, "comparison", slowly)
        app.accept(app.session.document.set("SMTP Settings", "SMTPServer", "mail2.example.com"))
        await settle(pilot)
        assert "comparing ..." in screen_text(app)
        await pilot.press("t")
        assert len(app.session.history) == 2
        await pilot.press("escape")
        await settle(pilot)
        assert "comparing" not in screen_text(app)
        assert not page._is_comparing
        may_compare.set()
        page.refresh_session()
        await _compared(pilot, page)
        assert page._found == comparison(app.session)
        assert "2 differences" in screen_text(app)


async def test_reading_says_so_and_can_be_given_up(large: Path) -> None:
    may_read = threading.Event()

    def read() -> sessions.Session:
        may_read.wait(20)
        return open_session(large)

    app = OpeningApp([large.name], read)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "reading psappsrv.cfg" in screen_text(app)
        await pilot.press("escape")
    assert app.return_value is None
    may_read.set()


async def test_what_was_read_is_handed_on(large: Path) -> None:
    app = OpeningApp([large.name], lambda: open_session(large))
    async with app.run_test(size=SIZE) as pilot:
        while app.is_running:
            await pilot.pause(0.02)
    found = app.return_value
    assert isinstance(found, sessions.Session)
    assert found.document.to_bytes() == large.read_bytes()


def test_small_files_are_read_at_once_and_what_is_wrong_is_said(large: Path) -> None:
    session = open_session(large)
    assert opened([large], lambda: session) is session

    def fails() -> sessions.Session:
        raise StoreError("gone")

    with pytest.raises(StoreError):
        opened([large], fails)


async def test_the_review_of_a_large_file_is_made_in_a_thread(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def noted(*arguments: object) -> str:
        threads.append(threading.current_thread())
        return real(*arguments)  # type: ignore[arg-type]

    real = review.review_text
    monkeypatch.setattr(review, "review_text", noted)
    app = EditorApp([open_session(large)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "smtpport")
        await pilot.press("c")
        await go_to(pilot, "smtpsender")
        await pilot.press("c", "ctrl+s")
        await until(pilot, "+++ to be saved")
        await pilot.press("space", "ctrl+s")
        await until(pilot, "The rest is not saved")
        assert len(app.session.changes) == 1
    assert threads
    assert threading.main_thread() not in threads


def test_what_a_large_file_repeats_is_held_once(large: Path) -> None:
    rows = [row for row in rows_of(open_session(large), ()) if row.key == "Key"]
    index = index_of(rows)
    assert len(rows) == 3000
    assert len({id(row.key) for row in rows}) == len(set(map(id, index.keys))) == len(set(map(id, index.texts))) == 1


def test_edits_are_kept_without_reading_every_line_anew(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_session(large)
    edited = session.edited(session.document.set("Site 1", "Key", "7"))

    def all_of_them(document: Document) -> Iterator[Line]:
        raise AssertionError(document)

    monkeypatch.setattr(syntax.Document, "lines", all_of_them)
    data = recorded(str(large), "", session.original, edited.document, edited.changes)
    assert json.loads(data)["parts"][0][0]["section"] == "Site 1"


async def test_style_sheets_are_read_once_before_the_first_frame(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    read = Stylesheet.set_variables

    def noted(sheet: Stylesheet, variables: dict[str, str]) -> None:
        seen.append("read anew")
        read(sheet, variables)

    monkeypatch.setattr(Stylesheet, "set_variables", noted)
    app = EditorApp([open_session(large)])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert not seen
        app.theme = "textual-light"
        await settle(pilot)
        assert seen
