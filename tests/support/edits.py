"""Edits as values that hypothesis can draw, and what may differ after one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import scanner
import strategies
from hypothesis import strategies as st

from cfgkit import parse

if TYPE_CHECKING:
    from cfgkit import Document
    from cfgkit.syntax import Entry


@dataclass(frozen=True)
class Edit:
    """A call of one of the Document's edits."""

    name: str
    section: str
    key: str = ""
    text: str = ""
    nth: int | None = None
    section_nth: int | None = None

    def of(self, document: Document) -> Document:
        """The edited Document; raises what the edit raises."""
        places = {"nth": self.nth, "section_nth": self.section_nth}
        match self.name:
            case "set":
                return document.set(self.section, self.key, self.text, **places)
            case "rename_key":
                return document.rename_key(self.section, self.key, self.text, **places)
            case "add_section":
                return document.add_section(self.section)
            case "remove_section":
                return document.remove_section(self.section, section_nth=self.section_nth)
            case "remove":
                return document.remove(self.section, self.key, **places)
            case "comment_out":
                return document.comment_out(self.section, self.key, **places)
            case _:
                return document.uncomment(self.section, self.key, **places)


ON_ENTRIES: Final = ("set", "remove", "comment_out", "uncomment", "rename_key")


def on(name: str, entry: Entry, text: str = "") -> Edit:
    """The edit of exactly that entry."""
    return Edit(name, entry.section, entry.key, text, entry.nth, entry.section_nth)


@st.composite
def edits(draw: st.DrawFn, document: Document) -> Edit:
    """Any edit: of something that is there, mostly."""
    name = draw(st.sampled_from((*ON_ENTRIES, "add_section", "remove_section")))
    entries = list(document.entries())
    text = draw(strategies.keys if name == "rename_key" else strategies.values)
    if entries and name in ON_ENTRIES and draw(st.integers(0, 3)):
        return on(name, draw(st.sampled_from(entries)), text)
    there = [section.name for section in document.sections] or ["SMTP Settings"]
    section = draw(st.one_of(st.sampled_from(there), strategies.section_names))
    index = draw(st.sampled_from((None, None, 1, 2)))
    return Edit(name, section, draw(strategies.keys), text, section_nth=index)


def raws(document: Document) -> list[str]:
    """The file's lines as they are, by the scanner."""
    return [line.raw for line in scanner.scan_text(document.text)]


def inserted(old: Document, new: Document) -> list[str]:
    """The texts of the lines that are new, which stand together; all the others are as they were.

    Only the old last line may have gained a line ending, if it had none.
    """
    before, after = raws(old), raws(new)
    count = len(after) - len(before)
    assert count > 0
    start = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    if start == len(before) - 1 and before[-1] == before[-1].rstrip("\r\n") == after[start].rstrip("\r\n"):
        start += 1
    assert after[start + count :] == before[start:]
    assert new.final_newline == old.final_newline
    return [raw.rstrip("\r\n") for raw in after[start : start + count]]


def assert_canonical(document: Document) -> None:
    """The Document is the one that its bytes parse to."""
    again = parse(document.to_bytes(), encoding=document.encoding)
    assert again.to_bytes() == document.to_bytes()
    assert again.codec == document.codec
    assert again.blocks == document.blocks
    assert scanner.scan(document.to_bytes()) == scanner.scan_text(document.text)


def assert_same_newlines(old: Document, new: Document) -> None:
    """An edit brings no kind of line ending into a file that used another."""
    if old.newline in {"lf", "crlf", "cr"}:
        assert new.newline in {old.newline, "none"}
