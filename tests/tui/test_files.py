"""Several files, config homes, what is piped in: the tree, and the way from file to file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens import DOMAIN, TEXT, screen_text, settle
from textual.widgets import Input

from cfgkit.errors import EditError, StoreError
from cfgkit.store import find_domains
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.dialogs.files import FileList, Files, drawn
from cfgkit.tui.launch import once
from cfgkit.tui.model.files import Glance, file_rows, glance_at, glance_outside, listed_file, listed_home, short_names
from cfgkit.tui.model.paths import target_of, typed_path
from cfgkit.tui.model.session import PIPED, open_session, piped_session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from cfgkit.tui.model.files import Listed

SIZE = (80, 24)
BAD = DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=mail")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three domains: one that can be read, one with an error that is protected, one that is a folder."""
    home = tmp_path / "cfg"
    for name, data in (("HRDEV", DOMAIN), ("HRPRD", BAD)):
        folder = home / "appserv" / name
        folder.mkdir(parents=True)
        (folder / "psappsrv.cfg").write_bytes(data)
    (home / "appserv" / "HRBAD" / "psappsrv.cfg").mkdir(parents=True)
    scheduler = home / "appserv" / "prcs" / "HRDEV"
    scheduler.mkdir(parents=True)
    (scheduler / "psprcs.cfg").write_bytes(b"[Process Scheduler]\nPrcsServerName=PSUNX\n")
    (home / "appserv" / "HRPRD" / "cfgkit.toml").write_text('[[protected]]\nname = "PAYROLL"\npath = "*"\n')
    return home


def listed(home: Path) -> tuple[Listed, ...]:
    return listed_home(str(home), find_domains(home))


def app_on(home: Path) -> EditorApp:
    found = listed(home)
    return EditorApp([open_session(found[1].path)], found)


async def done(pilot: Pilot[int], group: str) -> None:
    """Until no worker of that kind is at it."""
    for _ in range(200):
        if all(one.is_finished for one in pilot.app.workers if one.group == group):
            break
        await pilot.pause(0.02)
    await settle(pilot)


async def looked(pilot: Pilot[int]) -> None:
    """Until the tree has looked at every file, and shows it."""
    text = ""
    for _ in range(200):
        await pilot.pause(0.05)
        text = screen_text(pilot.app)
        if "Go to a file" in text and "looked at" not in text:
            return
    pytest.fail(f"the tree never looked at every file:\n{text}")


def line_of(app: EditorApp, *words: str) -> str:
    lines = [line for line in screen_text(app).splitlines() if "appsrv.cfg" in line or "psprcs.cfg" in line]
    (line,) = [line for line in lines if all(word in line for word in words) and "▌" not in line]
    return line


async def test_a_home_begins_on_its_tree_and_each_file_says_how_it_is(home: Path) -> None:
    app = app_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await looked(pilot)
        assert isinstance(app.screen, Files)
        assert "3 domains below" in screen_text(app)
        assert "> " in line_of(app, "HRDEV  HRDEV", "appserv")
        assert "1E" in line_of(app, "HRPRD")
        assert "protected: PAYROLL" in line_of(app, "HRPRD")
        assert "!" in line_of(app, "HRBAD", "is a directory")
        assert "psprcs.cfg" in line_of(app, "prcs")
        assert screen_text(app).startswith(" HRDEV/psappsrv.cfg")
        assert len(app._sessions) == 1


async def test_by_words_and_enter_to_a_domain_and_its_environment_stays_in_sight(home: Path) -> None:
    app = app_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await looked(pilot)
        await pilot.press(*"payroll", "enter")
        await settle(pilot)
        await done(pilot, "files")
        assert screen_text(app).startswith(" [protected: PAYROLL]  HRPRD/psappsrv.cfg")
        assert "(2 of" in screen_text(app)
        await pilot.press("f3")
        await settle(pilot)
        assert screen_text(app).startswith(" HRDEV/psappsrv.cfg")


