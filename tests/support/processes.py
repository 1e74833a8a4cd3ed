"""Runs cfgkit as a user would: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


class Runner(Protocol):
    def __call__(self, *arguments: object, stdin: bytes = b"", **env: str) -> Ran: ...


def runner(folder: Path) -> Runner:
    """Runs it in that folder; no traceback ever reaches a user."""

    def run(*arguments: object, stdin: bytes = b"", **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "cfgkit", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            cwd=folder,
            env={**os.environ, **env},
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        assert "Traceback" not in ran.out + ran.err, ran.err
        return ran

    return run
