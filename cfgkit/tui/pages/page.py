"""What all pages of the editor share: the session that they show, and how an edit leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.events import Click
from textual.screen import Screen

from cfgkit.display import counted
from cfgkit.errors import CfgkitError
from cfgkit.syntax import Severity
from cfgkit.tui.actions import CHANGING
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.actions import On
    from cfgkit.tui.app.editor import EditorApp
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Name, Session


class SessionPage(Screen[None]):
    """A page that shows the open session; it keeps no copy of it."""

    #: Which actions are its own.
    PLACE: ClassVar[On]

    def __init__(self) -> None:
        """The classes for the terminal's size are there before the first layout: Textual's come after it."""
        super().__init__()
        size = self.app.size
        for breakpoints, cells in (
            (self.app.HORIZONTAL_BREAKPOINTS, size.width),
            (self.app.VERTICAL_BREAKPOINTS, size.height),
        ):
            self.add_class(max((least, name) for least, name in breakpoints or () if cells >= least)[1], update=False)
        # It is styled when it is mounted: Textual would first read all style sheets anew, twice.
        self._css_update_count = self.app._css_update_count  # noqa: SLF001 - nothing public says so

    def _compositor_refresh(self) -> None:
        """Textual draws a first frame while it starts, and throws it away: a large part of the time to the next one."""
        if not self.app._batch_count:  # noqa: SLF001 - nothing public says so
            super()._compositor_refresh()

    @property
    def editor(self) -> EditorApp:
        """The app that holds the sessions."""
        return cast("EditorApp", self.app)

    @property
    def session(self) -> Session:
        """What is to be shown."""
        return self.editor.session

    def refresh_session(self, edited: Collection[Name] = (), *, follow: bool = False) -> None:
        """Show the session as it is now, after these settings were edited; `follow` goes to them."""
        raise NotImplementedError

    def open_session(self) -> None:
        """Show another file's session."""
        raise NotImplementedError

    @property
    def line(self) -> int:
        """The line of the file that the cursor stands on; 0 where it stands on none."""
        raise NotImplementedError

    def arrive(self, line: int) -> None:
        """Show the session, come from another page, with the cursor on that line's setting."""
        raise NotImplementedError

    def help_pages(self) -> Sequence[Content]:
        """What F1 shows: what is under the cursor, and the keys."""
        raise NotImplementedError

    def known_of(self, is_wanted: Callable[[Row], bool]) -> list[Content]:
        """All that is known of the first row that is wanted, for the help; nothing where there is none."""
        from cfgkit.tui.widgets.about import page_about  # noqa: PLC0415 - start-up: the rules that it reads come later

        rows = rows_of(self.session, self.session.known_findings)
        row = next((row for row in rows if is_wanted(row)), None)
        return [page_about(self.session, row), plain("")] if row else []

    def status(self, *words: str) -> str:
        """The line above each page, what matters most first: its end may be cut off."""
        session = self.session
        found = [
            counted(count, what.value)
            for what in (Severity.ERROR, Severity.WARNING)
            if (count := sum(1 for one in session.known_findings if one.severity is what))
        ]
        found += [] if session.version.is_checked else ["checking ..."]
        place = "" if session.is_piped else f"in {session.snapshot.path.absolute().parent}"
        parts = [*self.locked, self.editor.file_name, *self.pending, *words, *found, self.editor.which_file, place]
        return " " + "  ".join(filter(None, parts))

    @property
    def locked(self) -> list[str]:
        """Why the file can't be edited, a protected one's environment above all; empty if it can."""
        return [f"[{self.session.locked}]"] if self.session.locked else []

    @property
    def pending(self) -> list[str]:
        """How much is not saved; empty if all is."""
        return [f"* {len(self.session.changes) or 1} unsaved"] if self.session.is_modified else []

    @on(Click, "#status")
    def _go_elsewhere(self) -> None:
        """A click on the file's name leads to the others."""
        self.editor.action_files()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Grey out what can't be done now."""
        return may(self.session, action)

    def attempt(self, edit: Callable[[], Document]) -> bool:
        """Make an edit that needs no text; say why where it can't be made."""
        try:
            document = edit()
        except CfgkitError as problem:
            self.editor.say(said(problem), problem=True)
            return False
        self.editor.accept(document)
        return True


def may(session: Session, action: str) -> bool | None:
    """Whether an action can be done now; None shows it greyed out."""
    if action in CHANGING and session.locked:
        return None
    if action == "undo" and session.at == 0:
        return None
    if action == "redo" and session.at + 1 == len(session.history):
        return None
    return True
