"""When the changes between two Documents take effect, and why that is so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.schema.effect import Effect
    from cfgkit.schema.release import Release
    from cfgkit.syntax.changes import Change

_GATE: Final = "Allow Dynamic Changes"
_GATE_SECTIONS: Final = {"psappsrv": "Domain Settings", "psprcs": "Process Scheduler"}


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """A change, when it takes effect, and why."""

    change: Change
    effect: Effect
    #: What the file itself says to it: whether it allows dynamic changes.
    remark: str = ""

    @property
    def why(self) -> str:
        """The effect, how sure it is, its source and what the file says to it, as one line."""
        remark = f"; {self.remark}" if self.remark else ""
        return f"{self.effect.effect} ({self.effect.certainty}): {self.effect.source}{remark}"


def effects_of(
    document: Document, changes: Sequence[Change], release: Release | None = None
) -> tuple[ChangeEffect, ...]:
    """The effect of each change; `document` is the one that they lead to."""
    found = []
    for change in changes:
        effect = document.effect(change.section, change.key, release)
        remark = _gate(document) if effect.effect == "dynamic-if-allowed" else ""
        found.append(ChangeEffect(change, effect, remark))
    return tuple(found)


def _gate(document: Document) -> str:
    section = _GATE_SECTIONS.get(document.kind)
    gate = document.live(section, _GATE) if section else None
    if gate is None:
        return f"{_GATE} is not set here"
    return f"{_GATE} is {'Y' if gate.value.strip().upper() == 'Y' else 'not Y'} here, line {gate.line.number}"
