"""SECTION/KEY, as users write it.

    address = section ["[" n "]"] "/" key ["[" n "]"]

The first `/` splits, since keys hold slashes. A literal name that ends in `[n]` wins over the n-th one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfgkit.errors import AddressError
from cfgkit.syntax.lookup import Where

if TYPE_CHECKING:
    from cfgkit.syntax.document import Document

_INDEXED: Final = re.compile(r"(?P<name>.*)\[(?P<nth>[1-9][0-9]{0,8})\]", re.DOTALL)


def split(text: str) -> tuple[str, str]:
    """The section and the key of an address, indices not yet read.

    Raises:
        AddressError: there is no `/`, or nothing behind it.
    """
    section, slash, key = text.partition("/")
    if not slash or not key:
        raise AddressError(f"{text!r} is no SECTION/KEY", help="write it like 'SMTP Settings/SMTPServer'")
    return section, key


def resolve(text: str, document: Document) -> Where:
    """What the address means in this Document.

    Raises:
        AddressError: it is no SECTION/KEY.
    """
    section, key = split(text)
    if not text.endswith("]") and not section.endswith("]"):
        return Where(section, key)
    names = {found.name.casefold() for found in document.sections}
    section, section_nth = _indexed(section, literal=section.casefold() in names)
    keys = {entry.key.casefold() for entry in document.entries() if entry.section.casefold() == section.casefold()}
    key, nth = _indexed(key, literal=key.casefold() in keys)
    return Where(section, key, nth, section_nth)


def _indexed(name: str, *, literal: bool) -> tuple[str, int | None]:
    found = None if literal else _INDEXED.fullmatch(name)
    return (found["name"], int(found["nth"])) if found else (name, None)
