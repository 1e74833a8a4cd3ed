"""The value of a setting, edited where it stands in the list, in a field that fits its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from cfgkit.display import visible
from cfgkit.errors import CfgkitError
from cfgkit.tui.dialogs.dialog import Title
from cfgkit.tui.dialogs.enciphering import Enciphering
from cfgkit.tui.dialogs.list_editor import ListEditor
from cfgkit.tui.dialogs.questions import Question
from cfgkit.tui.model.edits import default_of, findings_of, refused, with_value
from cfgkit.tui.model.fields import FieldKind, field_of
from cfgkit.tui.model.words import said
from cfgkit.tui.widgets.about import page_about
from cfgkit.tui.widgets.choice_list import ChoiceList
from cfgkit.tui.widgets.keys import KeyLine
from cfgkit.tui.widgets.plain import plain
from cfgkit.tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.geometry import Region

    from cfgkit.document import Document
    from cfgkit.tui.model.fields import Field
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

_UNSEEN: Final = "What you type is not shown, and replaces what is there."
_ACTIVE: Final = "The value holds control characters: what you type replaces it."
_ALL_THE_SAME: Final = [("n", "back to the value"), ("y", "write it all the same")]
_MOST_SHOWN: Final = 3
_LEAST_WIDTH: Final = 52


class ValueEditor(Enciphering["Document | None"]):
    """A field over the list. What check would say stands below it while the value is typed."""

    HELP = (
        "The value is edited where it stands; what check would say of it stands below the field. What the type refuses "
        "can be written all the same, after a question."
    )
    AUTO_FOCUS = ""  # Textual's comes late, and the first keys would be lost
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Before", show=False),
        Binding("f6", "rows", "Rows", show=False),
        Binding("f5", "encrypt", "Encrypt", show=False),
    ]

    def __init__(self, session: Session, row: Row, place: Region) -> None:
        """`place` is where the value stands on the screen."""
        super().__init__()
        self._session, self._row, self._place = session, row, place
        value = row.entry.value if row.entry else default_of(row)
        # An input field draws its text as it is, so what would act on the terminal never gets into one.
        self._is_active = visible(value) != value
        self._text = "" if row.is_secret or self._is_active else value
        #: Whether there is a value that the field does not show: who types nothing may not mean to lose it.
        self._is_unseen = value != self._text
        self._field: Field = field_of(row.setting, self._text, is_secret=row.is_secret)

    def compose(self) -> ComposeResult:
        """The field, what may be chosen, what is wrong."""
        field = self._field
        with Vertical(id="editor"):
            yield Title(self._row.title)
            yield TextField(
                self._text,
                password=field.kind is FieldKind.SECRET,
                select_on_focus=field.kind in {FieldKind.FLAG, FieldKind.CHOICE},
                compact=True,
            )
            yield ChoiceList(*map(plain, self._lines()), is_steered=True)
            yield Static(id="found")
            yield Static(plain(self._hint()), id="hint")
            yield KeyLine(("Enter: accept", "accept"), ("Esc: cancel", "dismiss(None)"), *self._step_keys())
            if self._more_keys():
                yield KeyLine(*self._more_keys())

    def on_mount(self) -> None:
        """The field takes the keys at once."""
        self.set_focus(self.query_one(Input))
        self._judge()

    def about(self) -> Sequence[Content]:
        """All that is known of the setting."""
        return page_about(self._session, self._row), plain("")

    def _hint(self) -> str:
        if self._field.kind is FieldKind.SECRET:
            return _UNSEEN
        return _ACTIVE if self._is_active else self._field.words

    def _step_keys(self) -> tuple[tuple[str, str], ...]:
        what = {
            FieldKind.NUMBER: "Up Down: +1 -1",
            FieldKind.LIST: "Up Down: entries",
            FieldKind.FLAG: "Up Down: choose",
            FieldKind.CHOICE: "Up Down: choose",
        }.get(self._field.kind)
        return ((what, "step(1)"),) if what else ()

    def _more_keys(self) -> tuple[tuple[str, str], ...]:
        """What else can be done with such a value."""
        if self._field.kind is FieldKind.LIST:
            return (("F6: a row each", "rows"),)
        return (("F5: encrypt with PSCipher", "encrypt"),) if self.can_encrypt else ()

    def _lines(self) -> list[str]:
        """What the list below the field shows."""
        if self._field.kind is FieldKind.LIST:
            return self._field.split(self.query_one(Input).value if self.is_mounted else self._text)
        return [f"{value}  {what}".rstrip() for value, what in self._field.options]

    @on(Input.Changed)
    def _judge(self) -> None:
        """Say what check would say of the value, and show a list's items."""
        text = self.query_one(Input).value
        shown = self.query_one(ChoiceList)
        if self._field.kind is FieldKind.LIST:
            shown.set_options([plain(line) for line in self._lines()])
        values = [value for value, _ in self._field.options]
        shown.highlighted = values.index(text) if text in values else None
        shown.display = shown.option_count > 0
        found, lines = self.query_one("#found", Static), self._found(text)
        found.update(plain("\n".join(lines)))
        found.display = bool(lines)
        self.call_after_refresh(self.put_in_place)

    def _found(self, text: str) -> list[str]:
        refusal, shape = refused(self._row, text), self.shape(text)
        column = f"E column {refusal.offset + 1}: {self._row.key} {refusal.problem}" if refusal else ""
        try:
            document = with_value(self._session, self._row, text)
        except CfgkitError as problem:
            return [f"E {said(problem)}"]
        # The type's refusal is a finding, too: it is said once, with its column in the value.
        others = [
            f"{one.severity.value[0].upper()} {one.message}"
            for one in findings_of(self._session, self._row, document)
            if refusal is None or refusal.problem not in one.message
        ]
        first = [column] if column else [f"E {self._row.key} {shape}"] if shape else []
        return [*first, *others][:_MOST_SHOWN]

    def put_in_place(self) -> None:
        """The field over the value in the list, as far as the screen's edges let it."""
        box = self.query_one("#editor")
        width = min(max(self._place.width + 3, _LEAST_WIDTH), self.size.width)
        box.styles.width = width
        x = max(min(self._place.x - 2, self.size.width - width), 0)
        y = max(min(self._place.y - 2, self.size.height - box.outer_size.height), 0)
        box.styles.offset = (x, y)

    def action_step(self, step: int) -> None:
        """The next or the one before: of numbers, of choices, of a list's items."""
        field, typed, shown = self._field, self.query_one(Input), self.query_one(ChoiceList)
        if field.kind is FieldKind.NUMBER:
            typed.value = field.stepped(typed.value, -step)
            typed.cursor_position = len(typed.value)
            return
        if not shown.option_count:
            return
        at = shown.highlighted
        at = (0 if step > 0 else shown.option_count - 1) if at is None else (at + step) % shown.option_count
        self._choose(at)

    @on(ChoiceList.OptionSelected)
    def _chosen(self, event: ChoiceList.OptionSelected) -> None:
        self._choose(event.option_index)

    def _choose(self, index: int) -> None:
        field, typed = self._field, self.query_one(Input)
        if field.kind is FieldKind.LIST:
            self.query_one(ChoiceList).highlighted = index
            items = field.split(typed.value)
            start = len(field.joined([*items[:index], ""])) if index else 0
            typed.selection = Selection(start, start + len(items[index]))
            return
        typed.value = field.options[index][0]
        typed.cursor_position = len(typed.value)

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Make the edit; what the type refuses only after a clear yes."""
        text = self.query_one(Input).value
        try:
            document: Document = with_value(self._session, self._row, text)
        except CfgkitError:
            return  # it stands below the field already
        refusal = refused(self._row, text)
        problem = refusal.problem if refusal else self.shape(text)
        if not text and self._is_unseen:
            problem = "is left empty: nothing was typed"
        if not problem:
            self.dismiss(document)
            return

        def answered(answer: str | None) -> None:
            if answer == "y":
                self.dismiss(document)

        self.app.push_screen(Question(f"{self._row.key} {problem}. Write it?", _ALL_THE_SAME), answered)

    def action_rows(self) -> None:
        """A list's entries, a row each."""
        field, typed = self._field, self.query_one(Input)
        if field.kind is not FieldKind.LIST:
            return

        def taken(items: list[str] | None) -> None:
            if items is not None:
                typed.value = field.joined(items)
                typed.cursor_position = len(typed.value)

        self.app.push_screen(ListEditor(self._row.key, field.split(typed.value), field.separator), taken)
