"""The editor: the open sessions and the pages that show them. All state of a file is in its session."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import work
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import SystemCommand

from cfgkit.tui import dialogs
from cfgkit.tui.actions import ACTIONS, On, bindings
from cfgkit.tui.app.files import FilesApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.page import may
from cfgkit.tui.pages.settings import SettingsPage
from cfgkit.tui.widgets.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.screen import Screen

    from cfgkit.tui.model.files import Listed, Opener
    from cfgkit.tui.model.session import Session
    from cfgkit.tui.pages.page import SessionPage

#: The exit code of what went wrong.
_FAILED: Final = 2
_FAILED_HELP: Final = "unsaved edits are offered at the next start"


def _raw_page() -> Screen[None]:
    from cfgkit.tui.pages.raw import RawPage  # noqa: PLC0415 - start-up: a page is imported where it is used

    return RawPage()


def _compare_page() -> Screen[None]:
    from cfgkit.tui.pages.compare import ComparePage  # noqa: PLC0415 - as above

    return ComparePage()


def _mail_page() -> Screen[None]:
    from cfgkit.tui.pages.mail import MailPage  # noqa: PLC0415 - as above

    return MailPage()


class EditorApp(FilesApp, inherit_bindings=False):
    """The editor on one or more files."""

    CSS_PATH = "editor.tcss"
    TITLE = "cfgkit"
    BINDINGS: ClassVar[list[BindingType]] = bindings(On.EVERYWHERE)
    COMMAND_PALETTE_BINDING = "f2"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "settings": SettingsPage,
        "raw": _raw_page,
        "compare": _compare_page,
        "mail": _mail_page,
    }
    DEFAULT_MODE = "settings"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (70, "-normal"), (120, "-wide")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (16, "-tall")]  # noqa: RUF012 - Textual's declaration

    def __init__(
        self, sessions: Sequence[Session], listed: Sequence[Listed] = (), opener: Opener = open_session
    ) -> None:
        super().__init__(sessions, listed, opener)
        self._frame = Frame()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette has every action of the page, or of the dialog that is open over it, and the theme."""
        from cfgkit.tui.dialogs.dialog import Dialog  # noqa: PLC0415 - start-up, as above

        if isinstance(screen, Dialog):
            yield from screen.commands()
        for action in ACTIONS if screen is self.page else ():
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

    def _after_first_paint(self) -> None:
        """Read what the dialogs and the other pages look like."""
        self.stylesheet.read(Path(__file__).with_name("dialogs.tcss"))
        self.stylesheet.reparse()
        if len(self.screen_stack) > 1 or self.current_mode != self.DEFAULT_MODE:
            # Who types ahead of the first frame has opened one already.
            self.refresh_css(animate=False)
        super()._after_first_paint()

    async def action_view(self, name: str) -> None:
        """Another page, at the same setting; from there back to the settings."""
        line = self.page.line
        await self.switch_mode(self.DEFAULT_MODE if self.current_mode == name else name)
        self.page.arrive(line)

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

    def _fatal_error(self) -> None:
        """A fault of the editor itself, in a line: Textual would show all variables, a typed password among them."""
        frames = extract_tb(self._exception.__traceback__) if self._exception else []
        place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
        name = type(self._exception).__name__
        self._return_code = _FAILED
        self.panic(f"cfgkit: error: the editor failed: {name}{place}\nhelp: {_FAILED_HELP}")

    async def show_page(self, mode: str) -> None:
        """Another page, with the session as it is now."""
        await self.switch_mode(mode)
        self.page.refresh_session()

    async def action_mail(self) -> None:
        """To the mail page, and back."""
        await self.show_page("settings" if self.current_mode == "mail" else "mail")

    async def go_to_setting(self, key: str) -> None:
        """To a setting for mail, in the list."""
        from cfgkit.schema.smtp import SECTION  # noqa: PLC0415 - start-up: it is on the mail page

        await self.show_page("settings")
        cast("SettingsPage", self.page).go_to((SECTION.casefold(), key.casefold()))

    def action_help(self) -> None:
        """What is under the cursor, and the keys."""
        self.push_screen(dialogs.Page("Help", *self.page.help_pages()))

    def action_how_to_leave(self) -> None:
        """Who presses Ctrl+C wants to be out of here, and may not want to lose what is edited."""
        self.say("q leaves the editor; it asks first where something is not saved.")

    @work
    async def action_leave(self) -> None:
        """Leave, after a question if something is not saved."""
        unsaved = [name for name, one in zip(self.names, self._sessions, strict=True) if one.is_modified]
        answers = [("n", "stay"), ("y", "leave and lose the changes")]
        question = f"Not saved: {', '.join(unsaved)}. Leave?"
        if not unsaved or await self.push_screen_wait(dialogs.Question(question, answers)) == "y":
            self.forget_edits()
            self.exit(0)
