"""YAML text -> Document, alone or into one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.convert.merging import merged, rewritten
from cfgkit.convert.reader import read_layout
from cfgkit.convert.rendering import rendered

if TYPE_CHECKING:
    from cfgkit.document import Document


def from_yaml(text: str, *, into: Document | None = None, prune: bool = False, exact: bool = False) -> Document:
    """The Document that the YAML describes; with `into`, that one with the YAML's settings set and added.

    Into a Document only live settings go: what it has beyond them stays, comments and order too, and masked
    secrets stay as they are there. `prune` takes the settings out that the YAML has not; `exact` makes it
    what the YAML says to the byte, with the masked secrets that are there.

    Raises:
        InputError: the text is not cfgkit's layout, or holds masked secrets that nothing tells.
        EditError: a setting can't stand in the file.
        AddressError: a setting is ambiguous there.
    """
    layout = read_layout(text)
    if into is None:
        return rendered(layout)
    return rewritten(layout, into) if exact else merged(layout, into, prune=prune)
