"""The Lark grammar at work: text -> blocks of segments, and a run of segments -> its lines.

`grammar/psconfig.lark` is the only place that says what a line is: the parser is built from it, and the
patterns that split a line into its parts are its terminals, taken from the built parser.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lark import Lark, Transformer

from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.table import table_path

if TYPE_CHECKING:
    from lark import Token

NAME: Final = "psconfig"


class Segment(NamedTuple):
    """One token of the grammar: a run of trivia, or a line of another kind, with its line endings.

    Its repr shows no text: there may be a password in it.
    """

    type: str
    text: str

    def __repr__(self) -> str:
        return f"Segment({self.type}, {len(self.text)} characters)"


class Block(NamedTuple):
    """A section as it stands in the file: its header line, then the segments up to the next header.

    The lines before the first header are a block whose header is empty.
    """

    header: str
    body: tuple[Segment, ...]


def last_piece(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The text that the file ends with: one segment or header, or nothing in an empty file."""
    for block in reversed(blocks):
        if block.body:
            return (block.body[-1].text,)
        if block.header:
            return (block.header,)
    return ()


def source() -> str:
    """The grammar's text, from the wheel or from the checkout that this module is in."""
    try:
        packaged = get_data("cfgkit", f"_grammar/{NAME}.lark") or b""
        return packaged.decode()
    except OSError:
        checkout = os.path.join(os.path.dirname(__file__), "..", "..", "grammar", f"{NAME}.lark")
        with open(checkout, encoding="utf-8") as file:
            return file.read()


class _ToBlocks(Transformer["Token", tuple[Block, ...]]):
    """Builds the blocks while Lark parses, so that no tree is ever held."""

    def body(self, parts: list[Any]) -> list[Segment]:
        if not parts:
            return []
        segments: list[Segment] = parts[0]
        token: Token = parts[1]
        segments.append(Segment(token.type, token.value))
        return segments

    def section(self, parts: tuple[Token, list[Segment]]) -> Block:
        return Block(parts[0].value, tuple(parts[1]))

    def document(self, parts: list[Any]) -> tuple[Block, ...]:
        return (Block("", tuple(parts[0])), *parts[1:])


class Grammar:
    """A parser built from the grammar's text.

    `blocks` and `segments` are total: every text parses, and the pieces joined are the text again.
    """

    def __init__(self, text: str, tables: str | None = None) -> None:
        """`tables` is a file that only this user can write to, for Lark to keep its tables in."""
        self._lark = Lark(
            text,
            parser="lalr",
            start=["document", "body", "run"],
            keep_all_tokens=True,
            maybe_placeholders=False,
            transformer=_ToBlocks(),
            cache=tables or False,
        )
        self.header = re.compile(self._pattern("HEADER"))
        self.setting = re.compile(self._pattern("SETTING"))
        self.commented = re.compile(self._pattern("COMMENTED"))
        self.run_line = re.compile("|".join((self._pattern("BLANK"), self._pattern("COMMENT"))))

    def _pattern(self, terminal: str) -> str:
        pattern: str = self._lark.get_terminal(terminal).pattern.to_regexp()
        return pattern

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The text as blocks; the first one has no header."""
        with collector_paused():
            return self._lark.parse(text, start="document")  # type: ignore[return-value]

    def segments(self, text: str) -> tuple[Segment, ...]:
        """The segments of a text that holds no header line."""
        segments: list[Segment] = self._lark.parse(text, start="body")  # type: ignore[assignment]
        return tuple(segments)


@cache
def grammar() -> Grammar:
    """The one grammar, built at first use: 20 ms, or 2 ms with the tables of an earlier run."""
    return Grammar(source(), table_path(NAME))
