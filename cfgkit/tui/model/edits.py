"""The edits of the list, each a Document from a session and a row: what can't be done is an error in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cfgkit.check.known import default_value
from cfgkit.display import visible
from cfgkit.errors import EditError
from cfgkit.schema.value_type import refusal
from cfgkit.secret import MASK, Secret
from cfgkit.syntax.grammar import Block, Segment
from cfgkit.tui.model.rows import State
from cfgkit.tui.model.session import judged, new_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.schema.value_type import Refusal
    from cfgkit.syntax import Finding, Line
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session


def with_value(session: Session, row: Row, text: str) -> Document:
    """The setting with that value; added where the file does not have it.

    Raises:
        EditError: the text can't stand in such a file, or the setting is commented out.
        AddressError: the name is ambiguous.
    """
    if row.state is State.OFF:
        raise EditError(f"{row.where} is commented out", help="c makes it live")
    where = row.where
    value = Secret(text) if row.is_secret else text
    return session.document.set(where.section, where.key, value, nth=where.nth, section_nth=where.section_nth)


def added(session: Session, row: Row | None, section: str, key: str, text: str) -> Document:
    """A new setting in the section of that name, the row's own or another one; a section that is not there is added.

    Raises:
        EditError: it is live already, or section, key or text can't stand in such a file.
        AddressError: several sections have that name.
    """
    nth = row.section_nth if row is not None and section == row.section else None
    if not key and not text and section not in session.document:
        return session.document.add_section(section)
    if session.document.live(section, key, section_nth=nth) is not None:
        raise EditError(f"{visible(key)} is live already", help="edit it instead")
    return session.document.set(section, key, text, section_nth=nth)


def comments_of(session: Session, row: Row) -> tuple[str, ...]:
    """The comment lines right above the setting, as they may be shown; psadmin's marker line is none of them."""
    dialect = session.document.dialect
    ends = [index + 1 for index, text in enumerate(row.above) if dialect.is_marker(text)]
    return row.above[ends[-1] if ends else 0 :]


def commented(session: Session, row: Row, texts: Sequence[str]) -> Document:
    """The setting with other comment lines above it; one that was shown masked and is left so stays as it is.

    A line without a mark gets one.

    Raises:
        EditError: the setting is not in the file, or a line can't stand there as a comment.
    """
    if row.entry is None:
        raise EditError(f"{row.where} is not in the file", help="Enter adds it")
    document, where, number = session.document, row.where, row.entry.line.number
    known = {shown: line.text for shown, line in _above(document, number, len(comments_of(session, row)))}
    lines = [known.get(text) or (text if text[:1] in {";", "#"} else f"; {text}".rstrip()) for text in texts]
    if any(MASK in line and line not in known.values() for line in lines):
        raise EditError("a line holds a mask", help="leave a masked line as it is, or write it anew")
    return document.describe(
        where.section, where.key, lines, live=row.entry.live, nth=where.nth, section_nth=where.section_nth
    )


def _above(document: Document, number: int, count: int) -> Iterator[tuple[str, Line]]:
    """So many lines above the one of that number, each as it may be shown and as it is."""
    for line in document.lines():
        if number - count <= line.number < number:
            yield visible(document.masked_line(line)), line


def toggled(session: Session, row: Row) -> Document:
    """The setting commented out, or live again.

    Raises:
        EditError: the file does not have it, another one is live, or the line would read back as something else.
    """
    if row.state is State.ABSENT:
        raise EditError(f"{row.where} is not in the file", help="Enter adds it")
    method = session.document.comment_out if row.state is State.LIVE else session.document.uncomment
    where = row.where
    return method(where.section, where.key, nth=where.nth, section_nth=where.section_nth)


def removed(session: Session, row: Row) -> Document:
    """The file without the setting's line.

    Raises:
        EditError: the setting is not live.
    """
    if row.state is not State.LIVE:
        raise EditError(f"{row.where} is {row.state} already")
    where = row.where
    return session.document.remove(where.section, where.key, nth=where.nth, section_nth=where.section_nth)


def alone(document: Document, row: Row) -> Document:
    """The row's section without the others; its lines keep their numbers."""
    section = next(
        (one for one in document.sections if (one.name, one.nth) == (row.section, row.section_nth)),
        document.sections[-1],
    )
    if section.block is document.blocks[0]:
        return replace(document, blocks=(section.block,))
    above = Block("", (Segment("TRIVIA", "\n" * (section.number - 1)),))
    return replace(document, blocks=(above, section.block))


def default_of(row: Row) -> str:
    """What an absent setting would be added as; empty where nobody knows a default."""
    return (default_value(row.setting) or "") if row.setting else ""


def refused(row: Row, text: str) -> Refusal | None:
    """Why the text is no value of the setting's type; None for a good one, and where nobody knows the setting."""
    return None if row.setting is None else refusal(row.setting.type, text)


def findings_of(session: Session, row: Row, document: Document) -> tuple[Finding, ...]:
    """What check would say of the setting, and what else it would say that it does not say now.

    In a large file only the setting's section is looked into: that is what can be done while it is typed.
    """
    if session.is_large:
        found, before = (judged(alone(one, row), session.rules, one.kind) for one in (document, session.document))
    else:
        found, before = session.judged(document), session.findings
    elsewhere = new_findings(found, before)
    return tuple(one for one in found if (one.section.casefold(), one.key.casefold()) == row.name or one in elsewhere)
