"""All rules over a file, or over several files of which some belong together."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from cfgkit.check.mail_encryption import MAIL_ENCRYPTION_RULES
from cfgkit.check.mail_login import MAIL_LOGIN_RULES
from cfgkit.check.mail_servers import MAIL_SERVER_RULES
from cfgkit.check.name_rules import NAME_RULES
from cfgkit.check.secret_rules import SECRET_RULES
from cfgkit.check.settings import RuleSettings
from cfgkit.check.subject import subject_of
from cfgkit.check.text_rules import TEXT_RULES
from cfgkit.check.together import TOGETHER_RULES, database_of, places_together
from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.finding import Finding
from cfgkit.syntax.textual import findings as text_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfgkit.check.rule import Place, Rule
    from cfgkit.check.subject import Subject
    from cfgkit.document import Document
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import FileKind

RULES: Final[tuple[Rule, ...]] = (
    *TEXT_RULES,
    *NAME_RULES,
    *SECRET_RULES,
    *MAIL_SERVER_RULES,
    *MAIL_ENCRYPTION_RULES,
    *MAIL_LOGIN_RULES,
    *TOGETHER_RULES,
)
_BY_ID: Final = {rule.id: rule for rule in RULES}
_AS_DELIVERED: Final = RuleSettings()


def rule_of(id_: str) -> Rule | None:
    """The rule of that id, or None."""
    return _BY_ID.get(id_)


def check(
    document: Document,
    *,
    release: Release | None = None,
    settings: RuleSettings = _AS_DELIVERED,
    kind: FileKind | None = None,
) -> tuple[Finding, ...]:
    """All findings of a file, in its order; the same for the same Document, whatever was checked before.

    `kind` is for those who know better than the file's sections which kind it is.
    """
    with collector_paused():
        return tuple(sorted(_findings_alone(document, release, settings, kind)[1], key=_in_file_order))


def check_together(
    documents: Iterable[tuple[str, Document]],
    *,
    release: Release | None = None,
    settings: Sequence[RuleSettings] = (),
) -> list[tuple[Finding, ...]]:
    """The findings of each of some named files, those that only all of them show among them."""
    return [found for _, found in judged_together(documents, release=release, settings=settings)]


def judged_together(
    documents: Iterable[tuple[str, Document]],
    *,
    release: Release | None = None,
    settings: Sequence[RuleSettings] = (),
) -> Iterator[tuple[Subject, tuple[Finding, ...]]]:
    """Each file as the rules see it, with what `check_together` finds; a file at a time."""
    # The first file of each database: the others are held against it.
    first: dict[str, tuple[str, Subject]] = {}
    for (name, document), wanted in zip(documents, settings or repeat(_AS_DELIVERED), strict=bool(settings)):
        with collector_paused():
            subject, findings = _findings_alone(document, release, wanted)
        database = database_of(subject)
        if database in first:
            findings += _findings_together(subject, wanted, *first[database])
        elif database:
            first[database] = name, subject
        yield subject, tuple(sorted(findings, key=_in_file_order))


def _findings_alone(
    document: Document, release: Release | None, settings: RuleSettings, kind: FileKind | None = None
) -> tuple[Subject, list[Finding]]:
    lines = list(document.named_lines())
    # One after the other: of a large file each takes memory of its own.
    texts = [_adjusted(one, settings) for one in text_findings(document, lines)]
    subject = subject_of(document, lines, release, kind)
    return subject, [*(one for one in texts if one is not None), *_findings(subject, settings)]


def _findings_together(subject: Subject, settings: RuleSettings, name: str, before: Subject) -> Iterator[Finding]:
    for rule, place in places_together(subject, name, before):
        found = _finding(rule, place, settings)
        if found is not None:
            yield found


def _findings(subject: Subject, settings: RuleSettings) -> Iterator[Finding]:
    for rule in RULES:
        if rule.find is not None and settings.severity(rule.id, rule.severity) is not None:
            places = (_finding(rule, place, settings) for place in rule.find(subject))
            yield from (found for found in places if found is not None)


def _finding(rule: Rule, place: Place, settings: RuleSettings) -> Finding | None:
    severity = settings.severity(rule.id, place.severity or rule.severity)
    if severity is None:
        return None
    return Finding(
        rule.id, severity, place.line, place.column, place.section, place.key, place.message, place.hint, place.fix
    )


def _adjusted(finding: Finding, settings: RuleSettings) -> Finding | None:

    severity = settings.severity(finding.rule, finding.severity)
    if severity is None:
        return None
    return finding if severity is finding.severity else finding._replace(severity=severity)


def _in_file_order(finding: Finding) -> tuple[int, int, str, str]:
    return finding.line, finding.column, finding.rule, finding.message
