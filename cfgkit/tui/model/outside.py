"""What others did to an open file: a look at it, and their value in place of the one on the screen."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.compare.three_way import THEIRS
from cfgkit.errors import EditError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.compare.three_way import Settled
    from cfgkit.document import Document
    from cfgkit.store import Snapshot
    from cfgkit.tui.model.session import Session

#: A file that was written so long ago would show a further write by its time.
_SETTLED_NS: Final = 3 * 10**9


class Look(NamedTuple):
    """A file at a moment."""

    #: What tells that nothing was written since; None where that can't be told.
    status: tuple[int, ...] | None = None
    #: The file as someone else has left it; None while it is as it was read.
    now: Snapshot | None = None
    #: Why it can't be read any more, in words; empty where it can.
    problem: str = ""


def look(session: Session, before: Look | None) -> Look:
    """Look at the session's file; what looks as it did at the look before is not read again."""
    status = _status(session)
    if before is not None and status is not None and status == before.status and before.now is None:
        return before
    try:
        now = session.outside()
    except StoreError as problem:
        return Look(problem=what_happened(session.snapshot.path, problem))
    return Look(status, now)


def is_gone(path: Path) -> bool:
    """Whether nothing has that name any more, and so a new file could."""
    return not os.path.lexists(path)


def what_happened(path: Path, problem: StoreError) -> str:
    """What became of a file that can't be read any more, in words."""
    what = "is gone: someone took it away" if is_gone(path) else f"can't be read any more: {problem.message}"
    return f"{path.name} {what}"


def _status(session: Session) -> tuple[int, ...] | None:
    try:
        found = session.snapshot.path.stat()
    except (OSError, ValueError):
        return None
    is_settled = time.time_ns() - found.st_mtime_ns > _SETTLED_NS
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns) if is_settled else None


def theirs_taken(document: Document, conflict: Settled, theirs: Document) -> Document:
    """The Document with what the others say of the setting; a secret too: it is the same file.

    Raises:
        EditError: it is live several times there, or can't be written.
        AddressError: the name is ambiguous here.
    """
    section, key = conflict.row.section, conflict.row.key
    state = conflict.row.sides[THEIRS].state
    if state == "duplicate":
        raise EditError(f"{key} is live more than once there", help="change it by hand")
    there = theirs.live(section, key)
    if there is not None:
        off = document.commented_all(section, key)
        if document.live(section, key) is None and len(off) == 1 and not theirs.commented_all(section, key):
            document = document.uncomment(section, key)
        return document.set(section, key, there.value)
    if document.live(section, key) is None:
        return document
    return document.comment_out(section, key) if state == "commented" else document.remove(section, key)
