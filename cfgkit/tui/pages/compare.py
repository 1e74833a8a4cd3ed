"""The page of differences: the open file against others, each difference to look at and to take over."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from cfgkit.compare import LEGEND
from cfgkit.compare.report import side_block
from cfgkit.display import counted, visible
from cfgkit.errors import CfgkitError
from cfgkit.tui import dialogs
from cfgkit.tui.actions import On, bindings, help_text
from cfgkit.tui.model.compared import (
    Comparison,
    DifferenceKind,
    Listing,
    all_taken_over,
    comparison,
    file_names,
    filters,
    listed,
    taken_over,
    takes_long,
)
from cfgkit.tui.model.export import differences_export
from cfgkit.tui.model.paths import typed_path
from cfgkit.tui.model.words import said
from cfgkit.tui.pages.exporting import Exportable, Exporting
from cfgkit.tui.pages.searching import FindField, Searching
from cfgkit.tui.widgets.compare_list import CompareList, heads
from cfgkit.tui.widgets.filter_bar import FilterBar
from cfgkit.tui.widgets.key_bar import KeyBar
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.model.compared import ComparedRow
    from cfgkit.tui.model.session import Name, Other, Session

_NOTHING: Final = "This file is compared with no other one yet: w asks for one."


class ComparePage(Exporting, Searching):
    """Status line, the files' names, the differences, the one under the cursor in full, search, footer."""

    PLACE: ClassVar = On.COMPARE
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.COMPARE)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._found = Comparison()
        self._listing = Listing()
        self._listed: tuple[ComparedRow, ...] = ()
        #: What the differences were found in.
        self._compared: tuple[Document, tuple[Other, ...]] | None = None
        self._is_comparing = False
        #: Which of the files is taken over from; the session's own is 0.
        self._side = 1

    def compose(self) -> ComposeResult:
        """One below the other."""
        yield StatusLine()
        yield FilterBar(id="filters")
        yield Static(id="heads")
        yield CompareList(id="differences")
        yield FindField("words in section, key or value")
        with VerticalScroll(id="difference", can_focus=False):
            yield Static(id="detail")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield KeyBar()

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
            self._compare(lambda: self._draw(self._nearest(line)))
        else:
            self.refresh_session()
        self.set_focus(self._list)
        if not self.session.others:
            self.action_against()

    def _nearest(self, line: int) -> int:
        lines = [(row.line < line, abs(row.line - line), index) for index, row in enumerate(self._listed) if row.line]
        return min(lines, default=(False, 0, 0))[2]

    def open_session(self) -> None:
        """Show another file's differences."""
        self._side = 1
        self._compare(lambda: self._draw(1))

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:
        """Compare anew; the cursor stays, or goes to what was edited."""
        before, at = self.row, self._list.cursor

        def show() -> None:
            names = [row.name for row in self._listed]
            wanted = [name for name in names if follow and name in edited] or ([before.name] if before else [])
            # Where a difference is gone, the next one has its place.
            self._draw(names.index(wanted[0]) if wanted and wanted[0] in names else at)

        self._compare(show)
        self.refresh_bindings()

    def _compare(self, show: Callable[[], None]) -> None:
        """Compare, in a thread if that takes long, and show what came of it; an edit meanwhile begins it anew."""
        self.workers.cancel_group(self, "compare")
        session = self.session
        sides = session.document, session.others
        if self._compared == sides:
            self._take(self._found, show)
        elif takes_long(session):
            self._is_comparing = True
            self._compare_in_thread(session, show)
            self._show_status()
        else:
            self._compared = sides
            self._take(comparison(session), show)

    @work(exclusive=True, group="compare")
    async def _compare_in_thread(self, session: Session, show: Callable[[], None]) -> None:
        found = await to_thread(comparison, session)
        self._compared = session.document, session.others
        self._take(found, show)

    def _take(self, found: Comparison, show: Callable[[], None]) -> None:
        self._is_comparing = False
        self._found = found
        self._listed = listed(found, self._listing)
        show()

    def _give_up(self) -> None:
        """Let no comparison go on that is under way; the next look at the page begins it anew."""
        self.workers.cancel_group(self, "compare")
        self._is_comparing = False
        self._show_status()

    def _draw(self, cursor: int) -> None:
        if self._listed and self._listed[min(cursor, len(self._listed) - 1)].is_header:
            cursor += 1
        self._list.show(self._listed, cursor)
        self._show_heads()
        self._show_status()

    def _show_status(self) -> None:
        found, words = self._found, self._listing.words
        expected = found.number(expected=True)
        shown = [counted(found.number(expected=False), "difference"), *([f"{expected} expected"] if expected else [])]
        shown = ["comparing ... (Esc: give up)"] if self._is_comparing else shown
        shown += [f"find: {words}"] if words else []
        self.query_one("#status", Static).update(plain(self.status(*shown)), layout=False)

    def _show_heads(self) -> None:
        text = heads(file_names(self.session), self._side, self.size.width) if self.session.others else ""
        self.query_one("#heads", Static).update(plain(text, "bold"), layout=False)
        bar = self.query_one(FilterBar)
        bar.show_parts(filters(self._found, self._listing, bar.size.width or 80))

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
            return "\n".join(filter(None, [self._emptiness(), self._found.problem]))
        if row.difference is None:
            return f"[{row.section}]"
        rule = row.difference.expected
        meant = "" if rule is None else f"expected by cfgkit.toml: {rule.reason}\n"
        problem = f"{self._found.problem}\n" if self._found.problem else ""
        return f"{problem}{side_block(row.difference, file_names(self.session))}{meant}{LEGEND}"

    def _emptiness(self) -> str:
        if not self.session.others:
            return _NOTHING
        if self._found.number(expected=False):
            return "Nothing of that kind: Esc lists all."
        expected = self._found.number(expected=True)
        return f"Nothing differs but what is expected ({expected}): 6 lists it." if expected else "Nothing differs."

    def help_pages(self) -> Sequence[Content]:
        """What is under the cursor, and the keys."""
        name = self.row.name if self.row is not None else None
        known = self.known_of(lambda row: row.name == name)
        return [plain(self._about()), plain(""), *known, plain(help_text(self.PLACE))]

    @on(CompareList.Chosen)
    async def action_setting(self) -> None:
        """The setting under the cursor, in the list of settings."""
        await self.editor.action_view("compare")

    def exportable(self) -> Exportable:
        """The differences that are listed."""
        session, rows = self.session, self._listed
        count = sum(1 for row in rows if not row.is_header)
        return Exportable(counted(count, "listed difference"), lambda form: differences_export(session, rows, form))

    def action_take(self) -> None:
        """Give the setting what the chosen file says."""
        one = self.row.difference if self.row else None
        if one is not None and not self.session.locked and not self._is_comparing:
            self.attempt(lambda: taken_over(self.session, one, self._side))

    @work
    async def action_take_section(self) -> None:
        """Take over all that is listed of the section under the cursor, after a question."""
        section = self.row.section if self.row else None
        ones = [row.difference for row in self._listed if row.difference and row.section == section]
        if section is None or self.session.locked:
            return
        try:
            what = all_taken_over(self.session, ones, self._side)
        except CfgkitError as problem:
            self.editor.say(said(problem), problem=True)
            return
        by_hand = f" By hand: {', '.join(what.by_hand)}." if what.by_hand else ""
        text = f"Take {counted(what.size, 'setting')} of [{visible(section)}] over from {self._side_name}?{by_hand}"
        answers = [("n", "no"), ("y", "take them over; one undo brings all back")]
        if await self.app.push_screen_wait(dialogs.Question(text, answers)) == "y":
            self.attempt(lambda: all_taken_over(self.session, ones, self._side).document)

    @property
    def _side_name(self) -> str:
        return file_names(self.session)[self._side]

    def _list_other(self, listing: Listing) -> None:
        self._listing = listing
        self.refresh_session()

    def action_all(self) -> None:
        """List each kind of difference again."""
        self._list_other(self._listing._replace(kind=None))

    def action_kind(self, name: str) -> None:
        """List only that kind of difference, or each one again."""
        kind = DifferenceKind[name]
        self._list_other(self._listing._replace(kind=None if self._listing.kind is kind else kind))

    def action_expected(self) -> None:
        """List the differences that are expected, too, or leave them away again."""
        self._list_other(self._listing._replace(with_expected=not self._listing.with_expected))

    def action_sideways(self, step: int) -> None:
        """Take over from the next of the files, or the one before."""
        self._side = max(min(self._side + step, len(self.session.others)), 1)
        self._show_heads()

    def action_against(self) -> None:
        """Ask for a further file to compare with."""

        def read_it(texts: list[str]) -> Document:
            self.editor.compare_with(typed_path(texts[0]))
            return self.session.document

        self.app.push_screen(dialogs.Form("Compare with", ["Path of the other file"], read_it))

    def action_finding(self, step: int) -> None:
        """To the next difference, or the one before."""
        self._list.jump_to_next([index for index, row in enumerate(self._listed) if not row.is_header], step)

    def action_found(self, step: int) -> None:
        """To the next of the listed differences, or the one before."""
        self.action_finding(step)

    def action_section(self, step: int) -> None:
        """To the next section's first difference, or the one before."""
        self._list.jump_to_next([index + 1 for index, row in enumerate(self._listed) if row.is_header], step)

    def action_find(self) -> None:
        """Open the search field."""
        self.open_search()

    @on(Input.Changed, "#find")
    def _filter(self, event: Input.Changed) -> None:
        self._list_other(self._listing._replace(words=event.value))

    def action_clear(self) -> None:
        """Leave the search and list everything, the cursor stays on its difference; or give a comparison up."""
        if self._is_comparing:
            self._give_up()
            return
        self.close_search()
        self._list_other(Listing(with_expected=self._listing.with_expected))
