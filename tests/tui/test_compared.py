"""The rows of the compare page, and what takes a value over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import DOMAIN

from cfgkit.errors import EditError
from cfgkit.tui.compare_list import drawn, heads
from cfgkit.tui.compared import compared_rows, file_names, holding, taken_over
from cfgkit.tui.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.compared import ComparedRow
    from cfgkit.tui.session import Session


@pytest.fixture
def session(domain: Path, tmp_path: Path) -> Session:
    """DEV against TST, which has another port, and PRD, which has another password, no sender and a trace."""
    texts = {
        "tst": DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=587"),
        "prd": DOMAIN.replace(b"hunter2", b"geheim")
        .replace(b"SMTPSender=ps@example.com\n", b"")
        .replace(b";SMTP", b"SMTP"),
    }
    paths = []
    for name, text in texts.items():
        path = tmp_path / name / "psappsrv.cfg"
        path.parent.mkdir()
        path.write_bytes(text)
        paths.append(path)
    return open_session(domain, against=paths)


def row(session: Session, key: str) -> ComparedRow:
    return next(one for one in compared_rows(session) if one.difference is not None and one.difference.key == key)


def test_sections_head_the_differences_and_each_file_has_a_cell(session: Session) -> None:
    rows = compared_rows(session)
    assert [one.name for one in rows if one.is_header] == [("startup", ""), ("smtp settings", "")]
    assert file_names(session) == ("domain", "tst", "prd")
    assert row(session, "SMTPPort").cells == ("25", "587", "25")
    assert row(session, "SMTPSender").cells == ("ps@example.com", "ps@example.com", "-")
    assert row(session, "SMTPTrace").cells == (";1", ";1", "1")
    assert row(session, "UserPswd").cells == ("******** A", "******** A", "******** B")


def test_a_row_says_without_colours_who_is_odd(session: Session) -> None:
    text = "".join(piece for piece, _ in drawn(row(session, "SMTPPort"), 100))
    assert "*587" in text
    assert " 25" in text
    assert "[tst]" in heads(file_names(session), 1, 100)


def test_words_are_looked_for_in_section_key_and_what_is_shown(session: Session) -> None:
    rows = compared_rows(session)
    assert [one.name[1] for one in holding(rows, "587")] == ["", "smtpport"]
    assert [one.name[1] for one in holding(rows, "smtp sender")] == ["", "smtpsender"]
    assert holding(rows, "geheim") == ()
    assert holding(rows, "") == rows


def test_values_are_taken_over_and_the_difference_is_gone(session: Session) -> None:
    for key, side in (("SMTPPort", 1), ("SMTPTrace", 2), ("SMTPSender", 2)):
        one = row(session, key).difference
        assert one is not None
        session = session.edited(taken_over(session, one, side))
    text = session.document.text
    assert "SMTPPort=587\n" in text
    assert "\nSMTPTrace=1\n" in text
    assert "SMTPSender" not in text


def test_a_secret_is_never_taken_over(session: Session) -> None:
    one = row(session, "UserPswd").difference
    assert one is not None
    with pytest.raises(EditError, match="by hand"):
        taken_over(session, one, 2)
    with pytest.raises(EditError, match="says the same there"):
        taken_over(session, one, 1)


def test_a_file_is_compared_once(session: Session) -> None:
    again = session.compared(session.others[0].path)
    assert len(again.others) == 2
    assert "geheim" not in repr(session.others)
