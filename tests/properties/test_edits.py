"""Edits: each touches only the lines that it names, and leaves a file that reads back as itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import scanner
import strategies
from edits import ON_ENTRIES, Edit, assert_canonical, assert_same_newlines, edits, inserted, on, raws
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cfgkit import AddressError, CfgkitError, EditError, Secret, parse

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.syntax import Entry

FILES = strategies.files().map(parse)


def live_twins(document: Document, entry: Entry) -> int:
    """How many live settings share the entry's name, case left aside."""
    name = (entry.section.casefold(), entry.key.casefold())
    return sum(e.live and (e.section.casefold(), e.key.casefold()) == name for e in document.entries())


def drawn_entry(data: st.DataObject, document: Document, *, live: bool) -> Entry:
    entries = [entry for entry in document.entries() if entry.live is live]
    assume(entries)
    return data.draw(st.sampled_from(entries))


def at_line(document: Document, number: int) -> Entry:
    return next(entry for entry in document.entries() if entry.line.number == number)


@given(document=FILES, data=st.data())
def test_an_edited_document_is_the_one_that_its_bytes_parse_to(document: Document, data: st.DataObject) -> None:
    before = document.to_bytes()
    for _ in range(4):
        old = document
        with suppress(EditError, AddressError):
            document = data.draw(edits(document)).of(document)
        assert_canonical(document)
        assert_same_newlines(old, document)
        assert list(document.lines()) == list(parse(document.to_bytes(), encoding=document.encoding).lines())
    assert parse(before).to_bytes() == before


@given(document=FILES, data=st.data(), value=strategies.values)
def test_set_changes_the_value_and_nothing_else(document: Document, data: st.DataObject, value: str) -> None:
    entry = drawn_entry(data, document, live=True)
    try:
        new = on("set", entry, value).of(document)
    except EditError as error:
        assert "can't be written as" in str(error) or "no longer" in str(error)
        return
    number, old_raw = entry.line.number - 1, entry.line.raw
    head = entry.line.text[: len(entry.line.text) - len(entry.value)]
    wanted = raws(document)
    wanted[number] = head + value + old_raw[len(entry.line.text) :]
    assert raws(new) == wanted


@given(document=FILES, data=st.data())
def test_setting_an_equal_value_returns_the_very_document(document: Document, data: st.DataObject) -> None:
    entry = drawn_entry(data, document, live=True)
    assert on("set", entry, entry.value).of(document) is document
    assert (
        document.set(entry.section, entry.key, Secret(entry.value), nth=entry.nth, section_nth=entry.section_nth)
        is document
    )
    assert on("rename_key", entry, entry.key).of(document) is document


@given(document=FILES, data=st.data())
def test_remove_takes_one_line_out(document: Document, data: st.DataObject) -> None:
    entry = drawn_entry(data, document, live=True)
    try:
        new = on("remove", entry).of(document)
    except EditError as error:
        assert "ending above" in str(error) or "no longer be recognised" in str(error)
        return
    wanted = raws(document)
    del wanted[entry.line.number - 1]
    assert raws(new) == wanted


@given(document=FILES, data=st.data())
def test_uncomment_undoes_comment_out_byte_for_byte(document: Document, data: st.DataObject) -> None:
    entry = drawn_entry(data, document, live=True)
    try:
        off = on("comment_out", entry).of(document)
    except EditError:
        prose = scanner.scan_text(f"[{entry.section}]\n;{entry.line.text}")[-1]
        assert (prose.kind, prose.key, prose.value) != ("commented", entry.key, entry.value)
        return
    wanted = raws(document)
    wanted[entry.line.number - 1] = ";" + wanted[entry.line.number - 1]
    assert raws(off) == wanted
    twin = at_line(off, entry.line.number)
    assert (twin.live, twin.key, twin.value) == (False, entry.key, entry.value)
    if live_twins(document, entry) > 1:
        with pytest.raises(EditError, match="is live already"):
            on("uncomment", twin).of(off)
    else:
        assert on("uncomment", twin).of(off).to_bytes() == document.to_bytes()


@given(document=FILES, data=st.data())
def test_uncomment_takes_one_mark_off(document: Document, data: st.DataObject) -> None:
    document = parse(b"[SMTP Settings]\n;SMTPPort=1\n;Zed = 2\n" + document.text.encode())
    entry = drawn_entry(data, document, live=False)
    assume(not live_twins(document, entry))
    wanted = raws(document)
    wanted[entry.line.number - 1] = wanted[entry.line.number - 1][1:]
    new = on("uncomment", entry).of(document)
    assert raws(new) == wanted
    assert at_line(new, entry.line.number).live


