"""Bytes <-> text, exactly.

| the bytes                                            | encoding                |
|------------------------------------------------------|-------------------------|
| BOM, and strict decoding and encoding give them back | utf-8, utf-16-le or -be |
| no BOM, strict UTF-8                                 | utf-8                   |
| anything else                                        | latin-1: always exact   |
"""

from __future__ import annotations

import codecs
from typing import Final, Literal, NamedTuple

from cfgkit.errors import InputError

Newline = Literal["lf", "crlf", "cr", "mixed", "none"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES: Final = {"utf8": "utf-8", "latin1": "latin-1", "iso-8859-1": "latin-1", "iso8859-1": "latin-1"}


class Encoding(NamedTuple):
    """How a file's text is written as bytes."""

    #: A Python codec's name.
    name: str = "utf-8"
    #: The byte order mark that the file begins with, or nothing.
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """The text as bytes.

        Raises:
            UnicodeEncodeError: the codec can't hold a character of the text.
        """
        return self.bom + text.encode(self.name)


PLAIN_UTF8: Final = Encoding()


def decode(data: bytes, wanted: str | None = None) -> tuple[str, Encoding]:
    """The text of the bytes, and the encoding that gives exactly the bytes back.

    Raises:
        InputError: the wanted encoding is unknown, or would not give the bytes back.
    """
    if wanted is not None:
        return _decode_as(data, wanted)
    for bom, name in _BOMS:
        if data.startswith(bom) and (text := _exact(data[len(bom) :], name)) is not None:
            return text, Encoding(name, bom)
    text = None if data.startswith(codecs.BOM_UTF8) else _exact(data, "utf-8")
    return (data.decode("latin-1"), Encoding("latin-1")) if text is None else (text, PLAIN_UTF8)


def _exact(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
        return text if name == "utf-8" or text.encode(name) == data else None
    except (UnicodeError, ValueError):
        return None


def _decode_as(data: bytes, wanted: str) -> tuple[str, Encoding]:
    import warnings  # noqa: PLC0415 - only where an encoding is asked for

    name = _ALIASES.get(wanted.lower(), wanted.lower())
    bom = next((mark for mark, owner in _BOMS if owner == name and data.startswith(mark)), b"")
    encoding = Encoding(name, bom)
    try:
        # A codec that warns of the bytes is not one for them.
        with warnings.catch_warnings(action="error"):
            text = data[len(bom) :].decode(name)
            if encoding.encode(text) == data:
                return text, encoding
    except LookupError:
        raise InputError(f"unknown encoding {wanted!r}", help="name a codec of Python's, such as cp1252") from None
    except (UnicodeError, ValueError, TypeError, Warning):
        pass
    raise InputError(
        f"the bytes are not exactly {wanted}",
        help="leave --encoding away: then a codec that keeps every byte is chosen",
    )


def newline_of(text: str) -> Newline:
    """The line ending that the text uses throughout."""
    crlf = text.count("\r\n")
    used: list[Newline] = []
    if crlf:
        used.append("crlf")
    if text.count("\n") > crlf:
        used.append("lf")
    if text.count("\r") > crlf:
        used.append("cr")
    return "none" if not used else used[0] if len(used) == 1 else "mixed"


def count_lines(text: str) -> int:
    """How many lines end in the text, plus one for a last line without an ending."""
    ended = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ended + (not text.endswith(("\n", "\r")) and text != "")
