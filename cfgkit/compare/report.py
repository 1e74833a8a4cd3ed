"""The differences as text and as JSON: two drawings of one model, secrets masked in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfgkit.display import visible
from cfgkit.schema import mask
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.compare.diff import Diff, Difference, Side

_RELATIONS: Final = {
    "same": "the same secret",
    "different": "another secret",
    "incomparable": "stored texts differ: encrypted, so whether the secrets do is not known",
}


def as_text(diff: Diff) -> str:
    """A block for each setting that differs: its address and effect, then a line for each file."""
    width = max((len(visible(name)) for name in diff.files), default=0)
    return "\n".join(_block(one, diff.files, width) for one in diff.differences)


def as_json(diff: Diff) -> dict[str, Any]:
    """The result's shape of cfgkit.diff/1."""
    return {
        "files": list(diff.files),
        "differences": [
            {
                "section": one.section,
                "key": one.key,
                "sides": [
                    {
                        "value": None if side.value is None else _json_value(one.key, side.value),
                        "state": side.state,
                        "line": side.line,
                        "occurrence": side.occurrence,
                    }
                    for side in one.sides
                ],
                "effect": one.effect.effect,
                "effect_certainty": one.effect.certainty,
                "secret": one.secret_relation is not None,
                "secret_relation": one.secret_relation,
            }
            for one in diff.differences
        ],
        "ignored": 0,
    }


def _block(one: Difference, files: tuple[str, ...], width: int) -> str:
    effect = f"{one.effect.effect}, {one.effect.certainty}" if one.effect.effect != "unknown" else "effect unknown"
    lines = [f"[{visible(one.section)}] {visible(one.key)}  ({effect})"]
    for file, side in zip(files, one.sides, strict=True):
        place = f":{side.line}" if side.line is not None else ""
        lines.append(f"  {visible(file):<{width}}{place:<6} {_shown(one.key, side)}")
    if one.secret_relation is not None:
        lines.append(f"  {_RELATIONS[one.secret_relation]}")
    return "\n".join(lines) + "\n"


def _shown(key: str, side: Side) -> str:
    if side.value is None:
        return "- (absent)"
    value = _json_value(key, side.value)
    note = {"commented": "  (commented out)", "duplicate": f"  (last of {side.occurrence})"}.get(side.state, "")
    return f"= {visible(value)}{note}"


def _json_value(key: str, value: str | Secret) -> str:
    return (str(value) if value else "") if isinstance(value, Secret) else mask(key, value)
