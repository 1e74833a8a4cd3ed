"""The lines of the raw page: all of the file, masked, with what a save would change among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cfgkit.document import parse
from cfgkit.schema import mask_line
from cfgkit.syntax import Kind
from cfgkit.tui.model.raw import ADDED, BELOW_REMOVED, CHANGED, OLD, SAME, differing, raw_text
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.raw import RawText
    from cfgkit.tui.model.session import Session


@pytest.fixture
def session(config: Path) -> Session:
    return open_session(config)


def signs(text: RawText) -> dict[str, str]:
    return {line.text: line.mark.sign for line in text if line.mark is not SAME}


def test_every_line_with_its_number_and_kind_and_no_secret(session: Session) -> None:
    lines = list(raw_text(session))
    assert [line.number for line in lines] == list(range(1, 14))
    assert [line.kind for line in lines][:4] == [Kind.HEADER, Kind.SETTING, Kind.SETTING, Kind.BLANK]
    assert lines[2].text == "UserPswd=********"
    assert lines[2].text[lines[2].key_start : lines[2].key_end] == "UserPswd"
    assert all(line.mark is SAME for line in lines)


def test_changed_new_and_removed_lines_are_marked_and_the_old_ones_stand_above(session: Session) -> None:
    document = session.document.set("SMTP Settings", "SMTPPort", "587").set("Trace", "TraceSqlMask", "1")
    edited = session.edited(document.remove("Startup", "DBName"))
    text = raw_text(edited)
    assert signs(text) == {
        "UserPswd=********": BELOW_REMOVED.sign,
        "SMTPPort=587": CHANGED.sign,
        "TraceSqlMask=1": ADDED.sign,
    }
    old = raw_text(edited, with_old=True)
    assert len(old) == len(text) + 2
    shown = [line.text for line in old]
    assert shown[shown.index("SMTPPort=587") - 1] == "SMTPPort=25"
    assert [(line.text, line.number) for line in old if line.mark is OLD] == [("DBName=HRDEV", 0), ("SMTPPort=25", 0)]


def test_a_secret_that_changed_is_two_masked_lines(session: Session) -> None:
    edited = session.edited(session.document.set("Startup", "UserPswd", "geheim"))
    shown = [line.text for line in raw_text(edited, with_old=True)]
    assert shown.count("UserPswd=********") == 2
    assert "hunter2" not in "".join(shown)


def test_the_last_line_taken_out_is_said_below_what_is_last_now(config: Path) -> None:
    config.write_bytes(b"[Startup]\nA=1\nB=2\n")
    session = open_session(config)
    text = raw_text(session.edited(session.document.remove("Startup", "B")))
    assert text[1].mark is BELOW_REMOVED
    assert text.changes() == [1]


def test_an_empty_file_has_no_lines(config: Path) -> None:
    config.write_bytes(b"")
    text = raw_text(open_session(config), with_old=True)
    assert len(text) == 0
    assert text.number_at(0) == 0
    assert text.changes() == []
    assert text.found("x", 0, 1) is None


def test_words_are_found_round_the_end_both_ways_and_a_secret_is_not(session: Session) -> None:
    text = raw_text(session)
    assert text.found("SMTP", 0, 1) == 4
    assert text.found("smtp", 7, 1) == 7
    assert text.found("smtp", 9, 1) == 4
    assert text.found("smtp", 3, -1) == 8
    assert text.found("smtp", 6, -1) == 6
    assert text.found("hunter2", 0, 1) is None
    assert text.found("", 0, 1) is None


def test_a_line_and_its_place_belong_together(session: Session) -> None:
    edited = session.edited(session.document.remove("Startup", "DBName").set("SMTP Settings", "SMTPPort", "587"))
    for with_old in (False, True):
        text = raw_text(edited, with_old=with_old)
        for number in range(1, len(text.lines) + 1):
            assert text[text.index_of(number)].number == number
            assert text.number_at(text.index_of(number)) == number


@given(
    st.lists(st.sampled_from(["[A]", "[B]", "K=1", ";K=1", "; x", "", "what", "Pwd=p", "\x1b[2J"]), max_size=12),
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("KLM"), st.sampled_from("12")), max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@example(["K=1", "what", "[A]"], [("A", "L", "1")], "\r\n")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_new_and_old_lines_are_the_two_files(
    tmp_path: Path, lines: list[str], edits: list[tuple[str, str, str]], eol: str
) -> None:
    path = tmp_path / "some.cfg"
    path.write_bytes("".join(line + eol for line in lines).encode())
    session = open_session(path)
    document = session.document
    for section, key, value in edits:
        if section in document.section_names and len(document.live_all(section, key)) < 2:
            document = document.set(section, key, value, section_nth=1, nth=None)
    text = raw_text(session.edited(document), with_old=True)
    everything = list(text)
    assert [line.number for line in everything if line.mark is not OLD] == list(range(1, len(text.lines) + 1))
    before = [line.text for line in everything if line.mark not in {CHANGED, ADDED}]
    now = [line.text for line in everything if line.mark is not OLD]
    secrets = session.document.schema.secret_keys
    assert now == [mask_line(line, secrets) for line in document.lines()]
    assert before == [mask_line(line, secrets) for line in session.original.lines()]


LINES = st.lists(st.sampled_from([";", "; text", "A=1", "A=2", "B=1", "C=1", "D=1", ""]), max_size=12)


@given(LINES, LINES)
@example(["A=1", "B=1"], ["B=1", "A=1"])
@example([";", ";", "A=1"], [";", "A=1", ";"])
@example([";"], [";", ";"])
def test_what_differs_leads_from_one_to_the_other_and_holds_no_line_that_is_alike(
    old: list[str], new: list[str]
) -> None:
    olds, news = ([*parse("".join(f"{line}\n" for line in lines).encode()).lines()] for lines in (old, new))
    made, at, at_new = list[str](), 0, 0
    for low, high, low_new, high_new in differing(olds, news):
        assert (low, low_new) >= (at, at_new)
        assert (low, low_new) != (high, high_new)
        made += old[at:low] + new[low_new:high_new]
        assert old[low:high][:1] != new[low_new:high_new][:1]
        assert old[low:high][-1:] != new[low_new:high_new][-1:]
        at, at_new = high, high_new
    assert made + old[at:] == new


def test_two_changes_far_apart_in_a_large_section_are_two(config: Path) -> None:
    config.write_bytes(b"[Startup]\n" + b"".join(b";\n;\nKey%d=1\n" % number for number in range(3000)))
    session = open_session(config)
    document = session.document.set("Startup", "Key1", "2").set("Startup", "Key2999", "2")
    hunks = raw_text(session.edited(document), findings=()).hunks
    assert [(hunk.start, hunk.stop, len(hunk.old)) for hunk in hunks] == [(6, 7, 1), (9000, 9001, 1)]
