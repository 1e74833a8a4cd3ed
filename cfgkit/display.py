"""Text from a file is data: how it is drawn on a terminal, in a log or in an error."""

from __future__ import annotations

from typing import Final

_NAMED: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\x1b": "\\e"}
# Cc control, Cf format (bidi overrides), Cs surrogate, Zl and Zp separators: none may act on a terminal.
_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    r"""The text with each control and invisible character as an escape: `\t`, `\e`, `\x00`, `\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # noqa: PLC0415 - start-up: most texts need no look-up

    return "".join(_escape(char) if unicodedata.category(char) in _ACTIVE else char for char in text)


def _escape(char: str) -> str:
    return _NAMED.get(char) or ascii(char)[1:-1]
