"""A file's bytes, and a stamp that says whether it is still the same file with the same bytes."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cfgkit.store.reading import opened


class Stamp(NamedTuple):
    """What a file was when it was read."""

    device: int
    inode: int
    size: int
    digest: bytes


class Snapshot(NamedTuple):
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
    """The file, read.

    Raises:
        StoreError: it is missing, is no regular file, or can't be read.
    """
    with opened(path) as file:
        data = file.read()
        shown = Path(path)
        return Snapshot(shown, shown.resolve(), data, stamp_of(os.fstat(file.fileno()), data))


def stamp_of(status: os.stat_result, data: bytes) -> Stamp:
    """The stamp of a file with that status and these bytes."""
    return Stamp(status.st_dev, status.st_ino, len(data), sha256(data).digest())
