"""The laws of the three-way merge over generated files, and its cases one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import strategies
from edits import assert_canonical, raws
from hypothesis import assume, given
from hypothesis import strategies as st
from scanner import MARKER

from cfgkit import parse
from cfgkit.compare import compare
from cfgkit.compare.merge import merge
from cfgkit.compare.renaming import by_new_names

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.compare.merge import Merged

LINES: Final = (
    "[Trace]",
    "[SMTP Settings]",
    "[JOLT Listener]",
    "[PSPUBHND_X]",
    "[Own]",
    "TracePC=0",
    "TracePC=00",
    "TracePC=4",
    ";TracePC=4",
    "SMTPPort=25",
    "SMTPPort=025",
    "SMTPUseSSL=Y",
    "SMTPUseSSL=n",
    "Encryption=0",
    "JSL Encryption=128",
    "Key=a b",
    "Key=",
    "key=\x1b",
    "Other = é",
    ";Other=1",
    "UserPswd=hunter2",
    "UserPswd=hunter3",
    ";UserPswd=",
    "JavaVM Options=-Dx.password=hunter4 -Xmx1m",
    "JavaVM Options=-Xmx2m",
    "; words",
    "; password: hunter5",
    ";----",
    ';; sd="x", dt="n"',
    ";< note",
    "",
    "",
    "nothing known",
    ";_@_APSRV ours",
)
SECRETS: Final = ("hunter2", "hunter3", "hunter4", "hunter5")


@st.composite
def relatives(draw: st.DrawFn) -> tuple[Document, Document, Document]:
    """Three files of one origin: BASE, and two that lost, got and changed lines."""
    line = st.sampled_from(LINES)
    first = ["[Domain Settings]", *draw(st.lists(line, max_size=14, unique_by=lambda one: one or object()))]
    files = [first]
    for _ in range(2):
        lines = list(first)
        for _ in range(draw(st.integers(0, 5))):
            place = draw(st.integers(1, len(lines)))
            change = draw(st.sampled_from(("value", "value", "mark", "lines")))
            key, equals, _ = lines[place - 1].partition("=")
            if change == "value" and equals and draw(st.booleans()):
                lines[place - 1] = f"{key}={draw(st.sampled_from(('0', '00', '7', 'y', 'x y')))}"
            elif change == "mark" and equals:
                lines[place - 1] = key[1:] + "=1" if key.startswith(";") else f";{lines[place - 1]}"
            else:
                lines[place : place + draw(st.integers(0, 1))] = draw(st.lists(line, max_size=2))
        files.append(lines)
    eol = draw(st.sampled_from(("\n", "\r\n", "\r")))
    end = draw(st.sampled_from(("", eol)))
    base, ours, theirs = (parse((eol.join(lines) + end).encode()) for lines in files)
    return base, ours, theirs


hostile: Final = st.tuples(*[strategies.files().map(parse)] * 3)
TRIPLES: Final = st.one_of(relatives(), relatives(), hostile)


def unequal(one: Document, other: Document) -> set[tuple[str, str]]:
    """The names of the settings whose live values differ."""
    found = compare([("", one), ("", other)]).differences
    return {(row.section.casefold(), row.key.casefold()) for row in found}


def left(merged: Merged) -> set[tuple[str, str]]:
    """The names of the settings that are left to a human."""
    return {one.name for one in (*merged.of("conflict"), *merged.of("by-hand"))}


@given(TRIPLES)
def test_what_ours_did_not_change_becomes_what_theirs_says(files: tuple[Document, ...]) -> None:
    base, theirs, _ = files
    merged = merge(base, base, theirs)
    assert unequal(merged.document, theirs) <= left(merged)


@given(TRIPLES)
def test_what_theirs_did_not_change_leaves_ours_byte_for_byte(files: tuple[Document, ...]) -> None:
    base, ours, _ = files
    merged = merge(base, ours, base)
    assert merged.document.to_bytes() == ours.to_bytes()
    assert (merged.settled, merged.renamed, merged.left_out) == ((), (), ())


@given(TRIPLES)
def test_each_setting_says_what_its_outcome_says(files: tuple[Document, ...]) -> None:
    base, ours, theirs = files
    merged = merge(base, ours, theirs)
    now = by_new_names(ours, merged.renamed)
    outcomes = {one.name: one.outcome for one in merged.settled}
    like_theirs = {name for name, outcome in outcomes.items() if outcome in {"carried", "added", "removed"}}
    assert not unequal(merged.document, theirs) & like_theirs
    assert unequal(merged.document, now) <= like_theirs
    assert_canonical(merged.document)
    assert merged.document.codec == ours.codec
    assert merged.document.final_newline or not ours.final_newline


@given(TRIPLES)
def test_no_line_of_ours_changes_that_need_not(files: tuple[Document, ...]) -> None:
    base, ours, theirs = files
    merged = merge(base, ours, theirs)
    changed = {one.row.sides[1].line for one in merged.settled if one.outcome in {"carried", "removed"}}
    old_names = {(one.section.casefold(), one.old.casefold()) for one in merged.renamed}
    changed |= {one.line.number for one in ours.entries() if (one.section.casefold(), one.key.casefold()) in old_names}
    lines = iter(raws(merged.document))
    last = len(raws(ours))
    for number, raw in enumerate(raws(ours), 1):
        # The last line gets an ending where another one comes below it, and loses it where it becomes the last.
        wanted = {raw} | ({raw + eol for eol in strategies.EOLS} if number == last else set())
        assert number in changed or any(line in wanted for line in lines)


@given(TRIPLES)
def test_neither_the_marker_nor_a_templates_notes_come_along(files: tuple[Document, ...]) -> None:
    base, ours, theirs = files
    theirs = parse(f'{theirs.text}\n[Own Tpl]\n;; dt="n"\nNew=1\n'.encode())
    merged = merge(base, ours, theirs)
    for start in (MARKER, ";;", ";<"):
        found, wanted = (
            [raw.rstrip("\r\n") for raw in raws(document) if raw.startswith(start)]
            for document in (merged.document, ours)
        )
        assert found == wanted


@given(TRIPLES)
def test_no_secret_of_theirs_comes_along(files: tuple[Document, ...]) -> None:
    merged = merge(*files)
    for secret in SECRETS:
        assert merged.document.text.count(secret) <= files[1].text.count(secret)


EDITS: Final = st.sampled_from(("1", "2", "a b", None, ""))


@given(relatives(), st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.booleans(), EDITS)))
def test_disjoint_edits_commute(files: tuple[Document, ...], edits: dict[str, tuple[bool, str | None]]) -> None:
    base = files[0]
    assume(base.section_names.count("Domain Settings") == 1)
    for key in "abcd":
        base = base.set("Domain Settings", f"Key {key}", "0")
    sides = [base, base, base]
    for key, (is_mine, value) in edits.items():
        for index in (0 if is_mine else 1, 2):
            name = f"Key {key}"
            if value is None and sides[index].live("Domain Settings", name):
                sides[index] = sides[index].comment_out("Domain Settings", name)
            else:
                sides[index] = sides[index].set("Domain Settings", name, value or "")
    one, other = merge(base, sides[0], sides[1]), merge(base, sides[1], sides[0])
    assert (left(one), left(other)) == (set(), set())
    assert unequal(one.document, other.document) == set()
    assert unequal(one.document, sides[2]) == set()
