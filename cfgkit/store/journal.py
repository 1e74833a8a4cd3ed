"""One line for each save in the user's state folder: when, who, where, which keys; never a value."""

from __future__ import annotations

import json
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cfgkit.store.folders import state_folder
from cfgkit.store.lock import user
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def record(target: Path, keys: Sequence[str]) -> str:
    """Append the line; gives what went wrong in words, or nothing: a save never fails for it."""
    line = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": user(),
        "host": socket.gethostname(),
        "file": str(target),
        "keys": list(keys),
    }
    try:
        folder = state_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(folder / "journal.jsonl", flags, 0o600)
        try:
            os.write(descriptor, json.dumps(line, ensure_ascii=True).encode() + b"\n")
        finally:
            os.close(descriptor)
    except RuntimeError:
        return "the journal was not written: there is no home folder"
    except OSError as error:
        return f"the journal was not written: {reason(error)}"
    return ""
