"""Some of the changes: what is saved, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strategies
from edits import edits
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.errors import CfgkitError, EditError
from cfgkit.tui.model.selecting import parts_of, with_parts

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.tui.model.selecting import Part


def parts(old: Document, new: Document) -> tuple[Part, ...]:
    return parts_of(old, new, old.changes(new))


def said(part: Part) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for one in part.changes]


@st.composite
def edited(draw: st.DrawFn) -> tuple[Document, Document]:
    """A file, and what some edits made of it."""
    old = parse(draw(strategies.data))
    new = old
    for _ in range(draw(st.integers(0, 6))):
        try:
            new = draw(edits(new)).of(new)
        except CfgkitError:
            continue
    return old, new


@st.composite
def two_files(draw: st.DrawFn) -> tuple[Document, Document]:
    """Any two files: one that was changed outside may be anything."""
    return parse(draw(strategies.data)), parse(draw(strategies.data))


@given(st.one_of(edited(), edited(), two_files()), st.data())
@example((parse(b"A=1\r\n[B]\nC=2"), parse(b"A=1\r\n[B]\nC=3\n[D]\nE=1")), None)
def test_some_and_then_the_rest_is_all_and_none_is_nothing(
    pair: tuple[Document, Document], data: st.DataObject | None
) -> None:
    old, new = pair
    found = parts(old, new)
    assert bool(found) == (old.to_bytes() != new.to_bytes())
    assert with_parts(old, new, found, range(len(found))).to_bytes() == new.to_bytes()
    assert with_parts(old, new, found, ()) == old
    if not found or data is None:
        return
    chosen = data.draw(st.sets(st.integers(0, len(found) - 1)))
    try:
        some = with_parts(old, new, found, chosen)
    except EditError:
        return
    rest = parts(some, new)
    assert with_parts(some, new, rest, range(len(rest))).to_bytes() == new.to_bytes()
    # What was not chosen is what it was, line by line.
    assert len(rest) >= (len(chosen) < len(found))


@given(edited())
def test_all_parts_by_their_lines_are_the_edited_file(pair: tuple[Document, Document]) -> None:
    old, new = pair
    found = parts(old, new)
    raws, done = [], 0
    before, after = [line.raw for line in old.lines()], [line.raw for line in new.lines()]
    for span in sorted((span for part in found for span in part.spans), key=lambda one: (one.start, one.low)):
        assert [line.raw for line in span.old] == before[span.start : span.stop]
        assert [line.raw for line in span.new] == after[span.low : span.high]
        raws += [*before[done : span.start], *[line.raw for line in span.new]]
        done = span.stop
    assert [*raws, *before[done:]] == after
    assert [change for part in found for change in part.changes] != [] or not old.changes(new)
    assert sum(len(part.changes) for part in found) == len(old.changes(new))


OLD = parse(b"""[Startup]
DBName=HRDEV
UserPswd=hunter2

[SMTP Settings]
; the server
SMTPServer=mail
SMTPPort=25
;SMTPTrace=1
""")


def test_each_setting_is_a_part_even_where_the_lines_touch() -> None:
    new = OLD.set("SMTP Settings", "SMTPServer", "other").set("SMTP Settings", "SMTPPort", "587")
    new = new.set("Startup", "UserPswd", "geheim").uncomment("SMTP Settings", "SMTPTrace")
    new = new.set("SMTP Settings", "SMTPSender", "a@b").set("SMTP Settings", "SMTPUseSSL", "Y")
    found = parts(OLD, new)
    assert [said(one) for one in found] == [
        [("set", "UserPswd")], [("set", "SMTPServer")], [("set", "SMTPPort")], [("uncomment", "SMTPTrace")],
        [("add", "SMTPSender")], [("add", "SMTPUseSSL")],
    ]  # fmt: skip
    some = with_parts(OLD, new, found, {0, 2, 5})
    wanted = OLD.text.replace("hunter2", "geheim").replace("=25\n", "=587\n")
    assert some.text == f"{wanted}SMTPUseSSL=Y\n"


def test_what_can_not_be_parted_is_one_part() -> None:
    section = OLD.set("New", "A", "1").set("New", "B", "2")
    (one,) = parts(OLD, section)
    assert said(one) == [("add-section", ""), ("add", "A"), ("add", "B")]
    twins = parse(OLD.to_bytes() + b"SMTPPort=26\n")
    changed = twins.remove("SMTP Settings", "SMTPPort", nth=1).set("SMTP Settings", "SMTPPort", "27")
    (one,) = parts(twins, changed)
    assert {key for _, key in said(one)} == {"SMTPPort"}
    moved = parse(OLD.to_bytes().replace(b"DBName=HRDEV\n", b"").replace(b"hunter2\n", b"hunter2\nDBName=HRDEV\n"))
    (one,) = parts(OLD, moved)
    assert said(one) == []
    assert one.spans[0].section == "Startup"


def test_comments_and_blank_lines_are_a_part_of_their_own() -> None:
    new = parse(OLD.to_bytes().replace(b"; the server", b"; our server"))
    new = new.set("Startup", "DBName", "HRTST")
    found = parts(OLD, new)
    assert [said(one) for one in found] == [[("set", "DBName")], []]
    assert with_parts(OLD, new, found, {1}).text == OLD.text.replace("the server", "our server")


def test_an_end_that_is_not_ended_is_not_torn() -> None:
    old = parse(b"[A]\nx=1\ny=2")
    new = old.set("A", "x", "3").set("B", "z", "4")
    for number, part in enumerate(found := parts(old, new)):
        some = with_parts(old, new, found, {number})
        assert [(one.kind, one.key) for one in old.changes(some)] == said(part)
