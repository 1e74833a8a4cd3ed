"""The user's state and configuration folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def state_folder() -> Path:
    """Where the journal goes: $XDG_STATE_HOME/cfgkit, or %LOCALAPPDATA%\\cfgkit on Windows."""  # noqa: D301 - one backslash
    return _folder("XDG_STATE_HOME", ".local/state")


def config_folder() -> Path:
    """Where the user's own cfgkit.toml is: $XDG_CONFIG_HOME/cfgkit, or %LOCALAPPDATA%\\cfgkit on Windows."""  # noqa: D301 - one backslash
    return _folder("XDG_CONFIG_HOME", ".config")


def _folder(variable: str, default: str) -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(base) / "cfgkit"
    return Path(os.environ.get(variable) or Path.home() / default) / "cfgkit"
