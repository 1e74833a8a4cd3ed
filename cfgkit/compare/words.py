"""The changes of an edit in words: what a save would do, setting by setting, and what it needs to take effect."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cfgkit.compare.effects import effects_of
from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.schema.release import Release
    from cfgkit.syntax.changes import Change


def in_words(document: Document, changes: Sequence[Change], release: Release | None = None) -> list[str]:
    """A line for each change with its effect, one that counts the effects, and why they are so; secrets masked.

    `document` is the one that the changes lead to.
    """
    found = effects_of(document, changes, release)
    lines = [f"{_change(document, one.change)}  ({one.effect.effect}, {one.effect.certainty})" for one in found]
    keyed = [one for one in found if one.change.key]
    counts = Counter(one.effect.effect for one in keyed)
    if not counts:
        return lines
    counted = ", ".join(f"{count} {effect}" for effect, count in counts.items())
    return [*lines, f"effect: {counted}", *(f"why: {why}" for why in dict.fromkeys(one.why for one in keyed))]


def _change(document: Document, change: Change) -> str:
    place = f"[{visible(change.section)}] {visible(change.key)}".rstrip()
    before, after = (
        None if text is None else document.mask(change.section, change.key, text)
        for text in (change.before, change.after)
    )
    return {
        "set": f"{place}: {before} -> {after}",
        "add": f"{place}: added, {after}",
        "remove": f"{place}: taken out, was {before}",
        "comment": f"{place}: commented out, was {before}",
        "uncomment": f"{place}: live now, {after}",
        "add-section": f"{place}: section added",
        "remove-section": f"{place}: section taken out",
    }[change.kind]
