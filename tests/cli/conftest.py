"""Runs cfgkit as a user would: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


class Runner(Protocol):
    def __call__(self, *arguments: object, stdin: bytes = b"", **env: str) -> Ran: ...


@pytest.fixture
def cfgkit(tmp_path: Path) -> Runner:
    def run(*arguments: object, stdin: bytes = b"", **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "cfgkit", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            cwd=tmp_path,
            env={**os.environ, **env},
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        assert "Traceback" not in ran.out + ran.err, ran.err
        return ran

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A small application server file with a secret in clear text."""
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(
        b"[Startup]\nDBName=HRDEV\nUserPswd=hunter2\n\n[Domain Settings]\nDomain ID=HRDEV\n\n"
        b"[SMTP Settings]\n; mail\nSMTPServer=mail.example.com\nSMTPPort=25\n;SMTPTrace=1\n"
        b"SMTPSender=hr@example.com\n"
    )
    return path
