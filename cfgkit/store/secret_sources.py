"""Where a secret comes from, other than a prompt: a file, the environment, what a program prints. Never argv."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

from cfgkit.errors import InputError
from cfgkit.secret import Secret
from cfgkit.store.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path


def from_file(path: Path) -> Secret:
    """The one line of a file.

    Raises:
        StoreError: it can't be read.
        InputError: it is no UTF-8.
    """
    try:
        return one_line(read_bytes(path).decode())
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=path) from None


def from_environment(name: str) -> Secret:
    """The value of an environment variable.

    Raises:
        InputError: there is none of that name.
    """
    if name not in os.environ:
        raise InputError(f"the environment has no variable {name}")
    return Secret(os.environ[name])


def from_command(command: str, what: str) -> Secret:
    """The one line that a program prints, run without a shell; `what` names the program in an error.

    Raises:
        InputError: it can't be run, or fails.
    """
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, check=True, stdin=subprocess.DEVNULL)
        return one_line(done.stdout.decode())
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError):
        # What the program printed may be the secret, so none of it is shown.
        raise InputError(f"{what} failed", help="run it by hand to see why") from None


def one_line(text: str) -> Secret:
    """The text less the line ending that editors and programs put behind it."""
    return Secret(text.removesuffix("\n").removesuffix("\r"))
