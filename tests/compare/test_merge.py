"""The laws of the three-way merge over generated files, and its cases one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
import strategies
from edits import assert_canonical, raws
from hypothesis import assume, given
from hypothesis import strategies as st
from scanner import MARKER

from cfgkit import parse
from cfgkit.compare import compare
from cfgkit.compare.edits import NEVER_CARRIED
from cfgkit.compare.merge import merge
from cfgkit.compare.merge_report import as_json, as_text, summary
from cfgkit.compare.renaming import by_new_names
from cfgkit.display import visible

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.compare.merge import Merged
    from cfgkit.compare.three_way import Outcome

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


@given(TRIPLES, st.booleans())
def test_no_report_shows_a_secret_or_acts_on_a_terminal(files: tuple[Document, ...], colour: bool) -> None:
    merged = merge(*files)
    text = as_text(merged, colour=colour) + summary(merged) + "\n"
    if colour:
        text = text.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert text == "".join(f"{visible(line)}\n" for line in text.splitlines())
    shown = text + json.dumps(as_json(merged))
    assert not [secret for secret in SECRETS if secret in shown]


HEAD: Final = "[Domain Settings]\n[Trace]\n"


def merged_lines(base: str, ours: str, theirs: str) -> tuple[str, list[tuple[Outcome, str]]]:
    """The merged [Trace] without its header, and the outcomes with their reasons."""
    merged = merge(*(parse((HEAD + text).encode()) for text in (base, ours, theirs)))
    outcomes = [(one.outcome, one.reason) for one in merged.settled]
    return merged.document.text.removeprefix(HEAD), outcomes


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted", "outcome"),
    [
        # The value changes.
        ("TracePC=1\n", "TracePC=1\n", "TracePC=2\n", "TracePC=2\n", ("carried", "")),
        ("TracePC=1\n", "TracePC=2\n", "TracePC=1\n", "TracePC=2\n", None),
        ("TracePC=1\n", "TracePC=2\n", "TracePC=2\n", "TracePC=2\n", None),
        ("TracePC=1\n", "TracePC=2\n", "TracePC=3\n", "TracePC=2\n", ("conflict", "")),
        # Equal meanings are no changes, and OURS' spelling stays.
        ("TracePC=1\n", "TracePC = 01\n", "TracePC=1 \n", "TracePC = 01\n", None),
        ("TracePC=1\n", "TracePC = 01\n", "TracePC=2\n", "TracePC = 2\n", ("carried", "")),
        # Commented out and live.
        ("TracePC=1\n", "TracePC=1\n", ";TracePC=1\n", ";TracePC=1\n", ("carried", "")),
        (";TracePC=1\n", "#TracePC=1\n", "TracePC=1\n", "TracePC=1\n", ("carried", "")),
        (";TracePC=1\n", ";TracePC=1\n", "TracePC=2\n", ";TracePC=1\nTracePC=2\n", ("carried", "")),
        ("TracePC=1\n", ";TracePC=1\n", "TracePC=2\n", ";TracePC=1\n", ("conflict", "commented out here, changed there")),
        ("TracePC=1\n", "TracePC=2\n", ";TracePC=1\n", "TracePC=2\n", ("conflict", "changed here, commented out there")),
        (";TracePC=1\n", "", "TracePC=1\n", "TracePC=1\n", ("carried", "")),
        # Taken out.
        ("TracePC=1\n", "TracePC=1\n", "", "", ("removed", "")),
        ("TracePC=1\n", "TracePC=2\n", "", "TracePC=2\n", ("conflict", "changed here, taken out there")),
        ("TracePC=1\n", "", "TracePC=2\n", "", ("conflict", "taken out here, changed there")),
        (";TracePC=1\n", "TracePC=2\n", "", "TracePC=2\n", ("conflict", "live here, taken out there")),
        (";TracePC=1\n", ";TracePC=1\n", "", ";TracePC=1\n", ("kept", "")),
        ("TracePC=1\n", ";TracePC=1\n", "", ";TracePC=1\n", ("kept", "")),
        # New.
        ("", "", "TracePC=1\n", "TracePC=1\n", ("added", "")),
        ("", "", ";TracePC=1\n", ";TracePC=1\n", ("added", "")),
        ("", "TracePC=1\n", "TracePC=2\n", "TracePC=1\n", ("conflict", "")),
        ("", "TracePC=1\n", "", "TracePC=1\n", None),
        ("", "", "; a\n;TracePC=0\n; b\nTracePC=1\n", "; a\n;TracePC=0\n; b\nTracePC=1\n", ("added", "")),
        # Duplicates.
        ("A=1\nA=2\n", "A=1\nA=2\n", "A=3\n", "A=1\nA=2\n", ("conflict", "it is live more than once")),
        ("A=1\n", "A=1\n", "A=1\na=2\n", "A=1\n", ("conflict", "it is live more than once")),
        ("", "", "A=1\nA=1\n", "", ("conflict", "it is live more than once")),
        ("A=1\nA=2\n", "A=3\n", "A=1\nA=2\n", "A=3\n", None),
        ("A=1\n", "A=1\nA=2\n", "A=1\nA=2\n", "A=1\nA=2\n", None),
        # Secrets.
        ("UserPswd=a\n", "UserPswd=a\n", "UserPswd=b\n", "UserPswd=a\n", ("by-hand", NEVER_CARRIED)),
        ("UserPswd=a\n", "UserPswd=b\n", "UserPswd=c\n", "UserPswd=b\n", ("by-hand", NEVER_CARRIED)),
        ("UserPswd=a\n", "UserPswd=b\n", "", "UserPswd=b\n", ("by-hand", NEVER_CARRIED)),
        ("UserPswd=a\n", "UserPswd=b\n", "UserPswd=a\n", "UserPswd=b\n", None),
        ("", "", "UserPswd=b\n", "", ("by-hand", NEVER_CARRIED)),
        ("", "", ";UserPswd=b\nUserPswd=\n", "", ("by-hand", NEVER_CARRIED)),
        ("", "", "UserPswd=\n", "UserPswd=\n", ("added", "")),
        ("A=1\n", "A=1\n", "A=-Dx.password=b\n", "A=1\n", ("by-hand", NEVER_CARRIED)),
    ],
)  # fmt: skip
def test_what_becomes_of_a_setting(
    base: str, ours: str, theirs: str, wanted: str, outcome: tuple[Outcome, str] | None
) -> None:
    assert merged_lines(base, ours, theirs) == (wanted, [outcome] if outcome else [])


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        # Below what precedes it there, else below what precedes that, else below the header.
        ("A=1\nB=1\n", "A=1\nNew=1\nB=1\n", "A=1\nNew=1\nB=1\n"),
        ("A=1\nB=1\n", "A=1\nC=1\nNew=1\nB=1\n", "A=1\nC=1\nNew=1\nB=1\n"),
        ("A=1\nB=1\n", "New=1\nA=1\n", "New=1\nA=1\nB=1\n"),
        ("B=1\nA=1\n", "A=1\nNew=1\nB=1\n", "B=1\nA=1\nNew=1\n"),
        ("key=1\n;KEY=0\n", "Key=1\nNew=1\n", "key=1\n;KEY=0\nNew=1\n"),
        # With the comment above it, and one blank line.
        ("A=1\n; b\nB=1\n", "A=1\n; b\nB=1\n\n\n; one\n; two\nNew=1\n", "A=1\n; b\nB=1\n\n; one\n; two\nNew=1\n"),
        ("A=1\n", "A=1\n; not its own\n\n; own\nNew=1\n", "A=1\n\n; own\nNew=1\n"),
        # A comment that both have below the setting before is that one's.
        ("A=1\n; of A\nB=1\n", "A=1\n; of A\nNew=1\nB=1\n", "A=1\n; of A\nNew=1\nB=1\n"),
        ("A=1\n; of A\n\n; of B\nB=1\n", "A=1\n; of A\n\n; own\nNew=1\n\n; of B\nB=1\n", "A=1\n; of A\n\n; own\nNew=1\n\n; of B\nB=1\n"),
        ("A=1\n; x\nB=1\n", "A=1\nNew=1\n; x\nNew2=1\n; x\nB=1\n", "A=1\nNew=1\n; x\nNew2=1\n; x\nB=1\n"),
        ("; of all\nA=1\n", "; of all\n; own\nNew=1\nA=1\n", "; of all\n; own\nNew=1\nA=1\n"),
        # Never below the marker line, never with it.
        ("A=1\n;_@_APSRV\nB=1\n", "A=1\n;_@_APSRV\nB=1\nNew=1\n", "A=1\nNew=1\n;_@_APSRV\nB=1\n"),
        ("A=1\n", "A=1\n; far\n;_@_APSRV\n; own\nNew=1\n", "A=1\n; own\nNew=1\n"),
        # A template's notes stay where they are; `;;` is a comment where there is no template.
        ("A=1\n", 'A=1\n; own\n;; sd="x", dt="n"\n;; option(va = 1)\n;< x\nNew=1\n', "A=1\n; own\nNew=1\n"),
        ("A=1\n", "A=1\n;; own\nNew=1\n", "A=1\n;; own\nNew=1\n"),
        # Nothing that could be a password.
        ("A=1\n", "A=1\n; old password: hunter2\n; own\nNew=1\n", "A=1\n; own\nNew=1\n"),
        # No final newline.
        ("A=1", "A=1\n; own\nNew=1\n", "A=1\n; own\nNew=1"),
    ],
)  # fmt: skip
def test_where_a_new_setting_goes_and_what_comes_with_it(ours: str, theirs: str, wanted: str) -> None:
    # THEIRS keeps what is not named in it.
    kept = "".join(
        f"{line}\n" for line in ours.splitlines() if "=" in line and line.casefold() not in theirs.casefold()
    )
    text, outcomes = merged_lines(ours, ours, theirs + kept)
    assert text == wanted
    assert {outcome for outcome, _ in outcomes} == {"added"}


def three(base: str, ours: str, theirs: str) -> Merged:
    return merge(*(parse(text.encode()) for text in (base, ours, theirs)))


def test_a_new_section_comes_whole_with_its_banner_to_its_place() -> None:
    ours = "[Startup]\r\nDBName=X\r\n[PSAPPSRV]\r\nMin Instances=1"
    theirs = (
        '[Startup]\nDBName=X\n; of X\n\n;---\n; D\n;---\n[Domain Settings]\n; own\n;; dt="n"\nDomain ID=Y\n\n'
        "UserPswd=hunter2\n;Off Key=1\n; clings\n\n; T\n[PSAPPSRV]\nMin Instances=1\n\n; O\n[Own]\n; nothing yet\n"
    )
    merged = three(ours, ours, theirs)
    assert merged.document.text == (
        "[Startup]\r\nDBName=X\r\n\r\n;---\r\n; D\r\n;---\r\n[Domain Settings]\r\n; own\r\nDomain ID=Y\r\n\r\n"
        ";Off Key=1\r\n; clings\r\n\r\n[PSAPPSRV]\r\nMin Instances=1\r\n\r\n; O\r\n[Own]\r\n; nothing yet"
    )
    assert [(one.row.key, one.outcome) for one in merged.settled] == [
        ("Domain ID", "added"), ("UserPswd", "by-hand"), ("Off Key", "added"),
    ]  # fmt: skip


def test_a_comment_that_runs_into_the_next_header_is_that_ones() -> None:
    merged = three(HEAD, HEAD, HEAD + "[New]\nX=1\n; of next\n[Next]\nY=1\n; the end\n")
    assert merged.document.text == HEAD + "\n[New]\nX=1\n\n; of next\n[Next]\nY=1\n; the end\n"


def test_a_messaging_section_comes_above_the_marker() -> None:
    ours = "[PSPUBHND_dflt]\nMin Instances=1\n\n;_@_APSRV ours\n\n[Trace]\nTracePC=0\n"
    theirs = ours.replace("\n;_@_APSRV", "\n[PSPUBHND_NEW]\nMin Instances=2\n\n;_@_APSRV")
    assert three(ours, ours, theirs).document.text == theirs


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "reason"),
    [
        ("[A]\nB=1\n", "", "[A]\nB=1\nNew=1\n", "its section was taken out here"),
        ("[A]\n[a]\n", "[A]\n[a]\n", "[A]\nNew=1\n", "its section stands 2 times here"),
        ("", "", "[A]\nNew=1\n[a]\n", "its section stands 2 times there"),
    ],
)
def test_a_setting_without_one_section_to_go_to_is_a_conflict(base: str, ours: str, theirs: str, reason: str) -> None:
    merged = three(base, ours, theirs)
    assert [(one.outcome, one.reason) for one in merged.settled] == [("conflict", reason)]
    assert merged.document.text == ours
    commented = three(base, ours, theirs.replace("New", ";New"))
    assert (commented.settled, commented.document.text) == ((), ours)


def test_a_setting_is_changed_in_the_one_of_two_sections_that_has_it() -> None:
    ours = "[Own]\nA=1\n[Own]\nB=1\n;Off Key=1\n"
    merged = three(ours, ours, ours.replace("B=1", "B=2").replace(";Off Key=1", "Off Key=2"))
    assert merged.document.text == "[Own]\nA=1\n[Own]\nB=2\n;Off Key=1\nOff Key=2\n"


def test_a_section_that_theirs_has_no_more_keeps_its_header_and_comments() -> None:
    merged = three("[A]\n; a\nB=1\n[C]\n", "[a]\n; a\nB=1\n[C]\n", "[C]\n")
    assert merged.document.text == "[a]\n; a\n[C]\n"
    assert merged.emptied == ("a",)
    assert "[a]: its header and comments stay" in as_text(merged)


OLD: Final = "[Domain Settings]\n[JOLT Listener]\nEncryption={}\n"
NEW: Final = "[Domain Settings]\n[JOLT Listener]\nJSL Encryption={}\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted", "outcomes"),
    [
        ("0", "128", "0", "128", []),
        ("0", "0", "0", "0", []),
        ("0", "0", "128", "128", ["carried"]),
        ("0", "40", "128", "40", ["conflict"]),
    ],
)
def test_a_renamed_setting_keeps_its_line_and_is_merged_by_its_new_name(
    base: str, ours: str, theirs: str, wanted: str, outcomes: list[str]
) -> None:
    merged = three(OLD.format(base), OLD.format(ours), NEW.format(theirs))
    assert merged.document.text == NEW.format(wanted)
    assert [one.outcome for one in merged.settled] == outcomes
    assert [(one.old, one.new) for one in merged.renamed] == [("Encryption", "JSL Encryption")]
    assert "Encryption is JSL Encryption now" in as_text(merged)
    assert "taken out" not in as_text(merged)


def test_a_setting_that_goes_by_both_names_is_not_renamed() -> None:
    both = NEW.format("1") + "Encryption=0\n"
    for files in (
        (OLD.format("0"), both, NEW.format("0")),
        (both, OLD.format("0"), NEW.format("0")),
        (OLD.format("0"), OLD.format("0"), both),
    ):
        assert three(*files).renamed == ()
    other = "[Workstation Listener]\n{}Encryption=0\n"
    merged = three(OLD.format("0") + other.format(""), both + other.format(""), NEW.format("0") + other.format("WSL "))
    assert [one.new for one in merged.renamed] == ["WSL Encryption"]


def test_several_settings_that_became_one_are_left_to_a_human() -> None:
    head = "[Process Scheduler]\n[SQR]\n"
    base = head + "".join(f"PSSQR{n}=%PS_HOME%/sqr\n" for n in (1, 2, 3, 4))
    ours = base.replace("PSSQR2=%PS_HOME%", "PSSQR2=/site")
    merged = three(base, ours, head + "PSSQR=%PS_HOME%/sqr\n")
    assert merged.renamed == ()
    assert merged.document.text == head + "PSSQR=%PS_HOME%/sqr\nPSSQR2=/site/sqr\n"
    [conflict] = merged.of("conflict")
    assert conflict.row.key == "PSSQR2"
    assert conflict.reason == (
        "PSSQR takes its place, and that of PSSQR1, PSSQR3, PSSQR4: join their values by hand"
    )  # fmt: skip
    assert len(merged.of("removed")) == 3
    assert three(base, head + "PSSQR2=/site/sqr\n", head + "PSSQR=%PS_HOME%/sqr\n").renamed == ()


def test_text_that_ours_cannot_hold_is_a_conflict() -> None:
    ours = parse("[A]\nB=\xe9\n".encode("latin-1"))
    merged = merge(ours, ours, parse("[A]\nB=\u0141\nNew=\u0141\nPlain=1\n".encode()))
    assert merged.document.text == "[A]\nB=\xe9\nPlain=1\n"
    assert [(one.row.key, one.outcome) for one in merged.settled] == [
        ("B", "conflict"), ("New", "conflict"), ("Plain", "added"),
    ]  # fmt: skip
    assert all("can't be written as latin-1" in one.reason for one in merged.of("conflict"))


def test_a_comment_that_did_not_come_along_is_said() -> None:
    merged = three(HEAD, HEAD, HEAD + "; password: hunter2\n; own\nNew=1\n")
    assert merged.left_out == (3,)
    assert "theirs:3: a comment that seems to hold a secret did not come along" in as_text(merged)
    assert summary(merged) == "0 carried over, 1 added, 0 taken out, 1 by hand, 0 conflicts"
