"""Rules over a Document beyond its text alone, which `Document.findings` covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.schema import is_encrypted
from cfgkit.syntax import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.document import Document


# Masked like secrets, but the delivered ones hold a server's name or a cookie's domain: never encrypted.
_NO_PASSWORD: Final = re.compile("credential|token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, its severity, what it is about, and how it finds its places."""

    id: str
    severity: Severity
    summary: str
    #: Gives line, column, section, key, message and hint of each finding.
    find: Callable[[Document], Iterator[tuple[int, int, str, str, str, str]]]


def _clear_secrets(document: Document) -> Iterator[tuple[int, int, str, str, str, str]]:
    for entry in document.entries():
        secret = entry.value and document.is_secret(entry.section, entry.key)
        if secret and not _NO_PASSWORD.search(entry.key) and not is_encrypted(entry.key, entry.value):
            key = visible(entry.key)
            state = "" if entry.live else ", commented out,"
            yield (
                entry.line.number,
                entry.line.value_column,
                entry.section,
                entry.key,
                f"{key}{state} is probably clear text",
                "let psadmin or PSCipher encrypt it; who can read the file can read it",
            )


RULES: Final = (Rule("clear-secret", Severity.WARNING, "a password or other secret in clear text", _clear_secrets),)


def check(document: Document) -> tuple[Finding, ...]:
    """All findings, in file order; the same for the same Document, whatever was checked before."""
    found = [Finding(rule.id, rule.severity, *place) for rule in RULES for place in rule.find(document)]
    return tuple(sorted((*document.findings(), *found), key=lambda one: (one.line, one.column, one.rule)))
