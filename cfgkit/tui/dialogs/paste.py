"""Many lines at once: pasted or typed, each looked at, taken in as one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static, TextArea

from cfgkit.display import counted
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.dialogs.questions import Question
from cfgkit.tui.model.pasted import Does, lines_in_words, pasted
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.masked_area import MaskedArea
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

    from cfgkit.document import Document
    from cfgkit.tui.model.pasted import Pasted
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

#: So long after the last key the lines are looked at, in seconds.
_PAUSE = 0.1


class Paste(Dialog["Document | None"]):
    """The text above, what each of its lines does below."""

    HELP = (
        "Lines KEY=VALUE go to the section that is named above, or to the one that a line [Section] names. "
        "Below stands what each would do: + added, * changed, = the same, W its type refuses the value, E it "
        "can't be taken in."
    )
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("ctrl+s", "accept", "Take", priority=True),
    ]

    def __init__(self, session: Session, row: Row | None) -> None:
        super().__init__()
        self._session = session
        self._section = row.section if row else ""
        self._section_nth = row.section_nth if row else None
        self._pending: Timer | None = None

    def compose(self) -> ComposeResult:
        """The text, the preview."""
        place = f"[{self._section}]" if self._section else "the lines before the first section"
        with Vertical(id="dialog", classes="page"):
            yield Title(f"Lines for {place}, or with [Section] lines of their own")
            yield MaskedArea(self._session.document)
            with VerticalScroll(id="preview"):
                yield Static(id="found")
            yield KeyLine(("Ctrl+S: take them in", "accept"), ("Esc: cancel", "dismiss(None)"))

    def on_mount(self) -> None:
        """The text takes the keys at once."""
        self.set_focus(self.query_one(MaskedArea))
        self._look()

    @on(TextArea.Changed)
    def _soon(self) -> None:
        if self._pending is not None:
            self._pending.stop()
        self._pending = self.set_timer(_PAUSE, self._look)

    def _look(self) -> None:
        self.query_one("#found", Static).update(plain("\n".join(lines_in_words(self._read()))))

    def _read(self) -> Pasted:
        text = self.query_one(MaskedArea).text
        return pasted(self._session.document, self._section, self._section_nth, text)

    @work(exclusive=True, group="ask")
    async def action_accept(self) -> None:
        """Make the edit; what is refused, and what a type refuses, only after a word."""
        found = self._read()
        refused, doubtful = found.count(Does.REFUSED), found.count(Does.DOUBTFUL)
        document: Document = found.document
        if refused or doubtful:
            problems = [f"{counted(refused, 'line')} can't be taken in"] if refused else []
            problems += [f"the type refuses {counted(doubtful, 'value')}"] if doubtful else []
            answers = [("n", "back to the text"), ("y", "take the good ones in")]
            answers += [("a", "those of the wrong type, too")] if doubtful else []
            answer = await self.app.push_screen_wait(Question(f"{', '.join(problems)}.".capitalize(), answers))
            if answer == "n":
                return
            document = found.document if answer == "a" else found.without_doubtful
        self.dismiss(document)
