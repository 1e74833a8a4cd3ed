"""What there is to list: the sections and settings of a session, each with its value and its marks."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cfgkit.check.known import absent_settings
from cfgkit.display import visible
from cfgkit.schema import is_secret, mask_line, masked_value, schema_of
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax import Kind, Line, Severity
from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.lookup import Where
from cfgkit.tui.model.pending import gone, redescribed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cfgkit.document import Document
    from cfgkit.schema.effect import EffectName
    from cfgkit.schema.setting import FileKind, Setting
    from cfgkit.syntax import Entry, Finding, Section
    from cfgkit.syntax.dialect import Dialect
    from cfgkit.tui.model.session import Name, Session

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
    def heading(self) -> str:
        """The section in words, which of that name it is where there are more."""
        if not self.section:
            return "(before the first section)"
        name = f"[{visible(self.section)}]"
        return name if self.section_nth == 1 else f"{name} ({self.section_nth})"

    @property
    def title(self) -> str:
        """Section and key in words."""
        return f"{self.heading} {visible(self.key)}".rstrip()

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


def rows_of(
    session: Session, findings: Sequence[Finding] | None = None, *, enough: int | None = None
) -> tuple[Row, ...]:
    """All rows of a session in file order; the settings that a section could have stand at its end.

    `findings` are what is known so far of a file that is not checked yet; without them it is checked first.
    With `enough` the last sections are left out where those before them make so many rows.
    """
    with collector_paused():
        document = session.document
        # Asked once: it takes as long as reading the sections' names.
        kind = document.kind
        marks = _Marks(session, session.findings if findings is None else findings, kind)
        rows: list[Row] = []
        for section in document.sections:
            if enough is not None and len(rows) >= enough:
                break
            rows += marks.put_on(section, _bare(section, kind))
        return tuple(rows)


class _Marks:
    """What is said of settings beyond what stands in their sections."""

    def __init__(self, session: Session, findings: Iterable[Finding], kind: FileKind) -> None:
        changes, self._kind = session.changes, kind
        self._gone = gone(session)
        self._old = {(one.name, one.nth): one for one in session.original.sections} if session.is_modified else {}
        self._changed_lines = {change.line_after for change in changes if change.line_after}
        self._differing = session.known_differing
        self._found: defaultdict[int, list[Finding]] = defaultdict(list)
        self._found_absent: defaultdict[Name, list[Finding]] = defaultdict(list)
        for one in findings:
            if one.line:
                self._found[one.line].append(one)
            else:
                self._found_absent[one.section.casefold(), one.key.casefold()].append(one)
        self._lines = sorted({*self._found, *self._changed_lines})
        self._sections = {section for section, _ in (*self._differing, *self._found_absent)}

    def put_on(self, section: Section, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """The section's rows with their marks; the rows themselves where it has none."""
        first = bisect_left(self._lines, section.number)
        lines = self._lines[first : bisect_left(self._lines, section.number + section.line_count)]
        old = self._old.get((section.name, section.nth), section)
        if not lines and section.name.casefold() not in self._sections and old.block is section.block:
            return rows
        taken = {row.entry.line.number for row in rows if row.entry is not None}
        strays = [found for number in lines if number not in taken for found in self._found.get(number, ())]
        strays += self._found_absent.get((section.name.casefold(), ""), ())
        header, *settings = rows
        lost = {one.key.casefold() for one in self._gone.get((section.name, section.nth), ())}
        unseen = lost.difference(row.name[1] for row in settings if row.state is not State.LIVE)
        is_modified = section.number in self._changed_lines or bool(unseen)
        others = frozenset() if old is section else redescribed(old, section, _bare(old, self._kind), rows)
        return (
            replace(header, findings=tuple(strays), is_modified=is_modified),
            *(self._marked(row, lost, others) for row in settings),
        )

    def _marked(self, row: Row, lost: Collection[str], redescribed: Collection[int]) -> Row:
        number = row.entry.line.number if row.entry is not None else 0
        found = self._found.get(number, ()) if number else self._found_absent.get(row.name, ())
        is_lost = row.state is not State.LIVE and row.name[1] in lost
        is_modified = is_lost or number in self._changed_lines or number in redescribed
        is_different = row.name in self._differing
        if not (found or is_modified or is_different):
            return row
        return replace(row, findings=tuple(found), is_modified=is_modified, is_different=is_different)


