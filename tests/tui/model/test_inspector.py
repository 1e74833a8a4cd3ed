from __future__ import annotations

from typing import TYPE_CHECKING

from screens import row_of

from cfgkit.tui.model.inspector import about
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.session import Session


def texts(session: Session, key: str) -> dict[str, str]:
    items = about(session, row_of(session, key))
    labels = dict.fromkeys(label for label, _ in items)
    return {label: "\n".join(text for one, text in items if one == label) for label in labels}


def test_everything_that_is_known_of_a_setting_stands_there(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.set("SMTP Settings", "SMTPPort", "70000"))
    known = texts(session, "SMTPPort")
    assert "live, line 14" in known["state"]
    assert "out of range" in known["error"]
    assert known["on disk"] == "25"
    assert "TCP port" in known["help"]
    assert known["effect"].startswith("dynamic (assumed): ")
    assert known["pair"] == "SMTPPort1 = 0"
    assert "1 to 65535" in known["type"]
    assert known["default"].startswith("25 (")
    assert texts(session, "SMTPServer")["comment"] == "; the server that takes the mail"


def test_an_effect_says_what_the_file_itself_allows(domain: Path) -> None:
    session = open_session(domain)
    domain.write_bytes(domain.read_bytes() + b"[Trace]\nTraceSql=0\n")
    session = open_session(domain)
    assert "Allow Dynamic Changes is not Y here, line 9" in texts(session, "TraceSql")["effect"]


def test_an_absent_setting_says_how_it_is_added(domain: Path) -> None:
    assert texts(open_session(domain), "SMTPUserName")["state"] == "not in the file; Enter adds it"


def test_no_secret_is_told(domain: Path) -> None:
    session = open_session(domain)
    session = session.edited(session.document.set("SMTP Settings", "SMTPUserPassword", "battery-staple"))
    told = str([about(session, row) for row in rows_of(session)])
    assert "hunter2" not in told
    assert "battery" not in told
    assert "correct-horse" not in told


def test_a_section_says_what_it_is_about(domain: Path) -> None:
    session = open_session(domain)
    header = next(row for row in rows_of(session) if row.is_header and row.section == "SMTP Settings")
    assert any("second mail server" in text for _, text in about(session, header))


def test_a_compared_file_s_value_is_told(domain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.cfg"
    other.write_bytes(domain.read_bytes().replace(b"SMTPPort=25", b"SMTPPort=587"))
    assert texts(open_session(domain, against=[other]), "SMTPPort")["compared"] == "587"