@given(document=FILES, data=st.data(), key=strategies.keys)
def test_rename_changes_the_key_and_nothing_else(document: Document, data: st.DataObject, key: str) -> None:
    entry = drawn_entry(data, document, live=True)
    try:
        new = on("rename_key", entry, key).of(document)
    except EditError:
        return
    raw = entry.line.raw
    start = len(raw) - len(raw.lstrip(" \t"))
    wanted = raws(document)
    wanted[entry.line.number - 1] = raw[:start] + key + raw[start + len(entry.key) :]
    assert raws(new) == wanted
    assert at_line(new, entry.line.number).key == key


@given(document=FILES, data=st.data(), key=strategies.keys, value=strategies.values)
def test_a_new_setting_is_one_new_line_in_its_section(
    document: Document, data: st.DataObject, key: str, value: str
) -> None:
    assume(document.sections)
    section = data.draw(st.sampled_from(document.sections))
    assume(not any(e.live and e.key.casefold() == key.casefold() for e in document.entries()))
    try:
        new = document.set(section.name, key, value, section_nth=section.nth)
    except EditError:
        return
    [line] = inserted(document, new)
    assert line.partition("=")[0].rstrip(" \t") == key
    assert line.endswith(value)
    found = new.live(section.name, key)
    assert found is not None
    assert (found.section, found.section_nth, found.key, found.value) == (section.name, section.nth, key, value)


@given(document=FILES, data=st.data(), texts=st.lists(strategies.lines, min_size=1, max_size=4))
@example(document=parse(b"[S]"), data=None, texts=[""])
@example(document=parse(b"[S]\nA=1\r\n"), data=None, texts=["; words", "", "B=2"])
def test_inserted_lines_are_there_as_given_and_nothing_else_changes(
    document: Document, data: st.DataObject | None, texts: list[str]
) -> None:
    after = data.draw(st.integers(0, len(raws(document)))) if data else len(raws(document))
    section = ([""] + [line.section for line in scanner.scan_text(document.text)])[after]
    kinds = [scanner.scan_text(f"[{section}]\n{text}\n" if section else f"{text}\n")[-1].kind for text in texts]
    hostile = any(kind in {"header", "unreadable"} for kind in kinds) or any(
        text.startswith(scanner.MARKER) for text in texts
    )
    try:
        new = document.insert(after, texts)
    except EditError as error:
        reasons = ("can't be written", "no longer be recognised", "would become one", "NUL", "empty last line")
        assert hostile or any(reason in str(error) for reason in reasons)
        return
    assert not hostile
    wanted = raws(document)
    eols = {raw[len(raw.rstrip("\r\n")) :] for raw in raws(new)[after : after + len(texts)]}
    assert len(eols - {""}) <= 1
    got = raws(new)
    assert [raw.rstrip("\r\n") for raw in got[after : after + len(texts)]] == texts
    assert got[after + len(texts) :] == wanted[after:]
    assert [raw.rstrip("\r\n") for raw in got[:after]] == [raw.rstrip("\r\n") for raw in wanted[:after]]
    assert got[: max(after - 1, 0)] == wanted[: max(after - 1, 0)]
    assert new.final_newline == document.final_newline
    assert_canonical(new)
    assert_same_newlines(document, new)


@pytest.mark.parametrize("after", [-1, 4, 99])
def test_a_line_that_is_not_there_is_an_address_error(after: int) -> None:
    with pytest.raises(AddressError, match="no line"):
        parse(FILE).insert(after, ["A=1"])
    assert parse(FILE).insert(3, []).text == parse(FILE).text


@pytest.mark.parametrize("text", ["[Own]", "nothing known", "=v", f"{scanner.MARKER} copy", "a\nb", "a\r", "\0"])
def test_a_line_of_no_known_kind_is_not_inserted(text: str) -> None:
    with pytest.raises(EditError, match="new line"):
        parse(FILE).insert(1, ["; words", text])


@given(document=FILES, name=strategies.section_names, fill=st.booleans())
def test_a_new_section_is_a_header_and_at_most_one_blank_line(document: Document, name: str, fill: bool) -> None:
    assume(name.casefold() not in [one.name.casefold() for one in document.sections])
    try:
        new = document.set(name, "SMTPPort", "25") if fill else document.add_section(name)
    except EditError:
        return
    lines = inserted(document, new)
    wanted = [f"[{name}]", "SMTPPort=25"] if fill else [f"[{name}]"]
    # Which of two blank lines side by side is the new one can't be told.
    assert [line.replace(" ", "").replace("\t", "") for line in lines if line.strip(" \t")] == [
        line.replace(" ", "").replace("\t", "") for line in wanted
    ]
    assert len(lines) <= len(wanted) + 1
    old_settings = scanner.settings_of(document.text.encode())
    assert [one for one in scanner.settings_of(new.text.encode()) if one[0] != name] == old_settings


