"""The page of differences: the open file against others, each difference to look at and to take over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Footer, Input, Static

from cfgkit.compare import LEGEND
from cfgkit.compare.report import side_block
from cfgkit.display import counted
from cfgkit.tui.actions import On, bindings, help_text
from cfgkit.tui.compare_list import CompareList, heads
from cfgkit.tui.compared import compared_rows, file_names, holding, taken_over
from cfgkit.tui.dialogs import Form
from cfgkit.tui.page import SessionPage
from cfgkit.tui.plain import plain
from cfgkit.tui.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.compared import ComparedRow
    from cfgkit.tui.session import Name

_NOTHING: Final = "This file is compared with no other one yet: w asks for one."


class DifferenceField(Input):
    """The words to list by; the arrows move in the list meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "screen.finding(1)", "Next", show=False),
        Binding("up,ctrl+p", "screen.finding(-1)", "Before", show=False),
    ]


class ComparePage(SessionPage):
    """Status line, the files' names, the differences, the one under the cursor in full, search, footer."""

    PLACE: ClassVar = On.COMPARE
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.COMPARE)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ComparedRow, ...] = ()
        self._listed: tuple[ComparedRow, ...] = ()
        self._words = ""
        #: Which of the files is taken over from; the session's own is 0.
        self._side = 1

    def compose(self) -> ComposeResult:
        """One below the other."""
        yield StatusLine()
        yield Static(id="heads")
        yield CompareList(id="differences")
        yield DifferenceField(placeholder="words in section, key or value", id="find", compact=True)
        with VerticalScroll(id="difference", can_focus=False):
            yield Static(id="detail")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Compare the file that is open."""
        self.open_session()
        self.set_focus(self._list)

    @property
    def _list(self) -> CompareList:
        return self.query_one(CompareList)

    @property
    def row(self) -> ComparedRow | None:
        """The row under the cursor."""
        return self._list.row

    @property
    def line(self) -> int:
        """The line of the setting under the cursor; of its section where the file does not have it."""
        row = self.row
        if row is None or row.line:
            return row.line if row else 0
        name = row.section.casefold()
        return next((one.number for one in self.session.document.sections if one.name.casefold() == name), 0)

    def arrive(self, line: int) -> None:
        """Show the differences, the cursor on the first one from that line on; ask for a file if there is none."""
        if line != self.line:
            self._read()
            lines = [
                (row.line < line, abs(row.line - line), index) for index, row in enumerate(self._listed) if row.line
            ]
            self._draw(min(lines, default=(False, 0, 0))[2])
        else:
            self.refresh_session()
        self.set_focus(self._list)
        if not self.session.others:
            self.action_against()

    def open_session(self) -> None:
        """Show another file's differences."""
        self._side = 1
        self._read()
        self._draw(1)

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:
        """Compare anew; the cursor stays, or goes to what was edited."""
        before, at = self.row, self._list.cursor
        self._read()
        names = [row.name for row in self._listed]
        wanted = [name for name in names if follow and name in edited] or ([before.name] if before else [])
        # Where a difference is gone, the next one has its place.
        self._draw(names.index(wanted[0]) if wanted and wanted[0] in names else at)
        self.refresh_bindings()

    def _read(self) -> None:
        self._rows = compared_rows(self.session) if self.session.others else ()
        self._listed = holding(self._rows, self._words)

    def _draw(self, cursor: int) -> None:
        if self._listed and self._listed[min(cursor, len(self._listed) - 1)].is_header:
            cursor += 1
        self._list.show(self._listed, cursor)
        self._show_heads()
        count = sum(1 for row in self._rows if not row.is_header)
        words = [counted(count, "difference"), *([f"find: {self._words}"] if self._words else [])]
        self.query_one("#status", Static).update(plain(self.status(*words)), layout=False)

    def _show_heads(self) -> None:
        text = heads(file_names(self.session), self._side, self.size.width) if self.session.others else ""
        self.query_one("#heads", Static).update(plain(text, "bold"), layout=False)

    def on_resize(self) -> None:
        """More or less room for the names."""
        self.call_after_refresh(self._show_heads)

    @on(CompareList.Moved)
    def _show_detail(self) -> None:
        self.query_one("#detail", Static).update(plain(self._about()))
        self.query_one("#difference").scroll_home(animate=False)

    def _about(self) -> str:
        row = self.row
        if row is None:
            return "Nothing differs." if self.session.others else _NOTHING
        if row.difference is None:
            return f"[{row.section}]"
        return f"{side_block(row.difference, file_names(self.session))}{LEGEND}"

    def help_pages(self) -> Sequence[Content]:
        """What is under the cursor, and the keys."""
        return [plain(self._about()), plain(""), plain(help_text(self.PLACE))]

    @on(CompareList.Chosen)
    async def action_setting(self) -> None:
        """The setting under the cursor, in the list of settings."""
        await self.editor.action_view("compare")

    def action_take(self) -> None:
        """Give the setting what the chosen file says."""
        one = self.row.difference if self.row else None
        if one is not None and not self.session.locked:
            self.attempt(lambda: taken_over(self.session, one, self._side))

    def action_sideways(self, step: int) -> None:
        """Take over from the next of the files, or the one before."""
        self._side = max(min(self._side + step, len(self.session.others)), 1)
        self._show_heads()

    def action_against(self) -> None:
        """Ask for a further file to compare with."""

        def read_it(texts: list[str]) -> Document:
            self.editor.compare_with(Path(texts[0]).expanduser())
            return self.session.document

        self.app.push_screen(Form("Compare with", ["Path of the other file"], read_it))

    def action_finding(self, step: int) -> None:
        """To the next difference, or the one before."""
        self._list.jump_to_next([index for index, row in enumerate(self._listed) if not row.is_header], step)

    def action_section(self, step: int) -> None:
        """To the next section's first difference, or the one before."""
        self._list.jump_to_next([index + 1 for index, row in enumerate(self._listed) if row.is_header], step)

    def action_find(self) -> None:
        """Open the search field."""
        field = self.query_one(DifferenceField)
        field.display = True
        self.set_focus(field)

    @on(Input.Changed, "#find")
    def _filter(self, event: Input.Changed) -> None:
        self._words = event.value
        self.refresh_session()

    @on(Input.Submitted, "#find")
    def _keep(self) -> None:
        self.query_one(DifferenceField).display = False
        self.set_focus(self._list)

    def action_clear(self) -> None:
        """Leave the search and list everything; the cursor stays on its difference."""
        field = self.query_one(DifferenceField)
        field.display = False
        with self.prevent(Input.Changed):
            field.value = ""
        self._words = ""
        self.refresh_session()
        self.set_focus(self._list)
