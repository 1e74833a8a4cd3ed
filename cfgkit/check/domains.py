"""A domain's file in a line: what it is, where it sends mail, how many findings it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cfgkit.display import columns, csv_text, visible
from cfgkit.schema import masked_value
from cfgkit.schema.guess import guess_release
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.check.subject import Subject
    from cfgkit.errors import CfgkitError
    from cfgkit.schema.release import Release
    from cfgkit.store import DomainFile
    from cfgkit.syntax import Finding

#: The severities as lists have them, the worst first.
SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_HEAD: Final = ("DOMAIN", "KIND", "RELEASE", "DATABASE", "SMTP SERVER", "ERR", "WARN", "INFO")
_NONE: Final = "-"
_GUESS: Final = "?"


@dataclass(frozen=True, slots=True)
class DomainReport:
    """What a list says of a domain's file; only `file` and `problem` where it can't be read."""

    file: DomainFile
    release: Release | None = None
    #: Whether the release is the oldest one that explains what the file holds.
    is_guess: bool = False
    #: Secrets inside these values are masked; None where the setting is empty or not live.
    database: str | None = None
    smtp_server: str | None = None
    findings: Mapping[Severity, int] = field(default_factory=dict)
    problem: CfgkitError | None = None


def domain_report(file: DomainFile, subject: Subject, findings: Sequence[Finding]) -> DomainReport:
    """The report on a file that the rules saw so, with these findings."""
    release = subject.release
    guess = None if release else guess_release((*subject.live, *subject.commented), file.kind, subject.schema)
    return DomainReport(
        file=file,
        release=guess.at_least if guess else release,
        is_guess=guess is not None,
        database=_value(subject, "Startup", "DBName"),
        smtp_server=_value(subject, SECTION, "SMTPServer"),
        findings=Counter(one.severity for one in findings),
    )


def _value(subject: Subject, section: str, key: str) -> str | None:
    found = subject.find(section, key)
    return None if found is None else masked_value(key, found.line.value, subject.schema.secret_keys).strip() or None


def domains_text(reports: Sequence[DomainReport], width: int) -> str:
    """A table; each path in its row where that fits, else below it."""
    places = [_place(one) for one in reports]
    table = columns([_HEAD, *map(_row, reports)], width, right=_HEAD[-len(SEVERITIES) :])
    widest = max(map(len, table)) + len("  ")
    if widest + max(map(len, places)) <= width:
        lines = [f"{row:<{widest}}{place}" for row, place in zip(table, ["PATH", *places], strict=True)]
    else:
        pairs = zip(table[1:], places, strict=True)
        lines = [table[0], *(line for row, place in pairs for line in (row, f"    {place}"))]
    return "".join(f"{line}\n" for line in lines)


def _place(one: DomainReport) -> str:
    path = visible(str(one.file.path))
    return path if one.problem is None else f"{path}: {visible(one.problem.message)}"


def _row(one: DomainReport) -> list[str]:
    release = f"{one.release}{_GUESS if one.is_guess else ''}" if one.release else None
    texts = (one.file.domain, one.file.kind, release, one.database, one.smtp_server)
    return [*(visible(text or _NONE) for text in texts), *(_NONE if n is None else str(n) for n in _counts(one))]


def _counts(one: DomainReport) -> list[int | None]:
    return [None if one.problem else one.findings.get(severity, 0) for severity in SEVERITIES]


def domains_csv(reports: Sequence[DomainReport]) -> str:
    """The same as CSV with a head, an empty cell where nothing is known."""
    names = [f"{severity}s" if severity is not Severity.INFO else "infos" for severity in SEVERITIES]
    head = ("file", "domain", "kind", "release", "release_is_guess", "database", "smtp_server", *names, "error")
    return csv_text(head, map(_csv_row, reports))


def _csv_row(one: DomainReport) -> list[object]:
    place = (one.file.path, one.file.domain, one.file.kind, one.release, one.is_guess)
    return [*place, one.database, one.smtp_server, *_counts(one), one.problem and one.problem.message]


def domain_json(one: DomainReport) -> dict[str, Any]:
    """The result's shape of cfgkit.domains/1."""
    counts = {severity.value: one.findings.get(severity, 0) for severity in SEVERITIES}
    return {
        **file_json(one.file, one.problem),
        "release": str(one.release) if one.release else None,
        "release_is_guess": one.is_guess,
        "database": one.database,
        "smtp_server": one.smtp_server,
        "findings": None if one.problem else counts,
    }


def file_json(file: DomainFile, problem: CfgkitError | None) -> dict[str, Any]:
    """What each result of `cfgkit domains` begins with; cfgkit.store.listing reads it back."""
    error = None if problem is None else problem.message
    return {"file": str(file.path), "domain": file.domain, "kind": file.kind, "error": error}
