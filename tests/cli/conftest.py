"""The command line in a process of its own, and a small file for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import Ran, Runner, runner

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Ran", "Runner"]


@pytest.fixture
def cfgkit(tmp_path: Path) -> Runner:
    return runner(tmp_path)


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
