"""The editor: a list of settings, a detail below it, and the dialogs; all state is in the sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import App, SystemCommand
from textual.containers import Horizontal
from textual.widgets import Footer, Input, OptionList, Static

from cfgkit.display import visible
from cfgkit.errors import CfgkitError, EditError
from cfgkit.secret import Secret
from cfgkit.tui.actions import ACTIONS, bindings, help_text
from cfgkit.tui.dialogs import EditDialog, Page, Question
from cfgkit.tui.plain import plain
from cfgkit.tui.review import Review
from cfgkit.tui.settings_list import SettingsList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

    from cfgkit.document import Document
    from cfgkit.syntax import Entry
    from cfgkit.tui.session import Row, Session

_UNSEEN_HINT: Final = "A secret: what you type is not shown, and replaces what is there."
_ACTIVE_HINT: Final = "The value holds control characters: what you type replaces it."
_CHANGING: Final = frozenset({"edit", "comment", "add", "remove", "undo", "redo", "save"})


class EditorApp(App[int]):
    """The editor on one or more files."""

    CSS_PATH = "editor.tcss"
    TITLE = "cfgkit"
    BINDINGS: ClassVar[list[BindingType]] = bindings()
    COMMAND_PALETTE_BINDING = "f2"
    AUTO_FOCUS = ""  # Textual's comes late: it would take the focus from a search that was begun at once
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (70, "-normal")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (16, "-tall")]  # noqa: RUF012 - Textual's declaration

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__()
        self._sessions = list(sessions)
        self._open = 0
        self._query = ""
        self._rows: list[Row] = []

    @property
    def session(self) -> Session:
        """The session on the screen."""
        return self._sessions[self._open]

    def compose(self) -> ComposeResult:
        """Status line, sections and settings side by side, search, detail, footer."""
        yield Static(id="status")
        with Horizontal(id="body"):
            yield OptionList(id="sections", markup=False, compact=True)
            yield SettingsList(id="settings")
        yield Input(placeholder="words in section, key or value", id="find", compact=True)
        yield Static(id="detail")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw the first file."""
        self._draw(cursor=1)
        self.screen.set_focus(self.query_one(SettingsList))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette has every action."""
        yield from super().get_system_commands(screen)
        for action in ACTIONS:
            if action.name != "command_palette":
                yield SystemCommand(action.label, action.help, getattr(self, f"action_{action.name}"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Grey out what can't be done now; while a text is typed, a letter is a letter."""
        if action in _CHANGING and self.session.locked:
            return None
        if action == "undo" and self.session.at == 0:
            return None
        return True

    def _draw(self, cursor: int | None = None) -> None:
        """Show the session as it is now."""
        listing = self.query_one(SettingsList)
        self._rows = self.session.rows(self._query)
        listing.show(self.session, self._rows, listing.cursor if cursor is None else cursor)
        names = [row.section for row in self._rows if row.entry is None]
        sections = self.query_one(OptionList)
        sections.clear_options()
        sections.add_options([plain(name or "(top)") for name in names])
        self.query_one("#status", Static).update(plain(self._status()))
        self.refresh_bindings()

    def _status(self) -> str:
        session = self.session
        which = f" ({self._open + 1} of {len(self._sessions)}, F3)" if len(self._sessions) > 1 else ""
        count = len(session.changes) or int(session.is_modified)
        pending = f"  * {count} unsaved" if session.is_modified else ""
        locked = f"  [{session.locked}]" if session.locked else ""
        found = f"  find: {self._query}" if self._query else ""
        path = session.snapshot.path
        return f" {path.name}{which}{locked}{pending}{found}  in {path.absolute().parent}"

    @on(SettingsList.Moved)
    def _show_detail(self) -> None:
        row = self.query_one(SettingsList).row
        self.query_one("#detail", Static).update(plain(self._detail(row.entry) if row and row.entry else ""))

    def _detail(self, entry: Entry) -> str:
        effect = self.session.document.effect(entry.section, entry.key)
        state = "" if entry.live else "  (commented out)"
        head = f"line {entry.line.number}{state}   effect: {effect.effect}, {effect.certainty}: {effect.source}"
        return "\n".join([head, *self.session.comments_above(entry)[-4:]])

    @on(OptionList.OptionHighlighted)
    def _go_to_section(self, event: OptionList.OptionHighlighted) -> None:
        if self.focused is self.query_one(OptionList):
            headers = [index for index, row in enumerate(self._rows) if row.entry is None]
            self.query_one(SettingsList).jump(headers[event.option_index])

    @on(OptionList.OptionSelected)
    def _enter_section(self) -> None:
        self.query_one(SettingsList).focus()

    def action_sections(self) -> None:
        """Between the two lists."""
        target = SettingsList if self.focused is self.query_one(OptionList) else OptionList
        self.query_one(target).focus()

    def action_find(self) -> None:
        """Open the search field."""
        field = self.query_one("#find", Input)
        # Shown before it gets the focus, and both at once: the next keys may be here already.
        field.display = True
        self.screen.set_focus(field)

    @on(Input.Changed, "#find")
    def _filter(self, event: Input.Changed) -> None:
        self._query = event.value
        self._draw(cursor=1)

    @on(Input.Submitted, "#find")
    def _keep_filter(self) -> None:
        self.query_one("#find").display = False
        self.screen.set_focus(self.query_one(SettingsList))

    def key_escape(self) -> None:
        """Leave the search and clear it; the cursor stays on its setting."""
        listing = self.query_one(SettingsList)
        line = listing.row.entry.line.number if listing.row and listing.row.entry else None
        self.query_one("#find").display = False
        with self.prevent(Input.Changed):
            self.query_one("#find", Input).value = ""
        self._query = ""
        self._draw()
        self._jump_to_line(line)
        self.screen.set_focus(listing)

    def _jump_to_line(self, line: int | None) -> None:
        for index, row in enumerate(self._rows):
            if line is not None and row.entry is not None and row.entry.line.number == line:
                self.query_one(SettingsList).jump(index)

    def _entry(self) -> Entry | None:
        row = self.query_one(SettingsList).row
        return row.entry if row else None

    def _accept(self, document: Document | None) -> None:
        if document is not None:
            self._sessions[self._open] = self.session.edited(document)
            self._draw()

    def _say(self, text: str, *, problem: bool = False) -> None:
        self.notify(visible(text), severity="error" if problem else "information", markup=False)

    def _try(self, edit: object) -> None:
        """Make an edit that needs no text; say why if it can't be made."""
        try:
            self._accept(edit())  # type: ignore[operator]
        except CfgkitError as problem:
            self._say(f"{problem.message}. {problem.help}".strip(". "), problem=True)

    @on(SettingsList.Chosen)
    def action_edit(self) -> None:
        """Ask for the value of the setting under the cursor."""
        entry = self._entry()
        if entry is None or self.session.locked:
            return
        if not entry.live:
            self._say("It is commented out: c makes it live.")
            return
        document = self.session.document
        secret = document.is_secret(entry.section, entry.key)

        def edit(texts: list[str]) -> Document:
            value = Secret(texts[0]) if secret else texts[0]
            return document.set(entry.section, entry.key, value, nth=entry.nth, section_nth=entry.section_nth)

        # An input field draws its text as it is, so what would act on the terminal never gets into one.
        active = visible(entry.value) != entry.value
        hint = _UNSEEN_HINT if secret else _ACTIVE_HINT if active else ""
        field = ("", "" if secret or active else entry.value, secret)
        self.push_screen(EditDialog(f"[{entry.section}] {entry.key}", [field], edit, hint), self._accept)

    def action_comment(self) -> None:
        """Comment the setting out, or make it live."""
        entry = self._entry()
        if entry is not None:
            document = self.session.document
            method = document.comment_out if entry.live else document.uncomment
            self._try(lambda: method(entry.section, entry.key, nth=entry.nth, section_nth=entry.section_nth))

    def action_add(self) -> None:
        """Ask for a new setting of the section under the cursor."""
        row = self.query_one(SettingsList).row
        section = row.section if row else ""
        document = self.session.document

        def edit(texts: list[str]) -> Document:
            if document.live(section, texts[0]) is not None:
                raise EditError(f"{texts[0]} is live already", help="edit it instead")
            return document.set(section, texts[0], texts[1])

        fields = [("Key", "", False), ("Value", "", False)]
        self.push_screen(EditDialog(f"Add a setting to [{section}]", fields, edit), self._accept)

    @work
    async def action_remove(self) -> None:
        """Take the setting out, after a question."""
        entry = self._entry()
        if entry is None:
            return
        if not entry.live:
            self._say("It is commented out already.")
            return
        answers = [("n", "keep it"), ("y", "take its line out")]
        if await self.push_screen_wait(Question(f"Take {entry.key} out of [{entry.section}]?", answers)) == "y":
            document = self.session.document
            self._try(lambda: document.remove(entry.section, entry.key, nth=entry.nth, section_nth=entry.section_nth))

    def action_undo(self) -> None:
        """One edit back."""
        self._sessions[self._open] = self.session.undone()
        self._draw()

    def action_redo(self) -> None:
        """One edit forth."""
        self._sessions[self._open] = self.session.redone()
        self._draw()

    @work
    async def action_save(self) -> None:
        """Review, then save."""
        if not self.session.is_modified:
            self._say("Nothing to save.")
        elif await self.push_screen_wait(Review(self.session)):
            self._save()

    def _save(self) -> None:
        try:
            self._sessions[self._open], done = self.session.saved()
        except CfgkitError as problem:
            self._say(f"Not saved: {problem}. {problem.help}".strip(". "), problem=True)
            return
        self._draw()
        self._say(f"Saved. Backup: {done.backup.path.name if done.backup else 'none'}")
        if done.warning:
            self._say(done.warning, problem=True)

    def action_next_file(self) -> None:
        """The next open file."""
        self._open = (self._open + 1) % len(self._sessions)
        self._draw(cursor=1)

    def action_help(self) -> None:
        """The keys."""
        self.push_screen(Page("Keys", help_text()))

    @work
    async def action_leave(self) -> None:
        """Leave, after a question if something is not saved."""
        unsaved = [one.snapshot.path.name for one in self._sessions if one.is_modified]
        answers = [("n", "stay"), ("y", "leave and lose the changes")]
        question = f"Not saved: {', '.join(unsaved)}. Leave?"
        if not unsaved or await self.push_screen_wait(Question(question, answers)) == "y":
            self.exit(0)
