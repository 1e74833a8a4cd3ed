"""The changes of an edit in words: what a save would do, setting by setting, and what it needs to take effect."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.syntax.changes import Change


def in_words(document: Document, changes: Sequence[Change]) -> list[str]:
    """A line for each change with its effect, and one that counts the effects; secrets masked.

    `document` is the one that the changes lead to.
    """
    effects = [document.effect(change.section, change.key) for change in changes]
    lines = [
        f"{_change(document, change)}  ({effect.effect}, {effect.certainty})"
        for change, effect in zip(changes, effects, strict=True)
    ]
    counts = Counter(effect.effect for change, effect in zip(changes, effects, strict=True) if change.key)
    counted = ", ".join(f"{count} {effect}" for effect, count in counts.items())
    return [*lines, f"effect: {counted}"] if counted else lines


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
