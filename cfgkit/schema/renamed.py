"""Settings that got another name, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.schema.release import Release

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind


@dataclass(frozen=True, slots=True)
class Renamed:
    """A setting whose place was taken by another one; `by` is the first release seen with the new name."""

    file: FileKind
    section: str
    old: str
    new: str
    by: Release


_SEEN: Final = Release(8, 54)
RENAMED: Final = (
    Renamed("psappsrv", "Workstation Listener", "Encryption", "WSL Encryption", _SEEN),
    Renamed("psappsrv", "JOLT Listener", "Encryption", "JSL Encryption", _SEEN),
    *(Renamed("psprcs", "SQR", f"PSSQR{n}", "PSSQR", _SEEN) for n in (1, 2, 3, 4)),
)


def renamed(file: FileKind, section: str, key: str) -> Renamed | None:
    """What a setting is called now, or None."""
    return _BY_NAME.get((file, section.casefold(), key.casefold()))


_BY_NAME: Final = {(one.file, one.section.casefold(), one.old.casefold()): one for one in RENAMED}