@lru_cache(maxsize=16384)
def _bare(section: Section, kind: FileKind) -> tuple[Row, ...]:
    """A section's header, its settings, and those it could have; an edit leaves nearly all sections as they are."""
    schema = schema_of(section.dialect)
    lines = list(section.lines())
    entries = {entry.line.number: entry for entry in section.settings_among(lines)}
    absent = absent_settings(schema, kind, section.name, [entry.key for entry in entries.values()])
    above: list[Line] = []
    rows = [Row(section.name, section.nth)]
    for line in lines:
        if line.kind is Kind.COMMENT:
            above.append(line)
            continue
        entry = entries.get(line.number)
        if entry is not None:
            rows.append(_setting(section, kind, entry, above))
        above = []
    return (*rows, *(_absent(section, kind, one) for one in absent))


def _setting(section: Section, kind: FileKind, entry: Entry, above: Iterable[Line]) -> Row:
    setting, effect, is_secret, secret_keys = _known(section.dialect, kind, section.name, entry.key)
    value = masked_value(entry.key, entry.value, secret_keys)
    return Row(
        section=section.name,
        section_nth=section.nth,
        key=entry.key,
        entry=entry,
        setting=setting,
        # The same text again, and not a copy, where nothing is hidden: a large file has many.
        value=entry.value if (shown := visible(value)) == entry.value else shown,
        above=tuple([_comment(line.raw, secret_keys) for line in above]),
        effect=effect,
        # A secret may stand inside the value.
        is_secret=is_secret or value != entry.value,
    )


def _absent(section: Section, kind: FileKind, setting: Setting) -> Row:
    return Row(
        section=section.name,
        section_nth=section.nth,
        key=setting.key,
        setting=setting,
        effect=schema_of(section.dialect).effect(kind, section.name, setting.key).effect,
        is_secret=setting.is_secret,
    )


@lru_cache(maxsize=2048)
def _known(
    dialect: Dialect, kind: FileKind, section: str, key: str
) -> tuple[Setting | None, EffectName, bool, frozenset[str]]:
    """What the schema knows of a setting, its effect, whether it is a secret, and which keys are."""
    schema = schema_of(dialect)
    found = schema.find(kind, section, key)
    return found, schema.effect(kind, section, key).effect, is_secret(key, schema.secret_keys), schema.secret_keys


@lru_cache(maxsize=2048)
def _comment(raw: str, secret_keys: frozenset[str]) -> str:
    """A comment as it may be shown; an edit leaves nearly all of them as they are."""
    return mask_line(Line(Kind.COMMENT, 0, raw), secret_keys)


def place_of(rows: tuple[Row, ...], row: Row | None) -> int:
    """Where a row stands, or what became of it, in other rows: itself, its name, what is next, else the beginning."""
    if row is None:
        return 0
    near = [index for index, one in enumerate(rows) if one.name == row.name]
    exact = [index for index in near if (rows[index].section_nth, rows[index].where) == (row.section_nth, row.where)]
    if exact:
        same_state = [index for index in exact if rows[index].state is row.state]
        return (same_state or exact)[0]
    return near[0] if near else _neighbour(rows, row)


def _neighbour(rows: tuple[Row, ...], row: Row) -> int:
    """Where the next setting of the row's section stands, else its last or first one, or the first one of all."""
    place = (row.section, row.section_nth)
    same = [index for index, one in enumerate(rows) if (one.section, one.section_nth) == place]
    lines = [(index, entry.line.number) for index in same if (entry := rows[index].entry) is not None]
    if row.entry is not None and lines:
        return next((index for index, number in lines if number >= row.entry.line.number), lines[-1][0])
    settings = (index for index in same or range(len(rows)) if not rows[index].is_header)
    return next(settings, same[0] if same else 0)


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
