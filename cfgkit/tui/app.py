"""The editor: the open sessions and the pages that show them. All state of a file is in its session."""

from __future__ import annotations

from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import work
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, SystemCommand

from cfgkit.display import visible
from cfgkit.errors import CfgkitError
from cfgkit.schema.smtp import SECTION
from cfgkit.tui.actions import ACTIONS, On, bindings
from cfgkit.tui.compare_page import ComparePage
from cfgkit.tui.dialogs import Form, Page, Question
from cfgkit.tui.frame import Frame
from cfgkit.tui.page import may
from cfgkit.tui.plain import said
from cfgkit.tui.raw_page import RawPage
from cfgkit.tui.review import Review
from cfgkit.tui.settings_page import SettingsPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.screen import Screen

    from cfgkit.document import Document
    from cfgkit.store import Snapshot, Stamp
    from cfgkit.tui.page import SessionPage
    from cfgkit.tui.session import Session


_WATCH_SECONDS: Final = 1.5

_OUTSIDE: Final = [
    ("l", "later"),
    ("m", "merge: theirs into yours"),
    ("r", "reload: theirs; undo brings yours back"),
    ("k", "keep yours"),
]


def _mail_page() -> Screen[None]:
    from cfgkit.tui.mail_page import MailPage  # noqa: PLC0415 - start-up: the sender is imported where it is used

    return MailPage()


