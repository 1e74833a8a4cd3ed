"""Sections: which kind of file they tell of, which are of one family, and their order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from cfgkit.schema.setting import FileKind

#: What each kind of file is called.
FILE_NAMES: Final = {"psappsrv": "PSAPPSRV.CFG", "psprcs": "PSPRCS.CFG"}
#: How the names of the sections begin that psadmin adds for messaging servers.
MESSAGING_FAMILIES: Final = tuple(f"PS{what}{part}_" for what in ("BRK", "PUB", "SUB") for part in ("DSP", "HND"))
#: Sections whose keys are the site's own.
FREE_SECTIONS: Final = frozenset({"search indexes"})
#: Sections of which no source shows all keys.
PARTIAL_SECTIONS: Final = frozenset(
    {"psanalyticsrv", "psrtisrv", "psmonitorsrv", "psppmsrv", "application engine", "os390", "psaeosrv"}
    | {"oracle wallet", "jolt relay adapter", "interface driver"}
)
_DEFAULT_MEMBER: Final = "dflt"
_ONLY_APPSERV: Final = frozenset({"domain settings", "jolt listener", "workstation listener", "psappsrv"})
_ONLY_PRCS: Final = frozenset({"process scheduler", "tuxedo settings", "psaesrv", "psdstsrv"})


@cache
def model_section(section: str) -> str:
    """The catalogue's casefolded name for this section: a messaging server's is described by the default one's."""
    for family in MESSAGING_FAMILIES:
        if section.upper().startswith(family):
            return (family + _DEFAULT_MEMBER).casefold()
    return section.casefold()


def kind_of(names: Collection[str]) -> FileKind:
    """The kind of file that has sections of these names."""
    folded = {name.casefold() for name in names}
    appserv, prcs = len(folded & _ONLY_APPSERV), len(folded & _ONLY_PRCS)
    return "unknown" if appserv == prcs else "psappsrv" if appserv > prcs else "psprcs"


def section_order(names: Collection[str]) -> tuple[str, ...]:
    """The delivered order of the sections, for a file that has sections of these names."""
    kind = kind_of(names)
    if kind == "unknown":
        return ()
    from cfgkit.schema.catalogue import section_names  # noqa: PLC0415 - start-up: reading a file needs none

    return section_names(kind)
