"""Options that several commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from cfgkit.errors import InputError

if TYPE_CHECKING:
    from cfgkit.schema.release import Release

STDIN: Final = "-"


def _release(_context: click.Context, _option: click.Parameter, text: str | None) -> Release | None:
    if text is None:
        return None
    from cfgkit.schema.release import release_of

    try:
        return release_of(text)
    except InputError as problem:
        raise click.BadParameter(problem.message) from None


encoding_option = click.option(
    "--encoding", metavar="CODEC", help="Read the file as this codec; refused where that is not exact."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
release_option = click.option(
    "--release", metavar="8.NN", callback=_release, help="The PeopleTools release, such as 8.61; no file says it."
)
domains_option = click.option(
    "--domains",
    metavar="HOME",
    type=click.Path(),
    help="All domains below this PS_CFG_HOME; - takes them from `cfgkit domains --format json` on standard input.",
)
