from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import ChangedOnDiskError, LockedError, NotReplaceableError, StoreError
from cfgkit.store import Rewrite, Saved, create, list_backups, read, save, save_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.store.conftest import Saver

OLD = b"[SMTP Settings]\nSMTPServer=old.example.com\n; a comment\n"
NEW = b"[SMTP Settings]\nSMTPServer=new.example.com\n; a comment\n" * 50
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to change owners")


def leftovers(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path.name.startswith("."))


def test_saves_the_bytes_with_a_backup_of_the_old_ones(target: Path) -> None:
    saved = save(Rewrite(read(target), NEW, ("A/k",)))
    assert target.read_bytes() == NEW
    assert saved.changed
    assert saved.backup is not None
    assert saved.backup.path.read_bytes() == OLD
    assert leftovers(target) == []


def test_unchanged_bytes_do_not_touch_the_file(target: Path) -> None:
    os.utime(target, ns=(1, 1))
    before = target.stat()
    assert save(Rewrite(read(target), OLD)) == Saved(target, changed=False)
    after = target.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert list_backups(target) == ()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_keeps_the_mode_in_file_and_backup(target: Path, mode: int) -> None:
    target.chmod(mode)
    save(Rewrite(read(target), NEW))
    assert target.stat().st_mode & 0o7777 == mode
    assert list_backups(target)[0].path.stat().st_mode & 0o7777 == mode


@as_root
def test_keeps_the_owner(target: Path) -> None:
    os.chown(target, 12345, 23456)
    save(Rewrite(read(target), NEW))
    assert (target.stat().st_uid, target.stat().st_gid) == (12345, 23456)


def test_keeps_extended_attributes(target: Path) -> None:
    try:
        os.setxattr(target, "user.note", b"kept")
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            pytest.skip("this file system has no extended attributes")
        raise
    save(Rewrite(read(target), NEW))
    assert os.getxattr(target, "user.note") == b"kept"


