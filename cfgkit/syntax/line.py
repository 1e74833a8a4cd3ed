"""A physical line, as what it is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cfgkit.syntax.grammar import grammar


class Kind(StrEnum):
    """What a line is."""

    HEADER = "header"
    SETTING = "setting"
    COMMENTED = "commented"
    COMMENT = "comment"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class Line(NamedTuple):
    """One physical line of a file; a tuple, since a large file has many.

    Its repr shows no value: a value may be a password.
    """

    #: What the line is.
    kind: Kind
    #: Its number, from 1; LF, CRLF and lone CR each end a line.
    number: int
    #: Its text with its line ending.
    raw: str
    #: The setting's key, or the header's section name; empty on lines of other kinds.
    key: str = ""
    #: The setting's value, trailing blanks included; empty on lines of other kinds.
    value: str = ""
    #: The segment of its block that it stands in, -1 for the header, and its offset there.
    segment: int = -1
    start: int = 0

    @property
    def text(self) -> str:
        """The line without its ending."""
        return self.raw.rstrip("\r\n")

    @property
    def eol(self) -> str:
        """The line's ending: LF, CRLF or CR; empty on a last line without one."""
        return self.raw[len(self.text) :]

    @property
    def value_column(self) -> int:
        """The column of the value's first character, from 1."""
        return parts(self.kind, self.raw).value_start + 1

    def __repr__(self) -> str:
        return f"Line({self.kind}, {self.number}, {self.key!r})"


class Parts(NamedTuple):
    """Where a line's parts are: `raw[:key_start]` is the indent or the comment mark.

    Its repr shows no value: a value may be a password.
    """

    key: str = ""
    value: str = ""
    key_start: int = 0
    #: Just behind the key, before the blanks and the `=`.
    key_end: int = 0
    value_start: int = 0

    def __repr__(self) -> str:
        return f"Parts({self.key!r})"


NO_PARTS = Parts()


def parts(kind: Kind, raw: str) -> Parts:
    """The parts of a setting, a commented-out setting or a header; `NO_PARTS` for other kinds."""
    if kind is Kind.SETTING:
        found = grammar().setting.match(raw)
    elif kind is Kind.COMMENTED:
        found = grammar().commented.match(raw)
    elif kind is Kind.HEADER:
        return Parts(key=section_name(raw))
    else:
        return NO_PARTS
    if found is None:
        return NO_PARTS
    key = found["key"].rstrip(" \t")
    start = found.start("key")
    return Parts(key, found["value"], start, start + len(key), found.start("value"))


def section_name(header: str) -> str:
    """The name in a header line; empty for the block before the first header."""
    return header[1 : header.index("]")] if header else ""
