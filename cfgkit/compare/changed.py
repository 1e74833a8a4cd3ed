"""What a site changed in a delivered file, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.compare.diff import compare

if TYPE_CHECKING:
    from cfgkit.document import Document


@dataclass(frozen=True, slots=True)
class Changed:
    """The names, casefolded section and key, of what differs from the delivered file."""

    #: The settings that are not the same in both.
    settings: frozenset[tuple[str, str]]
    #: The addresses of those that the site's file does not have at all.
    missing: tuple[str, ...]


def changed_settings(delivered: Document, document: Document) -> Changed:
    """What differs between a delivered file, or its .cfx template, and the site's; values by their types."""
    rows = compare([("delivered", delivered), ("site", document)]).differences
    missing = tuple(f"{one.section}/{one.key}" for one in rows if one.sides[1].state == "absent")
    return Changed(frozenset((one.section.casefold(), one.key.casefold()) for one in rows), missing)
