"""YAML's nodes for writing: whatever another reader could take for something else than text is quoted."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ruamel.yaml.nodes import Node

_TAG: Final = "tag:yaml.org,2002:"
# Letters, digits, dots and inner blanks, beginning with a letter: no reader takes it for anything but text.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*")
_NOT_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LITERAL: Final = re.compile(r"[!-~\xa0-\ud7ff][ -~\xa0-\ud7ff]*(?:\n[!-~\xa0-\ud7ff][ -~\xa0-\ud7ff]*)+")


def is_text_to_all(text: str) -> bool:
    """Whether every reader takes the text for text as it is, without quotes."""
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _NOT_TEXT


def scalar(text: str) -> ScalarNode:
    """A text, quoted unless every reader takes it for text as it is."""
    if is_text_to_all(text):
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
    yaml = YAML(typ="safe", pure=True)
    # A folded value would still be read back right, but not by people.
    yaml.width = 2**31
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.serialize(node, out)
    # What would act on a terminal stands in double quotes, where an escape means the same.
    return "\n".join(visible(line) for line in out.getvalue().split("\n"))
