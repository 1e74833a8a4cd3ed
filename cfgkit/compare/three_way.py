"""What becomes of each setting when THEIRS' changes since BASE come into OURS.

| BASE, OURS, THEIRS                       | outcome                                                  |
|------------------------------------------|----------------------------------------------------------|
| OURS says what THEIRS says               | none: OURS stays                                         |
| THEIRS says what BASE says               | none: OURS stays                                         |
| OURS says what BASE says                 | carried: THEIRS' value; removed: THEIRS has it no more   |
| only THEIRS has it                       | added, with the comment above it                         |
| all three differ                         | conflict: OURS stays                                     |
| live in OURS, THEIRS has it no more      | conflict, unless OURS says what BASE says                |
| commented out in OURS, gone in THEIRS    | kept                                                     |
| what would be carried is a secret        | by-hand: OURS stays                                      |
| live several times                       | conflict, unless two sides say the same                  |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.compare.additions import name_of, section_counts
from cfgkit.compare.edits import NEVER_CARRIED
from cfgkit.compare.renaming import successor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cfgkit.compare.additions import Name
    from cfgkit.compare.diff import Difference
    from cfgkit.document import Document

Outcome = Literal["carried", "added", "removed", "kept", "by-hand", "conflict"]

#: The places of the three files in a row of the comparison.
BASE, OURS, THEIRS = range(3)
_SEVERAL: Final = "it is live more than once"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a setting that THEIRS changed."""

    outcome: Outcome
    #: The setting as BASE, OURS and THEIRS have it.
    row: Difference
    #: Why it is so; empty where the values say it.
    reason: str = ""

    @property
    def name(self) -> Name:
        """The setting's name, casefolded."""
        return name_of(self.row.section, self.row.key)


@dataclass(frozen=True, slots=True)
class Judge:
    """Three files, of which every setting is judged alone."""

    base: Document
    ours: Document
    theirs: Document
    #: The names of the settings that hold a secret in THEIRS, live or commented out.
    hidden: Collection[Name]

    def settled(self, rows: Iterable[Difference]) -> Iterator[Settled]:
        """What becomes of the settings; those that stay as they are are left out."""
        for row in rows:
            found = self._newcomer(row) if _is_new(row) else self._known(row)
            if found is not None:
                yield Settled(found[0], row, found[1])

    @property
    def new_sections(self) -> frozenset[str]:
        """The casefolded titles of the sections that only THEIRS has, each once."""
        known = section_counts(self.base) + section_counts(self.ours)
        return frozenset(name for name, count in section_counts(self.theirs).items() if count == 1 and not known[name])

    def _newcomer(self, row: Difference) -> tuple[Outcome, str] | None:
        theirs = row.sides[THEIRS]
        if theirs.state == "duplicate":
            return "conflict", _SEVERAL
        if name_of(row.section, row.key) in self.hidden:
            return "by-hand", NEVER_CARRIED
        homeless = self._homeless(row.section)
        if homeless:
            return ("conflict", homeless) if theirs.state == "live" else None
        return "added", ""

    def _known(self, row: Difference) -> tuple[Outcome, str] | None:
        base, ours, theirs = row.sides
        was, is_now, would_be = row.groups
        is_gone = theirs.state == "absent" and base.state != "absent"
        instead = successor(self.theirs, row.section, row.key) if is_gone else ""
        if is_gone and ours.state == "commented":
            return "kept", instead
        if is_now == would_be or (was == would_be and not is_gone):
            return None
        if row.hides_secret:
            return "by-hand", NEVER_CARRIED
        obstacle = self._obstacle(row) if was == is_now else instead or _contrast(row)
        if was == is_now and not obstacle:
            return "removed" if is_gone else "carried", instead
        return "conflict", obstacle

    def _obstacle(self, row: Difference) -> str:
        """Why what THEIRS says can't be carried over; empty where it can."""
        if "duplicate" in {row.sides[OURS].state, row.sides[THEIRS].state}:
            return _SEVERAL
        return self._homeless(row.section) if row.sides[OURS].state == "absent" else ""

    def _homeless(self, section: str) -> str:
        """Why a setting can't come into that section; empty where it can."""
        folded = section.casefold()
        here, there = section_counts(self.ours)[folded], section_counts(self.theirs)[folded]
        if here > 1:
            return f"its section stands {here} times here"
        if here == 1:
            return ""
        if section_counts(self.base)[folded]:
            return "its section was taken out here"
        return f"its section stands {there} times there" if there > 1 else ""


def _is_new(row: Difference) -> bool:
    return row.sides[BASE].state == row.sides[OURS].state == "absent"


def _contrast(row: Difference) -> str:
    """What was done on either side, where that is more than another value."""
    here, there = (
        {"absent": "taken out", "commented": "commented out"}.get(row.sides[side].state, "") for side in (OURS, THEIRS)
    )
    if "duplicate" in {side.state for side in row.sides}:
        return _SEVERAL
    if row.sides[BASE].state in {"live", "duplicate"}:
        return f"{here or 'changed'} here, {there or 'changed'} there" if here or there else ""
    return f"live here, {there} there" if there else ""
