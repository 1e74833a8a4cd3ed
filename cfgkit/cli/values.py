"""Where a secret's value comes from: a prompt, a file, the environment or a command; never argv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.reading import read_text
from cfgkit.errors import InputError
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping


@dataclass(frozen=True, slots=True)
class ValueSource:
    """What the user said of where a value comes from; at most one is given. `name` begins the options' names."""

    prompt: bool
    file: Path | None
    env: str | None
    command: str | None
    name: str = "value"

    @property
    def options(self) -> str:
        """The options by which it is given, in words."""
        return options_in_words(self.name)

    @property
    def is_given(self) -> bool:
        """Whether the value comes from somewhere else than the line.

        Raises:
            UsageError: more than one source is named.
        """
        count = sum((self.prompt, self.file is not None, self.env is not None, self.command is not None))
        if count > 1:
            raise click.UsageError(f"name only one of {self.options}")
        return count == 1

    def read(self, what: str, *, confirm: bool = True) -> Secret:
        """The value; `what` it is for, `confirm` has a prompt ask twice.

        Raises:
            InputError: the source can't be read.
        """
        from cfgkit.store.secret_sources import from_command, from_environment, one_line  # start-up: few need one

        if self.file is not None:
            return one_line(read_text(self.file))
        if self.env is not None:
            return from_environment(self.env)
        if self.command is not None:
            return from_command(self.command, f"the program of --{self.name}-command")
        if not console.is_interactive():
            others = self.options.split(", ", 1)[1]
            raise InputError(f"--{self.name}-prompt needs a terminal", help=f"use {others}")
        return Secret(click.prompt(f"Value for {what}", hide_input=True, confirmation_prompt=confirm, err=True))


def options_in_words(name: str) -> str:
    """The options of `secret_options` in words."""
    return f"--{name}-prompt, --{name}-file, --{name}-env or --{name}-command"


class SecretOption(click.Option):
    """One of the four options of a secret; `secret` is the name that they share, `what` the secret in words."""

    def __init__(self, *words: Any, secret: str, what: str, **more: Any) -> None:
        super().__init__(*words, **more)
        self.secret = secret
        self.what = what


def secret_options(name: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options --NAME-prompt, -file, -env and -command of a command; `source_of` gathers them again."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        option = partial(click.option, cls=SecretOption, secret=name, what=what)
        for one in (
            option(f"--{name}-command", metavar="CMD", help=f"Take {what} from what a program prints."),
            option(f"--{name}-env", metavar="NAME", help=f"Take {what} from an environment variable."),
            option(f"--{name}-file", type=click.Path(path_type=Path), help=f"Take {what} from a file."),
            option(f"--{name}-prompt", is_flag=True, help=f"Ask for {what}; it is not shown."),
        ):
            command = one(command)
        return command

    return add


def source_of(name: str, given: MutableMapping[str, Any]) -> ValueSource:
    """The source that these options of `secret_options` name; they are taken out of the mapping."""
    prefix = name.replace("-", "_")
    prompt, file, env, command = (given.pop(f"{prefix}_{kind}") for kind in ("prompt", "file", "env", "command"))
    return ValueSource(prompt, file, env, command, name)


value_options = secret_options("value", "the value")
