"""The comment lines above a setting, edited as a text of several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from cfgkit.errors import CfgkitError
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.model.edits import commented, comments_of
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.about import page_about
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.masked_area import MaskedArea
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session


class CommentEditor(Dialog["Document | None"]):
    """The lines; each is a comment, with its mark or without."""

    HELP = (
        "The comment lines above the setting: each with its mark or without. Without any line the comment is taken out."
    )
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("ctrl+s", "accept", "Take", priority=True),
    ]

    def __init__(self, session: Session, row: Row) -> None:
        super().__init__()
        self._session, self._row = session, row

    def compose(self) -> ComposeResult:
        """The lines, what is wrong."""
        with Vertical(id="dialog"):
            yield Title(f"The comment above {self._row.key}")
            yield MaskedArea(self._session.document, "\n".join(comments_of(self._session, self._row)))
            yield Static("", id="problem")
            yield KeyLine(("Ctrl+S: take it", "accept"), ("Esc: cancel", "dismiss(None)"))

    def on_mount(self) -> None:
        """The text takes the keys at once."""
        self.set_focus(self.query_one(MaskedArea))

    def about(self) -> Sequence[Content]:
        """All that is known of the setting."""
        return page_about(self._session, self._row), plain("")

    def action_accept(self) -> None:
        """Make the edit."""
        text = self.query_one(MaskedArea).text
        lines = text.split("\n") if text.strip() else []
        while lines and not lines[-1].strip():
            lines.pop()
        document: Document
        try:
            document = commented(self._session, self._row, lines)
        except CfgkitError as problem:
            self.query_one("#problem", Static).update(plain(said(problem)))
            return
        self.dismiss(document)
