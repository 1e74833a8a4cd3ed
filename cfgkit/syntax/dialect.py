"""What is PeopleSoft's about a file, as a value: it reaches syntax/ from schema/."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# A comment that reads like a sentence is prose, whatever `=` stands in it.
_PROSE: Final = r"""(?is)(?:for|set|if|to)\b|.*[:",]"""
_SETTING_LIKE: Final = r"[A-Z]\S"
_MOST_WORDS: Final = 5


def _no_keys(_section: str) -> frozenset[str]:
    return frozenset()


def _no_order(_names: Collection[str]) -> tuple[str, ...]:
    return ()


class Dialect(NamedTuple):
    """What a program that reads the files knows beyond their syntax."""

    #: The casefolded keys that a section is known to have.
    known_keys: Callable[[str], frozenset[str]] = _no_keys
    #: How the line begins that must never be moved, copied or lost; empty if there is none.
    marker: str = ""
    #: The order of the sections in a file that has the given ones.
    section_order: Callable[[Collection[str]], tuple[str, ...]] = _no_order
    #: How the names of the sections begin that are appended above the marker line.
    above_marker: tuple[str, ...] = ()
    #: What the program knows of the settings' meaning: carried along with a Document, never looked into here.
    meaning: object = None

    def is_setting(self, section: str, key: str) -> bool:
        """Whether `;key=` in that section is a commented-out setting rather than prose."""
        if key.casefold() in self.known_keys(section):
            return True
        # The patterns are compiled at first use: reading a live setting needs none.
        return bool(re.match(_SETTING_LIKE, key)) and len(key.split()) <= _MOST_WORDS and not re.match(_PROSE, key)

    def is_marker(self, raw: str) -> bool:
        """Whether the line is the one that must stay where it is."""
        return bool(self.marker) and raw.startswith(self.marker)


PLAIN: Final = Dialect()
