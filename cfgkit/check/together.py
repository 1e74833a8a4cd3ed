"""Rules across files that belong to one database: an application server's and a Process Scheduler's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check.mail_servers import sends_mail
from cfgkit.check.rule import ON_MASKED, Rule, at_line
from cfgkit.display import visible
from cfgkit.schema.network_type import Email, Host
from cfgkit.schema.secrets import is_published, key_version
from cfgkit.schema.smtp import SECTION
from cfgkit.schema.value_type import is_reference
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Subject
    from cfgkit.schema.smtp.view import Value

MAIL_DIFFERS: Final = Rule(
    id="mail-differs",
    severity=Severity.INFO,
    summary="files of one database send mail in different ways",
    why="Compared are the settings of [SMTP Settings] that are live in both files and at their delivered value in "
    "neither. A difference may be meant. Seen only where the files are checked in one call.",
    example="",
    mended="",
)
KEY_VERSIONS_DIFFER: Final = Rule(
    id="key-versions-differ",
    severity=Severity.WARNING,
    summary="files of one database have passwords encrypted with different keys",
    why="Hosts of one environment usually share their psvault. Seen only where the files are checked in one call.",
    example="",
    mended="",
    keys=(ON_MASKED,),
)
TOGETHER_RULES: Final = (MAIL_DIFFERS, KEY_VERSIONS_DIFFER)


def database_of(subject: Subject) -> str:
    """The database that the file belongs to; empty where it does not say."""
    found = subject.find("Startup", "DBName")
    name = "" if found is None else found.line.value.strip()
    return "" if is_reference(name) else name


def places_together(subject: Subject, name: str, before: Subject) -> Iterator[tuple[Rule, Place]]:
    """What is strange about a file beside an earlier one of the same database, which has that name."""
    shown = visible(name)
    yield from ((MAIL_DIFFERS, place) for place in _differing_mail(subject, shown, before))
    yield from ((KEY_VERSIONS_DIFFER, place) for place in _key_versions(subject, shown, before))


def _differing_mail(subject: Subject, name: str, other: Subject) -> Iterator[Place]:
    if not sends_mail(subject.smtp) or not sends_mail(other.smtp):
        return
    for mine in subject.smtp:
        theirs = other.smtp[mine.key]
        if mine.is_set and theirs.is_set and not mine.setting.is_secret and _differ(mine, theirs):
            placed = subject.find(SECTION, mine.key)
            if placed is not None:
                yield at_line(placed, f"{mine.key} is another one than in {name}, line {theirs.line}")


def _differ(one: Value, other: Value) -> bool:
    """Whether two values differ for sure: environment variables may make them equal."""
    if one.value is None or other.value is None:
        return False
    if isinstance(one.setting.type, (Host, Email)):
        return bool(one.value.casefold() != other.value.casefold())
    return bool(one.value != other.value)


def _key_versions(subject: Subject, name: str, other: Subject) -> Iterator[Place]:
    theirs = {version for version, _ in _versions(other)}
    for version, place in _versions(subject):
        if theirs and version not in theirs:
            known = " and ".join(sorted(theirs))
            message = f"{visible(place.key)} is encrypted with key {version}, the passwords of {name} with {known}"
            yield place._replace(message=message, hint="check that both hosts' psvault files have both keys")
            return


def _versions(subject: Subject) -> Iterator[tuple[str, Place]]:
    for placed, live in subject.secrets:
        version = key_version(placed.line.value)
        if live and version is not None and not is_published(placed.line.value):
            yield version, at_line(placed, "")
