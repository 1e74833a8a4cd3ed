"""An open file as a value: what was read, and the history of Documents, each with its findings.

Findings are what check says of a Document, whoever asks and whenever: found at the first question, then kept. So
who must not wait asks `is_checked` first, and nothing that a thread finds can be stale.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.check.settings import RuleSettings, rule_settings
from cfgkit.display import visible
from cfgkit.document import parse
from cfgkit.schema.site import site_schema
from cfgkit.store import Snapshot, Stamp, load_config, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cfgkit.compare.three_way import Settled
    from cfgkit.document import Document
    from cfgkit.schema.setting import FileKind
    from cfgkit.store import Config, Saved
    from cfgkit.syntax import Finding
    from cfgkit.syntax.changes import Change

#: The bytes of a file whose check takes longer than a key may: 30 ms with all that an edit sets off.
_LARGE: Final = 300_000

#: A setting's section and key, casefolded.
Name = tuple[str, str]
#: The name of what came through a pipe.
PIPED: Final = "(standard input)"
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A Document and what check says of it."""

    document: Document
    rules: RuleSettings
    #: The findings, once they were asked for.
    _found: list[tuple[Finding, ...]] = field(default_factory=list)

    @property
    def is_checked(self) -> bool:
        """Whether the findings are there without waiting for them."""
        return bool(self._found)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What check says, in file order. Two threads that ask at once get the same."""
        if not self._found:
            self._found.append(judged(self.document, self.rules))
        return self._found[0]


class Other(NamedTuple):
    """A file that another one is compared with."""

    path: Path
    document: Document


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Session:
    """An open file. Every edit gives a new Session; `history[at]` is what is on the screen."""

    snapshot: Snapshot
    config: Config
    rules: RuleSettings
    #: Why the file can't be edited, in words; empty if it can.
    locked: str
    #: The Document as it is on disk.
    original: Document
    history: tuple[Version, ...]
    at: int = 0
    #: What a save would change.
    changes: tuple[Change, ...] = ()
    #: The files that this one is compared with.
    others: tuple[Other, ...] = ()
    #: Whether it came through a pipe: there is no file then.
    is_piped: bool = False

    @property
    def document(self) -> Document:
        """The Document on the screen."""
        return self.history[self.at].document

    @property
    def version(self) -> Version:
        """The Document on the screen, with its findings."""
        return self.history[self.at]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What check says of the Document on the screen, in file order; a large file's take seconds."""
        return self.version.findings

    @property
    def known_findings(self) -> tuple[Finding, ...]:
        """The findings without waiting: until the Document on the screen is checked, those of the newest that is."""
        return next((one.findings for one in self.history[self.at :: -1] if one.is_checked), ())

    @property
    def is_large(self) -> bool:
        """Whether its check takes so long that nobody should wait for it."""
        return len(self.snapshot.data) > _LARGE

    @property
    def is_modified(self) -> bool:
        """Whether the screen differs from the disk."""
        return self.document != self.original

    @property
    def environment(self) -> str:
        """The name of the protected environment that the file is of; empty where it is of none."""
        return _environment(self.snapshot, self.config, self.original)

    @property
    def differing(self) -> frozenset[Name]:
        """The settings that are other ones in a compared file; none without such a file."""
        return frozenset[Name]().union(*(_differing(one.document, self.document) for one in self.others))

    @property
    def known_differing(self) -> frozenset[Name]:
        """The same without waiting: until a large file is checked, none."""
        return frozenset() if self.is_large and not self.version.is_checked else self.differing

    def judged(self, document: Document) -> tuple[Finding, ...]:
        """What check says of a Document that is not on the screen."""
        before = next((one for one in self.history if one.document is document), None)
        return judged(document, self.rules) if before is None else before.findings

    def edited(self, document: Document) -> Session:
        """With a new Document on the screen; what had been undone is forgotten."""
        if document == self.document:
            return self
        return self._at(self.at + 1, (*self.history[: self.at + 1], Version(document, self.rules)))

    def _at(self, at: int, history: tuple[Version, ...]) -> Session:
        document = history[at].document
        changes = () if document == self.original else self.original.changes(document)
        return replace(self, history=history, at=at, changes=changes)

    def touched(self, before: Session) -> frozenset[Name]:
        """The settings that are not as an earlier session of the same file had them, as far as saves go."""
        mine, theirs = (
            {(one.section.casefold(), one.key.casefold(), one.kind, one.after) for one in session.changes}
            for session in (self, before)
        )
        return frozenset((section, key) for section, key, _, _ in mine ^ theirs)

    def undone(self) -> Session:
        """One edit back; the same at the beginning."""
        return self._at(max(self.at - 1, 0), self.history)

    def redone(self) -> Session:
        """One edit forth; the same at the end."""
        return self._at(min(self.at + 1, len(self.history) - 1), self.history)

    def compared(self, path: Path) -> Session:
        """Compared with that file, too.

        Raises:
            StoreError: it can't be read.
        """
        others = (one for one in self.others if one.path != path)
        return replace(self, others=(*others, Other(path, parse(read(path).data, schema=self.document.schema))))

    def saved(self, chosen: Document | None = None) -> tuple[Session, Saved]:
        """Write the file; the history stays, so that a saved edit can still be undone.

        `chosen` is the file with some of the changes, where not all are to be written: the rest stay unsaved.

        Raises:
            ChangedOnDiskError: it was changed outside or is gone; nothing is lost on the screen.
            StoreError: it can't be written.
        """
        from cfgkit.store import Rewrite, save_all  # noqa: PLC0415 - start-up: looking saves nothing

        document = self.document if chosen is None else chosen
        changes = self.changes if chosen is None else self.original.changes(chosen)
        keys = tuple(f"{change.section}/{change.key}" for change in changes)
        done = save_all([Rewrite(self.snapshot, document.to_bytes(), keys, self.config)])[0]
        there = replace(self, snapshot=read(self.snapshot.path), original=document)
        return there._at(self.at, self.history), done  # noqa: SLF001 - its own class

    def outside(self) -> Snapshot | None:
        """The file as someone else has left it; None while it is as it was read.

        Raises:
            StoreError: it is gone or can't be read.
        """
        if self.is_piped:
            return None
        now = read(self.snapshot.path)
        return None if now.stamp == self.snapshot.stamp else now

    def reloaded(self, now: Snapshot) -> Session:
        """What is on disk now, on the screen; an undo brings back what was there."""
        there = self._upon(now)
        return there.edited(there.original)

    def kept(self, now: Snapshot) -> Session:
        """What is on the screen stays; a save would put it in the place of what is on disk now."""
        there = self._upon(now)
        return there._at(self.at, self.history)  # noqa: SLF001 - its own class

    def merged(self, now: Snapshot) -> tuple[Session, tuple[Settled, ...]]:
        """The screen with what the others changed, and what is left to the user: there the screen's value stays."""
        from cfgkit.compare.merge import merge  # noqa: PLC0415 - start-up: only for a file that was changed outside

        there = self.kept(now)
        done = merge(self.original, self.document, there.original)
        return there.edited(done.document), (*done.of("conflict"), *done.of("by-hand"))

    def _upon(self, now: Snapshot) -> Session:
        return replace(self, snapshot=now, original=parse(now.data, schema=self.document.schema))

    def saved_as(self, path: Path) -> tuple[Session, Saved]:
        """Write what is on the screen to a new file and go on with that one; the old file stays as it is.

        The new file has the old one's mode, which is for the same passwords; where the old one was piped, or is gone,
        only the user reads the new one.

        Raises:
            StoreError: the new file is there already, or can't be written.
            InputError: a cfgkit.toml beside it can't be read as what it should be.
        """
        from cfgkit.store import create  # noqa: PLC0415 - start-up: looking saves nothing

        try:
            mode = _PRIVATE if self.is_piped else stat.S_IMODE(self.snapshot.target.stat().st_mode)
        except OSError:
            mode = _PRIVATE
        done = create(path, self.document.to_bytes(), mode=mode)
        snapshot = read(path)
        config = load_config(snapshot.target)
        locked = _locked(snapshot, config, self.document, read_only=False)
        fresh = replace(self, snapshot=snapshot, config=config, locked=locked, original=self.document, changes=())
        return replace(fresh, is_piped=False), done

    def __repr__(self) -> str:
        return f"Session({str(self.snapshot.path)!r}, edit {self.at} of {len(self.history) - 1})"


