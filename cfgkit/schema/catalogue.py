"""The known settings: which file and section they stand in, and when a change takes effect.

`catalogue.tsv` holds keys and marks of the 8.50 and 8.54 templates and, for [SMTP Settings], what the
8.56 to 8.63 manuals say. Sources: reference/settings_catalogue.tsv and smtp_keys.yaml of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Collection

FileKind = Literal["psappsrv", "psprcs", "unknown"]
EffectName = Literal["dynamic", "dynamic-if-allowed", "reboot", "configure", "unknown"]
Certainty = Literal["documented", "template", "assumed"]

#: How the names of the sections begin that psadmin adds for messaging servers.
MESSAGING_FAMILIES: Final = tuple(f"PS{what}{part}_" for what in ("BRK", "PUB", "SUB") for part in ("DSP", "HND"))
_DEFAULT_MEMBER: Final = "dflt"
_ONLY_APPSERV: Final = frozenset({"domain settings", "jolt listener", "workstation listener", "psappsrv"})
_ONLY_PRCS: Final = frozenset({"process scheduler", "tuxedo settings", "psaesrv", "psdstsrv"})


@dataclass(frozen=True, slots=True)
class Effect:
    """When a changed setting takes effect, and how sure that is."""

    effect: EffectName
    certainty: Certainty
    source: str


UNKNOWN: Final = Effect("unknown", "assumed", "no source speaks of this setting")

_SOURCES: Final[dict[Certainty, str]] = {
    "documented": "the manual's list of settings that need a reboot",
    "template": "mark in the 8.54 template",
    "assumed": "not stated for this file and every release: the safer reading",
}


@cache
def _rows() -> tuple[tuple[FileKind, str, str, Effect], ...]:
    lines = (get_data("cfgkit.schema", "catalogue.tsv") or b"").decode().splitlines()[1:]
    return tuple(_row(line.split("\t")) for line in lines)


def _row(cells: list[str]) -> tuple[FileKind, str, str, Effect]:
    file, section, key = cells[:3]
    effect, certainty = cast("EffectName", cells[3]), cast("Certainty", cells[4])
    known = UNKNOWN if effect == "unknown" else Effect(effect, certainty, _SOURCES[certainty])
    return cast("FileKind", file), section, key, known


@cache
def _keys_by_section() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for _, section, key, _ in _rows():
        found.setdefault(section.casefold(), set()).add(key.casefold())
    return {section: frozenset(keys) for section, keys in found.items()}


@cache
def _effects() -> dict[tuple[FileKind, str, str], Effect]:
    return {(file, section.casefold(), key.casefold()): effect for file, section, key, effect in _rows()}


def _model_section(section: str) -> str:
    """The catalogue's section for this one: a messaging server's is described by the default one's."""
    for family in MESSAGING_FAMILIES:
        if section.upper().startswith(family):
            return (family + _DEFAULT_MEMBER).casefold()
    return section.casefold()


@cache
def known_keys(section: str) -> frozenset[str]:
    """The casefolded keys that a section of that name may have."""
    return _keys_by_section().get(_model_section(section), frozenset())


def effect_of(kind: FileKind, section: str, key: str) -> Effect:
    """When a change of the setting takes effect in a file of that kind."""
    return _effects().get((kind, _model_section(section), key.casefold()), UNKNOWN)


def kind_of(names: Collection[str]) -> FileKind:
    """The kind of file that has sections of these names."""
    folded = {name.casefold() for name in names}
    appserv, prcs = len(folded & _ONLY_APPSERV), len(folded & _ONLY_PRCS)
    return "unknown" if appserv == prcs else "psappsrv" if appserv > prcs else "psprcs"


@cache
def _order_for(kind: FileKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(section for file, section, _, _ in _rows() if file == kind))


def section_order(names: Collection[str]) -> tuple[str, ...]:
    """The delivered order of the sections, for a file that has sections of these names."""
    kind = kind_of(names)
    return () if kind == "unknown" else _order_for(kind)
