"""Finding settings by name, and addresses as users write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import strategies
from hypothesis import given

from cfgkit import AddressError, parse
from cfgkit.syntax.lookup import Where

if TYPE_CHECKING:
    from cfgkit import Document

DOUBLES = parse(b"top=0\n[S]\nKey=1\nkey=2\nKey=3\n;Off=4\n;Off=5\n[s]\nKey=6\n[S]\nKey=7\nOther=8\n")
LITERAL = parse(b"[S[2]]\n[S[2]\nKey[3]=a\nKey=b\nKey=c\nLog/Out=d\n[T]\nKey=e\n")


def value(section: str, key: str, **places: int) -> str | None:
    found = DOUBLES.live(section, key, **places)
    return found.value if found else None


def test_the_exact_name_comes_before_the_same_name_in_another_case() -> None:
    assert value("S", "key") == "2"
    assert value("s", "KEY") == "6"
    assert parse(b"[S]\nKey=1\n").live("s", "KEY") is not None


def test_of_duplicates_the_last_live_one_counts() -> None:
    assert value("S", "Key") == "7"
    assert value("S", "Key", section_nth=1) == "3"
    assert value("S", "Other") == "8"
    assert [entry.value for entry in DOUBLES.live_all("S", "Key")] == ["1", "3", "7"]
    assert [entry.value for entry in DOUBLES.commented_all("S", "Off")] == ["4", "5"]


def test_each_duplicate_has_an_index() -> None:
    assert [value("S", "Key", nth=n) for n in (0, 1, 2, 3, 4, -1)] == [None, "1", "3", "7", None, None]
    assert value("S", "Key", nth=2, section_nth=1) == "3"
    assert value("S", "Key", nth=1, section_nth=2) == "7"
    assert value("S", "Key", section_nth=3) is None


def test_a_commented_out_setting_is_not_live() -> None:
    assert value("S", "Off") is None
    assert value("", "top") == "0"
    assert value("T", "Key") is None


def test_an_entry_says_what_was_found_and_where() -> None:
    found = parse(b"a=1\r\r\n[S]\n x = y \n").live("s", "X")
    assert found is not None
    assert (found.section, found.key, found.value, found.line.number, found.line.value_column) == ("S", "x", "y ", 4, 6)


@pytest.mark.parametrize("edit", ["set", "remove", "comment_out", "rename_key"])
def test_an_ambiguous_name_is_not_edited(edit: str) -> None:
    more = ("v",) if edit in {"set", "rename_key"} else ()
    with pytest.raises(AddressError, match="3 live settings are called S/Key") as caught:
        getattr(DOUBLES, edit)("S", "Key", *more)
    assert caught.value.help.startswith("name one of them: S[1]/Key")
    assert getattr(DOUBLES, edit)("S", "Key", *more, nth=2).to_bytes() != DOUBLES.to_bytes()


def test_an_ambiguous_section_gets_no_new_setting() -> None:
    with pytest.raises(AddressError, match="2 sections are called"):
        DOUBLES.set("S", "New", "1")
    assert DOUBLES.set("S", "New", "1", section_nth=2).text.endswith("Other=8\nNew=1\n")
    with pytest.raises(AddressError, match="2 sections"):
        DOUBLES.remove_section("S")
    with pytest.raises(AddressError):
        DOUBLES.uncomment("S", "Off")
    assert ";Off=4\nOff=5" in DOUBLES.uncomment("S", "Off", nth=2).text


def test_what_is_not_there_is_not_edited() -> None:
    for name in ("remove", "comment_out", "uncomment"):
        with pytest.raises(AddressError):
            getattr(DOUBLES, name)("S", "Missing")
    with pytest.raises(AddressError):
        DOUBLES.remove_section("Missing")
    with pytest.raises(AddressError):
        DOUBLES.remove_section("")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("SMTP Settings/SMTPServer", Where("SMTP Settings", "SMTPServer")),
        ("S/Log/Out", Where("S", "Log/Out")),
        ("/top", Where("", "top")),
        ("T[2]/Key[3]", Where("T", "Key", 3, 2)),
        ("T[0]/Key[00]", Where("T[0]", "Key[00]")),
        ("T[x]/Key[]", Where("T[x]", "Key[]")),
        ("S[2/Key[3]", Where("S[2", "Key[3]")),
        ("s[2/KEY[3]", Where("s[2", "KEY[3]")),
        ("T/Key[3]", Where("T", "Key", 3)),
        ("T/A=b", Where("T", "A=b")),
        ("[T]/Key", Where("[T]", "Key")),
        ("T/Key ", Where("T", "Key ")),
        ("T/K\n[2]", Where("T", "K\n", 2)),
    ],
)
def test_an_address_is_read(text: str, where: Where) -> None:
    assert LITERAL.resolve(text) == where


@pytest.mark.parametrize("text", ["", "SMTPServer", "S/", "/", "S[2]"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressError, match="is no SECTION/KEY"):
        LITERAL.resolve(text)


@given(document=strategies.files().map(parse))
def test_every_setting_has_an_address_that_resolves_to_it(document: Document) -> None:
    keys = {entry.key for entry in document.entries()} | {section.name for section in document.sections}
    if any(name.endswith("]") for name in keys):
        return
    for entry in document.entries():
        if not entry.live or "/" in entry.section:
            continue
        where = document.resolve(f"{entry.section}[{entry.section_nth}]/{entry.key}[{entry.nth}]")
        found = document.live(where.section, where.key, nth=where.nth, section_nth=where.section_nth)
        assert found is not None
        assert found.line == entry.line._replace(segment=found.line.segment, start=found.line.start)
