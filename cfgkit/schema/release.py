"""PeopleTools releases: given by the user, since no file says which one it belongs to."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cfgkit.errors import InputError

_WRITTEN: Final = re.compile(r"8\.([0-9]{2})(?:\.[0-9]{1,2})?")


class Release(NamedTuple):
    """A release such as 8.61; a patch (8.61.07) has the settings of its release."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


def release_of(text: str) -> Release:
    """The release that a text such as `8.61` or `8.61.07` names.

    Raises:
        InputError: it names none.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise InputError(f"{text!r} is no PeopleTools release", help="write it like 8.61")
    return Release(8, int(found[1]))
