"""Where the parser's tables are kept between runs: building them takes 20 ms, half of what `get` needs.

Lark reads them with pickle, so they are kept only in a folder that belongs to the user alone. Anywhere
else, under sudo with another's home say, they are built anew.
"""

from __future__ import annotations

import os
import stat


def table_path(name: str) -> str | None:
    """The file for the tables of that name, or None where no folder can be trusted with it."""
    if not hasattr(os, "geteuid"):
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(base, "cfgkit")
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        path = os.path.join(folder, f"{name}.tables")
        private = _is_private(folder) and (not os.path.lexists(path) or _is_private(path))
    except OSError:
        return None
    return path if private else None


def _is_private(path: str) -> bool:
    """Whether the folder or file is the user's own, and nobody else can write to it."""
    status = os.lstat(path)
    kind = stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)
    return kind and status.st_uid == os.geteuid() and not status.st_mode & 0o022
