"""The edits between two Documents: as data, and as a unified diff."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cfgkit.syntax.document import Document, Section
    from cfgkit.syntax.grammar import Block
    from cfgkit.syntax.line import Line
    from cfgkit.syntax.lookup import Entry

ChangeKind = Literal["set", "add", "remove", "comment", "uncomment", "add-section", "remove-section"]

_CONTEXT: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """One setting, or section, that differs between two Documents.

    Its repr shows no value: a value may be a password.
    """

    kind: ChangeKind
    section: str
    #: The key; empty where a whole section came or went.
    key: str
    before: str | None
    after: str | None
    line_before: int | None
    line_after: int | None

    def __repr__(self) -> str:
        return f"Change({self.kind!r}, {self.section!r}, {self.key!r})"


_Place = tuple[str, int]
_Key = tuple[str, int, str]


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """What an administrator would say was changed, in the order of the files.

    Sections that both have are not looked into: of a large file an edit leaves nearly all as they are.
    """
    old = {(section.name, section.nth): section for section in before.sections}
    new = {(section.name, section.nth): section for section in after.sections}
    same = {place for place, one in old.items() if place in new and _is_same(one.block, new[place].block)}
    changed = [[one for place, one in sections.items() if place not in same] for sections in (old, new)]
    return (*_section_changes(old, new), *_setting_changes(*changed))


def _is_same(one: Block, other: Block) -> bool:
    return one is other or one == other


def _section_changes(old: Mapping[_Place, Section], new: Mapping[_Place, Section]) -> Iterator[Change]:
    for place, one in old.items():
        if place not in new and place[0]:
            yield Change("remove-section", place[0], "", None, None, one.number, None)
    for place, one in new.items():
        if place not in old and place[0]:
            yield Change("add-section", place[0], "", None, None, None, one.number)


def _setting_changes(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Change]:
    old, new = _by_key(before), _by_key(after)
    for place in dict.fromkeys((*old, *new)):
        were, are = old[place], new[place]
        were_live, are_live = _unlike([e for e in were if e.live], [e for e in are if e.live])
        were_off, are_off = _unlike([e for e in were if not e.live], [e for e in are if not e.live])
        for one, other in zip_longest(were_live, are_live):
            if one is not None and other is not None:
                yield _change("set", one, other)
            elif one is not None:
                twin = _take(are_off, one.value)
                yield _change("comment", one, twin) if twin else _change("remove", one, None)
            elif other is not None:
                twin = _take(were_off, other.value)
                yield _change("uncomment", twin, other) if twin else _change("add", None, other)


def _by_key(sections: Sequence[Section]) -> defaultdict[_Key, list[Entry]]:
    found: defaultdict[_Key, list[Entry]] = defaultdict(list)
    for entry in (entry for section in sections for entry in section.settings()):
        found[entry.section, entry.section_nth, entry.key].append(entry)
    return found


def _unlike(old: list[Entry], new: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """What is left of both when equal values at their beginnings and ends are taken away."""
    while old and new and old[0].value == new[0].value:
        old, new = old[1:], new[1:]
    while old and new and old[-1].value == new[-1].value:
        old, new = old[:-1], new[:-1]
    return old, new


def _take(entries: list[Entry], value: str) -> Entry | None:
    for index, entry in enumerate(entries):
        if entry.value == value:
            return entries.pop(index)
    return None


def _change(kind: ChangeKind, old: Entry | None, new: Entry | None) -> Change:
    one = new or old
    if one is None:
        raise ValueError("a change has at least one side")
    return Change(
        kind,
        one.section,
        one.key,
        old.value if old else None,
        new.value if new else None,
        old.line.number if old else None,
        new.line.number if new else None,
    )


def unified_diff(
    before: Document,
    after: Document,
    before_name: str,
    after_name: str,
    shown: Callable[[Document, Line], str],
) -> str:
    """The changed lines with three lines of context round them; empty if there are none.

    Lines are compared as they are and drawn by `shown`, so a secret that changed is two masked lines.
    """
    old, new = list(before.lines()), list(after.lines())
    out: list[str] = []
    for hunk in _hunks([line.raw for line in old], [line.raw for line in new]):
        first, last = hunk[0], hunk[-1]
        out.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@")
        for tag, old_start, old_stop, new_start, new_stop in hunk:
            if tag == "equal":
                out += [line for item in old[old_start:old_stop] for line in _drawn(" ", shown(before, item), item)]
                continue
            out += [line for item in old[old_start:old_stop] for line in _drawn("-", shown(before, item), item)]
            out += [line for item in new[new_start:new_stop] for line in _drawn("+", shown(after, item), item)]
    return "".join(f"{line}\n" for line in (f"--- {before_name}", f"+++ {after_name}", *out)) if out else ""


_Opcode = tuple[str, int, int, int, int]


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[list[_Opcode]]:
    """Groups of opcodes; equal beginnings and ends are set aside first, which keeps large files quick."""
    start = _common(old, new)
    stop = _common(old[start:][::-1], new[start:][::-1])
    low = max(start - _CONTEXT, 0)
    from difflib import SequenceMatcher  # noqa: PLC0415 - start-up: only for a diff

    matcher = SequenceMatcher(
        None,
        old[low : len(old) - stop + _CONTEXT if stop > _CONTEXT else len(old)],
        new[low : len(new) - stop + _CONTEXT if stop > _CONTEXT else len(new)],
    )
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield [(tag, a + low, b + low, c + low, d + low) for tag, a, b, c, d in group]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _range(start: int, stop: int) -> str:
    """A hunk's line range, as unified diffs write it."""
    length = stop - start
    return f"{start + bool(length)}" if length == 1 else f"{start + bool(length)},{length}"


def _drawn(mark: str, text: str, line: Line) -> tuple[str, ...]:
    return (mark + text,) if line.eol else (mark + text, "\\ No newline at end of file")
