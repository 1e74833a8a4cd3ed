"""The page of settings: which are listed, where the cursor stands, what is known of the one under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from cfgkit.check.known import counterpart
from cfgkit.display import counted
from cfgkit.tui import dialogs
from cfgkit.tui.actions import On, bindings, help_text
from cfgkit.tui.model.jumps import Jumps
from cfgkit.tui.model.rows import line_of, place_of, row_at, rows_of
from cfgkit.tui.model.search import best, index_of
from cfgkit.tui.model.view import Toggle, View, counts
from cfgkit.tui.pages.editing import Editing
from cfgkit.tui.pages.exporting import Exportable, Exporting
from cfgkit.tui.pages.searching import FindField, Searching
from cfgkit.tui.widgets.choice_list import ChoiceList
from cfgkit.tui.widgets.filter_bar import FilterBar
from cfgkit.tui.widgets.key_bar import KeyBar
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.settings_list import SettingsList
from cfgkit.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.search import Index
    from cfgkit.tui.model.session import Name

_NOTHING: Final = "Nothing is listed: Esc lists all."
_EMPTY: Final = "The file is empty: a adds a setting and its section, P takes many lines."
_FIND_HINT: Final = "words in section, key, value or help"


class SettingsPage(Exporting, Editing, Searching):
    """Sections and settings, the search, the toggles, and the inspector."""

    PLACE: ClassVar = On.SETTINGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.SETTINGS)
    AUTO_FOCUS = ""  # Textual's comes late: it would take the focus from a search that was begun at once

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._jumps = Jumps()
        self._rows: tuple[Row, ...] = ()
        self._counts = counts(())
        self._indexed: Index | None = None
        self._listed: tuple[Row, ...] = ()
        self._section_names: list[str] = []
        self._file: Path | None = None
        #: The row that was under the cursor last: where nothing is listed there is none.
        self._stood: Row | None = None

    def compose(self) -> ComposeResult:
        """Status line, toggles, sections and settings and inspector, search, footer."""
        yield StatusLine()
        yield FilterBar(id="filters")
        with Horizontal(id="body"):
            yield ChoiceList(id="sections")
            with Vertical(id="middle"):
                yield SettingsList(id="settings")
                yield FindField(_FIND_HINT)
            with VerticalScroll(id="inspector", can_focus=False):
                yield Static(id="detail")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw the file that is open."""
        self.open_session()
        self.set_focus(self._list)

    @property
    def _list(self) -> SettingsList:
        return self.query_one(SettingsList)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._list.row

    @property
    def line(self) -> int:
        """The line of the setting under the cursor, or of its section where the file does not have it."""
        return line_of(self.session.document, self.row)

    def arrive(self, line: int) -> None:
        """Show the settings, the cursor on that line's; one that the file does not have stays under it."""
        if self._file != self.session.snapshot.path:
            self.open_session()
        else:
            self.refresh_session()
        if line != self.line:
            self._jump(row_at(self.session.document, self._rows, line))
        self.set_focus(self._list)

    def open_session(self) -> None:
        """Show another file's settings."""
        self._jumps, self._stood = Jumps(), None
        self._file = self.session.snapshot.path
        self.refresh_session()
        self._list.jump(1)

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:
        """Read the session's rows anew; settings that were edited stay listed until the next search."""
        self._view = self._view.keeping(edited)
        # What the first frame does not show can wait until it is drawn.
        is_drawn = self.editor.is_drawn
        self._rows = rows_of(
            self.session, self.session.known_findings, enough=None if is_drawn else self.app.size.height
        )
        self._counts, self._indexed = counts(self._rows) if is_drawn else {}, None
        self._draw()
        if follow and edited and (self.row is None or self.row.is_header or self.row.name not in edited):
            # Of a new section with a setting the setting is what was meant.
            found = sorted((row for row in self._rows if row.name in edited), key=lambda row: row.is_header)
            self._jump(found[0] if found else None)
        self.refresh_bindings()

    @property
    def _index(self) -> Index:
        """The texts that rows are found by, read when they are looked for."""
        if self._indexed is None:
            self._indexed = index_of(self._rows)
        return self._indexed

    def _draw(self, *, to_best: bool = False) -> None:
        """List what the view asks for; the cursor stays on its setting, or goes to the best one found."""
        before = self._stood = self.row or self._stood
        is_search = bool(self._view.query.split())
        numbers = self._view.listed(self._rows, self._index if is_search else None)
        self._listed = tuple(self._rows[number] for number in numbers)
        chosen = best(self._index, self._view.query, numbers) if to_best and is_search else None
        cursor = place_of(self._listed, before) if chosen is None else numbers.index(chosen)
        self._list.show(self._listed, cursor)
        self._draw_sections()
        self.query_one(FilterBar).show(self._view, self._counts)
        words = [f"find: {self._view.query}"] if self._view.query else []
        self.query_one("#status", Static).update(plain(self.status(*words)), layout=False)

    def _draw_sections(self) -> None:
        names = [_section_label(row) for row in self._listed if row.is_header]
        if names != self._section_names:
            self._section_names = names
            self.query_one("#sections", ChoiceList).set_options(list(map(plain, names)))

    def on_resize(self) -> None:
        """More or less room for the counts."""
        self.call_after_refresh(lambda: self.query_one(FilterBar).show(self._view, self._counts))

    @on(SettingsList.Moved)
    def _moved(self) -> None:
        # The list comes first: what is known of a row takes longer than to draw it.
        if self.editor.is_drawn:
            self.call_after_refresh(self._show_detail)

    def _show_detail(self) -> None:
        row = self.row
        self.query_one("#detail", Static).update(self._about(row) if row else plain(_NOTHING if self._rows else _EMPTY))
        self.query_one("#inspector").scroll_home(animate=False)
        sections = self.query_one("#sections", ChoiceList)
        if not sections.has_focus:
            self._mark_section(sections)

    def _mark_section(self, sections: ChoiceList) -> None:
        """In the list of sections, put the cursor on that of the row under the cursor."""
        if self.row is not None:
            place = (self.row.section, self.row.section_nth)
            headers = (one for one in self._listed if one.is_header)
            at = [index for index, one in enumerate(headers) if (one.section, one.section_nth) == place]
            sections.highlighted = at[0] if at else None

    def _about(self, row: Row) -> Content:
        from cfgkit.tui.widgets.about import page_about  # noqa: PLC0415 - start-up: the rules that it reads come after the list

        return page_about(self.session, row)

    def action_inspect(self) -> None:
        """All that is known of the setting."""
        if self.row is not None:
            self.app.push_screen(dialogs.Page("What is known of it", self._about(self.row)))

    def help_pages(self) -> Sequence[Content]:
        """What is under the cursor, and the keys."""
        shown = [self._about(self.row), plain("")] if self.row is not None else []
        return [*shown, plain(help_text(self.PLACE))]

    def exportable(self) -> Exportable:
        """The settings that are listed."""
        from cfgkit.tui.model.export import settings_export  # noqa: PLC0415 - start-up: it reads what compares and converts

        session, rows = self.session, self._listed
        count = sum(1 for row in rows if not row.is_header)
        return Exportable(counted(count, "listed setting"), lambda form: settings_export(session, rows, form))

    # Where the cursor goes.

    def _go(self, row: Row | None) -> None:
        """Jump to a row, with a way back; what hides it is cleared."""
        if row is None:
            return
        if all(row.name != one.name for one in self._listed):
            self._view = View()
            self.close_search()
            self._draw()
        self._list.jump(place_of(self._listed, row))

    def _jump(self, row: Row | None) -> None:
        if row is not None:
            self._jumps = self._jumps.left(self.row)
            self._go(row)

    def go_to(self, name: Name) -> None:
        """Jump to a setting."""
        self._jump(next((row for row in self._rows if row.name == name), None))

    def action_found(self, step: int) -> None:
        """Down or up by rows, while the words are typed."""
        self._list.action_move(step)

    def _next(self, step: int, is_wanted: Callable[[Row], bool]) -> Row | None:
        """The next of the wanted rows in that direction, round the end."""
        found = self._list.next_of((index for index, row in enumerate(self._listed) if is_wanted(row)), step)
        return None if found is None else self._listed[found]

    def action_finding(self, step: int) -> None:
        """To the next finding, or the one before."""
        self._jump(self._next(step, lambda row: bool(row.findings)))

    def action_section(self, step: int) -> None:
        """To the next section, or the one before."""
        self._jump(self._next(step, lambda row: row.is_header))

    def action_pair(self) -> None:
        """To the same setting of the other mail server."""
        if self.row is None:
            return
        other = counterpart(self.session.document, self.row.where)
        if other is None:
            self.editor.say("It has no counterpart on another mail server.")
            return
        self.go_to((other.section.casefold(), other.key.casefold()))

    def action_back(self) -> None:
        """To where the last jump began."""
        self._jumps, row = self._jumps.back(self.row)
        self._go(row)

    def action_forward(self) -> None:
        """To where a way back began."""
        self._jumps, row = self._jumps.forward()
        self._go(row)

    def action_places(self) -> None:
        """The places that were left, the last one first."""
        places = self._jumps.places[::-1]
        if not places:
            self.editor.say("No jump was made yet.")
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                self._jump(places[index])

        self.app.push_screen(dialogs.Choice("Places that were left", [row.title for row in places]), chosen)

    @on(ChoiceList.OptionHighlighted, "#sections")
    def _go_to_section(self, event: ChoiceList.OptionHighlighted) -> None:
        if event.option_list.has_focus:
            headers = [index for index, row in enumerate(self._listed) if row.is_header]
            self._list.jump(headers[event.option_index])

    @on(ChoiceList.OptionSelected, "#sections")
    def _enter_section(self) -> None:
        self._list.focus()

    def action_sections(self) -> None:
        """Between the two lists."""
        sections = self.query_one("#sections", ChoiceList)
        if sections.has_focus or not sections.display:
            self._list.focus()
        else:
            self._jumps = self._jumps.left(self.row)
            # The cursor may not be there yet, where nothing was drawn of the row; to put it there is no move.
            with sections.prevent(ChoiceList.OptionHighlighted):
                self._mark_section(sections)
            sections.focus()

    # What is listed.

    def action_find(self) -> None:
        """Open the search field."""
        self._jumps = self._jumps.left(self.row)
        self.open_search()

    @on(Input.Changed, "#find")
    def _filter(self, event: Input.Changed) -> None:
        self._view = self._view.finding(event.value)
        self._draw(to_best=True)

    def action_clear(self) -> None:
        """Leave the search and list everything; the cursor stays on its setting."""
        self.close_search()
        self._view = View()
        self._draw()

    def action_all(self) -> None:
        """List everything again."""
        self.action_clear()

    def action_only(self, name: str) -> None:
        """List only what it says, or no longer so."""
        self._view = self._view.toggled(Toggle(name))
        self._draw()

    def action_state(self) -> None:
        """List settings in the next state."""
        self._view = self._view.with_next_state()
        self._draw()

    @on(SettingsList.Chosen)
    def _edit_by_mouse(self) -> None:
        self.action_edit()


def _section_label(header: Row) -> str:
    """A section's name in the list of sections, where there is little room."""
    name = header.section or "(top)"
    return name if header.section_nth == 1 else f"{name} ({header.section_nth})"
