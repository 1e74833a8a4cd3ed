from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import row_of

from cfgkit.syntax import Severity
from cfgkit.tui.model.inspector import about
from cfgkit.tui.model.rows import State, place_of, rows_of
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


def test_live_commented_and_known_but_absent_settings_are_listed_by_section(domain: Path) -> None:
    rows = rows_of(open_session(domain))
    mail = [row for row in rows if row.section == "SMTP Settings"]
    assert mail[0].is_header
    states = {row.key: row.state for row in mail[1:]}
    assert states["SMTPServer"] is State.LIVE
    assert states["SMTPTrace"] is State.OFF
    assert states["SMTPUserName"] is State.ABSENT
    order = [row.state for row in mail[1:]]
    assert order == sorted(order, key=lambda state: state is State.ABSENT)


def test_marks_say_modified_secret_found_and_effect(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "70000"))
    port = row_of(session, "SMTPPort")
    assert port.is_modified
    assert port.severity is Severity.ERROR
    assert not row_of(session, "SMTPServer").is_modified
    secret = row_of(session, "UserPswd")
    assert secret.is_secret
    assert secret.value == "********"
    assert row_of(session, "SMTPPort").is_mail
    assert not secret.is_mail


def test_a_removed_setting_is_listed_as_absent_and_modified(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.remove("SMTP Settings", "SMTPSender"))
    row = row_of(session, "SMTPSender")
    assert (row.state, row.is_modified) == (State.ABSENT, True)


def test_a_setting_that_the_compared_file_has_otherwise_is_marked(domain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.cfg"
    other.write_bytes(domain.read_bytes().replace(b"SMTPPort=25", b"SMTPPort=587"))
    session = open_session(domain, against=[other])
    assert [row.key for row in rows_of(session) if row.is_different] == ["SMTPPort"]
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    assert [row.key for row in rows_of(session) if row.is_different] == []


def test_comments_right_above_belong_to_a_setting(config: Path) -> None:
    above = {row.key: row.above for row in rows_of(open_session(config))}
    assert above["SMTPServer"] == ("; the server that takes the mail",)
    assert above["SMTPPort"] == ()
    assert above["TraceSql"] == ()


def test_a_secret_in_a_comment_is_masked(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"[Startup]\n; the password: hunter2\nDBName=HR\n")
    assert row_of(open_session(path), "DBName").above == ("; the password: ********",)


def test_no_finding_is_without_a_row(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"what is this\n[Startup]\nand this\nDBName=HR\n[Startup]\nDBName=X\n")
    session = open_session(path)
    shown = [found for row in rows_of(session) for found in row.findings]
    assert set(session.findings) == set(shown)


def test_a_row_shows_no_value_in_its_repr(domain: Path) -> None:
    assert "25" not in repr(row_of(open_session(domain), "SMTPPort"))


@pytest.mark.parametrize("edit", ["comment_out", "remove"])
def test_the_cursor_finds_what_became_of_its_setting(domain: Path, edit: str) -> None:
    session = open_session(domain)
    before = row_of(session, "SMTPPort")
    session = session.edited(getattr(session.document, edit)("SMTP Settings", "SMTPPort"))
    rows = rows_of(session)
    assert rows[place_of(rows, before)].key == "SMTPPort"
    assert place_of((), before) == 0
    assert place_of(rows, None) == 0


def test_a_setting_taken_out_that_nobody_knows_marks_its_own_section(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"[One]\nMine=1\nMine=2\n[One]\nMine=3\nMy Password=hunter2\n")
    session = open_session(path)
    for key, nth in (("Mine", None), ("My Password", None)):
        session = session.edited(session.document.remove("One", key, nth=nth, section_nth=2))
    marked = [(row.section_nth, row.key) for row in rows_of(session) if row.is_modified]
    assert marked == [(2, "")]
    said = [item.text for row in rows_of(session) if row.is_modified for item in about(session, row)]
    assert "Mine = 3, line 5 on disk" in said
    assert "My Password = ********, line 6 on disk" in said
    assert not any(row.is_modified for row in rows_of(session.undone().undone()))


def test_a_new_section_is_marked(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.add_section("New"))
    assert [(row.section, row.key) for row in rows_of(session) if row.is_modified] == [("New", "")]


def test_other_comment_lines_mark_the_setting_below_them(domain: Path) -> None:
    session = open_session(domain)
    described = session.edited(session.document.describe("SMTP Settings", "SMTPPort", ["; a port"]))
    (row,) = (row for row in rows_of(described) if row.is_modified)
    assert row.key == "SMTPPort"
    assert ("on disk", "the same, with other comment lines above") in about(described, row)
    # Its comment stays, above the setting that was below it.
    removed = session.edited(session.document.remove("SMTP Settings", "SMTPServer"))
    assert [row.key for row in rows_of(removed) if row.is_modified] == ["SMTPServer"]


def test_a_setting_that_got_another_value_and_was_commented_out_then_is_marked_itself(domain: Path) -> None:
    session = open_session(domain)
    document = session.document.set("SMTP Settings", "SMTPPort", "26").comment_out("SMTP Settings", "SMTPPort")
    session = session.edited(document)
    (row,) = (row for row in rows_of(session) if row.is_modified)
    assert (row.key, row.state) == ("SMTPPort", State.OFF)
    assert ("on disk", "25") in about(session, row)


def test_a_value_with_a_password_in_it_is_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"[PSTOOLS]\nJavaVM Options=-Xmx1g -Dproxy.password=hunter2\n")
    row = row_of(open_session(path), "JavaVM Options")
    assert (row.is_secret, row.value) == (True, "-Xmx1g -Dproxy.password=********")


def test_enough_rows_are_those_of_whole_sections_from_the_beginning(config: Path) -> None:
    session = open_session(config)
    rows = rows_of(session)
    for enough in range(len(rows) + 2):
        some = rows_of(session, enough=enough)
        assert some == rows[: len(some)]
        assert len(some) >= min(enough, len(rows))
        assert len(some) == len(rows) or rows[len(some)].is_header
    assert rows_of(session, enough=0) == ()