async def test_one_that_can_not_be_opened_says_why_and_the_tree_keeps_it(home: Path) -> None:
    app = app_on(home)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press(*"hrbad", "enter")
        await settle(pilot)
        await done(pilot, "files")
        assert "Not opened" in screen_text(app)
        assert app.session.snapshot.path.parent.name == "HRDEV"
        await pilot.press("f4")
        await looked(pilot)
        assert "is a directory" in line_of(app, "HRBAD", "appserv")


async def test_by_arrows_by_mouse_and_back(home: Path) -> None:
    app = app_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(app.screen, Files)
        await pilot.click("#status", offset=(3, 0))
        await settle(pilot)
        assert isinstance(app.screen, Files)
        await pilot.press("down", "up", "pagedown", "pageup", "down")
        await settle(pilot)
        row = app.screen.query_one(FileList).row
        assert row is not None
        assert not row.is_header
        await pilot.click(FileList, offset=(20, 0))
        await settle(pilot)
        assert isinstance(app.screen, Files)  # a home is nowhere to go to
        await pilot.click(FileList, offset=(20, 3))
        await settle(pilot)
        await done(pilot, "files")
        assert "PSUNX" in screen_text(app)


async def test_unsaved_and_changed_files_are_marked_and_the_guard_names_all(home: Path) -> None:
    app = app_on(home)
    other = home / "appserv" / "prcs" / "HRDEV" / "psprcs.cfg"
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "c")
        app.action_open()
        await settle(pilot)
        app.screen.query_one(Input).value = str(other)
        await pilot.press("enter")
        await settle(pilot)
        assert "PSUNX" in screen_text(app)
        await pilot.press("c")
        await settle(pilot)
        first = home / "appserv" / "HRDEV" / "psappsrv.cfg"
        first.write_bytes(DOMAIN + b"\n")
        await pilot.press("f4")
        await looked(pilot)
        assert "*" in line_of(app, "HRDEV", "appserv", "changed outside")
        assert "│ >*" in screen_text(app)
        first.unlink()
        await pilot.press("escape", "f4")
        await looked(pilot)
        assert "gone from the disk" in screen_text(app)
        await pilot.press("escape", "q")
        await settle(pilot)
        assert "HRDEV/psappsrv.cfg" in screen_text(app)
        assert "HRDEV/psprcs.cfg" in screen_text(app)


async def test_a_further_file_is_opened_by_its_path_with_the_same_checks(home: Path, config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("O")
        await settle(pilot)
        for text, words in (("nowhere", "no such file"), ("~nosuchuser/x", "has a home"), (" ", "names no file")):
            app.screen.query_one(Input).value = text
            await pilot.press("enter")
            await settle(pilot)
            assert words in screen_text(app)
        app.screen.query_one(Input).value = str(home / "appserv" / "HRPRD" / "psappsrv.cfg")
        await pilot.press("enter")
        await settle(pilot)
        assert "[protected: PAYROLL]" in screen_text(app)
        await pilot.press("f4", "ctrl+o")
        await settle(pilot)
        app.screen.query_one(Input).value = str(config)
        await pilot.press("enter")
        await settle(pilot)
        assert "(1 of 2, F3)" in screen_text(app)


async def test_named_files_are_opened_when_f3_comes_to_them(tmp_path: Path) -> None:
    paths = [tmp_path / name / "psappsrv.cfg" for name in ("one", "two", "three")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(TEXT)
    app = EditorApp([open_session(paths[0])], [listed_file(path) for path in paths])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        assert not isinstance(app.screen, Files)
        assert "(1 of 3, F3)" in screen_text(app)
        paths[1].unlink()
        for _ in range(2):
            await pilot.press("f3")
            await settle(pilot)
            await done(pilot, "files")
        assert "three/psappsrv.cfg" in screen_text(app)
        assert "(2 of" in screen_text(app)
        await pilot.press("f3")
        await settle(pilot)
        assert "one/psappsrv.cfg" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50)])
