"""The secrets of a file, for an audit: where each stands and how it is stored. Never a value, nor its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from cfgkit.check.domains import file_json
from cfgkit.display import columns, csv_text, visible
from cfgkit.schema import is_encrypted, masked_value
from cfgkit.schema.secrets import is_password, is_published, key_version
from cfgkit.syntax import Kind
from cfgkit.syntax.collector import collector_paused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.errors import CfgkitError
    from cfgkit.store import DomainFile
    from cfgkit.syntax import Line

Stored = Literal["clear", "encrypted", "empty"]

_OLD_FORM: Final = "old form"
_HEAD: Final = ("  LINE", "SETTING", "STORED", "KEY")


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """A setting that holds a secret."""

    section: str
    key: str
    line: int
    live: bool
    stored: Stored
    #: The version of the key that encrypted it, `1.1`; "old form" where the text has no tag; None if not encrypted.
    key_version: str | None
    #: Whether it is the delivered text, whose clear text everybody knows.
    is_published: bool
    #: Whether such a setting holds a password; a token's domain or a server's name does no harm in clear.
    is_password: bool
    #: Whether the secret is a part of the value, such as `-D...password=`.
    is_inside: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """The secrets of a domain's file, or why it can't be read."""

    file: DomainFile
    secrets: tuple[SecretRecord, ...] = ()
    problem: CfgkitError | None = None


def secrets_of(document: Document) -> tuple[SecretRecord, ...]:
    """The secrets of a file, live, commented out and empty ones, in file order."""
    with collector_paused():
        return tuple(_records(document))


def _records(document: Document) -> Iterator[SecretRecord]:
    for section, line in document.setting_lines():
        if document.is_secret(section, line.key):
            yield _record(section, line)
        elif masked_value(line.key, line.value) != line.value:
            place = (section, line.key, line.number, line.kind is Kind.SETTING)
            yield SecretRecord(*place, "clear", None, is_published=False, is_password=True, is_inside=True)


def _record(section: str, line: Line) -> SecretRecord:
    value = line.value.strip()
    encrypted = is_encrypted(line.key, value)
    return SecretRecord(
        section=section,
        key=line.key,
        line=line.number,
        live=line.kind is Kind.SETTING,
        stored="encrypted" if encrypted else "clear" if value else "empty",
        key_version=(key_version(value) or _OLD_FORM) if encrypted else None,
        is_published=is_published(value),
        is_password=is_password(line.key),
        is_inside=False,
    )


def inventory_text(found: Sequence[Inventory], width: int) -> str:
    """A table, in which each file heads its rows."""
    rows = iter(columns([_HEAD, *(_row(secret) for one in found for secret in one.secrets)], width))
    lines = [next(rows)]
    for one in found:
        note = visible(one.problem.message) if one.problem else "" if one.secrets else "no secrets"
        lines.append(visible(str(one.file.path)) + (f": {note}" if note else ""))
        lines += [next(rows) for _ in one.secrets]
    return "".join(f"{line}\n" for line in lines)


def _row(one: SecretRecord) -> tuple[str, ...]:
    notes = {
        "in the value": one.is_inside,
        "no password": not one.is_password and one.stored == "clear",
        "the delivered one": one.is_published,
        "commented out": not one.live,
    }
    stored = ", ".join([one.stored, *(note for note, holds in notes.items() if holds)])
    return f"{one.line:>6}", f"[{visible(one.section)}] {visible(one.key)}", stored, one.key_version or ""


def inventory_csv(found: Sequence[Inventory]) -> str:
    """The same as CSV with a head, a row a secret."""
    place = ("file", "domain", "kind")
    return csv_text(
        (*place, *_KEYS),
        ([one.file.path, one.file.domain, one.file.kind, *_values(secret)] for one in found for secret in one.secrets),
    )


def inventory_json(one: Inventory) -> dict[str, Any]:
    """The result's shape of cfgkit.secrets/1."""
    secrets = [dict(zip(_KEYS, _values(secret), strict=True)) for secret in one.secrets]
    return {**file_json(one.file, one.problem), "secrets": secrets}


_KEYS: Final = (
    "section", "key", "line", "state", "stored", "key_version", "published", "password", "inside_value",
)  # fmt: skip


def _values(one: SecretRecord) -> tuple[object, ...]:
    state = "live" if one.live else "commented"
    place = (one.section, one.key, one.line, state, one.stored, one.key_version)
    return (*place, one.is_published, one.is_password, one.is_inside)
