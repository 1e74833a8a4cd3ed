"""The toggles of a list, each with its key and its count, as far as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.tui.model.rows import State
from cfgkit.tui.model.view import Toggle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.tui.model.view import View

_LABELS: Final = {
    Toggle.MODIFIED: "Modified",
    Toggle.FINDINGS: "Findings",
    Toggle.DIFFERING: "Differ",
    Toggle.REBOOT: "Reboot",
    Toggle.SECRETS: "Secrets",
    Toggle.MAIL: "Mail",
}
_STATES: Final = {None: "Any", State.LIVE: "Live", State.OFF: "; Off", State.ABSENT: "+ Absent"}
#: How much of a label stands where there is little room.
_SHORT: Final = 6


class Part(NamedTuple):
    """A toggle as it is drawn."""

    #: What a click does.
    action: str
    text: str
    is_on: bool


def parts(view: View, counts: Mapping[Toggle, int], width: int) -> tuple[Part, ...]:
    """The toggles, with their counts where those are known and there is room."""
    found = [Part("all", "1 All", view.is_all)]
    for number, (toggle, label) in enumerate(_LABELS.items(), 2):
        found.append(Part(f"only('{toggle}')", f"{number} {label}", toggle in view.toggles))
    found.append(Part("state", f"8 {_STATES[view.state]}", view.state is not None))
    return fitting(found, [None, *(counts.get(toggle) for toggle in _LABELS), None], width)


def fitting(found: Sequence[Part], counts: Sequence[int | None], width: int) -> tuple[Part, ...]:
    """The parts with their counts, without them, or cut: as much as there is room for."""
    full = tuple(
        part if count is None else part._replace(text=f"{part.text} {count}")
        for part, count in zip(found, counts, strict=True)
    )
    short = (part._replace(text=part.text[:_SHORT]) for part in found)
    return next((some for some in (full, tuple(found)) if _width(some) <= width), tuple(short))


def _width(found: tuple[Part, ...]) -> int:
    return 1 + sum(len(part.text) + 1 for part in found)


def line(found: tuple[Part, ...]) -> str:
    """The parts in a line: `[` and `]` take the place of the blanks round those that are on."""
    text, was_on = "", False
    for part in found:
        text += ("|" if was_on and part.is_on else "]" if was_on else "[" if part.is_on else " ") + part.text
        was_on = part.is_on
    return text + ("]" if was_on else " ")
