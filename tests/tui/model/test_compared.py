"""The rows of the compare page, and what takes a value over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import DOMAIN

from cfgkit.errors import EditError
from cfgkit.tui.model.compared import (
    DifferenceKind,
    Listing,
    all_taken_over,
    comparison,
    file_names,
    filters,
    kind_of,
    listed,
    taken_over,
)
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.compare_list import drawn, heads

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.compared import ComparedRow
    from cfgkit.tui.model.session import Session


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
    return next(one for one in comparison(session).rows if one.difference is not None and one.difference.key == key)


def test_sections_head_the_differences_and_each_file_has_a_cell(session: Session) -> None:
    rows = comparison(session).rows
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
    found = comparison(session)
    assert [one.name[1] for one in listed(found, Listing(words="587"))] == ["", "smtpport"]
    assert [one.name[1] for one in listed(found, Listing(words="smtp sender"))] == ["", "smtpsender"]
    assert listed(found, Listing(words="geheim")) == ()
    assert listed(found, Listing()) == found.rows


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


def test_the_kinds_are_told_apart_counted_and_listed(session: Session) -> None:
    found = comparison(session)
    kinds = {one.difference.key: kind_of(one.difference) for one in found.rows if one.difference is not None}
    assert kinds == {
        "UserPswd": DifferenceKind.SECRET,
        "SMTPPort": DifferenceKind.VALUE,
        "SMTPSender": DifferenceKind.HERE,
        "SMTPTrace": DifferenceKind.THERE,
    }
    for kind in DifferenceKind:
        names = [one.difference.key for one in listed(found, Listing(kind)) if one.difference is not None]
        assert names == [key for key, its in kinds.items() if its is kind]
    texts = [part.text for part in filters(found, Listing(), 200)]
    assert texts == ["1 All 4", "2 Values 1", "3 Only here 1", "4 Only there 1", "5 Secrets 1", "6 Expected 0"]
    assert [part.is_on for part in filters(found, Listing(DifferenceKind.HERE), 200)] == [
        *[False] * 2,
        True,
        *[False] * 3,
    ]


def test_a_section_is_taken_over_at_once_but_for_what_is_done_by_hand(session: Session) -> None:
    ones = [one.difference for one in comparison(session).rows if one.difference is not None]
    what = all_taken_over(session, ones, 2)
    assert (what.size, what.by_hand) == (2, ("UserPswd",))
    assert b"SMTPSender" not in what.document.to_bytes()
    assert b"\nSMTPTrace=1" in what.document.to_bytes()
    assert b"UserPswd=hunter2" in what.document.to_bytes()
    with pytest.raises(EditError, match="nothing can be taken over"):
        all_taken_over(session, [one for one in ones if one.hides_secret], 2)


def test_what_is_expected_is_counted_and_listed_on_request(domain: Path, tmp_path: Path) -> None:
    (domain.parent / "cfgkit.toml").write_text('[[expected]]\nsetting = "*/SMTPPort"\nreason = "[/each] has its own"\n')
    other = tmp_path / "other.cfg"
    other.write_bytes(DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=587").replace(b"ORACLE", b"DB2"))
    found = comparison(open_session(domain, against=[other]))
    assert (found.number(expected=True), found.number(expected=False)) == (1, 1)
    assert [one.name[1] for one in listed(found, Listing())] == ["", "dbtype"]
    assert "smtpport" in [one.name[1] for one in listed(found, Listing(with_expected=True))]


def test_rules_that_can_not_be_read_are_said_and_expect_nothing(domain: Path, tmp_path: Path) -> None:
    (domain.parent / "cfgkit.toml").write_text('[[expected]]\nsetting = "*/SMTPPort"\n')
    other = tmp_path / "other.cfg"
    other.write_bytes(DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=587"))
    found = comparison(open_session(domain, against=[other]))
    assert "reason" in found.problem
    assert found.number(expected=False) == 1
