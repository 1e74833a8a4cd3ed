"""Options that several commands have."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.schema.release import Release

STDIN: Final = "-"


def as_one(
    command: Callable[..., Any], argument: str, kind: type[Any], options: Sequence[Callable[..., Any]]
) -> Callable[..., Any]:
    """The command with these options, which reach it as one argument: a dataclass with a field for each."""

    def gathered(**given: Any) -> Any:
        values = {one.name: given.pop(one.name) for one in fields(kind)}
        return command(**{argument: kind(**values)}, **given)

    gathered.__doc__ = command.__doc__
    gathered.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for option in options:
        gathered = option(gathered)
    return gathered


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
