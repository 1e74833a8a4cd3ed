"""What differs between a session's file and the compared ones, as rows; and what takes values over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.compare import Options, compare, edited, edits_between, environment_names, read_expected
from cfgkit.compare.cells import cell
from cfgkit.errors import EditError, InputError
from cfgkit.tui.model.toggles import Part, fitting
from cfgkit.tui.model.words import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cfgkit.compare import Diff, Difference, Expected
    from cfgkit.document import Document
    from cfgkit.tui.model.session import Name, Session

_LIVE = frozenset({"live", "duplicate"})


class DifferenceKind(StrEnum):
    """What kind of difference it is, to list by."""

    VALUE = "Values"
    HERE = "Only here"
    THERE = "Only there"
    SECRET = "Secrets"  # noqa: S105 - a kind of difference


#: So many settings and runs of comments, of all files together, are compared within 30 ms.
_QUICK: Final = 4000


@dataclass(frozen=True, slots=True, repr=False)
class ComparedRow:
    """A section's header, or a setting that differs."""

    section: str
    #: None for a header.
    difference: Difference | None = None
    #: What each file says, the session's first; masked.
    cells: tuple[str, ...] = ()

    @property
    def is_header(self) -> bool:
        """Whether the row heads a section."""
        return self.difference is None

    @property
    def name(self) -> Name:
        """What stays the same when the setting is edited."""
        return self.section.casefold(), self.difference.key.casefold() if self.difference else ""

    @property
    def line(self) -> int:
        """Its line in the session's file; 0 where it has none."""
        return (self.difference.sides[0].line or 0) if self.difference else 0

    def __repr__(self) -> str:
        return f"ComparedRow({self.name!r})"


class Comparison(NamedTuple):
    """What was found."""

    #: Differences, and those that are expected at the end of their section; each section headed.
    rows: tuple[ComparedRow, ...] = ()
    #: Why the expected differences could not be told apart; empty where they could.
    problem: str = ""

    def number(self, *, expected: bool) -> int:
        """How many differences there are that are expected, or that are not."""
        return sum(1 for row in self.rows if row.difference and (row.difference.expected is not None) is expected)


class Listing(NamedTuple):
    """Which of the differences are listed."""

    #: None lists each kind.
    kind: DifferenceKind | None = None
    #: Whether those that cfgkit.toml expects are listed, too.
    with_expected: bool = False
    words: str = ""

    def lists(self, row: ComparedRow) -> bool:
        """Whether a difference is among them."""
        one = row.difference
        if one is None or (one.expected is not None and not self.with_expected):
            return False
        if self.kind is not None and kind_of(one) is not self.kind:
            return False
        text = "\n".join((row.section, one.key, *row.cells)).casefold()
        return all(word in text for word in self.words.casefold().split())


def file_names(session: Session) -> tuple[str, ...]:
    """A short name for the session's file and for each one that it is compared with."""
    own = str(session.snapshot.path if session.is_piped else session.snapshot.path.absolute())
    return environment_names([own, *(str(one.path.absolute()) for one in session.others)])


def diff_of(session: Session) -> Diff:
    """What differs; the first file is what is on the screen."""
    return _diff(session, _rules(session)[0])


def _diff(session: Session, rules: tuple[Expected, ...]) -> Diff:
    documents = [session.document, *(one.document for one in session.others)]
    return compare(list(zip(file_names(session), documents, strict=True)), Options(expected=rules))


def comparison(session: Session) -> Comparison:
    """The settings that differ; the first file is what is on the screen."""
    if not session.others:
        return Comparison()
    rules, problem = _rules(session)
    diff = _diff(session, rules)
    found: dict[str, list[ComparedRow]] = {}
    for one in (*diff.differences, *diff.expected):
        cells = tuple(cell(one, index) for index in range(len(one.sides)))
        found.setdefault(one.section.casefold(), [ComparedRow(one.section)]).append(
            ComparedRow(one.section, one, cells)
        )
    documents = [session.document, *(one.document for one in session.others)]
    names = dict.fromkeys(name.casefold() for one in documents for name in one.section_names)
    places = {name: at for at, name in enumerate(names)}
    ordered = sorted(found, key=lambda section: places.get(section, -1))
    return Comparison(tuple(row for section in ordered for row in found[section]), problem)


