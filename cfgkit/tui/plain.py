"""Text from a file to a widget: the only way in.

Textual reads `[...]` in a str as markup: section names vanish and a path in brackets ends the program.
Content is taken as it is. Control characters are escaped on the way.
"""

from __future__ import annotations

from textual.content import Content

from cfgkit.display import visible


def plain(text: str) -> Content:
    """The text as it is, line by line, control characters escaped."""
    return Content("\n".join(visible(line) for line in text.split("\n")))
