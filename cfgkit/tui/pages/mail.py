"""The mail page: what would be done with the settings on the screen, server beside server, and a test of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from cfgkit.schema.smtp import SECTION
from cfgkit.tui.actions import On, bindings, help_text
from cfgkit.tui.model.mail_plan import plan_blocks
from cfgkit.tui.pages.mail_testing import Testing
from cfgkit.tui.widgets.key_bar import KeyBar
from cfgkit.tui.widgets.line_list import LineList
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from cfgkit.tui.model.session import Name

#: From this width on the servers stand side by side.
_BESIDE = "-beside"
#: From this height on plan and test stand below each other.
_BOTH = "-both"
#: Where there is room for one of them: the test is seen.
_TESTING = "-testing"


class MailPage(Testing):
    """The plan of the Document on the screen, and a test of it; where there is little room one of the two is seen."""

    PLACE: ClassVar = On.MAIL
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(On.MAIL),
        Binding("escape", "stop", "End the test", key_display="Esc"),
    ]
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (70, "-normal"), (150, _BESIDE)]  # noqa: RUF012 - Textual's declaration

    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-low"), (16, "-tall"), (36, _BOTH)]  # noqa: RUF012 - same

    def compose(self) -> ComposeResult:
        """Status line, the two servers, what they have in common, footer."""
        yield StatusLine()
        with Vertical(id="plan"):
            with Horizontal(id="servers"):
                yield LineList(id="primary")
                yield LineList(id="backup")
            yield LineList(id="shared")
        with Vertical(id="test"):
            yield LineList(id="trial")
            yield LineList(id="result")
        yield Static(plain("This terminal is too small: 40x8 at least."), id="too-small")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw the file that is open."""
        self.open_session()
        self._focus_plan()

    def open_session(self) -> None:
        """Show another file's plan."""
        self.forget_result()
        self.refresh_session()
        self.draw_trial()

    @property
    def line(self) -> int:
        """The line of the setting under the cursor."""
        chosen = self.focused.line if isinstance(self.focused, LineList) else None
        entry = self.session.document.live(SECTION, chosen.key) if chosen is not None and chosen.key else None
        return entry.line.number if entry is not None else 0

    def arrive(self, line: int) -> None:  # noqa: ARG002 - the plan is one page, whichever setting it is come from
        """Show the session as it is now."""
        self.refresh_session()

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:  # noqa: ARG002 - the page's signature
        """Plan anew."""
        words = [*self.locked, f"mail of {self.editor.file_name}", *self.pending, self.editor.which_file]
        words += ["test: before the last edit"] if self.is_old_result else []
        status = " " + "  ".join(filter(None, words))
        self.query_one("#status", Static).update(plain(status), layout=False)
        self._draw()
        self.mark_result()
        self.refresh_bindings()

    def _draw(self) -> None:
        found = plan_blocks(self.session)
        is_beside = self.has_class(_BESIDE)
        servers = (found.primary, found.backup)
        self.query_one("#primary", LineList).show([found.primary] if is_beside else [])
        self.query_one("#backup", LineList).show([found.backup] if is_beside else [])
        self.query_one("#shared", LineList).show(found.shared if is_beside else (*servers, *found.shared))

    def on_resize(self) -> None:
        """Side by side, or below each other."""
        self.call_after_refresh(self._rearrange)

    def _rearrange(self) -> None:
        was_beside = bool(self.query_one("#primary", LineList).option_count)
        self._draw()
        if self.has_class(_BESIDE) != was_beside and self.query("#plan:focus-within"):
            self._focus_plan()
        if self.focused is None and not self.has_class("-tiny"):
            # What was hidden has lost the focus.
            self._focus_anew()

    def _focus_anew(self) -> None:
        if self.has_class(_TESTING):
            self.set_focus(self.query_one("#trial", LineList))
        else:
            self._focus_plan()

    def _focus_plan(self) -> None:
        self.set_focus(self.query_one("#primary" if self.has_class(_BESIDE) else "#shared", LineList))

    def action_test(self) -> None:
        """From the plan to the test, and back."""
        if self.query("#test:focus-within"):
            self.remove_class(_TESTING)
            self._focus_plan()
        else:
            self.add_class(_TESTING)
            self.set_focus(self.query_one("#trial", LineList))

    def show_test(self) -> None:
        """Bring the test to the screen."""
        self.add_class(_TESTING)
        self.set_focus(self.query_one("#result", LineList))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to end only while a test runs."""
        return self.is_running_test if action == "stop" else super().check_action(action, parameters)

    @on(LineList.Chosen, "#primary, #backup, #shared")
    async def _go(self, event: LineList.Chosen) -> None:
        """To the line's setting."""
        if event.line.key:
            await self.editor.go_to_setting(event.line.key)

    def help_pages(self) -> Sequence[Content]:
        """What is known of the setting under the cursor, and the keys."""
        key = self.focused.line.key if isinstance(self.focused, LineList) and self.focused.line else ""
        name = (SECTION.casefold(), key.casefold())
        return [*self.known_of(lambda row: bool(key) and row.name == name), plain(help_text(On.MAIL))]
