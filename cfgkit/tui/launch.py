"""Whether there is a terminal to draw on. This module imports no Textual: it takes 200 ms."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cfgkit.errors import NotAvailableError
from cfgkit.tui.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def run_editor(files: Sequence[Path], *, read_only: bool = False, against: Sequence[Path] = ()) -> int:
    """Open the editor on the files, each compared with those of `against`; gives the exit code.

    Raises:
        NotAvailableError: there is no terminal, or one that can't be drawn on.
        StoreError: a file can't be read.
        InputError: a cfgkit.toml can't be read as what it should be.
    """
    require_terminal()
    sessions = [open_session(path, read_only=read_only, against=against) for path in files]
    from cfgkit.tui.app import EditorApp  # noqa: PLC0415 - only where there is a terminal

    return EditorApp(sessions).run() or 0


def require_terminal() -> None:
    """Make sure that the editor can draw.

    Raises:
        NotAvailableError: it can't; the message names the commands that do the same.
    """
    twins = "cfgkit show, get, set and diff do the same without one"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NotAvailableError("the editor needs a terminal", help=twins)
    if os.environ.get("TERM", "dumb") == "dumb" and sys.platform != "win32":
        raise NotAvailableError("the editor can't draw on a dumb terminal", help=twins)
