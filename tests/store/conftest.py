"""Files to save, and a way to save them in a process that dies at a chosen step."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OLD = b"[SMTP Settings]\nSMTPServer=old.example.com\n; a comment\n"

_CHILD = """
import os, signal, sys
steps = int(sys.argv[1])
seen = 0
def hook(event, arguments):
    global seen
    if event.startswith("os.") or event == "open":
        seen += 1
        if seen == steps:
            os.kill(os.getpid(), signal.SIGKILL)
from pathlib import Path
from cfgkit.store import Rewrite, read, save_all
import cfgkit.store.journal, cfgkit.store.saving
snapshots = [read(path) for path in sys.argv[3:]]
sys.addaudithook(hook)
save_all([Rewrite(one, Path(sys.argv[2]).read_bytes(), ("A/k",)) for one in snapshots])
print("done")
"""


class Saver(Protocol):
    """Saves the files with new bytes in a process that is killed at that step; says whether it came through."""

    def __call__(self, step: int, new: bytes, *files: Path) -> bool: ...


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "domain" / "psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


@pytest.fixture
def killed_saver(tmp_path: Path) -> Saver:
    def saved(step: int, new: bytes, *files: Path) -> bool:
        content = tmp_path / "new"
        content.write_bytes(new)
        script = [sys.executable, "-c", _CHILD, str(step), str(content), *map(str, files)]
        done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode in (0, -9), done.stderr
        return done.stdout == "done\n"

    return saved
