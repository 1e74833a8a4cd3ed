"""Recovery files: whose they are, who may read them, when they go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cfgkit.errors import StoreError
from cfgkit.store.folders import state_folder
from cfgkit.store.recovery import Keeper, left_behind

TARGET = Path("/opt/psappsrv.cfg")
DIGEST = b"\1" * 32


def files() -> list[Path]:
    return sorted((state_folder() / "recovery").glob("*"))


def in_a_process_that_is_killed(*calls: str) -> None:
    program = "\n".join([
        "import os, signal",
        "from pathlib import Path",
        "from cfgkit.store.recovery import Keeper",
        "keeper = Keeper()",
        *calls,
        "os.kill(os.getpid(), signal.SIGKILL)",
    ])  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL


def test_edits_of_a_killed_process_are_found_once_and_only_its_file(tmp_path: Path) -> None:
    assert left_behind(TARGET) == ()
    in_a_process_that_is_killed("keeper.keep(Path('/opt/psappsrv.cfg'), b'1' * 32, b'edits')")
    assert left_behind(tmp_path) == ()
    (one,) = left_behind(TARGET)
    assert one.data == b"edits"
    assert b"edits" not in repr(one).encode()
    one.discard()
    assert left_behind(TARGET) == ()
    assert files() == []


def test_edits_of_a_living_process_are_its_own() -> None:
    mine, other = Keeper(), Keeper()
    mine.keep(TARGET, DIGEST, b"mine")
    other.keep(TARGET, DIGEST, b"other")
    assert left_behind(TARGET) == ()
    assert {path.read_bytes() for path in files() if path.suffix == ".json"} == {b"mine", b"other"}
    mine.close(drop=True)
    assert {path.read_bytes() for path in files() if path.suffix == ".json"} == {b"other"}
    other.drop(TARGET)
    other.close(drop=True)
    assert files() == []


def test_only_the_user_can_read_them() -> None:
    before = os.umask(0)
    try:
        keeper = Keeper()
        keeper.keep(TARGET, DIGEST, b"one")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in files()} == {0o600}
    assert (state_folder() / "recovery").stat().st_mode & 0o777 == 0o700
    keeper.close(drop=True)


def test_there_is_one_for_a_file_whatever_its_bytes_are_now() -> None:
    keeper = Keeper()
    keeper.keep(TARGET, DIGEST, b"one")
    keeper.keep(TARGET, b"\2" * 32, b"two")
    assert [path.read_bytes() for path in files() if path.suffix == ".json"] == [b"two"]
    keeper.close(drop=False)
    keeper.keep(TARGET, DIGEST, b"three")
    assert [path.read_bytes() for path in files() if path.suffix == ".json"] == [b"two"]


def test_a_folder_that_can_not_be_written_is_one_error() -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_bytes(b"no folder")
    with pytest.raises(StoreError):
        Keeper().keep(TARGET, DIGEST, b"one")
    assert left_behind(TARGET) == ()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    keeper = Keeper()
    keeper.keep(TARGET, DIGEST, b"one")
    (path,) = [path for path in files() if path.suffix == ".json"]
    victim = tmp_path / "victim"
    path.with_suffix(".tmp").symlink_to(victim)
    with pytest.raises(StoreError):
        keeper.keep(TARGET, DIGEST, b"two")
    assert not victim.exists()


def aged(path: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


@pytest.mark.parametrize(("days", "is_kept"), [(29.9, True), (30.1, False)])
def test_what_nobody_came_back_for_is_thrown_away_by_the_next_editor(days: float, is_kept: bool) -> None:
    in_a_process_that_is_killed("keeper.keep(Path('/opt/other.cfg'), b'1' * 32, b'edits')")
    (kept,) = (path for path in files() if path.suffix == ".json")
    aged(kept, days)
    assert left_behind(TARGET) == ()
    assert {path.suffix for path in files()} == ({".json", ".lock"} if is_kept else set())


def test_edits_of_a_living_process_are_kept_however_old() -> None:
    living = Keeper()
    living.keep(TARGET, DIGEST, b"mine")
    (kept,) = (path for path in files() if path.suffix == ".json")
    aged(kept, 300)
    assert left_behind(TARGET) == ()
    assert kept.read_bytes() == b"mine"
    living.close(drop=True)
