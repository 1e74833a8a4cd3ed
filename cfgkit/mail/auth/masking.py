"""A server's words without the secrets that they echo: clear, as in a URL, or in base64 at any place of a text."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from cfgkit.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cfgkit.secret import Secret

_BASE64_WORD: Final = re.compile(r"[A-Za-z0-9+/=_-]+")
# A shorter piece of base64 would be found in ordinary words; a word so long that a piece holds is a cut echo.
_SHORTEST: Final = 4
_CUT: Final = 8
_BITS: Final = 6


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets masked."""
    return masker(secrets)(text)


def masker(secrets: Iterable[Secret], sent: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that masks these secrets in a text, and each base64 word that holds one or that was `sent`."""
    texts = {secret.reveal(): secret.reveal().encode("utf-8", "surrogatepass") for secret in secrets if secret}
    pieces = {piece for data in texts.values() for piece in _pieces(data)} | {line for line in sent if line}
    forms = {form for text, data in texts.items() for form in _clear_forms(text, data)}
    clear = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)), re.IGNORECASE)

    def hide(found: re.Match[str]) -> str:
        word = found[0]
        is_cut = len(word) >= _CUT
        return MASK if any(piece in word or (is_cut and word in piece) for piece in pieces) else word

    def mask(text: str) -> str:
        text = _BASE64_WORD.sub(hide, text) if pieces else text
        return clear.sub(MASK, text) if forms else text

    return mask


def _clear_forms(text: str, data: bytes) -> tuple[str, ...]:
    """The secret as it is, as the wire reads a line that is no UTF-8, and as URLs and forms have it."""
    from urllib.parse import quote, quote_plus  # noqa: PLC0415 - start-up: many tests hold no secret

    return text, data.decode("latin-1"), quote(data), quote(data, safe=""), quote_plus(data)


def _pieces(data: bytes) -> set[str]:
    """The base64 of these bytes alone, and what of it stays the same wherever they stand in a longer text."""
    found = {base64.b64encode(data).decode()}
    for before in range(3):
        written = base64.b64encode(bytes(before) + data).decode()
        first = -(-before * 8 // _BITS)
        found.add(written[first : (before + len(data)) * 8 // _BITS])
    found |= {piece.replace("+", "-").replace("/", "_") for piece in found}
    return {piece for piece in found if len(piece) >= _SHORTEST}
