from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import StoreError
from cfgkit.store import read
from cfgkit.store.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path


def test_reads_bytes_and_follows_links(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"x\0y")
    (tmp_path / "b.cfg").symlink_to(path)
    snapshot = read(tmp_path / "b.cfg")
    assert (snapshot.data, snapshot.target) == (b"x\0y", path)


def test_each_thing_that_is_no_file_gets_one_clear_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, words in {
        "missing": "no such file",
        "": "is a directory",
        "pipe": "not a regular file",
        "loop": "too many levels",
        "nul\0": "NUL",
    }.items():
        with pytest.raises(StoreError, match=words) as caught:
            read_bytes(f"{tmp_path}/{name}")
        assert "\n" not in str(caught.value)


def test_a_file_without_the_right_to_read_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "secret.cfg"
    path.write_bytes(b"x")
    path.chmod(0)
    script = "import os, sys\nif os.geteuid() == 0: os.setuid(65534)\n"
    script += "try: open(sys.argv[1], 'rb')\nexcept OSError as error: print(error.strerror)\n"
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "Permission denied\n"
