"""The lines of a file, each with its number and its marks, coloured by what our grammar says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cfgkit.syntax import Kind
from cfgkit.tui.model.raw import OLD, SAME
from cfgkit.tui.model.rows import worst
from cfgkit.tui.widgets.cursor_list import CursorList
from cfgkit.tui.widgets.settings_list import SEVERITY_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.tui.model.raw import RawLine, RawText

_STEP: Final = 16


class RawList(CursorList):
    """A file's lines, one of them under the cursor."""

    CONTEXT = 3
    COMPONENT_CLASSES: ClassVar = {
        "raw--number", "raw--header", "raw--key", "raw--value", "raw--comment", "raw--commented", "raw--unreadable",
        "raw--old", "raw--mark", "raw--match",
    }  # fmt: skip

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text: RawText | None = None
        self._words = ""
        #: How many columns of the text are out of sight on the left.
        self._left = 0

    def show(self, text: RawText, cursor: int, words: str = "") -> None:
        """Draw these lines, with the words made visible where they stand."""
        self._text, self._words = text, words
        self.redraw(cursor)

    @property
    def row_count(self) -> int:
        """How many lines there are."""
        return 0 if self._text is None else len(self._text)

    @property
    def line(self) -> RawLine | None:
        """The line under the cursor."""
        return self._text[self.cursor] if self._text else None

    def action_sideways(self, step: int) -> None:
        """Show what is farther right, or left, of long lines."""
        longest = cell_len(self.line.text) if self.line is not None else 0
        self._left = max(min(self._left + step * _STEP, longest - 1), 0)
        self.refresh()

    def draw_row(self, index: int, width: int) -> Strip:
        """One line."""
        if self._text is None:
            return Strip.blank(width, self.rich_style)
        line = self._text[index]
        number = f"{line.number or '':>{len(str(len(self._text.lines)))}} "
        marks = f"{line.mark.sign}{'?' if line.kind is Kind.UNREADABLE else SEVERITY_SIGNS[worst(line.findings)]} "
        base = self.rich_style
        body = Strip([Segment(text, base + style) for text, style in self._parts(line) if text])
        room = max(width - len(number) - len(marks), 0)
        body = self._marked(line.text, body).crop(self._left, self._left + room).adjust_cell_length(room, base)
        loud = Style() if line.mark is SAME and not line.findings else self.get_component_rich_style("raw--mark")
        head = [Segment(number, base + self.get_component_rich_style("raw--number")), Segment(marks, base + loud)]
        strip = Strip([*head, *body], width)
        if index == self.cursor:
            plain = set_cell_size("".join(segment.text for segment in strip), width)
            return Strip([Segment(plain, base + self.get_component_rich_style("row--cursor"))], width)
        return strip

    def _parts(self, line: RawLine) -> Iterator[tuple[str, Style]]:
        """The line's text in pieces, each with its style."""
        style = self.get_component_rich_style
        if line.mark is OLD:
            yield line.text, style("raw--old")
        elif line.kind is Kind.SETTING:
            yield line.text[: line.key_start], Style()
            yield line.text[line.key_start : line.key_end], style("raw--key")
            yield line.text[line.key_end : line.value_start], Style()
            yield line.text[line.value_start :], style("raw--value")
        else:
            yield line.text, Style() if line.kind is Kind.BLANK else style(f"raw--{line.kind}")

    def _marked(self, text: str, body: Strip) -> Strip:
        """The line with the words that are looked for made visible."""
        place = text.casefold().find(self._words.casefold()) if self._words else -1
        if place < 0:
            return body
        start, end = cell_len(text[:place]), cell_len(text[: place + len(self._words)])
        found = body.crop(start, end).apply_style(self.get_component_rich_style("raw--match"))
        return Strip.join([body.crop(0, start), found, body.crop(end)])