class EditorApp(App[int]):
    """The editor on one or more files."""

    CSS_PATH = "editor.tcss"
    TITLE = "cfgkit"
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.EVERYWHERE)
    COMMAND_PALETTE_BINDING = "f2"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "settings": SettingsPage,
        "raw": RawPage,
        "compare": ComparePage,
        "mail": _mail_page,
    }
    DEFAULT_MODE = "settings"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (70, "-normal"), (120, "-wide")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (16, "-tall")]  # noqa: RUF012 - Textual's declaration

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__()
        self._sessions = list(sessions)
        self._open = 0
        self._frame = Frame()
        #: The state of a file that the user has been asked about, and has put off.
        self._put_off: Stamp | None = None

    def on_mount(self) -> None:
        """Begin to watch the open file."""
        self.set_interval(_WATCH_SECONDS, self._watch)

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        """Ask once what to do when someone else has changed the open file."""
        if len(self.screen_stack) > 1:
            return
        session = self.session
        try:
            now = await to_thread(session.outside)
        except CfgkitError:
            return  # gone for a moment, as when an editor replaces it; a save says so if it stays away
        if now is not None and now.stamp != self._put_off and session is self.session and len(self.screen_stack) == 1:
            self._ask_about(now)

    @work(group="outside")
    async def _ask_about(self, now: Snapshot) -> None:
        name = now.path.name
        self._put_off = now.stamp
        answer = await self.push_screen_wait(Question(f"{name} was changed by someone else.", _OUTSIDE))
        if answer == "r":
            self._show(self.session.reloaded(now), follow=False)
        elif answer == "k":
            self._show(self.session.kept(now), follow=False)
        elif answer == "m":
            merged, left = self.session.merged(now)
            self._show(merged, follow=False)
            for one in left:
                self.say(f"[{one.row.section}] {one.row.key}: yours stays ({one.outcome}) {one.reason}", problem=True)

    @property
    def session(self) -> Session:
        """The session on the screen."""
        return self._sessions[self._open]

    @property
    def page(self) -> SessionPage:
        """The page below all dialogs."""
        return cast("SessionPage", self.screen_stack[0])

    def title_of_file(self) -> str:
        """The open file's name, and which one of several it is."""
        which = f" ({self._open + 1} of {len(self._sessions)}, F3)" if len(self._sessions) > 1 else ""
        return f"{self.session.snapshot.path.name}{which}"

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette has every action, and the theme."""
        for action in ACTIONS:
            if action.name != "command_palette" and action.works(self.page.PLACE, On.EVERYWHERE):
                yield SystemCommand(f"{action.label}  ({action.shown})", action.help, self._runner(action.name))
        yield SystemCommand("Theme", "light or dark, and other colours", self.action_change_theme)
        if screen.maximized is not None:
            yield SystemCommand("Minimize", "back to the whole page", screen.action_minimize)

    def _runner(self, name: str) -> Callable[[], object]:
        async def run() -> None:
            await self.run_action(name, default_namespace=self._owner(name))

        return run

    def _owner(self, name: str) -> EditorApp | SessionPage | None:
        """Who has the action; None: another page has it."""
        method = f"action_{name.partition('(')[0]}"
        return next((one for one in (self, self.page) if hasattr(one, method)), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Grey out what can't be done now."""
        return may(self.session, action)

    def accept(self, document: Document | None, *, follow: bool = False) -> None:
        """Put an edited Document on the screen; `follow` goes to what was edited."""
        if document is not None:
            self._show(self.session.edited(document), follow=follow)

    def _show(self, session: Session, *, follow: bool) -> None:
        edited = session.touched(self.session)
        self._sessions[self._open] = session
        self.page.refresh_session(edited, follow=follow)

    def say(self, text: str, *, problem: bool = False) -> None:
        """A line for the user that goes away again."""
        self.notify(visible(text), severity="error" if problem else "information", markup=False)

    def action_undo(self) -> None:
        """One edit back."""
        self._show(self.session.undone(), follow=True)

    def action_redo(self) -> None:
        """One edit forth."""
        self._show(self.session.redone(), follow=True)

    @work
    async def action_save(self) -> None:
        """Review, then save."""
        if not self.session.is_modified:
            self.say("Nothing to save.")
            return
        try:
            now = self.session.outside()
        except CfgkitError:
            now = None  # the save itself says what is wrong
        if now is not None:
            self._ask_about(now)
            return
        answer = await self.push_screen_wait(Review(self.session))
        if answer == "save":
            self._save()
        elif answer == "save as":
            self.action_save_as()

    def action_save_as(self) -> None:
        """Ask for a new file's name and write it; what is wrong with it is said before the question closes."""

        def write(texts: list[str]) -> Document:
            self._sessions[self._open], done = self.session.saved_as(Path(texts[0]).expanduser())
            self.page.open_session()
            self.say(done.warning or f"Saved as {self.session.snapshot.path}.", problem=bool(done.warning))
            return self.session.document

        self.push_screen(Form("Save as a new file", ["Path"], write))

    def _save(self) -> None:
        try:
            self._sessions[self._open], done = self.session.saved()
        except CfgkitError as problem:
            self.say(f"Not saved: {said(problem)}", problem=True)
            return
        self.page.refresh_session()
        self.say(f"Saved. Backup: {done.backup.path.name if done.backup else 'none'}")
        if done.warning:
            self.say(done.warning, problem=True)

    async def action_view(self, name: str) -> None:
        """Another page, at the same setting; from there back to the settings."""
        line = self.page.line
        await self.switch_mode(self.DEFAULT_MODE if self.current_mode == name else name)
        self.page.arrive(line)

    def compare_with(self, path: Path) -> None:
        """Compare the open file with that one, too.

        Raises:
            StoreError: it can't be read.
        """
        self._sessions[self._open] = self.session.compared(path)
        self.page.refresh_session()

    def action_redraw(self) -> None:
        """Draw all anew."""
        self._frame.forget()
        self.refresh(layout=True)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send the terminal only what it does not show yet."""
        is_drawn = self._running and not (self.is_headless or self._batch_count or self._closed)
        if is_drawn and isinstance(renderable, ChopsUpdate | LayoutUpdate):
            super()._display(screen, self._frame.delta(renderable, (self.size.width, self.size.height)))
        else:
            super()._display(screen, renderable)

    def action_next_file(self) -> None:
        """The next open file."""
        self._open = (self._open + 1) % len(self._sessions)
        self.page.open_session()

    async def show_page(self, mode: str) -> None:
        """Another page, with the session as it is now."""
        await self.switch_mode(mode)
        self.page.refresh_session()

    async def action_mail(self) -> None:
        """To the mail page, and back."""
        await self.show_page("settings" if self.current_mode == "mail" else "mail")

    async def go_to_setting(self, key: str) -> None:
        """To a setting for mail, in the list."""
        await self.show_page("settings")
        cast("SettingsPage", self.page).go_to((SECTION.casefold(), key.casefold()))

    def action_help(self) -> None:
        """What is under the cursor, and the keys."""
        self.push_screen(Page("Help", *self.page.help_pages()))

    @work
    async def action_leave(self) -> None:
        """Leave, after a question if something is not saved."""
        unsaved = [one.snapshot.path.name for one in self._sessions if one.is_modified]
        answers = [("n", "stay"), ("y", "leave and lose the changes")]
        question = f"Not saved: {', '.join(unsaved)}. Leave?"
        if not unsaved or await self.push_screen_wait(Question(question, answers)) == "y":
            self.exit(0)
