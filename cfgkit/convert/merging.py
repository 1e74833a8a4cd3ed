"""Layout into a Document that is there: settings are set and added, and what else the user asks for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from cfgkit.convert.rendering import rendered
from cfgkit.errors import CfgkitError, InputError
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.convert.layout import Item, Layout, Part
    from cfgkit.document import Document
    from cfgkit.syntax import Entry, Line

D = TypeVar("D", bound="Document")


def merged(layout: Layout, document: D, *, prune: bool = False) -> D:
    """The Document with the layout's live settings set and added; masked secrets stay as they are.

    `prune` takes out the live settings that the layout has not; one that the layout has commented out is
    commented out. Comments, order and sections stay.

    Raises:
        EditError: a setting can't stand in the file.
        AddressError: a setting is ambiguous there.
    """
    sections: Counter[str | None] = Counter()
    for part in layout.parts:
        sections[part.name] += 1
        keys: Counter[str] = Counter()
        for item in part.body:
            if item.kind is Kind.SETTING:
                keys[item.content] += 1
                if not item.masked:
                    document = _set(document, part, item, sections[part.name], keys[item.content])
    return _pruned(layout, document) if prune else document


def _set(document: D, part: Part, item: Item, section_nth: int, nth: int) -> D:
    """Set the n-th setting of that name where it is there, else add it."""
    name = part.name or ""
    try:
        there = document.live(name, item.content, nth=nth, section_nth=section_nth)
        if there is not None:
            return document.set(name, item.content, item.value, nth=nth, section_nth=section_nth)
        return document.set(name, item.content, item.value)
    except CfgkitError as error:
        error.line, error.column = item.at or (None, None)
        raise


def _pruned(layout: Layout, document: D) -> D:
    wanted, off = (Counter(_names(layout, kind)) for kind in (Kind.SETTING, Kind.COMMENTED))
    seen: Counter[tuple[str, str]] = Counter()
    surplus = []
    for entry in document.entries():
        name = _name(entry)
        seen[name] += entry.live
        if entry.live and seen[name] > wanted[name]:
            surplus.append(entry)
    # From the last one back, so that the numbers of those before it stay.
    for entry in reversed(surplus):
        name = _name(entry)
        edit = document.comment_out if off[name] and not wanted[name] else document.remove
        document = edit(entry.section, entry.key, nth=entry.nth, section_nth=entry.section_nth)
    return document


def _names(layout: Layout, kind: Kind) -> Iterator[tuple[str, str]]:
    for part in layout.parts:
        yield from (((part.name or "").casefold(), one.content.casefold()) for one in part.body if one.kind is kind)


def _name(entry: Entry) -> tuple[str, str]:
    return entry.section.casefold(), entry.key.casefold()


def rewritten(layout: Layout, document: Document) -> Document:
    """The Document that the layout describes, to the byte, with the secrets that it masks as `document` has them.

    Raises:
        InputError: a masked line has no match in the document, or a line can't be written.
    """
    parts = []
    seen: Counter[str] = Counter()
    for part in layout.parts:
        name = part.name or ""
        seen[name] += 1
        found = [one for one in document.sections if (one.name, one.nth) == (name, seen[name])]
        there = [line for section in found for line in section.lines()]
        parts.append(replace(part, body=tuple(_unmasked(item, document, there) for item in part.body)))
    return rendered(replace(layout, parts=tuple(parts)), document.dialect)


def _unmasked(item: Item, document: Document, there: list[Line]) -> Item:
    """The item with its secrets; what it takes of the document's lines is not taken again."""
    if not item.masked:
        return item
    if item.kind is Kind.SETTING or item.kind is Kind.COMMENTED:
        line = _taken(item, item.lines()[0], document, there)
        return replace(item, value=line.value, text=line.text, masked=False)
    texts = [_taken(item, text, document, there).text for text in item.content.split("\n")]
    return replace(item, content="\n".join(texts), masked=False)


def _taken(item: Item, shown: str, document: Document, there: list[Line]) -> Line:
    """The first line of the document that is drawn like this."""
    for line in there:
        if document.masked_line(line) == shown:
            there.remove(line)
            return line
    where, column = item.at or (None, None)
    raise InputError(
        "a secret is masked here, and the file has no such line",
        help="write the line as `cfgkit to-yaml` of the file has it, or take it away",
        line=where,
        column=column,
    )