def _rules(session: Session) -> tuple[tuple[Expected, ...], str]:
    """The differences that are expected, or none and why they can't be told."""
    try:
        return _expected(session), ""
    except InputError as error:
        return (), said(error)


def _expected(session: Session) -> tuple[Expected, ...]:
    """The rules of the file's own cfgkit.toml that are not over.

    Raises:
        InputError: one of them is not what it should be.
    """
    config, today = session.config, datetime.now(UTC).date()
    if config.expected.source is None:
        return ()
    found = read_expected(config.expected.values, config.environments.values, config.expected.source)
    return tuple(one for one in found if not one.is_over(today))


def kind_of(one: Difference) -> DifferenceKind:
    """Its kind, seen from the session's file: what is live here and missing in any other one is only here."""
    if one.hides_secret:
        return DifferenceKind.SECRET
    here, *there = (side.state in _LIVE for side in one.sides)
    if not here:
        return DifferenceKind.THERE
    return DifferenceKind.VALUE if all(there) else DifferenceKind.HERE


def listed(found: Comparison, listing: Listing) -> tuple[ComparedRow, ...]:
    """The rows to list, and the headers above them."""
    rows: list[ComparedRow] = []
    header: ComparedRow | None = None
    for row in found.rows:
        if row.is_header:
            header = row
        elif listing.lists(row):
            rows += [row] if header is None else [header, row]
            header = None
    return tuple(rows)


def filters(found: Comparison, listing: Listing, width: int) -> tuple[Part, ...]:
    """The kinds to list by, each with its key and how many there are, and the expected ones."""
    shown = [row.difference for row in found.rows if listing._replace(kind=None, words="").lists(row)]
    kinds = [kind_of(one) for one in shown if one is not None]
    parts = [Part("all", "1 All", listing.kind is None)]
    counts = [len(kinds)]
    for number, kind in enumerate(DifferenceKind, 2):
        parts.append(Part(f"kind('{kind.name}')", f"{number} {kind}", kind is listing.kind))
        counts.append(kinds.count(kind))
    parts.append(Part("expected", f"{len(DifferenceKind) + 2} Expected", listing.with_expected))
    return fitting(parts, [*counts, found.number(expected=True)], width)


def takes_long(session: Session) -> bool:
    """Whether the comparison takes longer than a key may."""
    documents = [session.document, *(one.document for one in session.others)] if session.others else []
    return sum(len(block.body) for document in documents for block in document.blocks) > _QUICK


def taken_over(session: Session, difference: Difference, side: int) -> Document:
    """The session's Document with what the file of that side says of the setting.

    Raises:
        EditError: it is a secret, or something else that is done by hand; or both say the same.
        AddressError: the name is ambiguous.
    """
    edits = edits_between([difference], 0, side)
    if not edits:
        raise EditError(f"{difference.key} says the same there")
    if edits[0].kind == "by-hand":
        raise EditError(f"{difference.key} is to be done by hand", help=edits[0].reason)
    return edited(session.document, edits)


class Takeover(NamedTuple):
    """What would take several settings over at once."""

    document: Document
    size: int
    #: The settings that are left to the user.
    by_hand: tuple[str, ...]


def all_taken_over(session: Session, differences: Iterable[Difference], side: int) -> Takeover:
    """The session's Document with what the file of that side says of all these settings, as one edit.

    Raises:
        EditError: there is nothing to take over.
        AddressError: a name is ambiguous.
    """
    edits = edits_between(differences, 0, side)
    by_hand = tuple(one.key for one in edits if one.kind == "by-hand")
    if len(by_hand) == len(edits):
        raise EditError("nothing can be taken over", help=_left(by_hand))
    return Takeover(edited(session.document, edits), len(edits) - len(by_hand), by_hand)


def _left(keys: Sequence[str]) -> str:
    return f"to be done by hand: {', '.join(keys)}" if keys else "all of it says the same there"
