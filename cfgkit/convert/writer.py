"""Document -> layout -> YAML text."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cfgkit.convert.layout import EOLS, KINDS, MASKED, VERSION, Item, Layout, Part
from cfgkit.convert.nodes import is_block, mapping, scalar, sequence, serialize, word
from cfgkit.syntax import Kind
from cfgkit.syntax.line import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from ruamel.yaml.nodes import Node

    from cfgkit.document import Document
    from cfgkit.syntax import Line, Section

_NAMES: Final = {kind: name for name, kind in KINDS.items()}
_EOL_NAMES: Final = {eol: name for name, eol in EOLS.items()}
_RUNS: Final = frozenset({Kind.COMMENT, Kind.BLANK})


def to_yaml(document: Document, *, with_secrets: bool = False, only: Collection[tuple[str, str]] | None = None) -> str:
    """The Document in cfgkit's own layout.

    Secrets are masked; with `with_secrets` they are written, and `from_yaml` gives exactly the file's bytes.
    `only` are the casefolded sections and keys of the settings to write, without comments: the YAML is then
    for a file that is there.
    """
    shown = (lambda line: line.text) if with_secrets else document.masked_line
    layout = _layout(document, shown)
    return serialize(_node(layout if only is None else _narrowed(layout, only)))


def _narrowed(layout: Layout, only: Collection[tuple[str, str]]) -> Layout:
    """The layout with these settings alone; one that is live needs no commented-out twin."""
    parts: list[Part] = []
    for part in reversed(layout.parts):
        section = (part.name or "").casefold()
        live = {item.content.casefold() for item in part.body if item.kind is Kind.SETTING}
        body = tuple(
            item
            for item in part.body
            if item.kind is Kind.SETTING or (item.kind is Kind.COMMENTED and item.content.casefold() not in live)
            if (section, item.content.casefold()) in only
        )
        # One that nothing is left of is still counted where a section of the same name follows.
        if body or any(later.name == part.name for later in parts):
            parts.append(replace(part, body=body))
    return replace(layout, parts=tuple(reversed(parts)))


def _layout(document: Document, shown: Callable[[Line], str]) -> Layout:
    newline = document.newline
    eol = newline if newline in EOLS else "lf"
    return Layout(
        document.encoding,
        bool(document.bom),
        newline,
        document.final_newline,
        document.kind,
        tuple(_part(section, shown, eol) for section in document.sections),
    )


def _part(section: Section, shown: Callable[[Line], str], file_eol: str) -> Part:
    lines = list(section.lines())
    if lines[0].kind is not Kind.HEADER:
        return Part(None, tuple(_items(lines, shown, file_eol)))
    header = lines[0]
    spelling = header.text if header.text != f"[{section.name}]" else ""
    return Part(section.name, tuple(_items(lines[1:], shown, file_eol)), spelling, _eol(header, file_eol))


def _items(lines: list[Line], shown: Callable[[Line], str], file_eol: str) -> Iterator[Item]:
    items = (_item(line, shown(line), _eol(line, file_eol)) for line in lines)
    for (kind, eol, masked, is_single), run in groupby(items, key=_run_key):
        if kind in _RUNS and not is_single:
            yield Item(kind, "\n".join(item.content for item in run), eol=eol, masked=masked)
        else:
            yield from run


def _run_key(item: Item) -> tuple[Kind, str, bool, bool]:
    """What neighbours have in common that become one entry; blanks at an end are lost in a text of several lines."""
    return item.kind, item.eol, item.masked, item.kind is Kind.COMMENT and item.content.endswith((" ", "\t"))


def _item(line: Line, shown: str, eol: str) -> Item:
    masked = shown != line.text
    if line.kind not in (Kind.SETTING, Kind.COMMENTED):
        return Item(line.kind, shown, eol=eol, masked=masked)
    item = Item(line.kind, line.key, parts(line.kind, shown).value, eol=eol, masked=masked)
    return item if item.canonical() == shown else Item(item.kind, item.content, item.value, shown, eol, masked)


def _eol(line: Line, file_eol: str) -> str:
    """The line ending's name where it is not the file's; a last line without one needs none."""
    name = _EOL_NAMES.get(line.eol, file_eol)
    return "" if name == file_eol else name


def _node(layout: Layout) -> Node:
    facts = [
        ("encoding", scalar(layout.encoding)),
        ("bom", _truth(layout.bom)),
        ("newline", scalar(layout.newline)),
        ("final_newline", _truth(layout.final_newline)),
        ("kind", scalar(layout.kind)),
    ]
    return mapping(
        [
            ("cfgkit", word(VERSION)),
            ("file", mapping(facts, flow=True)),
            ("sections", sequence([_part_node(part) for part in layout.parts])),
        ]
    )


def _part_node(part: Part) -> Node:
    name = word("null") if part.name is None else scalar(part.name)
    pairs = [("name", name), *_spelling(part.text, part.eol)]
    return mapping([*pairs, ("body", sequence([_item_node(item) for item in part.body]))])


def _item_node(item: Item) -> Node:
    name = _NAMES[item.kind]
    if item.kind is Kind.BLANK:
        count = item.content.count("\n") + 1
        pairs = [(name, word(str(count))), *_spelling(item.content.strip("\n") and item.content, item.eol)]
    elif item.kind in (Kind.SETTING, Kind.COMMENTED):
        pairs = [(name, scalar(item.content)), ("value", scalar(item.value)), *_spelling(item.text, item.eol)]
    else:
        pairs = [(name, scalar(item.content)), *_spelling("", item.eol)]
    if item.masked:
        pairs.append(("secret", scalar(MASKED)))
    return mapping(pairs, flow=not any(is_block(value) for _, value in pairs))


def _spelling(text: str, eol: str) -> list[tuple[str, Node]]:
    return [(name, scalar(value)) for name, value in (("text", text), ("eol", eol)) if value]


def _truth(value: bool) -> Node:
    return word("true" if value else "false")
