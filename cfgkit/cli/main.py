"""The group of commands, and the one way out of every error: a line on standard error and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, NoReturn

import click

from cfgkit import __version__
from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.errors import CfgkitError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The commands in the order of --help: their module, and what they are for in a line.
_COMMANDS: Final = {
    "edit": ("edit", "Open the editor."),
    "show": ("show", "What a file says, line by line, with the effect of a change."),
    "get": ("get", "The bare value of one setting."),
    "set": ("set", "Change settings, or add them."),
    "unset": ("set", "Take settings out."),
    "comment": ("set", "Comment settings out."),
    "uncomment": ("set", "Make commented-out settings live."),
    "backups": ("backups", "List the backups of a file."),
    "restore": ("backups", "Bring a backup back."),
    "check": ("check", "Find what is wrong in files, and mend what is safe to mend."),
    "explain": ("explain", "What a setting, a section or a rule means."),
    "schema": ("schema", "Read a site's own template into the schema."),
    "domains": ("domains", "List the domains below a config home."),
    "diff": ("diff", "What differs between files, by section and key."),
    "apply": ("diff", "Make a file what a reviewed difference says."),
    "merge": ("merge", "Bring what changed between two files into a third."),
    "redact": ("redact", "A copy to mail to support: secrets replaced, names on request."),
    "to-yaml": ("yaml", "Write a file as YAML."),
    "from-yaml": ("yaml", "Set what a YAML says in a file, or create it."),
    "smtp": ("smtp", "Test the mail settings for real."),
    "completion": ("completion", "Print the completion script of a shell."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is used, so that `get` loads nothing of the editor."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of --help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"cfgkit.cli.cmd_{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        gc.enable()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words begin with; a word that is none gets the nearest one named."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, 1)
            if not near:
                raise
            raise click.UsageError(f"{problem.message} Did you mean {near[0]!r}?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, which needs no command to be imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="cfgkit", message="%(prog)s %(version)s")
def cfgkit() -> None:
    """PeopleSoft's PSAPPSRV.CFG and PSPRCS.CFG: read, check, edit, compare, test.

    A setting's address is SECTION/KEY, like 'SMTP Settings/SMTPServer'. `-` as FILE is standard input.
    Exit codes: 0 fine, 1 findings or differences, 2 wrong use or unreadable input.
    """


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    sys.exit(execute(arguments))


def execute(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives its exit code, whatever happens."""
    try:
        outcome = cfgkit.main(args=arguments, prog_name="cfgkit", standalone_mode=False)
        sys.stdout.flush()
    except CfgkitError as problem:
        console.fail(problem)
        return ExitCode.FOUND if isinstance(problem, RefusedError) else ExitCode.WRONG
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        console.note("cfgkit: interrupted")
        return ExitCode.INTERRUPTED
    except click.ClickException as problem:
        console.error(problem.format_message(), _usage_help(problem))
    except BrokenPipeError:
        # The reader of our output has gone; what it did not read is of no interest to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as problem:
        console.error(f"{problem.filename or 'the system'}: {problem.strerror or type(problem).__name__}")
    except Exception as problem:
        if os.environ.get("CFGKIT_DEBUG"):
            raise
        # The exception's own words may hold a value from the file, so only its type is shown.
        console.error(f"a defect of cfgkit: {type(problem).__name__}", "CFGKIT_DEBUG=1 shows where; please report it")
    else:
        return outcome if isinstance(outcome, int) else ExitCode.OK
    return ExitCode.WRONG


def _usage_help(problem: click.ClickException) -> str:
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    return f"{context.command_path} --help" if context else "cfgkit --help"
