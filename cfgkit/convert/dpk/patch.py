"""Changes of a YAML text that leave every other byte as it is: comments, order, quotes, blanks, line endings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cfgkit.convert.nodes import is_text_to_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ruamel.yaml.nodes import Node

_WHOLE_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,14}")
# Names of settings as they stand in public files without quotes: no reader takes them for anything but text.
_PLAIN_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?:[ /&]+[A-Za-z0-9_.-]+)*")
_FIRST_EOL: Final = re.compile(r"\r\n|\n|\r")
_STEP: Final = 2


class Patch(NamedTuple):
    """New text for a stretch of the old one."""

    start: int
    stop: int
    text: str


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with the patches made; they don't overlap, and of two at one place the first goes first."""
    found, done = [], 0
    for one in sorted(patches, key=lambda patch: patch[:2]):
        found += [text[done : one.start], one.text]
        done = one.stop
    return "".join((*found, text[done:]))


def value_text(value: str) -> str:
    """A value that every reader takes for what it is: a whole number as it is, all else in quotes."""
    if _WHOLE_NUMBER.fullmatch(value):
        return value
    return "'" + value.replace("'", "''") + "'" if "\\" in value else f'"{value}"'


def key_text(key: str) -> str:
    """A name, in quotes unless every reader takes it for text as it is."""
    plain = is_text_to_all(key) or (_PLAIN_KEY.fullmatch(key) and "/" in key)
    return key if plain else "'" + key.replace("'", "''") + "'"


def replaced_value(text: str, key: Node, node: Node, value: str) -> Patch:
    """The patch that gives a key's scalar another value, or its first one."""
    if is_missing(node):
        start = text.index(":", int(key.end_mark.index)) + 1
        return Patch(start, start, f" {value_text(value)}")
    return Patch(int(node.start_mark.index), int(node.end_mark.index), value_text(value))


def is_missing(node: Node) -> bool:
    """Whether a key has no value: the node that stands for it is empty, and its place is the next key's."""
    return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index


def added_lines(text: str, node: MappingNode, lines: Sequence[str]) -> Patch:
    """The patch that puts lines of `key: value` behind a mapping's last one, indented as its own."""
    if node.flow_style:
        stop = int(node.end_mark.index) - 1
        return Patch(stop, stop, (", " if node.value else "") + ", ".join(line.strip() for line in lines))
    indent = " " * int(node.value[0][0].start_mark.column)
    return _behind(text, _end_of(node), [indent + line for line in lines])


def nested_lines(text: str, key: Node, lines: Sequence[str]) -> Patch:
    """The patch that puts lines below a key that has no value yet."""
    indent = " " * (int(key.start_mark.column) + _STEP)
    return _behind(text, int(key.end_mark.index), [indent + line for line in lines])


def appended_lines(text: str, lines: Sequence[str]) -> Patch:
    """The patch that puts lines at the end of the text."""
    return _behind(text, len(text), lines)


def _behind(text: str, index: int, lines: Sequence[str]) -> Patch:
    """The patch that puts lines behind the line that holds the character before that place."""
    eol = newline_of(text)
    if index and text[index - 1] in "\r\n":
        start = index
    else:
        found = _FIRST_EOL.search(text, index)
        start = found.end() if found else len(text)
    joined = "".join(line + eol for line in lines)
    is_open = bool(start) and text[start - 1] not in "\r\n"
    return Patch(start, start, eol + joined.removesuffix(eol) if is_open else joined)


def newline_of(text: str) -> str:
    """The line ending that the text uses first."""
    found = _FIRST_EOL.search(text)
    return found[0] if found else "\n"


def _end_of(node: Node) -> int:
    """Where the node's own text ends: a mapping's end mark stands behind the comments that follow."""
    before = node
    while isinstance(node, MappingNode | SequenceNode) and node.value and not node.flow_style:
        before, node = node.value[-1] if isinstance(node, MappingNode) else (node, node.value[-1])
    return int((before if is_missing(node) else node).end_mark.index)
