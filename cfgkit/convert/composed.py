"""YAML text as nodes that know their place, and typed access to them.

Reading stops at nodes: every scalar stays the text that it is, so `0010`, `Y` and `1,600` are never turned
into a number or a truth value. Tags, anchors and keys that stand twice are refused where they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cfgkit.display import visible
from cfgkit.errors import InputError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


class Mark(NamedTuple):
    """A place in a YAML text: line and column, from 1."""

    line: int
    column: int


def mark_of(node: Node) -> Mark:
    """Where the node begins."""
    return Mark(int(node.start_mark.line) + 1, int(node.start_mark.column) + 1)


def compose(text: str) -> Node:
    """The node of a YAML text that holds one document.

    Raises:
        InputError: it is no YAML, or is empty.
    """
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "can't be read"
        line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        raise InputError(f"no valid YAML: {visible(problem)}", line=line, column=column) from None
    except RecursionError:
        raise InputError("no valid YAML: it is nested too deeply") from None
    if node is None:
        raise InputError("the YAML is empty", help="cfgkit to-yaml FILE writes one")
    return node


def fail(node: Node, message: str, help: str = "") -> InputError:  # noqa: A002 - the word that users see
    """An error that names the node's place."""
    mark = mark_of(node)
    return InputError(message, help=help, line=mark.line, column=mark.column)


def items_of(node: Node) -> list[Node]:
    """The items of a list.

    Raises:
        InputError: the node is no list.
    """
    _refuse_specials(node)
    if not isinstance(node, SequenceNode):
        raise fail(node, "a list is expected here")
    return list(node.value)


def named_pairs_of(node: Node) -> dict[str, tuple[Node, Node]]:
    """The pairs of a mapping by the text of their keys: key node and value node.

    Raises:
        InputError: the node is no mapping, or a key stands twice.
    """
    _refuse_specials(node)
    if not isinstance(node, MappingNode):
        raise fail(node, "a mapping is expected here")
    found: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        name = text_of(key)
        if name in found:
            raise fail(key, f"the key {name!r} stands twice")
        found[name] = key, value
    return found


def pairs_of(node: Node) -> dict[str, Node]:
    """The values of a mapping by the text of their keys.

    Raises:
        InputError: the node is no mapping, or a key stands twice.
    """
    return {name: value for name, (_, value) in named_pairs_of(node).items()}


def text_of(node: Node) -> str:
    """The text of a scalar.

    Raises:
        InputError: the node is no scalar.
    """
    _refuse_specials(node)
    if not isinstance(node, ScalarNode):
        raise fail(node, "a text is expected here")
    return str(node.value)


def text_or_none(node: Node) -> str | None:
    """The text of a scalar, None for a plain null."""
    text = text_of(node)
    return None if is_plain(node) and text in _NULLS else text


def truth_of(node: Node) -> bool:
    """A truth value.

    Raises:
        InputError: the node is neither true nor false.
    """
    text = text_of(node)
    if text not in ("true", "false"):
        raise fail(node, "true or false is expected here")
    return text == "true"


def is_plain(node: Node) -> bool:
    """Whether the node is a scalar without quotes, which readers may take for something else than text."""
    return isinstance(node, ScalarNode) and not node.style


def _refuse_specials(node: Node) -> None:
    """An anchor could make a small text stand for a huge one, a tag make a reader build any object."""
    if node.anchor is not None:
        raise fail(node, "anchors and aliases are not used in this layout", help="write the value out")
    mark = node.start_mark
    # The place of a tagged node is the place of its tag; no untagged one begins with this sign.
    if mark.buffer is not None and mark.buffer[mark.pointer : mark.pointer + 1] == "!":
        raise fail(node, "tags are not used in this layout", help="take the tag away")
