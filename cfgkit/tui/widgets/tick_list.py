"""A list of lines, each ticked or not; the tick is a letter, not a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.style import Style
from textual.widgets import OptionList

from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.content import Content


class TickList(OptionList):
    """Lines, all ticked at first; space or a click takes the tick off, or gives it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick"),
        Binding("a", "tick_all", "All"),
        Binding("j", "cursor_down", "Down"),
        Binding("k", "cursor_up", "Up"),
        # Enter is the dialog's, and the pages are those of what stands below.
        Binding("enter", "screen.accept", "Accept"),
        Binding("pagedown", "screen.scroll_text(1)", "Down"),
        Binding("pageup", "screen.scroll_text(-1)", "Up"),
    ]

    class Ticked(Message):
        """Other lines are ticked."""

    def __init__(self, texts: Sequence[str], *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False, compact=True)
        self._texts = texts
        #: The numbers of the ticked lines.
        self.ticked = frozenset(range(len(texts)))

    def on_mount(self) -> None:
        """The lines, the first one under the cursor."""
        self.add_options([self._drawn(number) for number in range(len(self._texts))])
        self.highlighted = 0 if self._texts else None

    def _drawn(self, number: int) -> Content:
        return plain(f"[{'x' if number in self.ticked else ' '}] {self._texts[number]}")

    def _tick(self, ticked: frozenset[int]) -> None:
        self.ticked = ticked
        for number in range(len(self._texts)):
            self.replace_option_prompt_at_index(number, self._drawn(number))
        self.post_message(self.Ticked())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick it, or no longer so."""
        event.stop()
        self._tick(self.ticked ^ {event.option_index})

    def action_tick_all(self) -> None:
        """Tick all lines, or none where all are."""
        every = frozenset(range(len(self._texts)))
        self._tick(frozenset() if self.ticked == every else every)

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The cursor is reversed, so that it is seen without colours."""
        style = super().get_visual_style(*component_classes, partial=partial)
        is_cursor = self.has_focus and "option-list--option-highlighted" in component_classes
        return style + Style(reverse=True) if is_cursor else style
