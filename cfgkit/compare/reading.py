"""A reviewed difference, read back from the JSON that `cfgkit diff --format json` wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from cfgkit.compare.diff import Diff, Difference, Side
from cfgkit.errors import InputError
from cfgkit.schema.effect import EFFECTS, Effect
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.compare.diff import State
    from cfgkit.schema.effect import Certainty, EffectName

_SCHEMA: Final = "cfgkit.diff/1"
_STATES: Final = ("live", "commented", "absent", "duplicate")
_CERTAINTIES: Final = ("assumed", "template", "documented")


def read_diff(text: str) -> Diff:
    """The difference that the JSON holds; its masked secrets stay what they are.

    Raises:
        InputError: it is no JSON of that shape.
    """
    try:
        top = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("is no JSON", help="cfgkit diff A B --format json writes it") from None
    _expect(isinstance(top, dict) and top.get("schema") == _SCHEMA, f"is not of the schema {_SCHEMA}")
    results = top.get("results")
    _expect(isinstance(results, list) and len(results) == 1 and isinstance(results[0], dict), "has not one result")
    files, found = results[0].get("files"), results[0].get("differences")
    _expect(isinstance(files, list) and all(isinstance(one, str) for one in files), "files is no list of names")
    _expect(isinstance(found, list), "differences is no list")
    return Diff(tuple(files), tuple(_difference(one, len(files)) for one in found))


def _difference(raw: Any, count: int) -> Difference:  # noqa: ANN401 - as JSON gave it
    _expect(isinstance(raw, dict), "a difference is no object")
    texts = [raw.get(name) for name in ("section", "key")]
    _expect(all(isinstance(one, str) for one in texts), "a difference has no section and key")
    effect, certainty = raw.get("effect"), raw.get("effect_certainty")
    _expect(effect in EFFECTS and certainty in _CERTAINTIES, f"{texts[0]}/{texts[1]} has no known effect")
    hidden = raw.get("secret")
    sides = raw.get("sides")
    _expect(isinstance(hidden, bool), f"{texts[0]}/{texts[1]} does not say whether it is a secret")
    _expect(isinstance(sides, list) and len(sides) == count, f"{texts[0]}/{texts[1]} has not one side a file")
    found = tuple(_side(one, hidden=bool(hidden)) for one in sides)
    groups = raw.get("groups")
    is_grouped = isinstance(groups, list) and len(groups) == count and all(type(one) is int for one in groups)
    _expect(is_grouped, f"{texts[0]}/{texts[1]} does not say which sides agree")
    return Difference(
        section=str(texts[0]),
        key=str(texts[1]),
        sides=found,
        groups=tuple(groups or ()),
        effect=Effect(cast("EffectName", effect), cast("Certainty", certainty), str(raw.get("effect_source", ""))),
        secret_relation=raw.get("secret_relation") or ("different" if hidden else None),
        hides_secret=bool(hidden),
    )


def _side(raw: Any, *, hidden: bool) -> Side:  # noqa: ANN401 - as JSON gave it
    _expect(isinstance(raw, dict) and raw.get("state") in _STATES, "a side has no known state")
    value, line, occurrence = raw.get("value"), raw.get("line"), raw.get("occurrence", 0)
    _expect(value is None or isinstance(value, str), "a side's value is no text")
    _expect(line is None or type(line) is int, "a side's line is no number")
    _expect(type(occurrence) is int, "a side's occurrence is no number")
    _expect((value is None) == (raw["state"] == "absent"), "a side's value and state don't fit")
    shown = Secret(value) if hidden and isinstance(value, str) else value
    return Side(shown, cast("State", raw["state"]), line, occurrence)


def _expect(condition: bool, message: str) -> None:
    if not condition:
        raise InputError(message, help="cfgkit diff A B --format json writes what can be applied")
