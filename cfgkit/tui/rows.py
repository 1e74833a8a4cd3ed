"""What there is to list: the sections and settings of a session, each with its value and its marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cfgkit.check.known import absent_settings
from cfgkit.schema import mask_line
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax import Kind, Line, Severity
from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.lookup import Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.schema.effect import EffectName
    from cfgkit.schema.setting import Setting
    from cfgkit.syntax import Entry, Finding, Section
    from cfgkit.tui.session import Name, Session

_MAIL: Final = SECTION.casefold()
_WORST: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class State(StrEnum):
    """Whether a setting holds."""

    LIVE = "live"
    OFF = "commented out"
    ABSENT = "not in the file"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A line of the list: a section's header, or a setting that is in the file or could be.

    Its repr shows no value: a value may be a password.
    """

    section: str
    section_nth: int
    #: Empty on a section's header.
    key: str = ""
    #: The setting in the file; None for a header, and for a setting that the file does not have.
    entry: Entry | None = None
    #: What the schema knows of it.
    setting: Setting | None = None
    #: The value as it may be shown.
    value: str = ""
    #: The comments that stand right above, as they may be shown.
    above: tuple[str, ...] = ()
    effect: EffectName = "unknown"
    findings: tuple[Finding, ...] = ()
    is_modified: bool = False
    is_different: bool = False
    is_secret: bool = False

    @property
    def is_header(self) -> bool:
        """Whether the row heads a section."""
        return not self.key

    @property
    def name(self) -> Name:
        """What stays the same when the setting is commented out, moved, or comes and goes."""
        return self.section.casefold(), self.key.casefold()

    @property
    def state(self) -> State:
        """Whether the setting holds."""
        if self.entry is None:
            return State.ABSENT
        return State.LIVE if self.entry.live else State.OFF

    @property
    def severity(self) -> Severity | None:
        """The worst that was found."""
        return worst(self.findings)

    @property
    def is_mail(self) -> bool:
        """Whether it is one of the settings for mail."""
        return self.section.casefold() == _MAIL

    @property
    def needs_reboot(self) -> bool:
        """Whether a change waits for the domain's next boot."""
        return self.effect in {"reboot", "configure"}

    @property
    def where(self) -> Where:
        """The setting as an edit names it."""
        return Where(self.section, self.key, self.entry.nth if self.entry else None, self.section_nth)

    def __repr__(self) -> str:
        return f"Row({self.section!r}, {self.key!r}, {self.state})"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The worst severity among them; None where there are none."""
    return min((one.severity for one in findings), key=_WORST.index, default=None)


def rows_of(session: Session) -> tuple[Row, ...]:
    """All rows of a session in file order; the settings that a section could have stand at its end."""
    with collector_paused():
        listing = _Listing(session)
        return tuple(row for section in session.document.sections for row in listing.rows(section))


class _Listing:
    """What all rows of a session need, looked up once."""

    def __init__(self, session: Session) -> None:
        changes = session.changes
        self._document: Document = session.document
        # Asked once: each takes as long as reading the sections' names.
        self._kind, self._schema = self._document.kind, self._document.schema
        self._changed_lines = {change.line_after for change in changes}
        self._removed: set[Name] = {
            (change.section.casefold(), change.key.casefold()) for change in changes if change.line_after is None
        }
        self._differing = session.differing
        self._found: defaultdict[int, list[Finding]] = defaultdict(list)
        self._found_absent: defaultdict[Name, list[Finding]] = defaultdict(list)
        for one in session.findings:
            if one.line:
                self._found[one.line].append(one)
            else:
                self._found_absent[one.section.casefold(), one.key.casefold()].append(one)

    def rows(self, section: Section) -> Iterator[Row]:
        """A section's header, its settings, and those that it could have."""
        entries = {entry.line.number: entry for entry in section.settings()}
        members = list(self._settings(section, entries))
        strays = [
            found
            for number in range(section.number, section.number + section.line_count)
            if number not in entries
            for found in self._found.get(number, ())
        ]
        strays += self._found_absent.get((section.name.casefold(), ""), ())
        yield Row(section.name, section.nth, findings=tuple(strays))
        yield from members
        keys = [entry.key for entry in entries.values()]
        for one in absent_settings(self._schema, self._kind, section.name, keys):
            yield self._absent(section, one)

    def _settings(self, section: Section, entries: dict[int, Entry]) -> Iterator[Row]:
        above: list[Line] = []
        for line in section.lines():
            if line.kind is Kind.COMMENT:
                above.append(line)
                continue
            entry = entries.get(line.number)
            if entry is not None:
                yield self._setting(section, entry, tuple(above))
            above = []

    def _setting(self, section: Section, entry: Entry, above: tuple[Line, ...]) -> Row:
        document = self._document
        name = entry.section.casefold(), entry.key.casefold()
        return Row(
            section=section.name,
            section_nth=section.nth,
            key=entry.key,
            entry=entry,
            setting=self._schema.find(self._kind, entry.section, entry.key),
            value=document.masked(entry),
            above=tuple(_comment(line.raw, self._schema.secret_keys) for line in above),
            effect=self._schema.effect(self._kind, entry.section, entry.key).effect,
            findings=tuple(self._found.get(entry.line.number, ())),
            is_modified=entry.line.number in self._changed_lines,
            is_different=name in self._differing,
            is_secret=document.is_secret(entry.section, entry.key) or _hides_secret(document, entry),
        )

    def _absent(self, section: Section, setting: Setting) -> Row:
        name = section.name.casefold(), setting.key.casefold()
        return Row(
            section=section.name,
            section_nth=section.nth,
            key=setting.key,
            setting=setting,
            effect=self._schema.effect(self._kind, section.name, setting.key).effect,
            findings=tuple(self._found_absent.get(name, ())),
            is_modified=name in self._removed,
            is_different=name in self._differing,
            is_secret=setting.is_secret,
        )


