"""The page of the raw file: all of its lines, what a save would change among them, in step with the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.widgets import Input, Static

from cfgkit.syntax import Kind
from cfgkit.tui.actions import On, bindings, help_text
from cfgkit.tui.model.raw import SAME, raw_text
from cfgkit.tui.pages.searching import FindField, Searching
from cfgkit.tui.widgets.key_bar import KeyBar
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.raw_list import RawList
from cfgkit.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from cfgkit.syntax.changes import Change
    from cfgkit.tui.model.raw import RawLine, RawText
    from cfgkit.tui.model.session import Name

_KINDS: Final = {
    Kind.HEADER: "section",
    Kind.SETTING: "setting",
    Kind.COMMENTED: "commented-out setting",
    Kind.COMMENT: "comment",
    Kind.BLANK: "blank line",
    Kind.UNREADABLE: "nobody can read this line",
}
_MARKS: Final = {
    "changed": "changed, not saved; o shows the line on disk",
    "added": "new, not saved",
    "below-removed": "lines above it are taken out, not saved; o shows them",
    "old": "on disk; not in what would be saved",
}


class RawPage(Searching):
    """Status line, the file, what the line under the cursor is, search, footer."""

    PLACE: ClassVar = On.RAW
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.RAW)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._text: RawText | None = None
        self._with_old = False
        self._words = ""
        self._is_nowhere = False
        #: Where a search began.
        self._origin = 0

    def compose(self) -> ComposeResult:
        """One below the other."""
        yield StatusLine()
        yield RawList(id="raw")
        yield FindField("words in a line")
        yield Static(id="said")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the file that is open."""
        self.open_session()
        self.set_focus(self._list)

    @property
    def _list(self) -> RawList:
        return self.query_one(RawList)

    @property
    def text(self) -> RawText:
        """The lines on the screen."""
        if self._text is None:
            self._text = self._read()
        return self._text

    def _read(self) -> RawText:
        return raw_text(self.session, with_old=self._with_old, findings=self.session.known_findings)

    @property
    def line(self) -> int:
        """The number of the line under the cursor."""
        return self.text.number_at(self._list.cursor)

    def arrive(self, line: int) -> None:
        """Show the file, the cursor on that line."""
        self._draw(line)
        self.set_focus(self._list)

    def open_session(self) -> None:
        """Show another file's lines."""
        self._draw(1)

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:
        """Read the session's lines anew; the cursor stays on its line, or goes to what was edited."""
        self._draw(self.line)
        changes = self.text.changes()
        if follow and edited:
            changed = [one.line_after or one.line_before for one in self.session.changes if _name(one) in edited]
            place = next((self.text.index_of(number) for number in changed if number), None)
            self._list.jump(place if place is not None else min(changes, default=self._list.cursor))
        self.refresh_bindings()

    def _draw(self, line: int) -> None:
        self._text = self._read()
        self._list.show(self._text, self._text.index_of(line), self._words)
        self._show_status()

    def _show_status(self) -> None:
        where = " (nowhere)" if self._is_nowhere else ""
        words = [f"find: {self._words}{where}"] if self._words else []
        self.query_one("#status", Static).update(plain(self.status(*words)), layout=False)

    @on(RawList.Moved)
    def _say_line(self) -> None:
        line = self._list.line
        self.query_one("#said", Static).update(plain(_about(line) if line else "The file is empty."), layout=False)

    def help_pages(self) -> Sequence[Content]:
        """What is under the cursor, and the keys."""
        line = self._list.line
        number = line.number if line else 0
        known = self.known_of(lambda row: row.entry is not None and row.entry.line.number == number)
        return [plain(_about(line) if line else ""), plain(""), *known, plain(help_text(self.PLACE))]

    @on(RawList.Chosen)
    async def action_setting(self) -> None:
        """The setting under the cursor, in the list of settings."""
        await self.editor.action_view("raw")

    def action_old(self) -> None:
        """Show the lines on disk, or no longer."""
        line = self.line
        self._with_old = not self._with_old
        self._draw(line)

    def action_sideways(self, step: int) -> None:
        """Right or left in long lines."""
        self._list.action_sideways(step)

    def action_change(self, step: int) -> None:
        """To the next change that is not saved, or the one before."""
        self._list.jump_to_next(self.text.changes(), step)

    def action_finding(self, step: int) -> None:
        """To the next finding, or the one before."""
        self._list.jump_to_next(map(self.text.index_of, self.text.findings), step)

    def action_section(self, step: int) -> None:
        """To the next section, or the one before."""
        self._list.jump_to_next((self.text.index_of(one.number) for one in self.session.document.sections), step)

    def action_find(self) -> None:
        """Open the search field."""
        self._origin = self._list.cursor
        self.open_search()

    @on(Input.Changed, "#find")
    def _find(self, event: Input.Changed) -> None:
        self._words = event.value
        self._match(self._origin, 1)

    def action_found(self, step: int) -> None:
        """To the next match, or the one before."""
        self.action_match(step)

    def action_match(self, step: int) -> None:
        """To the next line that holds the words, or the one before."""
        self._match(self._list.cursor + step, step)

    def _match(self, index: int, step: int) -> None:
        """Go to the words from there on; the status line says so where they are nowhere."""
        found = self.text.found(self._words, index, step)
        self._is_nowhere = found is None
        self._list.show(self.text, self._origin if found is None else found, self._words)
        self._show_status()

    def action_clear(self) -> None:
        """Leave the search; the cursor stays."""
        self.close_search()
        self._words = ""
        self._draw(self.line)


def _about(line: RawLine) -> str:
    """What the line is, and what is said of it."""
    what = f"line {line.number}: {_KINDS[line.kind]}" if line.number else _MARKS["old"]
    state = [] if line.mark is SAME or not line.number else [_MARKS[line.mark.name]]
    found = [f"{one.severity.value}: {one.message}" for one in line.findings]
    return "  ".join([what, *state, *found])


def _name(change: Change) -> Name:
    return change.section.casefold(), change.key.casefold()
