"""The copies that psadmin keeps of a domain's file when it is configured: `Archive/` beside the file.

Names that are known: psappsrv_MMDDYY_HHMM_SS.cfg, PSPRCS_<time stamp>.CFG and a plain psappsrv.cfg, in any case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cfgkit.errors import StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDER: Final = "archive"
_STAMP: Final = re.compile(r"_([0-9]{6})_([0-9]{4})_([0-9]{2})")


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """An archived copy of a file, and when it was made."""

    path: Path
    #: In this host's time zone.
    when: datetime
    #: Whether the name says when; else it is when the copy was last modified.
    is_named_so: bool


def newest_archive(path: Path) -> ArchivedCopy | None:
    """The newest archived copy of a file: by the time in its name, or where that has none by the copy's own.

    Raises:
        StoreError: the archive can't be read.
    """
    try:
        return max(_copies(path), key=lambda one: (one.when, one.path.name), default=None)
    except OSError as error:
        raise StoreError(
            f"archived copies can't be read: {reason(error)}", file=path, help="check your rights on Archive/"
        ) from None


def _copies(path: Path) -> Iterator[ArchivedCopy]:
    stem, suffix = path.stem.casefold(), path.suffix.casefold()
    for folder in path.parent.iterdir():
        if folder.name.casefold() == _FOLDER and folder.is_dir():
            for copy in folder.iterdir():
                name = copy.stem.casefold()
                is_of_file = name == stem or name.startswith(f"{stem}_")
                if is_of_file and copy.suffix.casefold() == suffix and not copy.is_dir():
                    named = _named_time(copy.stem[len(stem) :])
                    yield ArchivedCopy(copy, named or _modified(copy), named is not None)


def _named_time(text: str) -> datetime | None:
    found = _STAMP.fullmatch(text)
    try:
        return None if found is None else datetime.strptime("".join(found.groups()), "%m%d%y%H%M%S").astimezone()
    except (ValueError, OverflowError):
        return None


def _modified(copy: Path) -> datetime:
    return datetime.fromtimestamp(copy.lstat().st_mtime, UTC).astimezone()
