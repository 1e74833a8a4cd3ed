"""The three-way merge by setting: OURS, with what THEIRS changed since BASE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cfgkit.compare.additions import Newcomers, name_of, section_counts
from cfgkit.compare.diff import Options, compare
from cfgkit.compare.renaming import by_new_names, renamings
from cfgkit.compare.three_way import OURS, THEIRS, Judge
from cfgkit.errors import AddressError, EditError
from cfgkit.schema.template import note_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfgkit.compare.additions import Name
    from cfgkit.compare.renaming import Renaming
    from cfgkit.compare.three_way import Outcome, Settled
    from cfgkit.document import Document
    from cfgkit.syntax import Entry
    from cfgkit.syntax.changes import Change


@dataclass(frozen=True, slots=True)
class Merged:
    """OURS with what THEIRS changed since BASE."""

    ours: Document
    document: Document
    #: What became of each setting that THEIRS changed.
    settled: tuple[Settled, ...]
    #: The settings of OURS that go by another name now; in `settled` they have the new one.
    renamed: tuple[Renaming, ...]
    #: The sections of OURS that THEIRS has no more: their headers and comments stay.
    emptied: tuple[str, ...]
    #: The lines of THEIRS' comments that did not come along, since they seem to hold a secret.
    left_out: tuple[int, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The edits that lead from OURS to the merged Document."""
        return self.ours.changes(self.document)

    def of(self, outcome: Outcome) -> tuple[Settled, ...]:
        """The settings of that outcome."""
        return tuple(one for one in self.settled if one.outcome == outcome)


class _Step(NamedTuple):
    """An edit, and the settings that it is for."""

    names: tuple[Name, ...]
    edit: Callable[[Document], Document]
    left_out: tuple[int, ...] = ()


def merge(base: Document, ours: Document, theirs: Document) -> Merged:
    """The merge of any three Documents: what can't be carried over is a conflict, and OURS stays there."""
    was, now, renamed = _by_new_names(base, ours, theirs)
    rows = compare([("", was), ("", now), ("", theirs)], Options(everything=True, commented=True))
    hidden = _hidden_lines(theirs, (was, now, theirs))
    secrets = {name_of(one.section, one.key) for one in theirs.entries() if one.line.number in hidden}
    judge = Judge(was, now, theirs, secrets)
    settled = tuple(judge.settled((*rows.differences, *rows.equal)))
    newcomers = Newcomers(theirs, _wanted(theirs, settled), hidden, note_lines(theirs))
    steps = (*_additions(newcomers, now), *_edits(now, settled), *_sections(newcomers, judge, settled))
    document, failed, left_out = _done(now, steps)
    gone = section_counts(base).keys() - section_counts(theirs).keys()
    return Merged(
        ours,
        document,
        tuple(
            replace(one, outcome="conflict", reason=failed[one.name]) if one.name in failed else one for one in settled
        ),
        renamed,
        tuple(dict.fromkeys(name for name in ours.section_names if name.casefold() in gone)),
        tuple(sorted(left_out)),
    )


def _done(document: Document, steps: Sequence[_Step]) -> tuple[Document, dict[Name, str], list[int]]:
    """The Document with all edits that can be made; why the others can't be, and the comments left out."""
    failed: dict[Name, str] = {}
    left_out: list[int] = []
    for step in steps:
        try:
            document = step.edit(document)
        except (EditError, AddressError) as problem:
            failed |= dict.fromkeys(step.names, problem.message)
        else:
            left_out += step.left_out
    return document, failed, left_out


def _by_new_names(base: Document, ours: Document, theirs: Document) -> tuple[Document, Document, tuple[Renaming, ...]]:
    """BASE and OURS with the names that THEIRS has for their settings."""
    found = renamings(base, ours, theirs)
    try:
        return by_new_names(base, found), by_new_names(ours, found), found
    except EditError:
        return base, ours, ()


def _hidden_lines(theirs: Document, documents: Sequence[Document]) -> frozenset[int]:
    """The lines of THEIRS that hold what any of the Documents takes for a secret."""
    return frozenset(
        line.number for line in theirs.lines() if any(document.masked_line(line) != line.text for document in documents)
    )


def _wanted(theirs: Document, settled: Sequence[Settled]) -> dict[int, bool]:
    """The lines of THEIRS that come into OURS, and whether the comments above them do."""
    added = {one.name for one in settled if one.outcome == "added"}
    found = {one.line.number: True for one in theirs.entries() if name_of(one.section, one.key) in added}
    carried = [one.row.sides for one in settled if one.outcome == "carried"]
    return found | {theirs.line or 0: False for _, ours, theirs in carried if ours.state == "absent"}


def _additions(newcomers: Newcomers, ours: Document) -> Iterator[_Step]:
    """The new settings of sections that OURS has, from the bottom up: so the lines above keep their numbers."""
    found = sorted(newcomers.additions(ours), key=lambda one: one.after)
    return (_Step((one.name,), one.into, one.left_out) for one in reversed(found))


def _edits(ours: Document, settled: Sequence[Settled]) -> Iterator[_Step]:
    """The edits of settings that OURS has."""
    entries = {one.line.number: one for one in ours.entries()}
    for one in settled:
        entry = entries.get(one.row.sides[OURS].line or 0)
        if one.outcome in {"carried", "removed"} and entry is not None:
            theirs = one.row.sides[THEIRS]
            value = str(theirs.value) if theirs.state == "live" else None
            yield _Step((one.name,), partial(_edited, entry=entry, value=value, out=one.outcome == "removed"))


def _edited(document: Document, *, entry: Entry, value: str | None, out: bool) -> Document:
    """The Document with the setting taken out, commented out, or live with that value."""
    section, key, nth, section_nth = entry.section, entry.key, entry.nth, entry.section_nth
    if out:
        return document.remove(section, key, nth=nth, section_nth=section_nth)
    if value is None:
        return document.comment_out(section, key, nth=nth, section_nth=section_nth)
    if not entry.live and entry.value == value:
        return document.uncomment(section, key, nth=nth, section_nth=section_nth)
    return document.set(section, key, value, nth=nth if entry.live else None, section_nth=section_nth)


def _sections(newcomers: Newcomers, judge: Judge, settled: Sequence[Settled]) -> Iterator[_Step]:
    """The sections that are new, with their settings."""
    for one in newcomers.sections(judge.new_sections):
        section = one.title.casefold()
        names = tuple(each.name for each in settled if each.outcome == "added" and each.name[0] == section)
        yield _Step(names, one.into, one.left_out)
