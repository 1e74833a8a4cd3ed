"""YAML text -> layout -> Document: types once, at the border; errors name the YAML's line."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from cfgkit.convert.layout import EOLS, KINDS, MASKED, VERSION, Item, Layout, Part
from cfgkit.convert.nodes import compose, fail, items_of, line_of, pairs_of, text_of, text_or_none, truth_of
from cfgkit.document import Document
from cfgkit.errors import CfgkitError, InputError
from cfgkit.schema import PEOPLESOFT
from cfgkit.syntax import Kind
from cfgkit.syntax.encoding import Encoding
from cfgkit.syntax.grammar import grammar

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_BOMS: Final = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
_NEWLINES: Final = frozenset({*EOLS, "mixed", "none"})
_MOST_BLANKS: Final = 1_000_000


def from_yaml(text: str, *, into: Document | None = None) -> Document:
    """The Document that the YAML describes; with `into`, that one with the YAML's settings set and added.

    Into a Document only live settings go: what it has beyond them stays, comments and order too, and
    masked secrets stay as they are there.

    Raises:
        InputError: the text is not cfgkit's layout, or holds masked secrets and there is no `into`.
        EditError: a setting can't stand in the file.
        AddressError: a setting is ambiguous there.
    """
    layout = _layout(compose(text))
    return _rendered(layout) if into is None else _merged(layout, into)


def _layout(root: Node) -> Layout:
    top = _fields(root, {"cfgkit", "file", "sections"}, {"cfgkit", "sections"})
    if text_of(top["cfgkit"]) != VERSION:
        raise fail(top["cfgkit"], "this version of the layout is not known", help=f"cfgkit: {VERSION} is")
    names = {"encoding", "bom", "newline", "final_newline", "kind"}
    facts = _fields(top["file"], names, set()) if "file" in top else {}
    newline = text_of(facts["newline"]) if "newline" in facts else "lf"
    if newline not in _NEWLINES:
        raise fail(facts["newline"], "newline is one of lf, crlf, cr, mixed, none")
    return Layout(
        text_of(facts["encoding"]) if "encoding" in facts else "utf-8",
        "bom" in facts and truth_of(facts["bom"]),
        newline,
        "final_newline" not in facts or truth_of(facts["final_newline"]),
        text_of(facts["kind"]) if "kind" in facts else "unknown",
        tuple(_part(node) for node in items_of(top["sections"])),
    )


def _part(node: Node) -> Part:
    pairs = _fields(node, {"name", "body", "text", "eol"}, {"name"})
    body = tuple(_item(item) for item in items_of(pairs["body"])) if "body" in pairs else ()
    text = text_of(pairs["text"]) if "text" in pairs else ""
    return Part(text_or_none(pairs["name"]), body, text, _eol(pairs), line_of(node))


def _item(node: Node) -> Item:
    pairs = pairs_of(node)
    names = [name for name in pairs if name in KINDS]
    if len(names) != 1:
        raise fail(node, f"an entry has one of {', '.join(KINDS)}")
    name = names[0]
    kind = KINDS[name]
    setting = kind in (Kind.SETTING, Kind.COMMENTED)
    spelt = {"text"} if setting or kind is Kind.BLANK else set()
    _fields(
        node,
        {name, "eol", "secret", *spelt, *({"value"} if setting else ())},
        {"value"} if setting else set(),
    )
    text = text_of(pairs["text"]) if "text" in pairs else ""
    content = _blanks(pairs[name], text) if kind is Kind.BLANK else text_of(pairs[name])
    value = text_of(pairs["value"]) if setting else ""
    if "secret" in pairs and text_of(pairs["secret"]) != MASKED:
        raise fail(pairs["secret"], f"secret is {MASKED}, or not there")
    return Item(kind, content, value, text if setting else "", _eol(pairs), "secret" in pairs, line_of(node))


def _blanks(node: Node, text: str) -> str:
    count = text_of(node)
    if not count.isascii() or not count.isdigit() or not 0 < int(count) <= _MOST_BLANKS:
        raise fail(node, "blank is the number of blank lines")
    return text if text.count("\n") == int(count) - 1 else "\n" * (int(count) - 1)


def _eol(pairs: dict[str, Node]) -> str:
    if "eol" not in pairs:
        return ""
    name = text_of(pairs["eol"])
    if name not in EOLS:
        raise fail(pairs["eol"], f"eol is one of {', '.join(EOLS)}")
    return name


def _fields(node: Node, known: set[str], needed: set[str]) -> dict[str, Node]:
    pairs = pairs_of(node)
    for name, value in pairs.items():
        if name not in known:
            raise fail(value, f"{name!r} has no meaning here", help=f"known are {', '.join(sorted(known))}")
    missing = sorted(needed - set(pairs))
    if missing:
        raise fail(node, f"{missing[0]!r} is missing")
    return pairs


def _rendered(layout: Layout) -> Document:
    for part in layout.parts:
        for item in part.body:
            if item.masked:
                raise InputError(
                    "a secret is masked here, so the file can't be written from this YAML alone",
                    help="name the file with --into, or write the YAML with --with-secrets",
                    line=item.at,
                )
    wanted = [line for part in layout.parts for line in _lines(part, layout.eol)]
    text = "".join(line for _, line, _ in wanted)
    if not layout.final_newline and wanted:
        text = text.removesuffix("\n").removesuffix("\r") if text.endswith("\r\n") else text[:-1]
    if layout.bom and layout.encoding not in _BOMS:
        raise InputError(f"{layout.encoding} has no byte order mark", help="write bom: false")
    codec = Encoding(layout.encoding, _BOMS[layout.encoding] if layout.bom else b"")
    _check_encodable(codec, wanted)
    document = Document(grammar().blocks(text), codec, PEOPLESOFT)
    _check_read_back(document, wanted)
    return document


_Wanted = tuple[Kind, str, int]


def _lines(part: Part, file_eol: str) -> list[_Wanted]:
    found = [(Kind.HEADER, line + EOLS[part.eol or file_eol], part.at) for line in part.header()]
    for item in part.body:
        eol = EOLS[item.eol or file_eol]
        found += [(item.kind, line + eol, item.at) for line in item.lines()]
    return found


def _check_encodable(codec: Encoding, wanted: list[_Wanted]) -> None:
    try:
        for _, line, at in wanted:
            try:
                codec.encode(line)
            except UnicodeEncodeError:
                raise InputError(f"a character here can't be written as {codec.name}", line=at) from None
    except LookupError:
        raise InputError("unknown encoding", help="utf-8, utf-16-le, utf-16-be and latin-1 always work") from None


def _check_read_back(document: Document, wanted: list[_Wanted]) -> None:
    """Each line that was written must be found again as what it was meant to be."""
    found = list(document.lines())
    for line, (kind, _, at) in zip(found, wanted, strict=False):
        if line.kind is not kind:
            raise InputError(f"this would not be read back as a {kind} line", line=at)
    if len(found) != len(wanted):
        raise InputError("an entry here holds a line break", help="an entry is one line; a comment is a list of lines")


def _merged(layout: Layout, document: Document) -> Document:
    sections: dict[str | None, int] = {}
    for part in layout.parts:
        sections[part.name] = sections.get(part.name, 0) + 1
        keys: dict[str, int] = {}
        for item in part.body:
            if item.kind is not Kind.SETTING:
                continue
            keys[item.content] = keys.get(item.content, 0) + 1
            if not item.masked:
                document = _set(document, part, item, sections[part.name], keys[item.content])
    return document


def _set(document: Document, part: Part, item: Item, section_nth: int, nth: int) -> Document:
    """Set the n-th setting of that name where it is there, else add it."""
    name = part.name or ""
    try:
        there = document.live(name, item.content, nth=nth, section_nth=section_nth)
        if there is not None:
            return document.set(name, item.content, item.value, nth=nth, section_nth=section_nth)
        return document.set(name, item.content, item.value)
    except CfgkitError as error:
        error.line = item.at
        raise
