"""The changes of an edit in words: what a save would do, setting by setting, and what it needs to take effect."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cfgkit.compare.effects import effects_of
from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cfgkit.compare.effects import ChangeEffect
    from cfgkit.document import Document
    from cfgkit.schema.effect import EffectName
    from cfgkit.schema.release import Release
    from cfgkit.syntax.changes import Change

#: What changes of an effect need, one of them and more.
_NEEDS: Final[dict[EffectName, tuple[str, str]]] = {
    "dynamic": ("dynamic", "dynamic"),
    "dynamic-if-allowed": ("dynamic if allowed", "dynamic if allowed"),
    "reboot": ("needs a domain reboot", "need a domain reboot"),
    "configure": ("needs psadmin configure", "need psadmin configure"),
    "unknown": ("of unknown effect", "of unknown effect"),
}


def needs_in_words(document: Document, changes: Iterable[Change], release: Release | None = None) -> str:
    """How many of the changes need what to take effect: `2 dynamic, 1 needs a domain reboot`.

    `document` is the one that the changes lead to.
    """
    found = effects_of(document, [one for one in changes if one.key], release)
    counts = Counter(one.effect.effect for one in found)
    return ", ".join(f"{counts[one]} {few[counts[one] > 1]}" for one, few in _NEEDS.items() if counts[one])


def in_words(document: Document, changes: Sequence[Change], release: Release | None = None) -> list[str]:
    """A line for each change with its effect, one that counts the effects, and why they are so; secrets masked.

    `document` is the one that the changes lead to.
    """
    found = effects_of(document, changes, release)
    lines = [_with_effect(document, one) for one in found]
    keyed = [one for one in found if one.change.key]
    counts = Counter(one.effect.effect for one in keyed)
    if not counts:
        return lines
    counted = ", ".join(f"{count} {effect}" for effect, count in counts.items())
    return [*lines, f"effect: {counted}", *_whys(keyed)]


def whys_in_words(document: Document, changes: Iterable[Change], release: Release | None = None) -> list[str]:
    """A line for each reason why changes take effect when they do; `document` is the one that they lead to."""
    return _whys(effects_of(document, [one for one in changes if one.key], release))


def _whys(found: Iterable[ChangeEffect]) -> list[str]:
    return [f"why: {why}" for why in dict.fromkeys(one.why for one in found)]


def change_in_words(document: Document, change: Change, release: Release | None = None) -> str:
    """A change with its effect; secrets masked. `document` is the one that it leads to."""
    return _with_effect(document, effects_of(document, [change], release)[0])


def _with_effect(document: Document, one: ChangeEffect) -> str:
    return f"{_change(document, one.change)}  ({one.effect.effect}, {one.effect.certainty})"


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
