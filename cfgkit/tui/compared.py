"""What differs between a session's file and the compared ones, as rows; and what takes a value over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.compare import compare, edited, edits_between, environment_names
from cfgkit.compare.cells import cell
from cfgkit.errors import EditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.compare import Difference
    from cfgkit.document import Document
    from cfgkit.tui.session import Name, Session


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


def file_names(session: Session) -> tuple[str, ...]:
    """A short name for the session's file and for each one that it is compared with."""
    paths = [session.snapshot.path, *(one.path for one in session.others)]
    return environment_names([str(path.absolute()) for path in paths])


def compared_rows(session: Session) -> tuple[ComparedRow, ...]:
    """The settings that differ, by section, each section headed; the first file is what is on the screen."""
    documents = [session.document, *(one.document for one in session.others)]
    diff = compare(list(zip(file_names(session), documents, strict=True)))
    rows: list[ComparedRow] = []
    for one in diff.differences:
        if not rows or rows[-1].section != one.section:
            rows.append(ComparedRow(one.section))
        cells = tuple(cell(one, index) for index in range(len(one.sides)))
        rows.append(ComparedRow(one.section, one, cells))
    return tuple(rows)


def holding(rows: Sequence[ComparedRow], words: str) -> tuple[ComparedRow, ...]:
    """The rows that show every one of the words, without regard to case, and the headers above them."""
    wanted = words.casefold().split()
    found: list[ComparedRow] = []
    header: ComparedRow | None = None
    for row in rows:
        if row.difference is None:
            header = row
            continue
        text = "\n".join((row.section, row.difference.key, *row.cells)).casefold()
        if all(word in text for word in wanted):
            found += [row] if header is None else [header, row]
            header = None
    return tuple(found)


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
