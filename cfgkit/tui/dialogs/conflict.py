"""A setting that both changed: what it was, yours, theirs, and which one it is to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from cfgkit.compare.report import side_block
from cfgkit.compare.three_way import BASE, OURS
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from cfgkit.compare.three_way import Settled

_SIDES = ("was", "yours", "theirs")


class Conflict(Dialog[str]):
    """One of several conflicts; the answer is `yours`, `theirs`, or nothing: later, and yours stays."""

    HELP = (
        "Someone else changed the file, and you did: what the setting was, and what each of you says. What is "
        "put off stays yours."
    )
    BINDINGS: ClassVar = [
        Binding("y", "dismiss('yours')", "Yours"),
        Binding("t", "dismiss('theirs')", "Theirs"),
        Binding("escape", "dismiss('')", "Later"),
    ]

    def __init__(self, conflict: Settled, number: int, count: int) -> None:
        """It is the `number`-th of `count`."""
        super().__init__()
        self._conflict, self._number, self._count = conflict, number, count

    def compose(self) -> ComposeResult:
        """The three values; secrets masked."""
        row, reason = self._conflict.row, self._conflict.reason
        is_theirs = row.groups[BASE] == row.groups[OURS]
        if row.hides_secret:
            reason = "a secret is never merged unasked"
        with Vertical(id="dialog"):
            who = "They changed a secret" if is_theirs and row.hides_secret else "Both changed it"
            yield Title(f"{who}, {self._number} of {self._count}")
            yield Static(plain(side_block(row, _SIDES) + (f"  {reason}\n" if reason else "")), id="conflict")
            yield KeyLine(
                ("y: yours", "dismiss('yours')"),
                ("t: theirs", "dismiss('theirs')"),
                ("Esc: later, yours stays", "dismiss('')"),
            )
