"""A file to open, and the text of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"""[Startup]
DBName=HRDEV
UserPswd=hunter2

[SMTP Settings]
; the server that takes the mail
SMTPServer=mail.example.com
SMTPPort=25
;SMTPTrace=1

; a banner
[Trace]
TraceSql=0
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(TEXT)
    return path