def judged(document: Document, rules: RuleSettings, kind: FileKind | None = None) -> tuple[Finding, ...]:
    """What check says of a Document; `kind` is for one that does not hold the sections that tell it."""
    from cfgkit.check.checking import check  # noqa: PLC0415 - start-up: the file is drawn before the rules are read

    return check(document, settings=rules, kind=kind)


@lru_cache(maxsize=16)
def _differing(one: Document, other: Document) -> frozenset[Name]:
    from cfgkit.compare.changed import changed_settings  # noqa: PLC0415 - start-up: only with a compared file

    return frozenset(changed_settings(one, other).settings)


def new_findings(now: Iterable[Finding], before: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is said now and was not said before, be it in another line."""
    said = {(one.rule, one.section, one.key, one.message) for one in before}
    return tuple(one for one in now if (one.rule, one.section, one.key, one.message) not in said)


def open_session(path: Path, *, read_only: bool = False, against: Sequence[Path] = ()) -> Session:
    """The file, read, and beside it those that it is compared with.

    Raises:
        StoreError: one of them can't be read.
        InputError: a cfgkit.toml can't be read as what it should be.
    """
    return _session(read(path), str(path), read_only=read_only, against=against)


def piped_session(data: bytes, *, against: Sequence[Path] = ()) -> Session:
    """What came through a pipe: it can be looked at, and saved as a file.

    Raises:
        StoreError: one of the files that it is compared with can't be read.
        InputError: a cfgkit.toml can't be read as what it should be.
    """
    name = Path(PIPED)
    snapshot = Snapshot(name, name.resolve(), data, Stamp(0, 0, len(data), b""))
    return replace(_session(snapshot, PIPED, read_only=True, against=against), is_piped=True)


def _session(snapshot: Snapshot, name: str, *, read_only: bool, against: Sequence[Path]) -> Session:
    config = load_config(snapshot.target)
    rules = _rules(config)
    document = parse(snapshot.data, schema=site_schema(name))
    session = Session(
        snapshot=snapshot,
        config=config,
        rules=rules,
        locked=_locked(snapshot, config, document, read_only=read_only),
        original=document,
        history=(Version(document, rules),),
    )
    for other in against:
        session = session.compared(other)
    return session


def _rules(config: Config) -> RuleSettings:
    if not config.rules.values:
        return RuleSettings()
    from cfgkit.check.checking import RULES  # noqa: PLC0415 - start-up: only where cfgkit.toml names some

    return rule_settings(config.rules, RULES)


def _environment(snapshot: Snapshot, config: Config, document: Document) -> str:
    startup = document.live("Startup", "DBName")
    protection = config.protection(snapshot.target, startup.value if startup else None)
    return "" if protection is None else protection.name


def _locked(snapshot: Snapshot, config: Config, document: Document, *, read_only: bool) -> str:
    name = _environment(snapshot, config, document)
    if name:
        return f"protected: {visible(name)}"
    if read_only:
        return "read-only"
    hindrance = _hindrance(snapshot.target)
    return f"read-only: {hindrance}" if hindrance else ""


def _hindrance(target: Path) -> str:
    """Why the system would refuse a save, in words; empty where it would not."""
    if not os.access(target, os.W_OK):
        try:
            os.close(os.open(target, os.O_WRONLY))
        except OSError as error:
            from cfgkit.store.reading import reason  # noqa: PLC0415 - start-up: most files can be written

            return reason(error)
    return "" if os.access(target.parent, os.W_OK) else "no right to write in its folder"
