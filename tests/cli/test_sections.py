"""Long lists of options under headings."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from cfgkit.cli.sections import SectionedCommand
from cfgkit.cli.smtp_test import test as smtp_test
from cfgkit.cli.values import SecretOption, secret_options


def shown(command: click.Command) -> str:
    return CliRunner().invoke(command, ["--help"]).output


def test_the_options_of_a_secret_are_one_entry_and_the_rest_stands_behind() -> None:
    @click.command(cls=SectionedCommand, sections={"Who": ("pass-word",)})
    @click.argument("files", nargs=-1)
    @secret_options("pass-word", "the user's password")
    @click.option("--loud", is_flag=True, help="Say more.")
    def command() -> None:
        """Does."""

    text = shown(command)
    assert "Who:\n  --pass-word-{prompt,file,env,command}\n" in text
    assert "The user's password." in text
    assert "Other options:\n  --loud  Say more.\n" in text
    assert text.count("pass-word") == 1


def test_a_heading_over_nothing_is_told_to_who_wrote_it() -> None:
    command = click.Command("x")
    with pytest.raises(KeyError):
        SectionedCommand("x", params=command.params, sections={"Who": ("nobody",)}).get_help(click.Context(command))


def test_smtp_test_s_help_has_each_option_once() -> None:
    text = shown(smtp_test)
    for option in smtp_test.params:
        if isinstance(option, SecretOption):
            assert text.count(f"--{option.secret}-{{") == 1
        elif isinstance(option, click.Option):
            assert any(line.startswith(f"  {option.opts[0]}") for line in text.splitlines()), option.opts
    assert text.index("What to do:") < text.index("A token from a token service:") < text.index("Other options:")
    assert max(map(len, text.splitlines())) <= 100
