"""The character sets of mail, and Python's names for them."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHARSET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
# PeopleTools' names that Python does not know, and Python's text codecs that are no mail character sets.
_CODECS: Final[Mapping[str, str]] = {"gb": "gb2312", "ks-c-5601-1992": "cp949"}
_NOT_FOR_MAIL: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "utf-7"}
)


def codec_name(charset: str) -> str | None:
    """Python's name of the codec for a mail character set, None if there is none here."""
    if _CHARSET.fullmatch(charset) is None:
        return None
    try:
        name = codecs.lookup(_CODECS.get(charset.casefold(), charset)).name
        "".encode(name)
    except LookupError:  # unknown, or a codec from bytes to bytes
        return None
    return None if name.replace("_", "-") in _NOT_FOR_MAIL else name
