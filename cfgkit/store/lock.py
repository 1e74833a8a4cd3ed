"""One cfgkit at a time: an advisory lock on `.NAME.cfgkit-lock` beside the file.

The system drops the lock when its holder dies, so a lock file that was left behind holds nobody up.
On Windows the lock is msvcrt's; that path is untested.
"""

from __future__ import annotations

import getpass
import os
import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cfgkit.display import visible
from cfgkit.errors import LockedError, StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the file's lock.

    Raises:
        LockedError: another cfgkit holds it; the message says who.
        StoreError: the folder can't be written to.
    """
    path = target.with_name(f".{target.name}.cfgkit-lock")
    descriptor = _acquire(path, target)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _holder().encode())
        yield
    finally:
        # Unlinked while still held: whoever gets this inode later finds the name gone, and takes a new one.
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _acquire(path: Path, target: Path) -> int:
    try:
        return take(path)
    except BlockingIOError:
        raise LockedError(
            f"is being written by {_read_holder(path) or 'another cfgkit'}",
            file=target,
            help="try again when it is done",
        ) from None
    except OSError as error:
        raise StoreError(
            f"can't lock the file: {reason(error)}",
            file=target,
            help="the lock file stands beside the file: check your rights on the folder",
        ) from None


def take(path: Path) -> int:
    """Hold a lock file, made where there is none; gives the descriptor that holds it until it is closed.

    Raises:
        BlockingIOError: another process holds it.
        OSError: it can't be made, or can't be locked.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
            if _same(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _read_holder(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return visible(file.read(200).decode("utf-8", "replace"))
    except OSError:
        return ""


def _same(descriptor: int, path: Path) -> bool:
    """Whether the name still leads to what was locked: the holder before may have unlinked it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists there only

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
    else:
        import fcntl  # noqa: PLC0415 - exists here only

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder() -> str:
    return f"process {os.getpid()} of {user()} on {socket.gethostname()}"


def user() -> str:
    """The name of the user who runs this process; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"
