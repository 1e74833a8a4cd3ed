"""What a save would change: setting by setting with the effect, then as a unified diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from cfgkit.compare import in_words
from cfgkit.tui.keys import KeyLine
from cfgkit.tui.plain import plain
from cfgkit.tui.session import new_findings

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from cfgkit.tui.session import Session


class Review(ModalScreen[str]):
    """The pending changes of a session; the answer is `save`, `save as`, or nothing for neither."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar = [
        Binding("ctrl+s,enter,s", "dismiss('save')", "Save"),
        Binding("S", "dismiss('save as')", "Save as"),
        Binding("escape", "dismiss('')", "Back"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """The list, the diff, the keys."""
        with Vertical(id="dialog", classes="page"):
            yield Label(plain(f"Save {self._session.snapshot.path.name}?"), id="title")
            with VerticalScroll(can_focus=True):
                yield Static(plain(review_text(self._session)), id="review")
            yield KeyLine(
                ("Ctrl+S or Enter: save", "dismiss('save')"),
                ("S: save as", "dismiss('save as')"),
                ("Esc: back", "dismiss('')"),
            )


def review_text(session: Session) -> str:
    """The changes with their effects, a count of the effects, what check says anew, and the diff; secrets masked."""
    found = new_findings(session.findings, session.judged(session.original))
    said = [f"{one.severity}: {one.message}" for one in found]
    diff = session.original.unified_diff(session.document, "on disk", "to be saved")
    return "\n".join([*in_words(session.document, session.changes), *said, "", diff])