def test_keeps_an_acl(target: Path) -> None:
    try:
        done = subprocess.run(["setfacl", "-m", "u:65534:r", str(target)], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("setfacl is not installed")
    if done.returncode:
        pytest.skip("this file system has no ACLs")
    save(Rewrite(read(target), NEW))
    acl = subprocess.run(["getfacl", "-n", str(target)], capture_output=True, text=True, check=True).stdout
    assert "user:65534:r--" in acl


def test_writes_through_a_symbolic_link(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.cfg"
    link.symlink_to(target)
    save(Rewrite(read(link), NEW))
    assert link.is_symlink()
    assert target.read_bytes() == NEW


def test_refuses_to_lose_hard_links_unless_in_place(target: Path) -> None:
    other = target.with_name("other.cfg")
    other.hardlink_to(target)
    with pytest.raises(NotReplaceableError) as caught:
        save(Rewrite(read(target), NEW))
    assert "--in-place" in caught.value.help
    assert target.read_bytes() == OLD
    save(Rewrite(read(target), NEW), in_place=True)
    assert other.read_bytes() == NEW
    assert leftovers(target) == []


@as_root
def test_a_user_who_does_not_own_the_file_is_refused(target: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target.chmod(0o666)
    target.parent.chmod(0o777)
    # pytest's own folders let nobody else in.
    base = tmp_path_factory.getbasetemp()
    for folder in (*target.parent.relative_to(base).parents, Path()):
        (base / folder).chmod(0o711)
    for folder in (base, base.parent, base.parent.parent):
        if "pytest" in folder.name:
            folder.chmod(0o711)
    child = os.fork()
    if child == 0:
        outcome = 1
        try:
            os.setgid(65534)
            os.setuid(65534)
            save(Rewrite(read(target), NEW))
        except NotReplaceableError as error:
            outcome = 0 if "--in-place" in error.help else 2
        finally:
            os._exit(outcome)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert target.read_bytes() == OLD
    assert leftovers(target) == []


def test_refuses_a_file_that_was_changed_outside(target: Path) -> None:
    snapshot = read(target)
    target.write_bytes(OLD + b"; by someone else\n")
    with pytest.raises(ChangedOnDiskError):
        save(Rewrite(snapshot, NEW))
    assert target.read_bytes() == OLD + b"; by someone else\n"
    assert list_backups(target) == ()


def test_refuses_a_file_that_was_replaced_by_an_equal_one(target: Path) -> None:
    snapshot = read(target)
    copy = target.with_name("copy")
    copy.write_bytes(OLD)
    copy.replace(target)
    with pytest.raises(ChangedOnDiskError):
        save(Rewrite(snapshot, NEW))


def test_keeps_ten_backups_the_newest_first(target: Path) -> None:
    for number in range(13):
        save(Rewrite(read(target), b"%d\n" % number))
    found = list_backups(target)
    assert [one.path.read_bytes() for one in found] == [b"%d\n" % number for number in range(11, 1, -1)]


def test_the_journal_has_keys_and_no_values(target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    save(Rewrite(read(target), NEW, ("SMTP Settings/SMTPServer",)))
    journal = tmp_path / "state" / "cfgkit" / "journal.jsonl"
    line = json.loads(journal.read_text())
    assert line["keys"] == ["SMTP Settings/SMTPServer"]
    assert line["file"] == str(target)
    assert "example.com" not in journal.read_text()
    assert journal.stat().st_mode & 0o777 == 0o600


def test_a_journal_that_cannot_be_written_is_a_warning(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(target))
    saved = save(Rewrite(read(target), NEW))
    assert target.read_bytes() == NEW
    assert "journal" in saved.warning


def test_several_files_all_or_nothing(target: Path) -> None:
    other = target.with_name("psprcs.cfg")
    other.write_bytes(OLD)
    rewrites = [Rewrite(read(target), NEW), Rewrite(read(other), NEW)]
    other.write_bytes(b"changed outside")
    with pytest.raises(ChangedOnDiskError):
        save_all(rewrites)
    assert target.read_bytes() == OLD
    assert list_backups(target) == ()
    assert leftovers(target) == []


def test_several_files_get_their_old_bytes_back_when_a_later_rename_fails(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "z" / "psprcs.cfg"
    other.parent.mkdir()
    other.write_bytes(OLD)
    rename = Path.replace

    def broken(self: Path, to: Path) -> Path:
        if to == other.resolve():
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(StoreError):
        save_all([Rewrite(read(target), NEW), Rewrite(read(other), NEW)])
    assert (target.read_bytes(), other.read_bytes()) == (OLD, OLD)
    assert leftovers(target) == leftovers(other) == []


def test_a_file_named_twice_is_refused(target: Path) -> None:
    with pytest.raises(StoreError, match="twice"):
        save_all([Rewrite(read(target), NEW), Rewrite(read(target), OLD + b"x")])


@pytest.mark.parametrize("count", [1, 2])
def test_a_kill_at_any_step_leaves_the_old_file_or_the_new_one(target: Path, killed_saver: Saver, count: int) -> None:
    files = [target.with_name(f"{number}.cfg") for number in range(count)]
    states = set()
    for step in range(1, 200):
        for path in files:
            path.write_bytes(OLD)
        finished = killed_saver(step, NEW, *files)
        contents = tuple(path.read_bytes() for path in files)
        assert set(contents) <= {OLD, NEW}, f"a torn file after a kill at step {step}"
        for path in files:
            for backup in list_backups(path):
                assert backup.path.read_bytes() in (OLD, NEW)
        states.add(contents)
        if finished:
            break
    else:
        pytest.fail("the save never came through")
    assert step > 10
    assert {(OLD,) * count, (NEW,) * count} <= states
    save_all([Rewrite(read(path), b"next") for path in files])
    assert leftovers(target) == []


def test_two_processes_never_lose_an_update(target: Path) -> None:
    target.write_bytes(b"0")
    script = (
        "import sys\n"
        "from cfgkit.errors import ChangedOnDiskError, LockedError\n"
        "from cfgkit.store import Rewrite, read, save\n"
        "done = 0\n"
        "while done < 20:\n"
        "    snapshot = read(sys.argv[1])\n"
        "    try: save(Rewrite(snapshot, b'%d' % (int(snapshot.data) + 1)))\n"
        "    except (ChangedOnDiskError, LockedError): continue\n"
        "    done += 1\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(target)]) for _ in range(3)]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    assert target.read_bytes() == b"60"
    assert leftovers(target) == []


def test_a_held_lock_is_refused_and_says_who(target: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom cfgkit.store.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} "):
            save(Rewrite(read(target), NEW))
        holder.kill()
    save(Rewrite(read(target), NEW))
    assert target.read_bytes() == NEW


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for next to nothing."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_file_whole(small_disk: Path) -> None:
    path = small_disk / "psappsrv.cfg"
    path.write_bytes(OLD)
    with pytest.raises(StoreError, match="no space left"):
        save(Rewrite(read(path), b"x" * 100_000))
    assert path.read_bytes() == OLD
    assert [one.name for one in small_disk.iterdir()] == ["psappsrv.cfg"]


def test_a_disk_without_room_for_the_backup_leaves_the_old_file_whole(small_disk: Path) -> None:
    path = small_disk / "psappsrv.cfg"
    old = b"o" * 30_000
    path.write_bytes(old)
    with pytest.raises(StoreError):
        save(Rewrite(read(path), b"n" * 30_000))
    assert path.read_bytes() == old
    assert [one.name for one in small_disk.iterdir()] == ["psappsrv.cfg"]


def test_create_never_replaces_a_file(target: Path) -> None:
    with pytest.raises(StoreError, match="exists"):
        create(target, NEW)
    assert target.read_bytes() == OLD
    create(target.with_name("new.cfg"), NEW, mode=0o600)
    assert target.with_name("new.cfg").read_bytes() == NEW
    assert target.with_name("new.cfg").stat().st_mode & 0o777 == 0o600
    assert leftovers(target) == []


def test_reprs_show_no_content(target: Path) -> None:
    snapshot = read(target)
    assert "example" not in repr(snapshot) + repr(Rewrite(snapshot, NEW))


def test_a_read_only_file_system_leaves_the_old_file_whole(small_disk: Path) -> None:
    path = small_disk / "psappsrv.cfg"
    path.write_bytes(OLD)
    snapshot = read(path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for in_place in (False, True):
        with pytest.raises(StoreError, match="read-only file system"):
            save(Rewrite(snapshot, NEW), in_place=in_place)
    assert path.read_bytes() == OLD
