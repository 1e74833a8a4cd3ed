"""`cfgkit edit`: the editor."""

from __future__ import annotations

from pathlib import Path

import click

from cfgkit.tui import run_editor


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--read-only", is_flag=True, help="Look, don't touch.")
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Compare with this file, which is not changed; may be repeated.",
)
def edit(files: tuple[Path, ...], read_only: bool, against: tuple[Path, ...]) -> int:
    """Open the editor on one or more files. Without a terminal: show, get and set do the same."""
    return run_editor(files, read_only=read_only, against=against)
