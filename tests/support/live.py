"""What a file says, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfgkit import Document


def live_values(document: Document) -> dict[tuple[str, str], list[str]]:
    """The values of the live settings by casefolded section and key: several where a key is live several times."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in document.entries():
        if entry.live:
            found.setdefault((entry.section.casefold(), entry.key.casefold()), []).append(entry.value)
    return found
