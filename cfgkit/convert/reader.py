"""YAML text -> layout: types once, at the border; errors name the place in the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.convert.composed import compose, fail, items_of, mark_of, pairs_of, text_of, text_or_none, truth_of
from cfgkit.convert.layout import EOLS, KINDS, MASKED, VERSION, Item, Layout, Part
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_NEWLINES: Final = frozenset({*EOLS, "mixed", "none"})
_MOST_BLANKS: Final = 1_000_000
_DPK_LIST: Final = "_domain_list"


def read_layout(text: str) -> Layout:
    """The layout that the YAML describes.

    Raises:
        InputError: the text is not cfgkit's layout.
    """
    root = compose(text)
    if any(name.endswith(_DPK_LIST) for name in pairs_of(root)):
        raise fail(root, "this is DPK's layout, not cfgkit's own", help="add --dpk")
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
    return Part(text_or_none(pairs["name"]), body, text, _eol(pairs), mark_of(node))


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
    return Item(kind, content, value, text if setting else "", _eol(pairs), "secret" in pairs, mark_of(node))


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
