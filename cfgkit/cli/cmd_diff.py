"""`cfgkit diff`: what differs between files, by section and key."""

from __future__ import annotations

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import named_files, source
from cfgkit.cli.options import domains_option, encoding_option, format_option
from cfgkit.compare import as_json, as_text, compare


@click.command()
@click.argument("files", metavar="A B [C...]", nargs=-1, type=click.Path())
@domains_option
@encoding_option
@format_option
def diff(files: tuple[str, ...], domains: str | None, encoding: str | None, form: str) -> int:
    """Print what differs between two or more files, by section and key.

    Order and comments don't count; secrets are compared but never shown. Exit code 1 if anything differs.
    """
    names = named_files(files, domains)
    if not names[1:]:
        raise click.UsageError("name two files or more")
    read = [source(name, encoding) for name in names]
    found = compare([(one.name, one.document) for one in read])
    if form == "json":
        console.results("diff", [as_json(found)])
    else:
        console.data(as_text(found))
        count = len(found.differences)
        console.note(f"cfgkit: {count} setting{'' if count == 1 else 's'} differ{'s' if count == 1 else ''}")
    return ExitCode.FOUND if found.differences else ExitCode.OK
