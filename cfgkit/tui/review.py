"""What a save would change: setting by setting with the effect, then as a unified diff."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from cfgkit.display import visible
from cfgkit.tui.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from cfgkit.syntax.changes import Change
    from cfgkit.tui.session import Session


class Review(ModalScreen[bool]):
    """The pending changes of a session; the answer is whether to save them."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar = [
        Binding("ctrl+s,enter,s", "dismiss(True)", "Save"),
        Binding("escape", "dismiss(False)", "Back"),
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
            yield Static(plain("Ctrl+S or Enter: save   Esc: back"), id="keys")


def review_text(session: Session) -> str:
    """The changes with their effects, a count of the effects, and the diff; secrets masked."""
    document = session.document
    lines = [_drawn(session, change) for change in session.changes]
    counts = Counter(document.effect(change.section, change.key).effect for change in session.changes if change.key)
    effects = ", ".join(f"{count} {effect}" for effect, count in counts.items())
    diff = session.original.unified_diff(document, "on disk", "to be saved")
    return "\n".join([*lines, f"effect: {effects or 'none'}", "", diff])


def _drawn(session: Session, change: Change) -> str:
    document = session.document
    before, after = (
        "" if text is None else document.mask(change.section, change.key, text)
        for text in (change.before, change.after)
    )
    effect = document.effect(change.section, change.key)
    values = f"{before} -> {after}" if change.kind == "set" else after or before
    place = f"[{visible(change.section)}] {visible(change.key)}".rstrip()
    return f"{change.kind:9} {place}: {values}  ({effect.effect}, {effect.certainty})"
