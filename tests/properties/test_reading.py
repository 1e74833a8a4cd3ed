"""Bytes in = bytes out, and what the lines are, against the independent scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import scanner
import strategies
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.syntax import Document as PlainDocument

if TYPE_CHECKING:
    from cfgkit.syntax import Line

BOMS = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def as_scanned(lines: list[Line]) -> list[scanner.Scanned]:
    found: list[scanner.Scanned] = []
    section = ""
    for line in lines:
        section = line.key if line.kind == "header" else section
        found.append(scanner.Scanned(str(line.kind), line.number, line.raw, section, line.key, line.value))
    return found


def assert_read_alike(data: bytes) -> None:
    document = parse(data)
    assert document.to_bytes() == data
    assert as_scanned(list(document.lines())) == scanner.scan(data)


@given(data=strategies.data)
@example(data=b"a\r\r\nb\r")
@example(data=b"Key=a=b\nNext=1\n")
@example(data=b"\xef\xbb\xbf")
@example(data=b"\xef\xbb\xbf\xef\xbb\xbfa=1")
@example(data=b"\xff\xfe\x00\xd8")
@example(data=b"\xff\xfea")
@example(data=b"\xef\xbb\xbf\xff")
@example(data=b"[a]\x85[b]\n\xe2\x80\xa8[c]")
@example(data=b";\n \n;A1=")
def test_every_byte_string_is_given_back_and_read_as_the_scanner_reads_it(data: bytes) -> None:
    assert_read_alike(data)


@given(head=st.sampled_from(BOMS), body=st.binary(max_size=200))
def test_arbitrary_bytes_behind_a_byte_order_mark_are_given_back(head: bytes, body: bytes) -> None:
    assert_read_alike(head + body)


@pytest.mark.parametrize("count", [8_000, 8_001])
@pytest.mark.parametrize(
    "unit", [" ", "\t", "=", "[", "]", ";", "#", "\r", "\n", "\r\n", "x ", "<", "[x", ";A", ";=", " =", "\0"]
)
@pytest.mark.parametrize("frame", ["{}", "x{}", "{}x", "[{}]", ";{}", "k={}", "{}=v", "[s]\n{}\nk=v"])
def test_a_hostile_line_is_read_as_the_scanner_reads_it(unit: str, count: int, frame: str) -> None:
    assert_read_alike(frame.format(unit * count).encode())


@given(data=strategies.data)
def test_text_encoding_and_bom_make_the_bytes(data: bytes) -> None:
    document = parse(data)
    assert document.bom + document.text.encode(document.encoding) == data
    assert document.text == scanner.decode(data)


@given(data=strategies.data)
def test_newline_and_final_newline_are_those_of_the_lines(data: bytes) -> None:
    document = parse(data)
    used = {line.raw[len(line.text) :] for line in scanner.scan(data)} - {""}
    names = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}
    assert document.newline == ("none" if not used else names[used.pop()] if len(used) == 1 else "mixed")
    assert document.final_newline == (not data or document.text == "" or document.text[-1] in "\r\n")


@given(data=strategies.data)
def test_a_lines_parts_are_where_it_says(data: bytes) -> None:
    for line in parse(data).lines():
        assert line.text + line.eol == line.raw
        if line.kind in {"setting", "commented"}:
            assert line.text[line.value_column - 1 :] == line.value


@given(data=strategies.data)
def test_sections_and_entries_are_the_lines_in_file_order(data: bytes) -> None:
    document = parse(data)
    assert [line for section in document.sections for line in section.lines()] == list(document.lines())
    assert [(e.section, e.key, e.value, e.live) for e in document.entries()] == scanner.settings_of(data)
    seen: dict[tuple[str, int], int] = {}
    for number, section in enumerate(document.sections):
        assert section.nth == sum(other.name == section.name for other in document.sections[: number + 1])
        seen[section.name, section.nth] = seen.get((section.name, section.nth), 0) + 1
    assert set(seen.values()) <= {1}


@given(data=strategies.data)
def test_duplicates_are_numbered_one_by_one(data: bytes) -> None:
    entries = list(parse(data).entries())
    places = [(e.section, e.section_nth, e.key, e.live, e.nth) for e in entries]
    assert len(set(places)) == len(places)
    for e in entries:
        group = [
            o for o in entries if (o.section, o.section_nth, o.key, o.live) == (e.section, e.section_nth, e.key, e.live)
        ]
        assert [o.nth for o in group] == list(range(1, len(group) + 1))


@given(text=strategies.texts())
def test_without_a_dialect_only_the_spelling_tells_settings_from_prose(text: str) -> None:
    document = PlainDocument.from_bytes(text.encode())
    assert document.text == document.to_bytes().decode() == text or text.startswith("\ufeff")
    known = {line.number for line in scanner.scan_text(document.text) if line.kind == "commented"}
    assert {line.number for line in document.lines() if line.kind == "commented"} <= known


BODY = st.lists(
    st.one_of(
        st.tuples(st.just("setting"), strategies.keys, strategies.values),
        st.tuples(
            st.just("commented"), st.sampled_from(("SMTPServer", "SMTPPort", "Anything Goes")), strategies.values
        ),
        st.tuples(st.just("comment"), st.just(""), st.sampled_from((" words", "-----", " a = b", ";; sd=1"))),
        st.tuples(st.just("blank"), st.just(""), st.just("")),
    ),
    max_size=8,
)
DRAWN = {"setting": "{}={}", "commented": ";{}={}", "comment": "{};{}", "blank": "{}{}"}


@given(
    model=st.lists(st.tuples(st.sampled_from(strategies.SECTIONS), BODY), max_size=4),
    eol=st.sampled_from(strategies.EOLS),
)
def test_a_model_written_out_is_read_as_the_same_model(
    model: list[tuple[str, list[tuple[str, str, str]]]], eol: str
) -> None:
    rows = [
        f"[{name}]{eol}" + "".join(DRAWN[kind].format(key, value) + eol for kind, key, value in body)
        for name, body in model
    ]
    document = parse("".join(rows).encode())
    read = [
        (section.name, [(str(line.kind), line.key, line.value) for line in list(section.lines())[1:]])
        for section in document.sections
    ]
    wanted = [
        (name, [row if row[0] in {"setting", "commented"} else (row[0], "", "") for row in body])
        for name, body in model
    ]
    assert read == [(name, [_unless_conflict(row) for row in body]) for name, body in wanted]


def _unless_conflict(row: tuple[str, str, str]) -> tuple[str, str, str]:
    """A key that begins as a conflict mark does makes its line unreadable."""
    conflict = row[0] == "setting" and row[1].startswith(("<<<<<<<", ">>>>>>>", "|||||||"))
    return ("unreadable", "", "") if conflict else row
