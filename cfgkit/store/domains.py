"""The domain files below a config home (PS_CFG_HOME)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.errors import StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from pathlib import Path

_APPSERV: Final = "appserv"
_PRCS: Final = "prcs"
_ARCHIVE: Final = "archive"


@dataclass(frozen=True, slots=True)
class DomainFile:
    """A domain's configuration file."""

    path: Path
    domain: str
    kind: Literal["psappsrv", "psprcs"]


def find_domains(home: Path) -> tuple[DomainFile, ...]:
    """The files of all domains below the config home, in any case of letters; archives are skipped.

    Raises:
        StoreError: the folder can't be read, or holds no domain.
    """
    base = home if home.name.casefold() == _APPSERV else _child(home, _APPSERV)
    found = [] if base is None else [*_files(base, "psappsrv"), *_prcs_files(base)]
    if not found:
        raise StoreError(
            "no domain below this folder",
            file=home,
            help="name the PS_CFG_HOME: the folder that holds appserv",
        )
    return tuple(found)


def _prcs_files(base: Path) -> list[DomainFile]:
    folder = _child(base, _PRCS)
    return [] if folder is None else _files(folder, "psprcs")


def _files(base: Path, kind: Literal["psappsrv", "psprcs"]) -> list[DomainFile]:
    found = []
    for folder in _entries(base):
        if folder.is_dir() and folder.name.casefold() not in (_PRCS, _ARCHIVE):
            path = _child(folder, f"{kind}.cfg")
            if path is not None and path.is_file():
                found.append(DomainFile(path, folder.name, kind))
    return found


def _child(folder: Path, name: str) -> Path | None:
    return next((path for path in _entries(folder) if path.name.casefold() == name), None)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise StoreError(reason(error), file=folder, help="check the path and your rights on it") from None
