"""What a report says of one side of a difference: masked, escaped, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.schema import mask, masked_value
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.compare.diff import Difference, Side

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: The effects in a table, in which there is room for one letter.
EFFECT_MARKS: Final = {"dynamic": "d", "dynamic-if-allowed": "a", "unknown": "?", "configure": "C", "reboot": "R"}
#: How two secrets compare, in words.
RELATIONS: Final = {
    "same": "the same secret",
    "different": "another secret",
    "incomparable": "stored texts differ: encrypted, so whether the secrets do is not known",
}


def value_shown(key: str, side: Side) -> str:
    """The side's value for a screen; empty where there is none."""
    if side.value is None:
        return ""
    if isinstance(side.value, Secret):
        return str(side.value) if side.value else ""
    return mask(key, side.value)


def value_carried(key: str, side: Side) -> str | None:
    """The side's value for a program: masked where it is a secret, otherwise as it is."""
    if isinstance(side.value, Secret):
        return str(side.value) if side.value else ""
    return None if side.value is None else masked_value(key, side.value)


def cell(one: Difference, index: int) -> str:
    """The side in a table's cell; where three or more hold secrets, a letter says which of them are the same."""
    side = one.sides[index]
    if side.state == "absent":
        return "-"
    mark = {"commented": ";", "duplicate": f"{side.occurrence}x "}.get(side.state, "")
    letter = f" {_LETTERS[one.groups[index] % len(_LETTERS)]}" if one.hides_secret and one.sides[2:] else ""
    return mark + (value_shown(one.key, side) or "(empty)") + letter


def effect_shown(one: Difference) -> str:
    """The effect of a change and how sure it is."""
    effect = one.effect
    return f"{effect.effect}, {effect.certainty}" if effect.effect != "unknown" else "effect unknown"
