"""What a save would change, and which row of the list shows it: what has no row of its own is its section's."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.syntax import Section
    from cfgkit.syntax.changes import Change
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

#: A section's name, and which of that name it is.
Place = tuple[str, int]


def gone(session: Session) -> Mapping[Place, Sequence[Change]]:
    """The settings that a save would take out, by their section."""
    found: defaultdict[Place, list[Change]] = defaultdict(list)
    lost = [change for change in session.changes if change.line_after is None and change.line_before and change.key]
    if lost:
        sections = list(session.original.sections)
        numbers = [section.number for section in sections]
        for change in lost:
            section = sections[bisect_right(numbers, change.line_before or 0) - 1]
            found[section.name, section.nth].append(change)
    return found


def redescribed(old: Section, new: Section, before: Sequence[Row], after: Sequence[Row]) -> frozenset[int]:
    """The lines of the settings that have other comments above them, in a section as it was and as it is.

    A comment whose setting is taken out stands above the next one: nobody wrote that.
    """
    if _comments(old) == _comments(new):
        return frozenset()
    above = {(row.where, row.state): row.above for row in before if row.entry}
    return frozenset(
        row.entry.line.number
        for row in after
        if row.entry and above.get((row.where, row.state), row.above) != row.above
    )


def _comments(section: Section) -> list[str]:
    return [line.raw for line in section.lines() if line.kind is Kind.COMMENT]
