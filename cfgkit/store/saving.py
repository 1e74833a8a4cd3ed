"""One save, or several as one: lock, check, back up, write beside, rename, note in the journal."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.errors import ChangedOnDiskError, StoreError
from cfgkit.store import backups, journal, replace
from cfgkit.store.config import DEFAULTS
from cfgkit.store.files import read
from cfgkit.store.lock import locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfgkit.store.config import Config
    from cfgkit.store.files import Snapshot


@dataclass(frozen=True, slots=True, repr=False)
class Rewrite:
    """New bytes for a file that was read. Its repr shows no content."""

    snapshot: Snapshot
    data: bytes
    #: The addresses of the changed settings, for the journal.
    keys: tuple[str, ...] = ()
    config: Config = DEFAULTS

    def __repr__(self) -> str:
        return f"Rewrite({str(self.snapshot.path)!r}, {len(self.keys)} keys)"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did."""

    path: Path
    changed: bool
    backup: backups.Backup | None = None
    #: What went wrong beside the save itself, in words; empty if nothing did.
    warning: str = ""


def save(rewrite: Rewrite, *, in_place: bool = False) -> Saved:
    """Write the new bytes; the same bytes don't touch the file.

    Raises:
        ChangedOnDiskError: the file is no longer what was read.
        LockedError: another cfgkit is writing it.
        NotReplaceableError: a rename would lose owner, attributes or links, and `in_place` is not asked for.
        StoreError: it can't be written; the old file is whole.
    """
    return save_all([rewrite], in_place=in_place)[0]


def save_all(rewrites: Sequence[Rewrite], *, in_place: bool = False) -> tuple[Saved, ...]:
    """Write several files, all or nothing.

    Everything that can fail is done before the first rename; should a later rename fail all the same, the
    files before it get their old bytes back.

    Raises:
        The errors of `save`; no file is changed then.
    """
    changed = [one for one in rewrites if one.data != one.snapshot.data]
    if len({one.snapshot.target for one in changed}) != len(changed):
        raise StoreError("a file is named twice", help="name each file once")
    with ExitStack() as locks:
        for target in sorted(one.snapshot.target for one in changed):
            locks.enter_context(locked(target))
        for one in changed:
            check_unchanged(one.snapshot)
        temporaries = [] if in_place else _prepared(changed)
        made = _backed_up(changed, temporaries)
        _write(changed, temporaries)
    saved = {one.snapshot.target: _finished(one, backup) for one, backup in zip(changed, made, strict=True)}
    return tuple(saved.get(one.snapshot.target) or Saved(one.snapshot.path, changed=False) for one in rewrites)


def create(path: Path, data: bytes, *, mode: int = 0o640) -> Saved:
    """Write a file that is not there yet.

    Raises:
        StoreError: it exists already, or can't be written.
    """
    replace.create(path, data, mode)
    return Saved(path, changed=True, warning=journal.record(path.resolve(), ()))


def check_unchanged(snapshot: Snapshot) -> None:
    """Make sure that the file is still what was read.

    Raises:
        ChangedOnDiskError: it is not.
    """
    try:
        now = read(snapshot.target)
    except StoreError:
        raise ChangedOnDiskError(
            "was removed or can't be read since it was opened", file=snapshot.path, help="nothing was written"
        ) from None
    if now.stamp != snapshot.stamp:
        raise ChangedOnDiskError(
            "was changed by someone else since it was read",
            file=snapshot.path,
            help="nothing was written: read it again and repeat the change",
        )


def _prepared(rewrites: Sequence[Rewrite]) -> list[Path]:
    temporaries: list[Path] = []
    try:
        for one in rewrites:
            temporaries.append(replace.prepare(one.snapshot.target, one.data))  # noqa: PERF401 - kept for the clean-up
    except BaseException:
        for temporary in temporaries:
            replace.discard(temporary)
        raise
    return temporaries


def _backed_up(rewrites: Sequence[Rewrite], temporaries: Sequence[Path]) -> list[backups.Backup]:
    made: list[backups.Backup] = []
    try:
        for one in rewrites:
            folder = one.config.backup_folder
            made.append(backups.make(one.snapshot.target, one.snapshot.data, folder))
    except BaseException:
        for left in (*temporaries, *[backup.path for backup in made]):
            replace.discard(left)
        raise
    return made


def _write(rewrites: Sequence[Rewrite], temporaries: Sequence[Path]) -> None:
    done: list[Rewrite] = []
    try:
        for index, one in enumerate(rewrites):
            if temporaries:
                replace.commit(temporaries[index], one.snapshot.target)
            else:
                replace.overwrite(one.snapshot.target, one.data)
            done.append(one)
    except StoreError:
        for temporary in temporaries[len(done) :]:
            replace.discard(temporary)
        for one in done:
            replace.overwrite(one.snapshot.target, one.snapshot.data)
        raise


def _finished(rewrite: Rewrite, backup: backups.Backup) -> Saved:
    target = rewrite.snapshot.target
    backups.prune(target, rewrite.config.backups_kept, rewrite.config.backup_folder)
    return Saved(rewrite.snapshot.path, changed=True, backup=backup, warning=journal.record(target, rewrite.keys))
