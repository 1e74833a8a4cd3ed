"""The differences between two or more Documents, as a value that every report is drawn from.

Settings meet by section and key, exactly first, then without regard to case. A duplicate is a side of its
own kind and is never merged silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from cfgkit.schema import relation
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.schema import Effect, Relation
    from cfgkit.syntax import Entry

State = Literal["live", "commented", "absent", "duplicate"]


@dataclass(frozen=True, slots=True)
class Side:
    """What one file says of a setting."""

    #: The value that counts: live, else commented out; None where the file has neither.
    value: str | Secret | None
    state: State
    #: The line of that value, or None.
    line: int | None
    #: How many live settings of the name there are.
    occurrence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same in all files."""

    section: str
    key: str
    #: One for each file, in the files' order.
    sides: tuple[Side, ...]
    effect: Effect
    #: How the secrets compare, or None where the setting is no secret.
    secret_relation: Relation | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between files."""

    files: tuple[str, ...]
    differences: tuple[Difference, ...]


_Name = tuple[str, str]


def compare(files: Sequence[tuple[str, Document]]) -> Diff:
    """The differences between the files, in the order in which settings first appear."""
    settings = [_by_name(document) for _, document in files]
    documents = [document for _, document in files]
    names = dict.fromkeys(name for one in settings for name in one)
    found = (_difference(documents, [one.get(name, []) for one in settings]) for name in names)
    return Diff(tuple(name for name, _ in files), tuple(one for one in found if one is not None))


def _by_name(document: Document) -> dict[_Name, list[Entry]]:
    found: dict[_Name, list[Entry]] = {}
    for entry in document.entries():
        found.setdefault((entry.section.casefold(), entry.key.casefold()), []).append(entry)
    return found


def _difference(documents: Sequence[Document], entries: Sequence[list[Entry]]) -> Difference | None:
    """The setting's difference, or None where all files say the same."""
    shown = next(one[0] for one in entries if one)
    live = [[entry.value for entry in one if entry.live] for one in entries]
    # Where nothing is live, what stands commented out makes no difference to the server.
    if all(values == live[0] for values in live):
        return None
    secret = any(
        document.is_secret(entry.section, entry.key)
        for document, one in zip(documents, entries, strict=True)
        for entry in one
    )
    return Difference(
        shown.section,
        shown.key,
        tuple(_side(one, secret=secret) for one in entries),
        documents[0].effect(shown.section, shown.key),
        _relation(shown.key, live) if secret else None,
    )


def _side(entries: list[Entry], *, secret: bool) -> Side:
    live = [entry for entry in entries if entry.live]
    if not entries:
        return Side(None, "absent", None, 0)
    counts = (live or entries)[-1]
    state: State = "duplicate" if len(live) > 1 else "live" if live else "commented"
    return Side(Secret(counts.value) if secret else counts.value, state, counts.line.number, len(live))


def _relation(key: str, live: Sequence[list[str]]) -> Relation:
    """The weakest relation between any two files' secrets; a file without one is different."""
    found = {
        relation(key, one[-1], other[-1]) if one and other else "same" if one == other else "different"
        for one, other in combinations(live, 2)
    }
    return "different" if "different" in found else "incomparable" if "incomparable" in found else "same"
