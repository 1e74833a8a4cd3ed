"""Files to open, the text of the screen, and rows by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from screens import DOMAIN, TEXT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A small file of no kind that its sections tell."""
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(TEXT)
    return path


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    """A small application server's file with settings of each type."""
    path = tmp_path / "domain" / "psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(DOMAIN)
    return path
