"""A field of several lines in which a secret is never shown, be it typed or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import TextArea

from cfgkit.document import parse
from cfgkit.schema.secrets import masked_text

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


def hidden(text: str, secret_keys: frozenset[str]) -> str:
    """The line with a dot for each character of a secret."""
    lines = list(parse(text.encode("utf-8", "replace"), encoding="utf-8").lines())
    shown = "".join(masked_text(line, secret_keys, lambda secret: _HIDDEN * len(secret)) for line in lines)
    # A character that ends a line, or that UTF-8 can't hold, would make it another length.
    shown = shown if len(shown) == len(text) else _HIDDEN * len(text)
    return "".join(char if char.isprintable() or char == "\t" else _CONTROL for char in shown)
