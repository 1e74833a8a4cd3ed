"""A field of several lines in which a secret is never shown, be it typed or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import TextArea

from cfgkit.document import parse
from cfgkit.schema.secrets import masked_text
from cfgkit.tui.widgets.text_field import NOT_COPIED

if TYPE_CHECKING:
    from cfgkit.document import Document

_HIDDEN = "•"
_CONTROL = "\N{REPLACEMENT CHARACTER}"


class MaskedArea(TextArea):
    """Lines of a file; what would act on the terminal is drawn as a character of its own width."""

    def __init__(self, document: Document, text: str = "") -> None:
        """The document says which keys are secrets."""
        super().__init__(text, soft_wrap=False, show_line_numbers=True, compact=True)
        self._secret_keys = document.schema.secret_keys

    def get_line(self, line_index: int) -> Text:
        """The line as it may be shown, as long as it is: the cursor stands where it stands in the text."""
        return Text(hidden(super().get_line(line_index).plain, self._secret_keys), end="", no_wrap=True)

    def _hides(self, *, is_line: bool) -> bool:
        """Whether a secret is marked; `is_line`: where nothing is, whether the cursor's line holds one."""
        (top, left), (bottom, right) = start, end = sorted(self.selection)
        for row in range(top, bottom + 1):
            text = self.document.get_line(row)
            is_whole = is_line and start == end
            low = left if row == top and not is_whole else 0
            high = right if row == bottom and not is_whole else len(text)
            pairs = zip(text[low:high], hidden(text, self._secret_keys)[low:high], strict=True)
            if any(shown == _HIDDEN != char for char, shown in pairs):
                return True
        return False

    def action_copy(self) -> None:
        """Copy what is marked, if all of it is shown."""
        if self._hides(is_line=False):
            self.notify(NOT_COPIED, markup=False)
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is marked, or the line, if all of it is shown."""
        if self._hides(is_line=True):
            self.notify(NOT_COPIED, markup=False)
        else:
            super().action_cut()


def hidden(text: str, secret_keys: frozenset[str]) -> str:
    """The line with a dot for each character of a secret."""
    lines = list(parse(text.encode("utf-8", "replace"), encoding="utf-8").lines())
    shown = "".join(masked_text(line, secret_keys, lambda secret: _HIDDEN * len(secret)) for line in lines)
    # A character that ends a line, or that UTF-8 can't hold, would make it another length.
    shown = shown if len(shown) == len(text) else _HIDDEN * len(text)
    return "".join(char if char.isprintable() or char == "\t" else _CONTROL for char in shown)