@lru_cache(maxsize=8192)
def _comment(raw: str, secret_keys: frozenset[str]) -> str:
    """A comment as it may be shown; an edit leaves nearly all of them as they are."""
    return mask_line(Line(Kind.COMMENT, 0, raw), secret_keys)


def _hides_secret(document: Document, entry: Entry) -> bool:
    """Whether a secret stands inside the value."""
    return document.masked_value(entry) != entry.value


def place_of(rows: tuple[Row, ...], row: Row | None) -> int:
    """Where a row stands, or what became of it, in other rows: itself, its name, its section, else the beginning."""
    if row is None:
        return 0
    near = [index for index, one in enumerate(rows) if one.name == row.name]
    exact = [index for index in near if (rows[index].section_nth, rows[index].where) == (row.section_nth, row.where)]
    if exact:
        same_state = [index for index in exact if rows[index].state is row.state]
        return (same_state or exact)[0]
    section = (index for index, one in enumerate(rows) if one.section == row.section)
    return near[0] if near else next(section, 0)


def line_of(document: Document, row: Row | None) -> int:
    """The line that the row stands on: its own, else its section's header; 0 without a row."""
    if row is None:
        return 0
    if row.entry is not None:
        return row.entry.line.number
    sections = ((one.name, one.nth, one.number) for one in document.sections)
    return next((number for name, nth, number in sections if (name, nth) == (row.section, row.section_nth)), 0)


def row_at(document: Document, rows: Sequence[Row], line: int) -> Row | None:
    """The setting on that line, or the one above it in its section, or the section's header."""
    numbers = {(one.name, one.nth): one.number for one in document.sections}
    found = None
    for row in rows:
        number = row.entry.line.number if row.entry else numbers[row.section, row.section_nth] if row.is_header else 0
        if number > line:
            break
        found = row if number else found
    return found
