"""What the schema knows beyond what a file says: settings that could stand in it, values that could be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.errors import EditError
from cfgkit.syntax.lookup import Where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.document import Document
    from cfgkit.schema import Schema
    from cfgkit.schema.setting import FileKind, Setting


def absent_settings(schema: Schema, kind: FileKind, section: str, keys: Iterable[str]) -> tuple[Setting, ...]:
    """The known settings of a section that are not among its keys, live or commented out; gone ones left away."""
    present = {key.casefold() for key in keys}
    known = schema.settings(kind, section)
    return tuple(one for one in known if not one.until and one.key.casefold() not in present)


def default_value(setting: Setting) -> str | None:
    """What the setting is delivered as, else what holds where it is absent; None for secrets and where none says."""
    if setting.is_secret:
        return None
    return setting.default if setting.delivered is None else setting.delivered.rstrip()


def reset(document: Document, where: Where) -> Document:
    """The Document with a live setting at its default.

    Raises:
        EditError: no source knows a default, or the setting is not live.
        AddressError: the name is ambiguous.
    """
    setting = document.schema.find(document.kind, where.section, where.key)
    default = None if setting is None else default_value(setting)
    if default is None:
        raise EditError(f"no source knows a default of {where}")
    if document.live(where.section, where.key, nth=where.nth, section_nth=where.section_nth) is None:
        raise EditError(f"{where} is not live: its default holds already, as far as sources say")
    return document.set(where.section, where.key, default, nth=where.nth, section_nth=where.section_nth)


def counterpart(document: Document, where: Where) -> Where | None:
    """The same setting of the other mail server; None where there is no such thing."""
    setting = document.schema.find(document.kind, where.section, where.key)
    return (
        Where(where.section, setting.counterpart, None, where.section_nth) if setting and setting.counterpart else None
    )


def copied_to_counterpart(document: Document, where: Where) -> Document:
    """The Document in which the other mail server's setting has this one's value.

    Raises:
        EditError: there is no such setting, or this one is not live.
        AddressError: the other one's name is ambiguous.
    """
    other = counterpart(document, where)
    if other is None:
        raise EditError(f"{where} has no counterpart on another mail server")
    found = document.live(where.section, where.key, nth=where.nth, section_nth=where.section_nth)
    if found is None:
        raise EditError(f"{where} is not live: it has no value to copy")
    return document.set(other.section, other.key, found.value, section_nth=other.section_nth)
