"""Only what the terminal does not show yet is sent, and then it shows all that it should."""

from __future__ import annotations

import re
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from cfgkit.tui.widgets.frame import Frame

WIDTH: Final = 12
STYLES: Final = [
    Style(),
    Style(bold=True),
    Style(bgcolor="red"),
    Style(color="green", bgcolor="red"),
    Style(underline=True),
]
PIECES: Final = st.lists(
    st.tuples(st.sampled_from(["a", "bc", "    ", "漢", "字", "é", "e\u0301", "x" * 9]), st.sampled_from(STYLES))
)
_CODE: Final = re.compile(r"\x1b\[([0-9;]*)([Hm])")


class Terminal:
    """As much of a terminal as the codes need: characters, and whether each has a background and a line."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}

    def feed(self, codes: str) -> None:
        x = y = done = 0
        style = ""
        for code in [*_CODE.finditer(codes), None]:
            for char in codes[done : code.start() if code else len(codes)]:
                width = cell_len(char)
                place = (y, x) if width else max((row, column) for row, column in self.cells if (row, column) < (y, x))
                text = char if width else self.cells[place][0] + char
                for column in range(x, x + width):
                    self._split(y, column)
                self.cells[place] = (text, style) if text != " " else (" ", _behind(style))
                if width > 1:
                    self.cells[y, x + 1] = "", style
                x += width
            if code is None:
                return
            done = code.end()
            if code[2] == "m":
                style = "" if code[1] == "0" else code[1]
            else:
                y, x = (int(number) - 1 for number in code[1].split(";"))

    def _split(self, y: int, x: int) -> None:
        """A wide character of which one cell is written anew is gone from both."""
        text, _ = self.cells.get((y, x), ("x", ""))
        for place in {(y, x), (y, x + 1 if cell_len(text) > 1 else x - 1 if not text else x)}:
            self.cells[place] = (" ", "")


def _behind(style: str) -> str:
    codes = style.split(";")
    return style if "4" in codes else ";".join(code for code in codes if code.startswith("4"))


def strip(pieces: list[tuple[str, Style]]) -> Strip:
    cropped = Strip([Segment(text, style) for text, style in pieces]).crop(0, WIDTH)
    return cropped.adjust_cell_length(WIDTH, Style())


def update(lines: list[list[tuple[str, Style]]]) -> LayoutUpdate:
    return LayoutUpdate([[strip(line)] for line in lines], Region(0, 0, WIDTH, len(lines)))


@given(st.lists(st.lists(PIECES, min_size=3, max_size=3), min_size=1, max_size=4))
@example([[[("漢", STYLES[0])]] * 3, [[("a漢", STYLES[0])]] * 3, [[("a", STYLES[1]), ("    ", STYLES[2])]] * 3])
@settings(max_examples=60, deadline=None)
def test_the_terminal_shows_what_a_full_update_would_show(screens: list[list[list[tuple[str, Style]]]]) -> None:
    console = Console(color_system="standard", force_terminal=True)
    frame, drawn = Frame(), Terminal()
    for lines in screens:
        delta = frame.delta(update(lines), (WIDTH, len(lines)))
        drawn.feed(delta.render_segments(console) if delta else "")
        full = Terminal()
        whole = Frame().delta(update(lines), (WIDTH, len(lines)))
        full.feed(whole.render_segments(console) if whole else "")
        plain = Terminal()
        plain.feed("".join(f"\x1b[{y};1H{strip(line).render(console)}" for y, line in enumerate(lines, 1)))
        assert drawn.cells == full.cells == plain.cells


def test_what_is_shown_already_is_not_sent_and_after_a_resize_all_is() -> None:
    frame, lines = Frame(), [[("some text", STYLES[1])]]
    assert frame.delta(update(lines), (WIDTH, 1)) is not None
    assert frame.delta(update(lines), (WIDTH, 1)) is None
    assert frame.delta(update(lines), (WIDTH, 2)) is not None
    frame.forget()
    assert frame.delta(update(lines), (WIDTH, 2)) is not None
