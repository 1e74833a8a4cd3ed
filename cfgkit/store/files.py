"""A file's bytes, and a stamp that says whether it is still the same file with the same bytes."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cfgkit.errors import StoreError


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was read."""

    device: int
    inode: int
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """A file as it was read. Its repr shows no content."""

    #: The path as the user wrote it.
    path: Path
    #: The file itself, symbolic links followed.
    target: Path
    data: bytes
    stamp: Stamp

    def __repr__(self) -> str:
        return f"Snapshot({str(self.path)!r}, {len(self.data)} bytes)"


def read(path: str | os.PathLike[str]) -> Snapshot:
    """The file's bytes.

    Raises:
        StoreError: it is missing, is no regular file, or can't be read.
    """
    shown = Path(path)
    try:
        target = shown.resolve()
        if not stat.S_ISREG(target.stat().st_mode):
            raise StoreError("is not a regular file", file=shown, help="name the .cfg file itself")
        with target.open("rb") as file:
            data = file.read()
            return Snapshot(shown, target, data, stamp_of(os.fstat(file.fileno()), data))
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(reason(error), file=shown, help="check the path and your rights on it") from None


def stamp_of(status: os.stat_result, data: bytes) -> Stamp:
    """The stamp of a file with that status and these bytes."""
    return Stamp(status.st_dev, status.st_ino, len(data), sha256(data).digest())


def reason(error: OSError) -> str:
    """What the system says, in lower case, without a path."""
    words = error.strerror or type(error).__name__
    return words[:1].lower() + words[1:]
