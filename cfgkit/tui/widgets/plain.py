"""Text from a file to a widget: the only way in.

Textual reads `[...]` in a str as markup: section names vanish and a path in brackets ends the program.
Content is taken as it is. Control characters are escaped on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(text: str, style: str = "") -> Content:
    """The text as it is, line by line, control characters escaped."""
    return Content.styled("\n".join(visible(line) for line in text.split("\n")), style)


def labelled(items: Iterable[tuple[str, str]]) -> Content:
    """Lines of a bold label and its text; a label that comes again is not repeated."""
    lines, before = [], ""
    for label, text in items:
        head = plain("" if label == before else f"{label} ", "bold")
        lines.append(Content.assemble(head, plain(text)))
        before = label
    return Content("\n").join(lines)
