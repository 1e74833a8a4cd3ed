"""Unsaved edits where a crash does not reach them: a file for each open one, in the user's state folder.

    recovery/PATH-CONTENT-PROCESS.json     mode 0600; hashes of the path and of the bytes that the edits are of
    recovery/PROCESS.lock                  held by the process that wrote it; the system drops it with the process

Edits of a process that lives are nobody else's: they are not offered, and no other process writes over them.
What nobody came back for in 30 days is thrown away by the next editor that starts.
What is in the files, and that no secret is, is the caller's matter.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfgkit.errors import StoreError
from cfgkit.store.folders import state_folder
from cfgkit.store.lock import take
from cfgkit.store.reading import read_bytes, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_AGE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, repr=False)
class LeftBehind:
    """What a process that is no more has left of its edits. Its repr shows none of it."""

    path: Path
    data: bytes
    #: When it was written.
    when: datetime

    def __repr__(self) -> str:
        return f"LeftBehind({str(self.path)!r}, {len(self.data)} bytes)"

    def discard(self) -> None:
        """Take it away."""
        with suppress(OSError):
            self.path.unlink()


class Keeper:
    """The recovery files of this process; may be called from any thread."""

    def __init__(self) -> None:
        self._process = f"{os.getpid()}.{secrets.token_hex(4)}"
        self._guard = threading.Lock()
        self._kept: dict[Path, Path] = {}
        self._lock: int | None = None
        self._is_closed = False

    def keep(self, target: Path, digest: bytes, data: bytes) -> None:
        """Write the edits of a file whose bytes have that digest, in place of what was kept of it.

        Raises:
            StoreError: it can't be written.
        """
        with self._guard:
            if self._is_closed:
                return
            try:
                folder = _folder()
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if self._lock is None:
                    self._lock = take(folder / f"{self._process}.lock")
                path = folder / f"{_key(target)}-{digest.hex()[:16]}-{self._process}.json"
                _replace(path, data)
            except RuntimeError:
                raise StoreError("there is no home folder") from None
            except OSError as error:
                raise StoreError(reason(error)) from None
            before = self._kept.get(target)
            self._kept[target] = path
            if before not in {None, path}:
                self._unlink(before)

    def drop(self, target: Path) -> None:
        """Take away what is kept of a file: it is saved, or thrown away."""
        with self._guard:
            self._unlink(self._kept.pop(target, None))

    def close(self, *, drop: bool) -> None:
        """Keep nothing from now on; `drop` takes away what is kept."""
        with self._guard:
            self._is_closed = True
            if not drop:
                return
            for path in self._kept.values():
                self._unlink(path)
            self._kept = {}
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None
            with suppress(OSError, RuntimeError):
                _sweep(_folder())

    @staticmethod
    def _unlink(path: Path | None) -> None:
        with suppress(OSError):
            if path is not None:
                path.unlink()


def left_behind(target: Path) -> tuple[LeftBehind, ...]:
    """What processes that are no more left of their edits of that file, the newest first."""
    try:
        folder = _folder()
        _sweep(folder)
        found = list(_left(folder, target))
    except (OSError, RuntimeError):
        return ()
    return tuple(sorted(found, key=lambda one: one.when, reverse=True))


def _left(folder: Path, target: Path) -> Iterator[LeftBehind]:
    for path in folder.glob(f"{_key(target)}-*.json"):
        if _is_gone(_lock_of(path)):
            with suppress(OSError):
                yield LeftBehind(path, read_bytes(path), _when(path))


def _when(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _lock_of(path: Path) -> Path:
    """The lock file of the process that wrote it."""
    return path.with_name(f"{path.stem.rpartition('-')[2]}.lock")


def _is_gone(lock: Path) -> bool:
    """Whether the process that held the lock file is no more."""
    if not lock.exists():
        return True
    try:
        os.close(take(lock))
    except OSError:
        return False
    return True


def _sweep(folder: Path) -> None:
    """Take away what processes that are no more left too long ago or half written, and locks that stand for nothing."""
    for path in folder.glob("*.json"):
        with suppress(OSError):
            if datetime.now(UTC) - _when(path) > _MOST_AGE and _is_gone(_lock_of(path)):
                path.unlink()
    needed = {_lock_of(path) for path in folder.glob("*.json")}
    for lock in folder.glob("*.lock"):
        if lock not in needed and _is_gone(lock):
            for path in (lock, *folder.glob(f"*-{lock.stem}.tmp")):
                with suppress(OSError):
                    path.unlink()


def _folder() -> Path:
    return state_folder() / "recovery"


def _key(target: Path) -> str:
    """The file's name in this folder: home folders may be shared by hosts whose files have the same paths."""
    return sha256(f"{socket.gethostname()}\0{target}".encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
