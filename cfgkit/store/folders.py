"""The user's state and configuration folders."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def state_folder() -> Path:
    """Where the journal goes: $XDG_STATE_HOME/cfgkit, or %LOCALAPPDATA%\\cfgkit on Windows."""  # noqa: D301 - one backslash
    return _as_path(_folder("XDG_STATE_HOME", ".local/state"))


def config_folder() -> Path:
    """Where the user's own cfgkit.toml is: $XDG_CONFIG_HOME/cfgkit, or %LOCALAPPDATA%\\cfgkit on Windows."""  # noqa: D301 - one backslash
    return _as_path(config_folder_name())


def config_folder_name() -> str:
    """The name of `config_folder`."""
    return _folder("XDG_CONFIG_HOME", ".config")


def _as_path(name: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - start-up: reading a file needs none

    return Path(name)


def _folder(variable: str, default: str) -> str:
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(base, "cfgkit")
    return os.path.join(os.environ.get(variable) or os.path.join(home, default), "cfgkit")
