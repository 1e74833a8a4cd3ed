"""What all pages of the editor share: the session that they show, and how an edit leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from cfgkit.errors import CfgkitError
from cfgkit.tui.actions import CHANGING
from cfgkit.tui.plain import said

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.app import EditorApp
    from cfgkit.tui.session import Name, Session


class SessionPage(Screen[None]):
    """A page that shows the open session; it keeps no copy of it."""

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

    def help_pages(self) -> Sequence[Content]:
        """What F1 shows: what is under the cursor, and the keys."""
        raise NotImplementedError

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