async def test_a_protected_environment_is_in_sight_on_all_pages_and_above_all_dialogs(
    home: Path, size: tuple[int, int]
) -> None:
    app = EditorApp([open_session(home / "appserv" / "HRPRD" / "psappsrv.cfg")])
    async with app.run_test(size=size) as pilot:
        for keys in ("question_mark", "v", "D", "escape", "m", "m", "S", "f4", "i", "E", "O"):
            await pilot.press(keys)
            await settle(pilot)
            assert screen_text(app).startswith(" [protected: PAYROLL]"), keys
            if len(app.screen_stack) > 1:
                await pilot.press("escape")
                await settle(pilot)


async def test_what_is_piped_in_is_looked_at_and_saved_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / PIPED).write_bytes(b"something else")
    new = tmp_path / "n"
    app = EditorApp([piped_session(DOMAIN)])
    async with app.run_test(size=SIZE) as pilot:
        assert screen_text(app).startswith(" [read-only]  (standard input)")
        await pilot.press("c", "f4")
        await looked(pilot)
        assert "changed outside" not in screen_text(app)
        assert app.session.outside() is None
        await pilot.press("escape", "S")
        await settle(pilot)
        await pilot.press(*str(new), "enter")
        await settle(pilot)
        assert screen_text(app).startswith(" n  ")
        await pilot.press("c")
        assert app.session.is_modified
    assert new.read_bytes() == DOMAIN
    assert new.stat().st_mode & 0o777 == 0o600


def test_a_look_at_a_file_holds_while_it_is_the_same(config: Path) -> None:
    file = listed_file(config)
    first = glance_at(file, open_session)
    assert first.dbname == "HRDEV"
    assert glance_at(file, open_session, first) is first
    config.write_bytes(TEXT + b"\n")
    assert glance_at(file, open_session, first) is not first
    config.unlink()
    assert glance_at(file, open_session, first).problem == "no such file or directory"


def test_a_file_that_others_change_is_told(config: Path) -> None:
    session = open_session(config)
    assert glance_outside(session).outside == ""
    config.write_bytes(b"x=1\n")
    assert glance_outside(session).outside == "changed outside"


def test_a_file_is_listed_once_and_found_by_its_words(home: Path) -> None:
    found = listed(home)
    assert once((listed_file(found[1].path), *found))[1:] == (*found[:1], *found[2:])
    rows = file_rows(found, {}, found[1].target, "hrprd app")
    assert [row.file.domain if row.file else row.heading for row in rows] == [f"1 domain below {home}", "HRPRD"]
    assert drawn(()) == ()
    assert file_rows(found, {}, found[1].target, "nothing has that") == ()


@given(st.lists(st.text(st.sampled_from("ab/"), min_size=1, max_size=6), min_size=1, max_size=4))
def test_short_names_tell_files_apart(texts: list[str]) -> None:
    paths = [PurePosixPath("/", text, "psappsrv.cfg") for text in texts]
    names = short_names(paths, is_alone=False)  # type: ignore[arg-type]
    assert len(set(names)) == len(set(paths))
    assert all(name.endswith("psappsrv.cfg") for name in names)


def test_what_is_typed_is_a_path_or_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert target_of(tmp_path / "a").parent == tmp_path
    with pytest.raises(EditError):
        typed_path("a\0b")
    with pytest.raises(StoreError):
        open_session(tmp_path / "a")


def test_names_and_reasons_that_would_act_on_the_terminal_are_shown_escaped(tmp_path: Path) -> None:
    path = tmp_path / "HR\x1b[2JDEV" / "psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(b"[Startup]\nDBName=HR\x1b[31mDEV\n")
    one = listed_file(path)
    (_, row) = file_rows((one,), {one.target: glance_at(one, open_session)}, path)
    assert "\x1b" not in "".join((*row.names, row.words))
    assert row.names[0] == "HR\\e[2JDEV"
    broken = Glance(problem="no such file: \x1b]0;x\x07")
    (_, row) = file_rows((one,), {one.target: broken}, path)
    assert row.words.isprintable()
