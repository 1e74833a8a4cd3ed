"""`cfgkit smtp`: plan and test the mail settings for real."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

#: The commands in the order of --help, and what they are for in a line.
_COMMANDS: Final = {
    "plan": "What would be done, value by value; touches no network.",
    "test": "Send one real message and report stage by stage.",
    "sandbox": "A mail server on this host that is what the settings expect, faults on request.",
    "log": "Count the sends in the domain's own mail traces, and explain failures.",
    "domain": "Whether mail can be sent to an address's domain, as IsDomainNameValid asks.",
}


class _Commands(click.Group):
    """Imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"cfgkit.cli.smtp_{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands)
def smtp() -> None:
    """Test the mail settings of a file as the application server would use them."""
