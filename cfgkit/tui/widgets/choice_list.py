"""A list of lines to choose from, whose cursor is seen without colours, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.style import Style
from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual.content import Content

_CURSOR = "option-list--option-highlighted"


class ChoiceList(OptionList):
    """Lines, one of them under the cursor: reversed while the list has the focus, as in the list of settings."""

    BINDINGS: ClassVar = [
        Binding("j,ctrl+n", "cursor_down", "Down", show=False),
        Binding("k,ctrl+p", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G", "last", "Last", show=False),
    ]

    def __init__(self, *lines: Content, id: str | None = None, is_steered: bool = False) -> None:  # noqa: A002 - Textual's name
        """`is_steered`: another widget has the focus and moves the cursor here."""
        super().__init__(*lines, id=id, markup=False, compact=True)
        self._is_steered = is_steered
        self.can_focus = not is_steered

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Textual drops the reversal that a style sheet asks for; where the focus is elsewhere the line is bold."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if _CURSOR not in component_classes:
            return style
        return style + (Style(reverse=True) if self.has_focus or self._is_steered else Style(bold=True))
