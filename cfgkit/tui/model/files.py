"""The files that can be gone to, as rows: the open ones, those that were named, those below config homes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.display import counted, visible
from cfgkit.errors import CfgkitError
from cfgkit.syntax import Severity
from cfgkit.tui.model.paths import target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from cfgkit.store import DomainFile
    from cfgkit.tui.model.session import Session

    Opener = Callable[[Path], Session]

_KINDS: Final = {"psappsrv": "appserv", "psprcs": "prcs"}
_MOST_COUNTED: Final = 99
_COUNTS: Final = 7


class Seen(NamedTuple):
    """What tells that a file is not the one any more that was looked at."""

    changed_ns: int
    size: int


class Glance(NamedTuple):
    """What is known of a file without going there."""

    dbname: str = ""
    kind: str = ""
    #: Why it can't be edited, in words.
    locked: str = ""
    errors: int = 0
    warnings: int = 0
    is_modified: bool = False
    #: What others did to the open file, in words.
    outside: str = ""
    #: Why it can't be gone to, in words.
    problem: str = ""
    seen: Seen | None = None


class Listed(NamedTuple):
    """A file that can be gone to, or a folder that can't be looked into for one."""

    path: Path
    #: The file itself, symbolic links followed.
    target: Path
    #: The config home that it was found below; empty for a file that was named.
    home: str = ""
    domain: str = ""
    #: What is known of it before it is looked at.
    glance: Glance = Glance()


class FileRow(NamedTuple):
    """A config home, or a file that can be gone to."""

    #: None for what heads the files below it.
    file: Listed | None
    #: What heads the files.
    heading: str = ""
    #: None while nobody has looked.
    glance: Glance | None = None
    is_on_screen: bool = False

    @property
    def is_header(self) -> bool:
        """Whether it heads the files below it."""
        return self.file is None

    @property
    def names(self) -> tuple[str, str, str, str]:
        """Domain, database, kind, file."""
        if self.file is None:
            return "", "", "", ""
        known = self.glance or self.file.glance
        kind = _KINDS.get(known.kind or self.file.glance.kind, "")
        return visible(self.file.domain), visible(known.dbname), kind, visible(self.file.path.name)

    @property
    def words(self) -> str:
        """What is to be said of it."""
        known = self.glance
        if known is None:
            return ""
        return visible(known.problem) or ", ".join(word for word in (known.outside, known.locked) if word)

    @property
    def marks(self) -> str:
        """On the screen, unsaved or can't be gone to, protected or read-only, errors, warnings: always as wide."""
        known = self.glance
        state = "" if known is None else "!" if known.problem else "*" * known.is_modified
        found = "...".ljust(_COUNTS) if known is None else f"{_count(known.errors, 'E')} {_count(known.warnings, 'W')}"
        lock = known.locked[:1].upper() if known else ""
        return f"{'>' * self.is_on_screen:<1}{state:<1}{lock:<1} {found}"


def _count(count: int, sign: str) -> str:
    return f"{min(count, _MOST_COUNTED)}{sign}".rjust(3) if count else " " * 3


def listed_file(path: Path) -> Listed:
    """A file that was named; its domain is its folder."""
    return Listed(path, target_of(path), domain=path.absolute().parent.name)


def listed_session(session: Session) -> Listed:
    """A file that is open and was neither named nor found below a config home."""
    one = session.snapshot
    return Listed(one.path, one.target, domain="" if session.is_piped else one.path.absolute().parent.name)


def listed_home(home: str, found: Iterable[DomainFile]) -> tuple[Listed, ...]:
    """The files below a config home, those of a domain beside each other."""
    files = [
        Listed(one.path, target_of(one.path), home, one.domain, Glance(kind=one.kind, problem=_words(one.problem)))
        for one in found
    ]
    return tuple(sorted(files, key=lambda one: one.domain))


def _words(problem: CfgkitError | None) -> str:
    return "" if problem is None else f"{problem.message}: {problem.help}".strip(": ")


def glance_of(session: Session) -> Glance:
    """What is known of an open file."""
    startup = session.document.live("Startup", "DBName")
    severities = [one.severity for one in session.findings]
    return Glance(
        dbname=startup.value if startup else "",
        kind=session.document.kind,
        locked=session.locked,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        is_modified=session.is_modified,
    )


def glance_outside(session: Session) -> Glance:
    """The same, and whether others have changed the file meanwhile."""
    known = glance_of(session)
    try:
        now = session.outside()
    except CfgkitError:
        return known._replace(outside="gone from the disk")
    return known if now is None else known._replace(outside="changed outside")


def glance_at(file: Listed, opener: Opener, before: Glance | None = None) -> Glance:
    """What is known of a file that is not open; `before` still holds while the file is the same one."""
    if file.glance.problem:
        return file.glance
    try:
        status = file.target.stat()
        seen = Seen(status.st_mtime_ns, status.st_size)
        if before is not None and before.seen == seen:
            return before
        return glance_of(opener(file.path))._replace(seen=seen)
    except CfgkitError as problem:
        return Glance(kind=file.glance.kind, problem=_words(problem))
    except OSError as error:
        return Glance(kind=file.glance.kind, problem=(error.strerror or type(error).__name__).lower())


def file_rows(
    files: Sequence[Listed], glances: Mapping[Path, Glance], on_screen: Path, words: str = ""
) -> tuple[FileRow, ...]:
    """The files that hold all of the words, each home heading its own."""
    rows = [
        FileRow(one, glance=glances.get(one.target) or (one.glance if one.glance.problem else None),
                is_on_screen=one.target == on_screen)
        for one in files
    ]  # fmt: skip
    wanted = words.casefold().split()
    found = [row for row in rows if all(word in _text(row) for word in wanted)]
    rows = []
    for home, group in groupby(found, key=lambda row: row.file.home if row.file else ""):
        members = list(group)
        count = len({row.file.domain for row in members if row.file})
        heading = f"{counted(count, 'domain')} below {visible(home)}" if home else "named or opened by path"
        rows += [FileRow(None, heading), *members]
    return tuple(rows)


def _text(row: FileRow) -> str:
    """What a row is found by."""
    path = str(row.file.path) if row.file else ""
    return "\n".join((*row.names, row.words, path)).casefold()


def short_names(paths: Sequence[Path], *, is_alone: bool) -> tuple[str, ...]:
    """The file's name, where it is alone; else its folder too, and as much more as tells the files apart."""
    parts = [path.parts for path in paths]
    for depth in range(1 if is_alone else 2, max(map(len, parts), default=0) + 1):
        names = ["/".join(one[-depth:]) for one in parts]
        if len(set(names)) == len(set(parts)):
            return tuple(names)
    return tuple(map(str, paths))
