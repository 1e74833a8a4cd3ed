"""The edits of the list, each a Document from a session and a row: what can't be done is an error in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.check.known import default_value
from cfgkit.errors import EditError
from cfgkit.schema.value_type import refusal
from cfgkit.secret import Secret
from cfgkit.tui.rows import State
from cfgkit.tui.session import new_findings

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.schema.value_type import Refusal
    from cfgkit.syntax import Finding
    from cfgkit.tui.rows import Row
    from cfgkit.tui.session import Session


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


def added(session: Session, row: Row, key: str, text: str) -> Document:
    """A new setting in the row's section.

    Raises:
        EditError: it is live already, or key or text can't stand in such a file.
    """
    if session.document.live(row.section, key, section_nth=row.section_nth) is not None:
        raise EditError(f"{key} is live already", help="edit it instead")
    return session.document.set(row.section, key, text, section_nth=row.section_nth)


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


def default_of(row: Row) -> str:
    """What an absent setting would be added as; empty where nobody knows a default."""
    return (default_value(row.setting) or "") if row.setting else ""


def refused(row: Row, text: str) -> Refusal | None:
    """Why the text is no value of the setting's type; None for a good one, and where nobody knows the setting."""
    return None if row.setting is None else refusal(row.setting.type, text)


def findings_of(session: Session, row: Row, document: Document) -> tuple[Finding, ...]:
    """What check would say of the setting, and what else it would say that it does not say now."""
    found = session.judged(document)
    elsewhere = new_findings(found, session.findings)
    return tuple(one for one in found if (one.section.casefold(), one.key.casefold()) == row.name or one in elsewhere)
