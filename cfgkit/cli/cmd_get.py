"""`cfgkit get`: the bare value of one setting."""

from __future__ import annotations

import click

from cfgkit.cli import console
from cfgkit.cli.completing import ADDRESS
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import encoding_option, format_option
from cfgkit.cli.reading import read_document


@click.command()
@click.argument("file", type=click.Path())
@click.argument("address", metavar="SECTION/KEY", type=ADDRESS)
@encoding_option
@format_option
def get(file: str, address: str, encoding: str | None, form: str) -> int:
    """Print the bare value of one live setting.

    A setting that is missing or only commented out gives exit code 1. A secret is never printed.
    """
    document = read_document(file, encoding)
    where = document.resolve(address)
    entry = document.live(where.section, where.key, nth=where.nth, section_nth=where.section_nth)
    if entry is None:
        off = document.commented_all(where.section, where.key)
        state = f"is only commented out (line {off[-1].line.number})" if off else "is not there"
        console.note(f"cfgkit: {address} {state}")
        return ExitCode.FOUND
    if (entry.section, entry.key) != (where.section, where.key):
        console.warn(f"read {entry.section}/{entry.key}: the name matches but for its case")
    if where.nth is None:
        lines = [str(one.line.number) for one in document.live_all(where.section, where.key)]
        if len(lines) > 1:
            console.warn(f"{address} is live on lines {', '.join(lines)}: this is the last one")
    secret = document.is_secret(entry.section, entry.key)
    if secret:
        console.note(f"cfgkit: {address} is a secret and is not printed")
    if form == "json":
        place = {"section": entry.section, "key": entry.key, "value": document.masked(entry)}
        console.results("get", [{"file": file, **place, "line": entry.line.number, "secret": secret}])
    else:
        shown = document.masked(entry) if console.is_terminal() else document.masked_value(entry)
        console.data(f"{shown}\n")
    return ExitCode.OK
