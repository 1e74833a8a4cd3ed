"""Where to go: the tree of files, with what is known of each; it is there at once, and learns while it is looked at."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input, Label, Static

from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.model.files import file_rows, glance_at, glance_of, glance_outside
from cfgkit.tui.widgets.cursor_list import RowList, fitted_cells
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from cfgkit.tui.model.files import FileRow, Glance, Listed, Opener
    from cfgkit.tui.model.session import Session

_LEGEND: Final = "> on the screen  * unsaved  ! can't be opened  P protected  R read-only"
#: No column of names is wider.
_WIDEST: Final = 16
#: How often what was learned is drawn.
_DRAW_SECONDS: Final = 0.2


class FileList(RowList["FileRow"]):
    """The files below their homes, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar = {"row--section", "row--error"}

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: Sequence[str] = ()

    def show(self, rows: Sequence[FileRow], cursor: int) -> None:
        """Draw these rows, with the cursor on that one."""
        self._lines = drawn(rows)
        super().show(rows, cursor)

    def action_move(self, step: int) -> None:
        """Down or up by files."""
        places = [index for index in range(self.row_count) if not self.is_heading(index)]
        beyond = [index for index in places if (index - self.cursor) * step > 0]
        if beyond:
            self.jump(beyond[0 if step > 0 else -1])

    def on_click(self, event: events.Click) -> None:
        """A click goes there."""
        event.prevent_default()
        index = event.y + int(self.scroll_offset.y)
        if index < self.row_count:
            self.jump(index)
            self.post_message(self.Chosen())

    def draw_row(self, index: int, width: int) -> Strip:
        """One row."""
        row, base = self.rows[index], self.rich_style
        if index == self.cursor:
            base += self.get_component_rich_style("row--cursor")
        elif row.is_header:
            base += self.get_component_rich_style("row--section")
        elif row.glance is not None and row.glance.problem:
            base += self.get_component_rich_style("row--error")
        return Strip([Segment(fitted_cells(self._lines[index], width), base)], width)


def drawn(rows: Sequence[FileRow]) -> tuple[str, ...]:
    """The rows in columns, a line each; a domain's name stands once."""
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*(row.names for row in rows), strict=True)]
    lines, before = [], ""
    for row in rows:
        if row.file is None:
            lines.append(row.heading)
            before = ""
            continue
        domain, *rest = row.names
        cells = ["" if domain == before else domain, *rest]
        shown = "  ".join(fitted_cells(cell, size) for cell, size in zip(cells, widths, strict=True) if size)
        lines.append(f"{row.marks}  {shown}  {row.words}".rstrip())
        before = domain
    return tuple(lines)


class FilterField(Input):
    """The words to list by; the arrows move in the list meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "screen.move(1)", "Down", show=False),
        Binding("up,ctrl+p", "screen.move(-1)", "Up", show=False),
        Binding("pagedown", "screen.page(1)", "Page down", show=False),
        Binding("pageup", "screen.page(-1)", "Page up", show=False),
    ]


class Files(Dialog["Path | None"]):
    """The files that can be gone to; the answer is one of them."""

    HELP = (
        "The files that can be gone to, below their config homes. Words list only those that hold all of "
        "them; the arrows go through them meanwhile. E and W count errors and warnings."
    )
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f4", "dismiss(None)", "Back"),
        Binding("ctrl+o", "app.open_after_files", "Open another"),
    ]

    def __init__(
        self, files: Sequence[Listed], sessions: Sequence[Session], on_screen: Session,
        glances: dict[Path, Glance], opener: Opener,
    ) -> None:  # fmt: skip
        """`glances` is what is known from before; what is learned goes in there."""
        super().__init__()
        self._files, self._opener, self._learned = files, opener, glances
        self._sessions = {one.snapshot.target: one for one in sessions}
        self._on_screen = on_screen.snapshot.target
        self._open: dict[Path, Glance] = {target: glance_of(one) for target, one in self._sessions.items()}
        #: How many were looked at; whether the screen shows it.
        self._looked = 0
        self._is_drawn = True

    def compose(self) -> ComposeResult:
        """The words, the tree, what its marks mean."""
        with Vertical(id="dialog", classes="page"):
            yield Title(self._title)
            yield FilterField(placeholder="words in domain, database, kind, path", id="filter", compact=True)
            yield FileList(id="files")
            yield Static(plain(_LEGEND), id="legend")
            yield KeyLine(
                ("Enter: go there", "accept"),
                ("Ctrl+O: open another", "app.open_after_files"),
                ("Esc: back", "dismiss(None)"),
            )

    def on_mount(self) -> None:
        """The tree at once, the cursor on the file that is on the screen; then a look at each."""
        self.set_focus(self.query_one(FilterField))
        self._draw()
        self.set_interval(_DRAW_SECONDS, self._draw_learned)
        self._look()

    @property
    def _list(self) -> FileList:
        return self.query_one(FileList)

    @property
    def _title(self) -> str:
        count = len(self._files)
        return "Go to a file" if self._looked == count else f"Go to a file; looked at {self._looked} of {count}"

    def _known(self) -> Mapping[Path, Glance]:
        return {**self._learned, **self._open}

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self) -> None:
        """One file after the other, the open ones first; what is known of one stays while it is the same file."""
        for file in sorted(self._files, key=lambda one: one.target not in self._sessions):
            target, session = file.target, self._sessions.get(file.target)
            if session is None:
                self._learned[target] = await to_thread(glance_at, file, self._opener, self._learned.get(target))
            else:
                self._open[target] = await to_thread(glance_outside, session)
            self._looked += 1
            self._is_drawn = False

    def _draw_learned(self) -> None:
        if not self._is_drawn:
            self._draw()

    def _draw(self) -> None:
        self._is_drawn = True
        self.query_one("#title", Label).update(plain(self._title))
        before = self._list.row
        rows = file_rows(self._files, self._known(), self._on_screen, self.query_one(FilterField).value)
        wanted = before.file.target if before and before.file else self._on_screen
        places = [index for index, row in enumerate(rows) if not row.is_header]
        same = [index for index in places if (file := rows[index].file) and file.target == wanted]
        self._list.show(rows, (same or places or [0])[0])

    @on(Input.Changed, "#filter")
    def _filter(self) -> None:
        self._draw()

    def action_move(self, step: int) -> None:
        """Down or up by files."""
        self._list.action_move(step)

    def action_page(self, step: int) -> None:
        """Down or up by pages."""
        self._list.action_page(step)

    @on(Input.Submitted, "#filter")
    @on(FileList.Chosen)
    def action_accept(self) -> None:
        """The file under the cursor."""
        row = self._list.row
        if row is not None and row.file is not None:
            self.dismiss(row.file.path)
