"""Which settings are secrets, and how lines that hold one are drawn.

The rule goes by the key's name, in any section, live or commented out, misspelt or not; what a schema
knows is added to it, never taken away. A password may also hide inside a value (`-D...password=`), in a
URL, in a comment, or on a line that could not be read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.display import visible
from cfgkit.secret import MASK
from cfgkit.syntax.line import Kind, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cfgkit.syntax import Line

_NAME: Final = (
    r"(?:pwd|p[as]{0,3}s[-_]?(?:w[orw]{0,3}|ow?r)d|pass?[ _-]?(?:ph|f)rase|(?<!by)pass(?![a-z])"
    r"|cred[aei]{0,3}nt|secret|secert|sercet|secrect|tokk?en)"
)
_SECRET_NAME: Final = re.compile(_NAME, re.IGNORECASE)
_TAGGED: Final = r"\{V([0-9]+(?:\.[0-9]+)?)\}"
_VARIABLE: Final = r"%\w+%"
_BARE_BASE64_KEYS: Final = frozenset({"userpswd", "connectpswd"})
# Masked like secrets, but the delivered ones hold a server's name or a cookie's domain: never encrypted.
_NEVER_ENCRYPTED: Final = r"(?i:credentials?|tokens?)"
_BLOCK: Final = 8
# SHA-256 of the text that the delivered Remote Administration Password is: everybody has its clear text.
_PUBLISHED: Final = frozenset({"3b930988a103e99fc9fc477a9440caab350b03eacc741d484f8545f12d26a12e"})

# Where a secret begins behind its name: a comment may speak of passwords and hold none.
_BEGINS: Final = {
    Kind.UNREADABLE: r"[ \t=:]*+(?=\S)",
    Kind.COMMENT: r"[=:][ \t]*+(?=\S)",
}

# Each is tried once at a place and never gives back what it took: a hostile line costs no more than its length.
_LABEL: Final = r"(?<![^\s=])[^\s=]++="
_OPTION_VALUE: Final = r"""(?:"(?:\\.|[^"\\])*+"?|'[^']*+'?|[^\s"']|\s++(?!-))*+"""
_PLAIN_VALUE: Final = r"""(?:"[^"]*+"?|'[^']*+'?|[^\s&;,"'])*+"""
_CIPHER_TEXT: Final = r"""\{V[0-9][0-9.]*+\}[^\s"';,&]*+"""
_IN_URL: Final = r"(\w://[^\s:/@]*+:)([^\s@/]++)(?=@)"

Relation = Literal["same", "different", "incomparable"]


def _masked(_secret: str) -> str:
    return MASK


def is_secret(key: str, also: Collection[str] = ()) -> bool:
    """Whether a setting of that key holds a secret, by its name; `also` are casefolded keys that a site adds."""
    return _has_secret_name(key) or (bool(also) and key.casefold() in also)


def is_password(key: str) -> bool:
    """Whether a secret of that key is a password, which PSCipher encrypts: no server's name, no cookie's domain.

    `Token Password` is one: more than the word makes it a secret.
    """
    rest = re.sub(_NEVER_ENCRYPTED, "", key)
    return rest == key or is_secret(rest)


@lru_cache(maxsize=4096)
def _has_secret_name(key: str) -> bool:
    return _SECRET_NAME.search(key) is not None


def mask(key: str, value: str, also: Collection[str] = ()) -> str:
    """The value as it may be shown: masked where it is a secret, control characters escaped.

    An empty secret stays empty: that it is not set is no secret.
    """
    return visible(masked_value(key, value, also))


def masked_value(key: str, value: str, also: Collection[str] = (), hide: Callable[[str], str] = _masked) -> str:
    """The value with each secret in it masked, otherwise as it is: for a pipe, not for a terminal.

    `hide` gives what stands in for a secret, if not the mask.
    """
    if is_secret(key, also):
        return hide(value) if value else ""
    return _mask_inside(value, hide)


def mask_line(line: Line, also: Collection[str] = ()) -> str:
    """The line's text with each secret in it masked, control characters escaped."""
    return visible(masked_text(line, also))


