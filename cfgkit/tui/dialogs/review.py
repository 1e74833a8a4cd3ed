"""What a save would change, part by part with the effect; which parts are saved; the findings and the diff of those."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from cfgkit.compare import change_in_words, needs_in_words, whys_in_words
from cfgkit.display import counted, visible
from cfgkit.errors import EditError
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.model.selecting import parts_of, with_parts
from cfgkit.tui.model.session import new_findings
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.tick_list import TickList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from cfgkit.document import Document
    from cfgkit.tui.model.selecting import Part
    from cfgkit.tui.model.session import Session

_WAIT: Final = "comparing ..."


class Reviewed(NamedTuple):
    """What is to be done after a review."""

    what: Literal["save", "save as"]
    #: The file with what is ticked.
    document: Document


class Review(Dialog["Reviewed | None"]):
    """The pending changes of a session, of which some can be left for later; nothing is the answer for neither."""

    HELP = (
        "What a save would change, each change with its effect; below it what check finds anew, the diff, and "
        "why it takes effect when it does. What is not ticked is left for later. The file as it was becomes "
        "the backup."
    )
    AUTO_FOCUS = "TickList"
    BINDINGS: ClassVar = [
        Binding("ctrl+s,enter,s", "accept", "Save"),
        Binding("S", "save_as", "Save as"),
        Binding("escape", "dismiss(None)", "Back"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._parts = parts_of(session.original, session.document, session.changes)

    def compose(self) -> ComposeResult:
        """The list, the diff, the keys."""
        name = self._session.snapshot.path.name
        parts = [part_text(part, self._session.document) for part in self._parts]
        with Vertical(id="dialog", classes="page"):
            yield Title(f"Save {name}?")
            yield Static(plain(self._summary(frozenset(range(len(parts))))), id="summary")
            yield TickList(parts, id="parts")
            with VerticalScroll(can_focus=True):
                text = _WAIT if self._session.is_large else review_text(self._session, self._session.document)
                yield Static(plain(text), id="review")
            yield KeyLine(("Space: tick", "tick"), ("a: all or none", "tick_all"), ("PgDn: down", "scroll_text(1)"))
            yield KeyLine(
                ("Ctrl+S or Enter: save", "accept"), ("S: save as", "save_as"), ("Esc: back", "dismiss(None)")
            )

    def on_mount(self) -> None:
        """Compare a large file's lines in a thread."""
        if self._session.is_large:
            self.describe()

    def about(self) -> Sequence[Content]:
        """What the change under the cursor does, and why it takes effect when it does."""
        at = self._list.highlighted
        if at is None:
            return ()
        document, part = self._session.document, self._parts[at]
        whys = whys_in_words(document, part.changes)
        return (plain("\n".join([part_text(part, document), *whys, ""])),)

    @property
    def _list(self) -> TickList:
        return self.query_one(TickList)

    def _summary(self, ticked: frozenset[int]) -> str:
        changes = [change for number in sorted(ticked) for change in self._parts[number].changes]
        needs = needs_in_words(self._session.document, changes)
        left = len(self._parts) - len(ticked)
        return "; ".join(filter(None, (needs, f"{counted(left, 'change')} left for later" if left else "")))

    def _chosen(self) -> Document:
        session = self._session
        return with_parts(session.original, session.document, self._parts, self._list.ticked)

    @on(TickList.Ticked)
    @work(exclusive=True, group="review")
    async def describe(self) -> None:
        """Say what is ticked now."""
        self.query_one("#summary", Static).update(plain(self._summary(self._list.ticked)))
        try:
            text = await to_thread(lambda: review_text(self._session, self._chosen()))
        except EditError as problem:
            text = f"These can't be saved without the others: {said(problem)}."
        self.query_one("#review", Static).update(plain(text))

    def action_tick(self) -> None:
        """Tick the change under the cursor, or no longer so."""
        self._list.action_select()

    def action_tick_all(self) -> None:
        """All or none."""
        self._list.action_tick_all()

    def action_scroll_text(self, step: int) -> None:
        """Down or up in the diff."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=step * max(scroll.size.height - 1, 1), animate=False)

    async def action_accept(self) -> None:
        """Save what is ticked."""
        if not self._list.ticked:
            self.notify("Nothing is ticked.", severity="warning", markup=False)
            return
        try:
            document = await to_thread(self._chosen)
            if self.is_current:  # and was not left meanwhile
                self.dismiss(Reviewed("save", document))
        except EditError as problem:
            self.notify(visible(f"Not without the others: {said(problem)}."), severity="error", markup=False)

    def action_save_as(self) -> None:
        """Write all of it to another file."""
        self.dismiss(Reviewed("save as", self._session.document))


def part_text(part: Part, document: Document) -> str:
    """A part of the changes in words, with its effects; secrets masked. `document` is what all of them lead to."""
    if not part.changes:
        numbers = sorted({span.low + 1 if span.new else span.start + 1 for span in part.spans})
        section = part.spans[0].section
        where = f"[{visible(section)}] " if section else ""
        return f"{where}comments, blank lines or order, line {', '.join(map(str, numbers))}"
    first, *others = [change_in_words(document, change) for change in part.changes]
    return "\n".join([first, *[f"    together with {one}" for one in others]])


def review_text(session: Session, document: Document) -> str:
    """What check would say anew, the diff, and why it takes effect when it does; secrets masked."""
    judged = session.findings if document == session.document else session.judged(document)
    found = new_findings(judged, session.judged(session.original))
    said_anew = [f"{one.severity}: {one.message}" for one in found]
    diff = session.original.unified_diff(document, "on disk", "to be saved")
    whys = whys_in_words(document, session.original.changes(document))
    return "\n".join([*said_anew, *[""][: len(said_anew)], diff, *whys])
