"""The form behind the form of a mail test: all that is seldom set, a line each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical

from cfgkit.errors import InputError
from cfgkit.tui.dialogs.ask import Ask
from cfgkit.tui.dialogs.dialog import Dialog, Title
from cfgkit.tui.dialogs.questions import Choice
from cfgkit.tui.model.mail_extras import EXTRAS, GRANT_WORDS, GRANTS, WHERE, Source, SourceKind, blocks, extra_of
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.line_list import LineList
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content

    from cfgkit.tui.model.mail_extras import Extra, Extras


class More(Dialog["Extras"]):
    """The lines; each is toggled, chosen or typed. What was set is kept however the dialog is left."""

    HELP = (
        "What is seldom set for a test of the mail settings. Enter changes the line under the cursor; all of "
        "it is kept until you leave the editor."
    )
    AUTO_FOCUS = "LineList"
    BINDINGS: ClassVar = [Binding("escape", "leave", "Back")]

    def __init__(self, extras: Extras, label: str = "") -> None:
        """The cursor begins at the block of the line with that label."""
        super().__init__()
        self._extras, self._label = extras, label

    def compose(self) -> ComposeResult:
        """The lines, to go through with the arrows."""
        with Vertical(id="dialog", classes="page"):
            yield Title("More of the test")
            yield LineList(id="more")
            yield KeyLine(("Enter: change", "change"), ("Esc: back, kept until you leave", "leave"))

    def on_mount(self) -> None:
        """Show what is set."""
        self._draw()
        block = next((one.block for one in EXTRAS if one.label == self._label), "")
        self.query_one(LineList).go_to(block)

    def about(self) -> Sequence[Content]:
        """What the line under the cursor is."""
        line = self.query_one(LineList).line
        if line is None:
            return ()
        return plain(line.label, "bold"), plain(f"{extra_of(line.label).words}\n")

    def _draw(self) -> None:
        self.query_one(LineList).show(blocks(self._extras))

    def _set(self, extras: Extras | None) -> None:
        if extras is not None:
            self._extras = extras
            self._draw()

    def action_leave(self) -> None:
        """Back to the test."""
        self.dismiss(self._extras)

    def action_change(self) -> None:
        """The line under the cursor."""
        self.query_one(LineList).action_select()

    @on(LineList.Chosen)
    def _change(self, event: LineList.Chosen) -> None:
        extra = extra_of(event.line.label)
        toggled = extra.toggled(self._extras)
        if toggled is not None:
            self._set(toggled)
        elif extra.is_source:
            self._choose_source(extra)
        elif extra.read is None:
            self._choose_grant()
        else:
            title = f"{extra.label}; empty for: {extra.words}"
            ask = Ask(title, lambda text: extra.typed(self._extras, text), extra.text(self._extras))
            self.app.push_screen(ask, self._set)

    def _choose_grant(self) -> None:
        def chosen(number: int | None) -> None:
            if number is not None:
                self._set(replace(self._extras, oauth=GRANTS[number]))

        lines = [f"{grant}: {what}" if grant else what for grant, what in zip(GRANTS, GRANT_WORDS, strict=True)]
        self.app.push_screen(Choice("How a token is fetched", lines, "take it"), chosen)

    def _choose_source(self, extra: Extra) -> None:
        kinds = tuple(SourceKind)

        def chosen(number: int | None) -> None:
            if number is None:
                return
            kind = kinds[number]
            if kind not in WHERE:
                self._set(self._extras.with_source(extra.name, Source(kind)))
                return
            before = self._extras.source(extra.name)
            text = before.where if before.kind is kind else ""
            self.app.push_screen(
                Ask(WHERE[kind], lambda where: _source(self._extras, extra, kind, where), text), self._set
            )

        self.app.push_screen(Choice(f"Where {extra.name} comes from", list(map(str, kinds)), "take it"), chosen)


def _source(extras: Extras, extra: Extra, kind: SourceKind, where: str) -> Extras:
    if not where.strip():
        raise InputError("nothing was named")
    return extras.with_source(extra.name, Source(kind, where.strip()))
