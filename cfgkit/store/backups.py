"""A copy for each save, and the way back: `NAME.cfgkit-<UTC time>.bak`, beside the file or in one folder.

psadmin keeps its own copies in Archive/; these are others, and never touch them.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cfgkit.errors import StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from pathlib import Path

_STAMP: Final = re.compile(r"\.cfgkit-(?P<when>[0-9]{8}T[0-9]{6}\.[0-9]{6}Z)\.bak")


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A copy of a file as it was before a save."""

    #: UTC, like 20261123T184500.000001Z: sorts by time.
    when: str
    path: Path


def list_backups(target: Path, folder: Path | None = None) -> tuple[Backup, ...]:
    """The file's backups, the newest first."""
    where = folder or target.parent
    found = []
    with suppress(FileNotFoundError):
        for path in where.iterdir():
            if path.name.startswith(target.name):
                match = _STAMP.fullmatch(path.name[len(target.name) :])
                if match:
                    found.append(Backup(match["when"], path))
    return tuple(sorted(found, reverse=True))


def find_backup(target: Path, when: str | None, folder: Path | None = None) -> Backup:
    """The backup whose time begins with `when`; the newest one without it.

    Raises:
        StoreError: there is none, or more than one begins so.
    """
    found = [one for one in list_backups(target, folder) if when is None or one.when.startswith(when)]
    if not found:
        what = "no backup" if when is None else f"no backup of {when}"
        raise StoreError(what, file=target, help="cfgkit backups FILE lists them")
    if when is not None and len(found) > 1 and found[0].when != when:
        raise StoreError(f"{len(found)} backups begin with {when}", file=target, help="write more of the time")
    return found[0]


def make(target: Path, data: bytes, folder: Path | None = None) -> Backup:
    """Write a backup with these bytes and the file's own mode; it is never more readable than the file.

    Raises:
        StoreError: it can't be written; the file is untouched.
    """
    where = folder or target.parent
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        path = where / f"{target.name}.cfgkit-{when}.bak"
        temporary = where / f".{target.name}.cfgkit-tmp-{when}"
        _write(temporary, data, target.stat().st_mode & 0o7777)
        temporary.rename(path)
    except OSError as error:
        raise StoreError(
            f"can't be backed up: {reason(error)}",
            file=target,
            help="nothing was written; make room or name another folder",
        ) from None
    return Backup(when, path)


def _write(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise


def prune(target: Path, keep: int, folder: Path | None = None) -> None:
    """Take the oldest backups away until `keep` are left; one that can't be removed stays."""
    for old in list_backups(target, folder)[keep:]:
        with suppress(OSError):
            old.path.unlink()
