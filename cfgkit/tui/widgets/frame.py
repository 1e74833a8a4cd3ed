"""What the terminal shows, so that only what differs is sent: over SSH each byte counts.

Textual draws anew whatever a widget might have changed; most cells of it are as they were.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, ConsoleOptions, RenderResult
    from textual._compositor import ChopsUpdate

#: So many cells between two changes cost less than to move the cursor over them.
_GAP: Final = 6


class Cell(NamedTuple):
    """What stands in one cell; the second cell of a wide character has no text."""

    text: str
    style: Style
    #: What of the style is seen: of a blank only what is behind it.
    look: Style


class Run(NamedTuple):
    """Cells that differ, side by side."""

    x: int
    y: int
    cells: list[Cell]


class DeltaUpdate(CompositorUpdate):
    """An update of some cells."""

    def __init__(self, runs: list[Run]) -> None:
        super().__init__()
        self._runs = runs

    def _segments(self) -> Iterator[Segment]:
        """All that is drawn in a style at once, wherever it stands: a style's codes are longer than a move's."""
        texts: dict[Style, list[str]] = {}
        for run in self._runs:
            for x, style, text in _pieces(run):
                texts.setdefault(style, []).append(Control.move_to(x, run.y).segment.text + text)
        return (Segment("".join(some), style) for style, some in texts.items())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._segments()

    def render_segments(self, console: Console) -> str:
        """The terminal's codes."""
        return Strip(self._segments(), 0).render(console)


class Frame:
    """The cells of the terminal, as far as they are known."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell | None]] = {}
        self._size = (0, 0)

    def forget(self) -> None:
        """Nothing is known of the terminal any more: all is to be drawn."""
        self._lines = {}

    def delta(self, update: ChopsUpdate | LayoutUpdate, size: tuple[int, int]) -> DeltaUpdate | None:
        """What is new in an update of a terminal of that many columns and lines; None if nothing is."""
        if size != self._size:
            self._size = size
            self.forget()
        runs = [run for x, y, strip in _strips(update) for run in self._changed(x, y, _cells(strip))]
        return DeltaUpdate(runs) if runs else None

    def _changed(self, x: int, y: int, cells: list[Cell]) -> Iterator[Run]:
        line = self._lines.setdefault(y, [None] * self._size[0])
        cells = cells[: max(self._size[0] - x, 0)]
        before = line[x : x + len(cells)]
        if before == cells:
            return
        line[x : x + len(cells)] = cells
        pairs = enumerate(zip(before, cells, strict=True))
        places = [at for at, (old, new) in pairs if old is None or old.text != new.text or old.look != new.look]
        if not places:
            return
        start = end = places[0]
        for place in [*places[1:], len(cells) + _GAP + 1]:
            if place - end > _GAP:
                yield Run(x + start, y, cells[start : end + 1])
                start = place
            end = place


def _strips(update: ChopsUpdate | LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips of an update, each with its column and line."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield x, y, strip
                x += strip.cell_length
        return
    for y in dict.fromkeys(y for y, _, _ in update.spans):
        for x, found in update.chops[y].items():
            if found is not None:
                yield x, y, found


def _cells(strip: Iterable[Segment]) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, _ in strip:
        bare, blank = _bare(style), _behind(style)
        if text.isascii():
            cells += [Cell(char, bare, blank if char == " " else bare) for char in text]
            continue
        for char in text:
            width = cell_len(char)
            if width:
                cells += [Cell(char, bare, blank if char == " " else bare), *[Cell("", bare, bare)] * (width - 1)]
            elif cells:
                # A combining character belongs to the one before; of a wide one to its first cell.
                place = max(index for index, cell in enumerate(cells) if cell.text)
                cells[place] = cells[place]._replace(text=cells[place].text + char)
    return cells


@lru_cache(maxsize=4096)
def _bare(style: Style | None) -> Style:
    """The style as it looks; what a click on it does is no matter of the terminal's."""
    return Style() if style is None else style.clear_meta_and_links()


@lru_cache(maxsize=4096)
def _behind(style: Style | None) -> Style:
    """What is seen of the style where no character stands."""
    bare = _bare(style)
    return bare if bare.underline or bare.strike or bare.reverse or bare.overline else Style(bgcolor=bare.bgcolor)


def _pieces(run: Run) -> Iterator[tuple[int, Style, str]]:
    """The run's texts of one style, each with its column; a blank takes any style that leaves what is behind it."""
    x, width, text = run.x, 0, ""
    style = run.cells[0].style
    for cell in run.cells:
        if cell.style != style and not (cell.text == " " and cell.look == _behind(style)):
            yield x, style, text
            x, width, text, style = x + width, 0, "", cell.style
        text += cell.text
        width += 1
    yield x, style, text
