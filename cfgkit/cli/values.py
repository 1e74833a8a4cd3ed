"""Where a secret's value comes from: a prompt, a file, the environment or a command; never argv."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.reading import read_text
from cfgkit.errors import InputError
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = "--value-prompt, --value-file, --value-env or --value-command"


@dataclass(frozen=True, slots=True)
class ValueSource:
    """What the user said of where the value comes from; at most one is given."""

    prompt: bool
    file: Path | None
    env: str | None
    command: str | None

    @property
    def is_given(self) -> bool:
        """Whether the value comes from somewhere else than the line.

        Raises:
            UsageError: more than one source is named.
        """
        count = sum((self.prompt, self.file is not None, self.env is not None, self.command is not None))
        if count > 1:
            raise click.UsageError(f"name only one of {OPTIONS}")
        return count == 1

    def read(self, address: str) -> Secret:
        """The value.

        Raises:
            InputError: the source can't be read.
        """
        if self.file is not None:
            return _one_line(read_text(self.file))
        if self.env is not None:
            if self.env not in os.environ:
                raise InputError(f"the environment has no variable {self.env}")
            return Secret(os.environ[self.env])
        if self.command is not None:
            return _from_command(self.command)
        if not console.is_interactive():
            raise InputError("--value-prompt needs a terminal", help="use --value-file, --value-env or --value-command")
        return Secret(click.prompt(f"Value for {address}", hide_input=True, confirmation_prompt=True, err=True))


def value_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that can take a value from elsewhere than the line."""
    for option in (
        click.option("--value-command", metavar="CMD", help="Take the value from what a program prints."),
        click.option("--value-env", metavar="NAME", help="Take the value from an environment variable."),
        click.option("--value-file", type=click.Path(path_type=Path), help="Take the value from a file."),
        click.option("--value-prompt", is_flag=True, help="Ask for the value; it is not shown."),
    ):
        command = option(command)
    return command


def _from_command(command: str) -> Secret:
    import subprocess

    try:
        done = subprocess.run(shlex.split(command), capture_output=True, check=True, stdin=subprocess.DEVNULL)
        return _one_line(done.stdout.decode())
    except (OSError, ValueError, subprocess.CalledProcessError):
        # What the program printed may be the secret, so none of it is shown.
        raise InputError("the program of --value-command failed", help="run it by hand to see why") from None


def _one_line(text: str) -> Secret:
    return Secret(text.removesuffix("\n").removesuffix("\r"))
