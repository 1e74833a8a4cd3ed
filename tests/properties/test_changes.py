"""The edits between two Documents: as data that leads from one to the other, and as a diff that patch applies."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import scanner
import strategies
from edits import edits
from hypothesis import given
from hypothesis import strategies as st

from cfgkit import AddressError, EditError, parse

if TYPE_CHECKING:
    from cfgkit import Document

FILES = strategies.files().map(parse)


def live(document: Document) -> Counter[tuple[str, str, str]]:
    lines = scanner.scan_text(document.text)
    return Counter((line.section, line.key, line.value) for line in lines if line.kind == "setting")


def edited(data: st.DataObject, document: Document) -> Document:
    for _ in range(data.draw(st.integers(1, 4))):
        with suppress(EditError, AddressError):
            document = data.draw(edits(document)).of(document)
    return document


def assert_leads_to(old: Document, new: Document) -> None:
    """Taking every `before` out of the old live settings and putting every `after` in gives the new ones."""
    found = live(old)
    for change in old.changes(new):
        if change.kind in {"set", "remove", "comment"}:
            assert change.before is not None
            found.subtract([(change.section, change.key, change.before)])
        if change.kind in {"set", "add", "uncomment"}:
            assert change.after is not None
            found.update([(change.section, change.key, change.after)])
    assert {k: n for k, n in found.items() if n} == dict(live(new))


@given(old=FILES, new=FILES)
def test_the_changes_between_any_two_documents_lead_from_one_to_the_other(old: Document, new: Document) -> None:
    assert_leads_to(old, new)


@given(old=FILES, data=st.data())
def test_the_changes_of_edits_lead_to_the_edited_document(old: Document, data: st.DataObject) -> None:
    assert_leads_to(old, edited(data, old))


@given(document=FILES)
def test_a_document_differs_from_itself_in_nothing(document: Document) -> None:
    assert document.changes(parse(document.to_bytes())) == ()
    assert document.unified_diff(parse(document.to_bytes()), "a", "b") == ""


@given(old=FILES, data=st.data())
def test_changes_name_the_lines_that_they_are_about(old: Document, data: st.DataObject) -> None:
    new = edited(data, old)
    before, after = scanner.scan_text(old.text), scanner.scan_text(new.text)
    for change in old.changes(new):
        for number, lines, value in (
            (change.line_before, before, change.before),
            (change.line_after, after, change.after),
        ):
            if number is not None and change.key:
                line = lines[number - 1]
                assert (line.section, line.key, line.value) == (change.section, change.key, value)


@given(old=FILES, new=FILES)
def test_the_diff_is_empty_only_where_the_texts_are_equal(old: Document, new: Document) -> None:
    diff = old.unified_diff(new, "a", "b")
    assert (diff == "") == (old.text == new.text)
    assert all(line == "" or line[0] in "-+ @\\" for line in diff.split("\n"))
    assert not [char for char in diff.replace("\n", "") if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}]


PLAIN_LINES = st.one_of(
    st.sampled_from(
        ("[a]", "[b]", "", "; words", "- dash", "+ plus", "--- a", "+++ b", "@@ -1 +1 @@", "\\ No newline")
    ),
    st.builds("k{}={}".format, st.integers(1, 4), st.sampled_from(("", "1", "2 "))),
)
PLAIN_TEXTS = strategies.texts(PLAIN_LINES, ("\n",))


@pytest.mark.skipif(shutil.which("patch") is None, reason="the machine has no patch program")
@given(old=PLAIN_TEXTS, new=PLAIN_TEXTS)
def test_patch_makes_the_new_file_of_the_old_one(old: str, new: str) -> None:
    diff = parse(old.encode()).unified_diff(parse(new.encode()), "old", "new")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "old")
        path.write_bytes(old.encode())
        if diff:
            done = subprocess.run(
                ["patch", "-s", "old"], cwd=folder, input=diff.encode(), capture_output=True, check=False
            )
            assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        made = path.read_bytes() if path.exists() else b""  # patch takes a file away that has become empty
    assert made == new.encode()


def test_each_kind_of_change_is_told_from_the_others() -> None:
    old = parse(b"[a]\nS1=1\nR1=2\nC1=3\n;U1=4\n[gone]\nX1=1\n")
    new = old.set("a", "S1", "9").remove("a", "R1").comment_out("a", "C1").uncomment("a", "U1").set("a", "A1", "5")
    new = new.add_section("came").remove_section("gone")
    assert [(c.kind, c.section, c.key, c.before, c.after, c.line_before, c.line_after) for c in old.changes(new)] == [
        ("remove-section", "gone", "", None, None, 6, None),
        ("add-section", "came", "", None, None, None, 7),
        ("set", "a", "S1", "1", "9", 2, 2),
        ("remove", "a", "R1", "2", None, 3, None),
        ("comment", "a", "C1", "3", "3", 4, 3),
        ("uncomment", "a", "U1", "4", "4", 5, 4),
        ("remove", "gone", "X1", "1", None, 7, None),
        ("add", "a", "A1", None, "5", None, 5),
    ]


def test_a_changed_secret_is_two_masked_lines() -> None:
    old = parse(b"[Startup]\nUserPswd=hunter2\nDBName=x\n")
    diff = old.unified_diff(old.set("Startup", "UserPswd", "hunter3"), "a", "b")
    assert diff == ("--- a\n+++ b\n@@ -1,3 +1,3 @@\n [Startup]\n-UserPswd=********\n+UserPswd=********\n DBName=x\n")


def test_distant_changes_are_hunks_of_their_own_with_three_lines_of_context() -> None:
    old = parse(b"".join(b"k%d=1\n" % n for n in range(30)))
    diff = old.unified_diff(old.set("", "k5", "2").set("", "k20", "2"), "a", "b")
    assert [line for line in diff.splitlines() if line.startswith("@@")] == ["@@ -3,7 +3,7 @@", "@@ -18,7 +18,7 @@"]


def test_two_large_files_that_share_nothing_are_compared() -> None:
    old, new = (parse(b"".join(b"%s%d=1\n" % (name, n) for n in range(2_000))) for name in (b"a", b"b"))
    diff = old.unified_diff(new, "a", "b")
    assert (diff.count("\n-a"), diff.count("\n+b")) == (2_000, 2_000)
