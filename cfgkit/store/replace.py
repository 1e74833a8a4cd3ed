"""The old file or the new one, whole, whatever happens in between.

The bytes go into a temporary file in the same folder, which gets the old file's mode, owner and extended
attributes (ACLs are among them), is synced, and takes the old one's name in one step; then the folder is
synced. On Windows a sharing violation is retried, and folders are not synced; that path is untested.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotReplaceableError, StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from pathlib import Path

_RETRIES: Final = 5 if sys.platform == "win32" else 1
_PAUSE_SECONDS: Final = 0.2
_TEMPORARY: Final = "cfgkit-tmp"


def prepare(target: Path, data: bytes) -> Path:
    """A synced temporary file beside the target with the new bytes and the target's mode, owner, attributes.

    Raises:
        NotReplaceableError: a rename would lose the owner, an attribute or hard links.
        StoreError: the folder or the file system does not take it; nothing is left behind.
    """
    _sweep(target)
    temporary = target.with_name(f".{target.name}.{_TEMPORARY}-{os.getpid()}")
    try:
        status = target.stat()
        if status.st_nlink > 1:
            raise NotReplaceableError(
                "has hard links, which a replaced file would lose",
                file=target,
                help="use --in-place: not safe against a kill",
            )
        with open(temporary, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            _copy_owner(file.fileno(), status, target)
            _copy_attributes(target, temporary)
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"can't be written: {reason(error)}", file=target, help="the old file is whole") from None
    return temporary


def commit(temporary: Path, target: Path) -> None:
    """Give the temporary file the target's name, and sync the folder.

    Raises:
        StoreError: the system refused; the old file is whole and the temporary one is gone.
    """
    try:
        _rename(temporary, target)
    except OSError as error:
        discard(temporary)
        raise StoreError(f"can't be replaced: {reason(error)}", file=target, help="the old file is whole") from None
    _sync_folder(target.parent)


def discard(temporary: Path) -> None:
    """Take a temporary file away."""
    with suppress(OSError):
        temporary.unlink()


def overwrite(target: Path, data: bytes) -> None:
    """Write the bytes over the file's own: keeps owner and links, but a kill in between leaves a torn file.

    Raises:
        StoreError: the system refused.
    """
    try:
        with target.open("r+b") as file:
            file.write(data)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"writing in place failed: {reason(error)}",
            file=target,
            help="cfgkit restore FILE brings the backup back",
        ) from None


def create(target: Path, data: bytes, mode: int) -> None:
    """Write a file that is not there yet; it appears whole or not at all.

    Raises:
        StoreError: the file exists already, or the system refused.
    """
    temporary = target.with_name(f".{target.name}.{_TEMPORARY}-{os.getpid()}")
    try:
        with open(temporary, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.link(temporary, target)
    except OSError as error:
        raise StoreError(
            f"can't be created: {reason(error)}", file=target, help="an existing file is never replaced"
        ) from None
    finally:
        discard(temporary)
    _sync_folder(target.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _copy_owner(descriptor: int, status: os.stat_result, target: Path) -> None:
    if not hasattr(os, "fchown"):
        return
    mine = os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(descriptor, status.st_uid, status.st_gid)
        except PermissionError:
            raise NotReplaceableError(
                "belongs to another user or group, which a replaced file would lose",
                file=target,
                help="run as its owner, or use --in-place: not safe against a kill",
            ) from None
    os.fchmod(descriptor, status.st_mode & 0o7777)


def _copy_attributes(target: Path, temporary: Path) -> None:
    """Extended attributes, POSIX ACLs among them; each that can't be copied refuses the save."""
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(target)
    except OSError:
        return
    for name in names:
        try:
            os.setxattr(temporary, name, os.getxattr(target, name))
        except OSError:
            if name == "security.selinux":
                continue
            raise NotReplaceableError(
                f"has the attribute {name}, which a replaced file would lose",
                file=target,
                help="use --in-place: not safe against a kill",
            ) from None


def _rename(temporary: Path, target: Path) -> None:
    for attempt in range(_RETRIES):
        try:
            temporary.replace(target)
        except PermissionError:
            if attempt == _RETRIES - 1:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse this; the rename itself has happened.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(target: Path) -> None:
    """Take away what killed runs left; the caller holds the file's lock, so nobody is using them."""
    prefix = f".{target.name}.{_TEMPORARY}-"
    with suppress(OSError):
        for left in target.parent.iterdir():
            if left.name.startswith(prefix):
                discard(left)
