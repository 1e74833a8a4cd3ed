"""What a merge did and what it left to a human, as text and JSON; secrets masked in both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cfgkit.compare.renaming import by_new_names
from cfgkit.compare.report import difference_json, side_block
from cfgkit.compare.three_way import THEIRS
from cfgkit.compare.words import in_words
from cfgkit.display import counted, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.compare.merge import Merged
    from cfgkit.compare.three_way import Settled
    from cfgkit.schema.release import Release

#: What the three files are called in a report.
SIDES: Final = ("base", "ours", "theirs")


def as_text(merged: Merged, release: Release | None = None, *, colour: bool = False) -> str:
    """The merge for a reader; empty where THEIRS changed nothing."""
    started = by_new_names(merged.ours, merged.renamed)
    parts = [
        ("changes", in_words(merged.document, started.changes(merged.document), release)),
        ("renamed", [f"{_address(one.section, one.old)} is {visible(one.new)} now" for one in merged.renamed]),
        ("gone in theirs", list(_gone(merged))),
        ("new in theirs, commented out", [_place(one) for one in merged.of("added") if not _is_live(one)]),
        ("by hand", list(_by_hand(merged))),
        ("conflicts, where ours stays", list(_conflicts(merged, release, colour=colour))),
    ]
    blocks = [
        "".join(f"{line}\n" for line in [f"{title}:", *[f"  {line}" for line in lines]])
        for title, lines in parts
        if lines
    ]
    return "\n".join(blocks)


def summary(merged: Merged) -> str:
    """How many settings came to what, in a line."""
    counts = Counter(one.outcome for one in merged.settled)
    return ", ".join(
        [
            f"{counts['carried']} carried over",
            f"{counts['added']} added",
            f"{counts['removed']} taken out",
            *([f"{len(merged.renamed)} renamed"] if merged.renamed else []),
            *([f"{by_hand} by hand"] if (by_hand := counts["by-hand"] + len(merged.left_out)) else []),
            counted(counts["conflict"], "conflict"),
        ]
    )


def as_json(merged: Merged, release: Release | None = None) -> dict[str, Any]:
    """The result's shape of cfgkit.merge/1, without its files."""
    return {
        "conflicts": len(merged.of("conflict")),
        "settings": [
            {"outcome": one.outcome, "reason": one.reason, **difference_json(_with_effect(one, merged, release).row)}
            for one in merged.settled
        ],
        "renamed": [{"section": one.section, "old": one.old, "new": one.new} for one in merged.renamed],
        "emptied_sections": list(merged.emptied),
        "comments_left_out": list(merged.left_out),
    }


def _gone(merged: Merged) -> Iterator[str]:
    for one in merged.of("removed"):
        yield f"{_place(one)}: taken out{_because(one)}"
    for one in merged.of("kept"):
        yield f"{_place(one)}: stays commented out{_because(one)}"
    for name in merged.emptied:
        yield f"[{visible(name)}]: its header and comments stay"


def _by_hand(merged: Merged) -> Iterator[str]:
    for one in merged.of("by-hand"):
        line = one.row.sides[THEIRS].line
        there = f"theirs:{line}" if line else "gone in theirs"
        yield f"{_place(one)} ({there}): {one.reason}"
    for line in merged.left_out:
        yield f"theirs:{line}: a comment that seems to hold a secret did not come along"


def _conflicts(merged: Merged, release: Release | None, *, colour: bool) -> Iterator[str]:
    for one in merged.of("conflict"):
        yield from side_block(_with_effect(one, merged, release).row, SIDES, colour=colour).splitlines()
        if one.reason:
            yield f"  {one.reason}"


def _with_effect(one: Settled, merged: Merged, release: Release | None) -> Settled:
    """With the effect in the merged file: the kind of BASE may not be known."""
    effect = merged.document.effect(one.row.section, one.row.key, release)
    return replace(one, row=replace(one.row, effect=effect))


def _because(one: Settled) -> str:
    return f"; {one.reason}" if one.reason else ""


def _place(one: Settled) -> str:
    return _address(one.row.section, one.row.key)


def _address(section: str, key: str) -> str:
    return f"[{visible(section)}] {visible(key)}"


def _is_live(one: Settled) -> bool:
    return one.row.sides[THEIRS].state == "live"
