"""A distinguished name as text, the way RFC 4514 writes it: `CN=Root,O=Example,C=CH`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.mail.tls import der
from cfgkit.mail.tls.der import Der

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMON_NAME: Final = "2.5.4.3"
_WORDS: Final[Mapping[str, str]] = {
    COMMON_NAME: "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
#: UTF8, BMP and Universal strings; all others are, or are taken for, Latin-1.
_CODECS: Final[Mapping[int, str]] = {0x0C: "utf-8", 0x1E: "utf-16-be", 0x1C: "utf-32-be"}
_SPECIAL: Final = re.compile(r'[,+"\\<>;]|^[# ]|(?<=.) $')


def attributes(name: bytes) -> Iterator[tuple[tuple[str, str], ...]]:
    """The name's parts in the certificate's order, each one or more pairs of identifier and value.

    Raises:
        InputError: the DER is none of a name.
    """
    parts = Der(name).into()
    while parts.tag is not None:
        part = parts.into(der.SET)
        pairs = []
        while part.tag is not None:
            pair = part.into()
            kind = pair.oid()
            tag = pair.tag or 0
            pairs.append((kind, pair.body(tag).decode(_CODECS.get(tag, "latin-1"), "replace")))
        yield tuple(pairs)


def distinguished(name: bytes) -> str:
    """The name as text, fit to be shown; raises InputError."""
    parts = [
        "+".join(f"{_WORDS.get(kind, kind)}={_escaped(value)}" for kind, value in part) for part in attributes(name)
    ]
    return ",".join(reversed(parts))


def common_name(name: bytes) -> str:
    """The most specific common name, empty if there is none; raises InputError."""
    found = [value for part in attributes(name) for kind, value in part if kind == COMMON_NAME]
    return found[-1] if found else ""


def _escaped(value: str) -> str:
    return visible(_SPECIAL.sub(r"\\\g<0>", value))
