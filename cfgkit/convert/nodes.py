"""YAML's nodes, with the line that each stands on.

Reading stops at nodes: every scalar stays the text that it is, so `0010`, `Y` and `1,600` are never
turned into a number or a truth value. Writing quotes whatever another reader could take for one.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cfgkit.display import visible
from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ruamel.yaml.nodes import Node

_TAG: Final = "tag:yaml.org,2002:"
# Letters, digits, dots and inner blanks, beginning with a letter: no reader takes it for anything but text.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*")
_NOT_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LITERAL: Final = re.compile(r"[!-~\xa0-\ud7ff][ -~\xa0-\ud7ff]*(?:\n[!-~\xa0-\ud7ff][ -~\xa0-\ud7ff]*)+")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    # A folded value would still be read back right, but not by people.
    yaml.width = 2**31
    yaml.allow_unicode = True
    return yaml


def scalar(text: str) -> ScalarNode:
    """A text, quoted unless every reader takes it for text as it is."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        style = None
    elif _LITERAL.fullmatch(text) and visible(text.replace("\n", "")) == text.replace("\n", ""):
        style = "|"
    else:
        style = '"'
    return ScalarNode(_TAG + "str", text, style=style)


def word(text: str) -> ScalarNode:
    """A number, truth value or null, as it is."""
    kind = "null" if text == "null" else "bool" if text in ("true", "false") else "int"
    return ScalarNode(_TAG + kind, text)


def mapping(pairs: Iterable[tuple[str, Node]], *, flow: bool = False) -> MappingNode:
    """A mapping in that order."""
    return MappingNode(_TAG + "map", [(scalar(key), value) for key, value in pairs], flow_style=flow)


def sequence(items: Sequence[Node]) -> SequenceNode:
    """A list, an item a line; `[]` if it is empty."""
    return SequenceNode(_TAG + "seq", list(items), flow_style=not items)


def is_block(node: Node) -> bool:
    """Whether the node is a text that can't stand inside `{ }`."""
    return isinstance(node, ScalarNode) and node.style == "|"


def serialize(node: Node) -> str:
    """The YAML text of a node."""
    out = io.StringIO()
    _yaml().serialize(node, out)
    # What would act on a terminal stands in double quotes, where an escape means the same.
    return "\n".join(visible(line) for line in out.getvalue().split("\n"))


def compose(text: str) -> Node:
    """The node of a YAML text.

    Raises:
        InputError: it is no YAML, or is empty.
    """
    try:
        node: Node | None = _yaml().compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "can't be read"
        raise InputError(f"no valid YAML: {problem}", line=None if mark is None else mark.line + 1) from None
    if node is None:
        raise InputError("the YAML is empty", help="cfgkit to-yaml FILE writes one")
    return node


def line_of(node: Node) -> int:
    """The line that the node begins on, from 1."""
    return int(node.start_mark.line) + 1


def fail(node: Node, message: str, help: str = "") -> InputError:  # noqa: A002 - the word that users see
    """An error that names the node's line."""
    return InputError(message, help=help, line=line_of(node))


def items_of(node: Node) -> list[Node]:
    """The items of a list.

    Raises:
        InputError: the node is no list.
    """
    _refuse_alias(node)
    if not isinstance(node, SequenceNode):
        raise fail(node, "a list is expected here")
    return list(node.value)


def pairs_of(node: Node) -> dict[str, Node]:
    """The pairs of a mapping.

    Raises:
        InputError: the node is no mapping, or a key stands twice.
    """
    _refuse_alias(node)
    if not isinstance(node, MappingNode):
        raise fail(node, "a mapping is expected here")
    found: dict[str, Node] = {}
    for key, value in node.value:
        name = text_of(key)
        if name in found:
            raise fail(key, f"the key {name!r} stands twice")
        found[name] = value
    return found


def text_of(node: Node) -> str:
    """The text of a scalar.

    Raises:
        InputError: the node is no scalar.
    """
    _refuse_alias(node)
    if not isinstance(node, ScalarNode):
        raise fail(node, "a text is expected here")
    return str(node.value)


def text_or_none(node: Node) -> str | None:
    """The text of a scalar, None for a plain null."""
    text = text_of(node)
    plain = isinstance(node, ScalarNode) and not node.style
    return None if plain and text in _NULLS else text


def truth_of(node: Node) -> bool:
    """A truth value.

    Raises:
        InputError: the node is neither true nor false.
    """
    text = text_of(node)
    if text not in ("true", "false"):
        raise fail(node, "true or false is expected here")
    return text == "true"


def _refuse_alias(node: Node) -> None:
    """An anchor could make a small text stand for a huge one, and has no use here."""
    if node.anchor is not None:
        raise fail(node, "anchors and aliases are not used in this layout", help="write the value out")
