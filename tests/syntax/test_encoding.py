"""Bytes and text."""

from __future__ import annotations

import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import EditError, InputError, parse


@pytest.mark.parametrize(
    ("data", "encoding", "bom", "text"),
    [
        (b"", "utf-8", b"", ""),
        ("é".encode(), "utf-8", b"", "é"),
        (b"\xe9", "latin-1", b"", "é"),
        (b"\xef\xbb\xbfa", "utf-8", b"\xef\xbb\xbf", "a"),
        (b"\xef\xbb\xbf\xef\xbb\xbf", "utf-8", b"\xef\xbb\xbf", "\ufeff"),
        (b"\xef\xbb\xbf\xe9", "latin-1", b"", "ï»¿é"),
        (b"\xff\xfea\0", "utf-16-le", b"\xff\xfe", "a"),
        (b"\xfe\xff\0a", "utf-16-be", b"\xfe\xff", "a"),
        (b"\xff\xfea", "latin-1", b"", "ÿþa"),
        (b"\xff\xfe\x00\xd8", "latin-1", b"", "ÿþ\0Ø"),
        (b"\xff\xfe\0\0a\0\0\0", "utf-16-le", b"\xff\xfe", "\0a\0"),
        (b"\xed\xa0\x80", "latin-1", b"", "í\xa0\x80"),
        (b"\xc0\x80", "latin-1", b"", "À\x80"),
    ],
)
def test_the_encoding_is_the_first_that_gives_the_bytes_back(data: bytes, encoding: str, bom: bytes, text: str) -> None:
    document = parse(data)
    assert (document.encoding, document.bom, document.text) == (encoding, bom, text)


@pytest.mark.parametrize(
    ("data", "wanted", "text"),
    [
        (b"\x80", "cp1252", "€"),
        ("テ".encode("shift-jis"), "shift_jis", "テ"),
        ("é".encode(), "latin-1", "Ã©"),
        ("é".encode(), "ISO-8859-1", "Ã©"),
        (b"a\0", "utf-16-le", "a"),
        (b"\xff\xfea\0", "utf-16-le", "a"),
        (b"\xef\xbb\xbfa", "UTF8", "a"),
        (b"\x1b$B", "latin1", "\x1b$B"),
    ],
)
def test_an_encoding_may_be_asked_for(data: bytes, wanted: str, text: str) -> None:
    document = parse(data, encoding=wanted)
    assert document.text == text
    assert document.to_bytes() == data


@pytest.mark.parametrize(
    "wanted", ["utf-8", "ascii", "utf-16-le", "nonsense", "base64", "rot13", "idna", "utf-16", "", "\0", "a b"]
)
def test_an_encoding_that_loses_bytes_is_refused(wanted: str) -> None:
    with pytest.raises(InputError):
        parse(b"\xff\x00\x80", encoding=wanted)


@example(b"\\=", "unicode_escape")
@given(
    data=strategies.data,
    wanted=st.sampled_from(
        (
            "utf-8",
            "utf-7",
            "cp1252",
            "shift_jis",
            "utf-16",
            "utf-16-be",
            "iso2022_jp",
            "hz",
            "punycode",
            "idna",
            "unicode_escape",
            "utf-8-sig",
            "utf-32",
            "latin-1",
        )
    ),
)
def test_an_encoding_gives_the_bytes_back_or_is_refused(data: bytes, wanted: str) -> None:
    try:
        document = parse(data, encoding=wanted)
    except InputError:
        return
    assert document.to_bytes() == data


@pytest.mark.parametrize(
    ("data", "edit"),
    [
        (b"\xe9=1\n[a]\nk=\xc3\xa9\n", lambda document: document.remove("", "é")),
        (b"[a]\nk=\xe9\n", lambda document: document.set("a", "k", "Ã©")),
        (b"a=1\n\xef\xbb\xbfb=2\n", lambda document: document.remove("", "a")),
    ],
)
def test_an_edit_never_makes_bytes_that_are_read_in_another_encoding(data: bytes, edit: object) -> None:
    assert callable(edit)
    with pytest.raises(EditError, match="no longer be recognised"):
        edit(parse(data))


def test_an_encoding_that_was_asked_for_is_the_users_affair() -> None:
    document = parse(b"[a]\nk=\xc3\xa9\n", encoding="latin-1")
    assert document.set("a", "k", "Ã¨").to_bytes() == b"[a]\nk=\xc3\xa8\n"