@given(document=FILES, data=st.data())
def test_remove_section_takes_out_its_lines_from_the_header_on(document: Document, data: st.DataObject) -> None:
    sections = [section for section in document.sections if section.name]
    assume(sections)
    section = data.draw(st.sampled_from(sections))
    try:
        new = Edit("remove_section", section.name, section_nth=section.nth).of(document)
    except EditError:
        return
    lines = list(section.lines())
    before, after = raws(document), raws(new)
    start, count = section.number - 1, len(before) - len(after)
    assert count > 0
    assert after == before[:start] + before[start + count :]
    left = lines[count:]
    assert all(line.kind in {"comment", "blank"} for line in left)
    assert not any(line.raw.startswith(scanner.MARKER) for line in lines[:count])


@given(document=FILES, data=st.data())
def test_the_marker_line_is_never_moved_copied_or_lost(document: Document, data: st.DataObject) -> None:
    """Whatever stands live above and below the marker stays on its side, and the marker stays one."""
    document = parse(b"[Startup]\nDBName=x\n\n" + f"{scanner.MARKER} ours\n".encode() + document.text.encode())
    assume(document.text.count(scanner.MARKER) == 1)
    for _ in range(3):
        old = document
        with suppress(EditError, AddressError):
            document = data.draw(edits(document)).of(document)
        assert [raw for raw in raws(document) if raw.startswith(scanner.MARKER)] == [f"{scanner.MARKER} ours\n"]
        assert _headers_above(document) >= _headers_above(old) - 1


def _headers_above(document: Document) -> int:
    above = document.text.partition(scanner.MARKER)[0]
    return sum(line.kind == "header" for line in scanner.scan_text(above))


BAD_VALUES = ("a\nb", "a\rb", "\n", "a\0", "x\r\n", " x", "\tx")
BAD_KEYS = (
    "",
    "a=b",
    "=",
    "[a",
    ";a",
    "#a",
    " a",
    "a ",
    "a\nb",
    "a\rb",
    "a\0b",
    "\ufeffa",
    "a\n",
    "<<<<<<<a",
    ">>>>>>>",
    "|||||||x",
)
BAD_SECTIONS = ("", "a]b", "]", "a\nb", "a\rb", "a\0b")
FILE = b"[SMTP Settings]\r\nSMTPServer=mail\r\n;SMTPPort=25\r\n"


@pytest.mark.parametrize("key", ["SMTPServer", "SMTPPort", "New"])
@pytest.mark.parametrize("section", ["SMTP Settings", "New"])
@pytest.mark.parametrize("value", BAD_VALUES)
def test_a_value_that_a_line_cannot_hold_is_refused(value: str, section: str, key: str) -> None:
    with pytest.raises(EditError) as caught:
        parse(FILE).set(section, key, value)
    assert value not in str(caught.value)


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_that_cannot_be_one_is_refused(key: str) -> None:
    for section in ("SMTP Settings", "New"):
        with pytest.raises(EditError):
            parse(FILE).set(section, key, "v")
    with pytest.raises(EditError):
        parse(FILE).rename_key("SMTP Settings", "SMTPServer", key)


@pytest.mark.parametrize("name", BAD_SECTIONS)
def test_a_section_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(EditError):
        parse(FILE).add_section(name)
    if name:
        with pytest.raises(EditError):
            parse(FILE).set(name, "Key", "v")


@pytest.mark.parametrize(
    ("data", "word"), [(b"[a]\nk=\xe9\n", "\u0141"), (b"\xff\xfe[\0a\0]\0\n\0k\0=\0v\0", "\ud800"), (FILE, "\udc80")]
)
def test_text_that_the_files_encoding_cannot_hold_is_refused(data: bytes, word: str) -> None:
    document = parse(data)
    section = document.sections[0].name
    for edit in (
        Edit("set", section, "k", word),
        Edit("set", section, word, "v"),
        Edit("add_section", word),
        Edit("set", word, "k", "v"),
    ):
        with pytest.raises(EditError, match="can't be written as") as caught:
            edit.of(document)
        str(caught.value).encode()


@given(
    data=strategies.data,
    name=st.sampled_from(ON_ENTRIES),
    place=st.sampled_from([(0, None), (None, 0), (-1, None), (99, 99)]),
)
def test_an_index_that_names_nothing_is_an_address_error(
    data: bytes, name: str, place: tuple[int | None, int | None]
) -> None:
    document = parse(data)
    assume(document.live("SMTP Settings", "SMTPPort") is None)
    with pytest.raises(AddressError):
        Edit(name, "SMTP Settings", "SMTPPort", "New", *place).of(document)


@given(document=FILES, data=st.data())
def test_every_error_of_an_edit_is_one_line_with_data(document: Document, data: st.DataObject) -> None:
    edit = data.draw(edits(document))
    if edit.name == "set":
        edit = replace(edit, text="hunter2" + data.draw(st.sampled_from(("", "\n", "\0", "\udc80"))))
    try:
        edit.of(document)
    except CfgkitError as error:
        assert isinstance(error, ValueError)
        assert error.message
        assert not set(str(error) + error.help) & set("\r\n\x1b\x85\u2028\u202e")
        assert "hunter2" not in str(error) + error.help