def masked_text(line: Line, also: Collection[str] = (), hide: Callable[[str], str] = _masked) -> str:
    """The line's text with each secret in it masked, otherwise as it is; `hide` as for `masked_value`."""
    text = line.text
    if line.kind in (Kind.SETTING, Kind.COMMENTED):
        found = parts(line.kind, text)
        return text[: found.value_start] + masked_value(found.key, found.value, also, hide)
    if line.kind is Kind.HEADER:
        return text
    name = _SECRET_NAME.search(text)
    begin = None if name is None else re.compile(_BEGINS[line.kind]).search(text, name.end())
    if begin is None:
        return _mask_inside(text, hide)
    return _mask_inside(text[: begin.end()], hide) + hide(text[begin.end() :])


def _mask_inside(value: str, hide: Callable[[str], str]) -> str:
    """The value with what stands behind a secret's name and `=` masked, and what shows itself as one."""
    out, done = [], 0
    for label in re.finditer(_LABEL, value):
        if label.start() < done or not is_secret(re.split(r"[^\w.-]", label[0][:-1])[-1]):
            continue
        hidden = re.compile(_OPTION_VALUE if "-D" in label[0] else _PLAIN_VALUE).match(value, label.end())
        if hidden is not None and hidden[0]:
            out += [_mask_shown(value[done : label.end()], hide), hide(hidden[0])]
            done = hidden.end()
    return "".join((*out, _mask_shown(value[done:], hide)))


def _mask_shown(text: str, hide: Callable[[str], str]) -> str:
    """The text with the passwords of URLs masked, and whatever PSCipher wrote."""
    text = re.sub(_IN_URL, lambda found: found[1] + hide(found[2]), text)
    return re.sub(_CIPHER_TEXT, lambda found: hide(found[0]), text) if "{V" in text else text


def is_encrypted(key: str, value: str) -> bool:
    """Whether the text is PSCipher's: a {V...} tag, or bare base64 where old releases wrote it."""
    if re.match(_TAGGED, value):
        return True
    return key.casefold() in _BARE_BASE64_KEYS and value.endswith("=") and _has_whole_blocks(value)


def is_cipher_text(key: str, value: str) -> bool:
    """Whether the text is PSCipher's to its end: the tag and whole blocks in base64, or the old form without a tag.

    How long a block of a {V2...} text is, no source says.
    """
    tag = re.match(_TAGGED, value)
    if tag is None:
        return is_encrypted(key, value)
    return _has_whole_blocks(value[tag.end() :], _BLOCK if tag[1].split(".")[0] == "1" else 1)


def _has_whole_blocks(text: str, block: int = _BLOCK) -> bool:
    """Whether the text is the base64 of one or more blocks of so many bytes, spelt as an encoder does."""
    import base64  # noqa: PLC0415 - start-up: reading a value needs none
    import binascii  # noqa: PLC0415 - same

    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(data) and len(data) % block == 0 and base64.b64encode(data).decode() == text


def is_in_environment(value: str) -> bool:
    """Whether the environment holds the secret: `%NAME%` alone; inside a longer text it may be part of a password."""
    return re.fullmatch(_VARIABLE, value.rstrip()) is not None


def key_version(value: str) -> str | None:
    """The version of the key that encrypted the text, as its tag has it: `1.1`, `2`; None without a tag."""
    found = re.match(_TAGGED, value)
    return None if found is None else found[1]


def is_published(value: str) -> bool:
    """Whether the text is the delivered one, encrypted with the delivered key: its clear text is public."""
    if not value.startswith("{V"):
        return False
    import hashlib  # noqa: PLC0415 - start-up: reading a value needs none

    return hashlib.sha256(value.rstrip().encode()).hexdigest() in _PUBLISHED


def relation(key: str, *values: str) -> Relation:
    """How secrets of that key compare, the weakest of all pairs: encrypted texts that differ may hide the same."""
    distinct = dict.fromkeys(values)
    if len(distinct) <= 1:
        return "same"
    clear = [one for one in distinct if not is_encrypted(key, one)]
    return "different" if clear[1:] else "incomparable"
