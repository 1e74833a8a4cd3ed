"""A file's bytes, and one clear line where they can't be had. Imports next to nothing: `get` needs only this."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from cfgkit.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The file's bytes.

    Raises:
        StoreError: it is missing, is no regular file, or can't be read.
    """
    with opened(path) as file:
        return file.read()


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """The file, open for reading.

    Raises:
        StoreError: it is missing, is no regular file, or can't be read.
    """
    shown = os.fspath(path)
    try:
        with open(shown, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise StoreError("is not a regular file", file=shown, help="name the .cfg file itself")
            yield file
    except ValueError:
        raise StoreError("is no path: it holds a NUL", file=shown) from None
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(reason(error), file=shown, help="check the path and your rights on it") from None


def reason(error: OSError) -> str:
    """What the system says, in lower case, without a path."""
    words = error.strerror or type(error).__name__
    return words[:1].lower() + words[1:]


def _without_waiting(path: str, flags: int) -> int:
    """Open so that a pipe with no writer is refused instead of waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
