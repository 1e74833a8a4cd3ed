"""The differences between two or more Documents, as a value that every report is drawn from.

Settings meet by section and key, without regard to case. A duplicate is a side of its own kind and is
never merged silently; a setting that is live nowhere is no difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cfgkit.compare.equality import meaning
from cfgkit.compare.found import found_sections
from cfgkit.compare.layout import layout_notes
from cfgkit.schema import masked_value, relation
from cfgkit.secret import Secret
from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.line import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.compare.expected import Expected
    from cfgkit.compare.layout import Note
    from cfgkit.document import Document
    from cfgkit.schema import Relation
    from cfgkit.schema.effect import Effect
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import Setting
    from cfgkit.syntax import Line

State = Literal["live", "commented", "absent", "duplicate"]


@dataclass(frozen=True, slots=True)
class Side:
    """What one file says of a setting."""

    #: The value that counts: live, else commented out; None where the file has neither.
    value: str | Secret | None
    state: State
    #: The line of that value, or None.
    line: int | None
    #: How many live settings of the name there are.
    occurrence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting, as each file has it."""

    section: str
    key: str
    #: One for each file, in the files' order.
    sides: tuple[Side, ...]
    #: Which sides say the same: a number for each, 0 for those that most files agree with.
    groups: tuple[int, ...]
    effect: Effect
    #: How the secrets compare, or None where the setting is no secret.
    secret_relation: Relation | None
    #: Whether any side holds a secret, be it inside the value: it is shown masked, and never carried over.
    hides_secret: bool
    #: The rule of cfgkit.toml that expects the difference.
    expected: Expected | None = None

    @property
    def is_difference(self) -> bool:
        """Whether the files don't all say the same."""
        return any(self.groups)

    @property
    def odd_ones(self) -> tuple[bool, ...]:
        """Which files say other than the majority; none where there is no majority."""
        counts = Counter(self.groups).most_common(2)
        has_majority = len(counts) > 1 and counts[0][1] > counts[1][1]
        return tuple(has_majority and group != 0 for group in self.groups)


@dataclass(frozen=True, slots=True)
class Options:
    """What counts as a difference."""

    #: Compare values to the letter, not by their type.
    exact: bool = False
    #: Comments and the order of settings count too.
    comments: bool = False
    order: bool = False
    #: Report settings that are the same everywhere as well.
    everything: bool = False
    expected: tuple[Expected, ...] = ()
    release: Release | None = None
    #: With `everything`: those that are live nowhere, too.
    commented: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between files."""

    files: tuple[str, ...]
    differences: tuple[Difference, ...]
    #: The differences that cfgkit.toml expects.
    expected: tuple[Difference, ...] = ()
    #: The settings that are the same everywhere, where they were asked for.
    equal: tuple[Difference, ...] = ()
    #: What differs in comments and order, where that was asked for.
    notes: tuple[Note, ...] = ()
    #: The rules of cfgkit.toml that expected nothing.
    idle: tuple[Expected, ...] = ()


_DEFAULTS = Options()


def compare(files: Sequence[tuple[str, Document]], options: Options = _DEFAULTS) -> Diff:
    """The differences between named files, in the order in which settings first appear."""
    documents = [document for _, document in files]
    names = tuple(name for name, _ in files)
    with collector_paused():
        rows = list(_rows(documents, options))
    found = [_expectation(row, names, documents, options.expected) for row in rows if row.is_difference]
    used = {id(row.expected) for row in found}
    return Diff(
        files=names,
        differences=tuple(row for row in found if row.expected is None),
        expected=tuple(row for row in found if row.expected is not None),
        equal=tuple(row for row in rows if not row.is_difference),
        notes=layout_notes(documents, comments=options.comments, order=options.order),
        idle=tuple(one for one in options.expected if id(one) not in used),
    )


def _expectation(
    row: Difference, names: Sequence[str], documents: Sequence[Document], rules: Sequence[Expected]
) -> Difference:
    for one in rules:
        if one.expects(row, names, documents):
            return replace(row, expected=one)
    return row


def _rows(documents: Sequence[Document], options: Options) -> Iterator[Difference]:
    """The settings that differ, and those that do not if they are wanted."""
    for section, files in found_sections(documents, everything=options.everything):
        for key in dict.fromkeys(key for one in files for key in one):
            lines = [one.get(key, []) for one in files]
            live = [[line.value for line in one if line.kind is Kind.SETTING] for one in lines]
            is_equal = all(values == live[0] for values in live)
            if not is_equal or (options.everything and (options.commented or any(live))):
                row = _row(documents, section, lines, live, options)
                if row.is_difference or options.everything:
                    yield row


def _row(
    documents: Sequence[Document],
    section: str,
    lines: Sequence[list[Line]],
    live: Sequence[list[str]],
    options: Options,
) -> Difference:
    key = next(one[0].key for one in lines if one)
    # What one site calls a secret is one in the others' files, too.
    names = {line.key for mine in lines for line in mine}
    is_secret = any(document.is_secret(section, name) for document in documents for name in names)
    setting = None if options.exact else _setting(documents, section, key)
    return Difference(
        section=section,
        key=key,
        sides=tuple(_side(mine, secret=is_secret) for mine in lines),
        groups=_groups(setting, live),
        effect=documents[0].effect(section, key, options.release),
        secret_relation=_relation(key, live) if is_secret else None,
        hides_secret=is_secret or any(masked_value(key, line.value) != line.value for mine in lines for line in mine),
    )


def _setting(documents: Sequence[Document], section: str, key: str) -> Setting | None:
    found = (document.schema.find(document.kind, section, key) for document in documents)
    return next((one for one in found if one is not None), None)


def _groups(setting: Setting | None, live: Sequence[list[str]]) -> tuple[int, ...]:
    """Which sides say the same, the largest group first; of equal ones the one that comes first."""
    members = [meaning(setting, values) for values in live]
    ranked = {member: rank for rank, (member, _) in enumerate(Counter(members).most_common())}
    return tuple(ranked[member] for member in members)


def _side(lines: list[Line], *, secret: bool) -> Side:
    if not lines:
        return Side(None, "absent", None, 0)
    live = [line for line in lines if line.kind is Kind.SETTING]
    counts = (live or lines)[-1]
    state: State = "duplicate" if len(live) > 1 else "live" if live else "commented"
    return Side(Secret(counts.value) if secret else counts.value, state, counts.number, len(live))


def _relation(key: str, live: Sequence[list[str]]) -> Relation:
    """The weakest relation between any two files' secrets; a file without one is different."""
    given = [one[-1] for one in live if one]
    return relation(key, *given) if len(given) in {0, len(live)} else "different"
