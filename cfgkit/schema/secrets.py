"""Which settings are secrets, and how lines that hold one are drawn.

The rule goes by the key's name, in any section, live or commented out, misspelt or not; what a schema
knows is added to it, never taken away. A password may also hide inside a value (`-D...password=`), in a
URL, in a comment, or on a line that could not be read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.display import visible
from cfgkit.secret import MASK
from cfgkit.syntax.line import Kind, parts

if TYPE_CHECKING:
    from cfgkit.syntax import Line

_NAME: Final = r"(?:pswd|pwd|pass?-?w(?:or|o|r)?d|passwrod|pass[ _-]?phrase|(?<!by)pass\b|credential|secret|token)"
_SECRET_NAME: Final = re.compile(_NAME, re.IGNORECASE)
_TAGGED: Final = re.compile(r"\{V[0-9]+(?:\.[0-9]+)?\}")
_BARE_BASE64_KEYS: Final = frozenset({"userpswd", "connectpswd"})
_BLOCK: Final = 8


@cache
def _inside() -> tuple[re.Pattern[str], ...]:
    """A label, and the secret behind it, inside a value."""
    return (
        re.compile(rf"(-D[^\s=]*{_NAME}[^\s=]*=)(\"[^\"]*\"?|'[^']*'?|\S+)", re.IGNORECASE),
        re.compile(rf"(\b[\w.]*{_NAME}\w*=)([^\s&;,]+)", re.IGNORECASE),
        re.compile(r"(\w://[^\s:/@]*:)([^\s@/]+)(?=@)"),
    )


@cache
def _in_comment() -> re.Pattern[str]:
    return re.compile(rf"({_NAME}[^=:\r\n]*[=:][ \t]*)(\S.*)", re.IGNORECASE)


@cache
def _on_unreadable() -> re.Pattern[str]:
    return re.compile(rf"({_NAME}\w*)(.+)", re.IGNORECASE)


Relation = Literal["same", "different", "incomparable"]


def is_secret(key: str) -> bool:
    """Whether a setting of that key holds a secret, by its name."""
    return _SECRET_NAME.search(key) is not None


def mask(key: str, value: str) -> str:
    """The value as it may be shown: masked where it is a secret, control characters escaped.

    An empty secret stays empty: that it is not set is no secret.
    """
    return visible(masked_value(key, value))


def masked_value(key: str, value: str) -> str:
    """The value with each secret in it masked, otherwise as it is: for a pipe, not for a terminal."""
    if is_secret(key):
        return MASK if value else ""
    return _mask_inside(value)


def mask_line(line: Line) -> str:
    """The line's text with each secret in it masked, control characters escaped."""
    return visible(masked_text(line))


def masked_text(line: Line) -> str:
    """The line's text with each secret in it masked, otherwise as it is."""
    text = line.text
    if line.kind in (Kind.SETTING, Kind.COMMENTED):
        found = parts(line.kind, text)
        return text[: found.value_start] + masked_value(found.key, found.value)
    if line.kind is Kind.UNREADABLE:
        return _mask_inside(_on_unreadable().sub(rf"\1 {MASK}", text))
    if line.kind is Kind.COMMENT:
        return _mask_inside(_in_comment().sub(rf"\1{MASK}", text))
    return text


def _mask_inside(value: str) -> str:
    for pattern in _inside():
        value = pattern.sub(rf"\1{MASK}", value)
    return value


def is_encrypted(key: str, value: str) -> bool:
    """Whether the text is PSCipher's: a {V...} tag, or bare base64 where old releases wrote it."""
    if _TAGGED.match(value):
        return True
    if key.casefold() not in _BARE_BASE64_KEYS or not value.endswith("="):
        return False
    import base64  # noqa: PLC0415 - start-up: reading a value needs none
    import binascii  # noqa: PLC0415 - same

    try:
        return len(base64.b64decode(value, validate=True)) % _BLOCK == 0
    except (binascii.Error, ValueError):
        return False


def relation(key: str, one: str, other: str) -> Relation:
    """How two secrets of that key compare: encrypted texts that differ may hide the same password."""
    if one == other:
        return "same"
    return "incomparable" if is_encrypted(key, one) or is_encrypted(key, other) else "different"
