"""What it would take to make one file like another, counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cfgkit.compare.edits import edits_between
from cfgkit.display import counted, visible

if TYPE_CHECKING:
    from cfgkit.compare.diff import Diff


#: What the letters of a table say.
LEGEND: Final = "R needs a domain reboot, C a configure, d is dynamic, a dynamic if allowed, ? not known; * odd one out"


def foot(diff: Diff) -> list[str]:
    """A line for each file but the first: what makes it like the first one."""
    return [_line(diff, index) for index in range(1, len(diff.files))]


def _line(diff: Diff, index: int) -> str:
    edits = edits_between(diff.differences, index, 0)
    effects = {(one.section, one.key): one.effect.effect for one in diff.differences}
    counts = Counter(effects[edit.section, edit.key] for edit in edits)
    needs = counts["reboot"] + counts["configure"]
    parts = [counted(len(edits), "change"), f"{needs} need{'s' if needs == 1 else ''} a domain reboot"]
    if counts["unknown"]:
        parts.append(f"{counts['unknown']} of unknown effect")
    by_hand = sum(1 for edit in edits if edit.kind == "by-hand")
    if by_hand:
        parts.append(f"{by_hand} by hand")
    return f"to make {visible(diff.files[index])} like {visible(diff.files[0])}: {', '.join(parts)}"
