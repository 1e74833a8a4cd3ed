"""Options that several commands have."""

from __future__ import annotations

from typing import Final

import click

STDIN: Final = "-"

encoding_option = click.option(
    "--encoding", metavar="CODEC", help="Read the file as this codec; refused where that is not exact."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
domains_option = click.option(
    "--domains", metavar="HOME", type=click.Path(), help="All domains below this PS_CFG_HOME."
)
