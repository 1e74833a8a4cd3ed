"""Text from a file is data: how it is drawn on a terminal, in a log or in an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_NAMED: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\x1b": "\\e"}
# Cc control, Cf format (bidi overrides), Cs surrogate, Zl and Zp separators: none may act on a terminal.
_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_GAP: Final = "  "
_NARROWEST: Final = 8


def visible(text: str) -> str:
    r"""The text with each control and invisible character as an escape: `\t`, `\e`, `\x00`, `\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # noqa: PLC0415 - start-up: most texts need no look-up

    return "".join(_escape(char) if unicodedata.category(char) in _ACTIVE else char for char in text)


def fitted(text: str, width: int) -> str:
    """The text in exactly that width; what does not fit is cut, and ends in two dots."""
    return f"{text if len(text) <= width else text[: width - 2] + '..':<{width}}"


def folded(line: str, width: int | None) -> list[str]:
    """The line in lines of that width, broken at blanks; the further ones stand under its last column of text.

    Columns are parted by two blanks or more. Without a width the line stays whole, as does a word too long.
    """
    if width is None or len(line) <= width:
        return [line]
    import textwrap  # noqa: PLC0415 - start-up: few lines are that long

    indent = len(line) - len(line.lstrip()) + len(_GAP)
    column = max((found.end() for found in re.finditer(r"\S {2,}(?=\S)", line[: width // 2])), default=indent)
    if len(line[column:].split()) == 1:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent=" " * column, break_long_words=False, break_on_hyphens=False)


def counted(count: int, what: str) -> str:
    """How many there are, in words: `1 change`, `2 changes`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def columns(rows: Sequence[Sequence[str]], width: int, right: Collection[str] = ()) -> list[str]:
    """The rows of a table, a line each: columns as wide as their cells, the widest cut until all fit.

    `right` names the columns, by their heads in the first row, that hold numbers.
    """
    widths = [min(max(map(len, cells)), width) for cells in zip(*rows, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    ways = [str.rjust if head in right else fitted for head in rows[0]]
    return [
        _GAP.join(way(cell, room) for way, cell, room in zip(ways, row, widths, strict=True)).rstrip() for row in rows
    ]


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV: each row one line, whatever its cells hold, since they are escaped as on a terminal."""
    import csv  # noqa: PLC0415 - start-up: few commands write it
    import io  # noqa: PLC0415 - same

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([map(_csv_cell, row) for row in rows])
    return out.getvalue()


def _csv_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else visible(str(value))


def _escape(char: str) -> str:
    return _NAMED.get(char) or ascii(char)[1:-1]
