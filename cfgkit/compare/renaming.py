"""Settings that go by another name in the new file: carried to it where one old name became one new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.schema.renamed import RENAMED, renamed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.document import Document


@dataclass(frozen=True, slots=True)
class Renaming:
    """A setting of OURS that THEIRS has by a new name."""

    section: str
    old: str
    new: str


def renamings(base: Document, ours: Document, theirs: Document) -> tuple[Renaming, ...]:
    """What came to be called otherwise between BASE and THEIRS, and stands by its old name in OURS."""
    found = []
    kind = ours.kind if theirs.kind == "unknown" else theirs.kind
    for one in RENAMED:
        is_alone = len(_old_names(one.section, one.new)) == 1
        is_due = _stands(base, one.section, one.old) and not _stands(base, one.section, one.new)
        is_done = _stands(theirs, one.section, one.new) and not _stands(theirs, one.section, one.old)
        live = [len(ours.live_all(one.section, key)) for key in (one.old, one.new)]
        if kind in {one.file, "unknown"} and is_alone and is_due and is_done and live == [1, 0]:
            found.append(Renaming(one.section, one.old, one.new))
    return tuple(found)


def by_new_names(document: Document, found: Iterable[Renaming]) -> Document:
    """The Document with each of these settings by its new name, on its old line.

    Raises:
        EditError: a new name can't stand there.
    """
    for one in found:
        if len(document.live_all(one.section, one.old)) == 1:
            document = document.rename_key(one.section, one.old, one.new)
    return document


def successor(document: Document, section: str, key: str) -> str:
    """What took the place of a setting that the Document has no more, in words; empty where nothing is known to."""
    found = renamed(document.kind, section, key)
    if found is None or not _stands(document, section, found.new):
        return ""
    others = [name for name in _old_names(found.section, found.new) if name.casefold() != key.casefold()]
    together = f", and that of {', '.join(others)}: join their values by hand" if others else ""
    return f"{found.new} takes its place{together}"


def _old_names(section: str, new: str) -> list[str]:
    return [one.old for one in RENAMED if (one.section, one.new) == (section, new)]


def _stands(document: Document, section: str, key: str) -> bool:
    return bool(document.live_all(section, key) or document.commented_all(section, key))
