"""The known settings of all sections but [SMTP Settings].

`catalogue.tsv` holds keys and marks of the 8.50 and 8.54 templates, and what manuals up to 8.63 add. A row
without a key keeps its section's place in the delivered order. Sources: reference/settings_catalogue.tsv
and other_sections.yaml of the project.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.schema.secrets import is_secret
from cfgkit.schema.sections import model_section

if TYPE_CHECKING:
    from cfgkit.schema.effect import Certainty, EffectName
    from cfgkit.schema.setting import FileKind, Presence, Setting


class Row(NamedTuple):
    """A line of catalogue.tsv, as it stands there."""

    file: FileKind
    section: str
    key: str
    type: str
    effect: EffectName
    certainty: Certainty
    presence: Presence
    since: str
    until: str
    delivered: str
    default: str
    description: str


@cache
def rows() -> tuple[Row, ...]:
    """All lines, in the delivered order of sections and keys."""
    from pkgutil import get_data  # noqa: PLC0415 - start-up: reading a file needs none

    lines = (get_data("cfgkit.schema", "catalogue.tsv") or b"").decode().splitlines()[1:]
    return tuple([Row._make(line.split("\t")) for line in lines])


@cache
def _by_section() -> dict[tuple[FileKind, str], dict[str, Row]]:
    found: dict[tuple[FileKind, str], dict[str, Row]] = {}
    for row in rows():
        members = found.setdefault((row.file, row.section.casefold()), {})
        if row.key:
            members[row.key.casefold()] = row
    return found


def rows_of(file: FileKind, section: str) -> dict[str, Row]:
    """The rows of a section by casefolded key."""
    return _by_section().get((file, model_section(section)), {})


def is_known_section(file: FileKind, section: str) -> bool:
    """Whether such a file may have a section of that name."""
    return (file, model_section(section)) in _by_section()


@cache
def setting_of(row: Row) -> Setting:
    """The setting that a row describes."""
    from cfgkit.schema.effect import UNKNOWN, Effect, History  # noqa: PLC0415 - start-up: names need none
    from cfgkit.schema.setting import Setting  # noqa: PLC0415 - same
    from cfgkit.schema.type_names import value_type  # noqa: PLC0415 - same

    known = row.effect != "unknown"
    return Setting(
        file=row.file,
        section=row.section,
        key=row.key,
        type=value_type(row.type),
        presence=row.presence,
        history=History(Effect(row.effect, row.certainty, _SOURCES[row.certainty]) if known else UNKNOWN),
        delivered=row.delivered[1:] if row.delivered else None,
        default=row.default or None,
        default_source="the manual" if row.default else "",
        since=row.since,
        until=row.until,
        description=row.description,
        is_secret=row.type == "secret" or is_secret(row.key),
    )


_SOURCES: Final[dict[Certainty, str]] = {
    "documented": "the manual's page on the section",
    "template": "mark in the 8.54 template",
    "assumed": "the sources disagree: the safer reading",
}


@cache
def section_names(file: FileKind) -> tuple[str, ...]:
    """The sections that such a file may have, in the delivered order."""
    return tuple(dict.fromkeys(row.section for row in rows() if row.file == file))
