"""The domain files below a config home (PS_CFG_HOME)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cfgkit.errors import StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

DomainKind = Literal["psappsrv", "psprcs"]

_APPSERV: Final = "appserv"
_PRCS: Final = "prcs"
_ARCHIVE: Final = "archive"


@dataclass(frozen=True, slots=True)
class DomainFile:
    """A domain's configuration file, or a folder that can't be looked into for one."""

    path: Path
    #: The domain's name: that of its folder. Empty for the folder of all Process Schedulers.
    domain: str
    kind: DomainKind
    #: Why the folder can't be looked into; the path is the folder's then.
    problem: StoreError | None = None


def find_domains(home: Path) -> tuple[DomainFile, ...]:
    """The files of all domains below the config home, in any case of letters; archives are skipped.

    A file that is reached by several names, through symbolic links, is there once. Whether it can be read shows
    when it is read.

    Raises:
        StoreError: the folder can't be read, or holds no domain.
    """
    is_base = home.absolute().name.casefold() == _APPSERV
    bases = [home] if is_base else _named(_entries(home), _APPSERV)
    found = _once([one for base in bases for one in _below(base)])
    if not found:
        raise StoreError(
            "no domain below this folder",
            file=home,
            help="name the PS_CFG_HOME: the folder that holds appserv",
        )
    return found


def _below(base: Path) -> Iterator[DomainFile]:
    entries = _entries(base)
    yield from _files([one for one in entries if one.name.casefold() != _PRCS], "psappsrv")
    for folder in _named(entries, _PRCS):
        try:
            yield from _files(_entries(folder), "psprcs")
        except StoreError as problem:
            if folder.is_dir():
                yield DomainFile(folder, "", "psprcs", problem)


def _files(entries: Iterable[Path], kind: DomainKind) -> Iterator[DomainFile]:
    for folder in entries:
        if folder.name.casefold() == _ARCHIVE:
            continue
        try:
            inside = list(folder.iterdir())
        except NotADirectoryError:
            continue
        except OSError as error:
            yield DomainFile(folder, folder.name, kind, _unreadable(folder, error))
        else:
            for path in sorted(_named(inside, f"{kind}.cfg")):
                yield DomainFile(path, folder.name, kind)


def _once(found: Sequence[DomainFile]) -> tuple[DomainFile, ...]:
    """Each file once: by the name that leads through no symbolic link, if there is one."""
    targets = [os.path.realpath(one.path) for one in found]
    kept: dict[str, DomainFile] = {}
    for target, one in sorted(zip(targets, found, strict=True), key=lambda pair: _is_linked(pair[1].path)):
        kept.setdefault(target, one)
    return tuple(one for target, one in zip(targets, found, strict=True) if kept[target] is one)


def _is_linked(path: Path) -> bool:
    return path.is_symlink() or path.parent.is_symlink()


def _named(entries: Iterable[Path], name: str) -> list[Path]:
    return [path for path in entries if path.name.casefold() == name]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from None


def _unreadable(folder: Path, error: OSError) -> StoreError:
    return StoreError(reason(error), file=folder, help="check the path and your rights on it")
