"""Comment lines above a setting, put in and taken out: only they change, and the way back gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.document import parse
from cfgkit.errors import AddressError, EditError

if TYPE_CHECKING:
    from cfgkit.document import Document

FILE = (
    b"; top\n[Startup]\n; one\n;two\nDBName=X\nDBType=ORACLE\n\n; of the mail\n;SMTPTrace=1\n[SMTP Settings]\n"
    b"; where it goes\n;SMTPTrace=1\nSMTPPort=25"
)


def above(document: Document, section: str, key: str, *, live: bool = True) -> list[str]:
    found = document.live(section, key) if live else document.commented_all(section, key)[0]
    assert found is not None
    lines = [line.text for line in document.lines()][: found.line.number - 1]
    comments: list[str] = []
    while lines and lines[-1].startswith((";", "#")) and not lines[-1].startswith(";SMTPTrace="):
        comments.insert(0, lines.pop())
    return comments


@pytest.mark.parametrize(
    ("where", "live", "was"),
    [
        (("Startup", "DBName"), True, ["; one", ";two"]),
        (("Startup", "DBType"), True, []),
        (("SMTP Settings", "SMTPTrace"), False, ["; where it goes"]),
        (("SMTP Settings", "SMTPPort"), True, []),
    ],
)
@pytest.mark.parametrize("eol", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("texts", [[], ["; new"], ["# a", ";b", "; c"]])
def test_only_the_comments_above_change(
    where: tuple[str, str], was: list[str], eol: bytes, texts: list[str], *, live: bool
) -> None:
    document = parse(FILE.replace(b"\n", eol))
    assert above(document, *where, live=live) == was
    new = document.describe(*where, texts, live=live)
    assert above(new, *where, live=live) == texts
    assert parse(new.to_bytes()) == new
    others = [line for line in document.text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line not in was]
    kept = [line for line in new.text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line not in texts]
    assert kept == others
    assert new.describe(*where, was, live=live).to_bytes() == document.to_bytes()
    assert document.describe(*where, was, live=live) is document


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=3))
@example([";SMTPTrace=1"])
@example(["[x]"])
@example(["a=1"])
@example([""])
@example([";\n"])
@example(["; ]\x85"])
def test_what_is_written_reads_back_as_these_comments_or_is_refused(texts: list[str]) -> None:
    document = parse(FILE)
    try:
        new = document.describe("SMTP Settings", "SMTPTrace", texts, live=False)
    except EditError:
        return
    assert parse(new.to_bytes(), encoding=new.encoding).to_bytes() == new.to_bytes()
    assert above(new, "SMTP Settings", "SMTPTrace", live=False) == texts
    assert [entry.key for entry in new.entries()] == [entry.key for entry in document.entries()]


def test_a_name_that_names_no_such_setting_is_refused() -> None:
    with pytest.raises(AddressError):
        parse(FILE).describe("Startup", "UserId", [])
    with pytest.raises(AddressError):
        parse(FILE).describe("Startup", "DBName", [], live=False)


def test_the_marker_line_is_nobodys_comment() -> None:
    document = parse(b"[PSAPPSRV]\nMin Instances=1\n;_@_APSRV\n; mine\nMax Instances=2\n")
    assert document.dialect.is_marker(";_@_APSRV")
    new = document.describe("PSAPPSRV", "Max Instances", [])
    assert new.to_bytes() == b"[PSAPPSRV]\nMin Instances=1\n;_@_APSRV\nMax Instances=2\n"
    with pytest.raises(EditError):
        document.describe("PSAPPSRV", "Max Instances", [";_@_APSRV"])
