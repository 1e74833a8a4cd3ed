"""`cfgkit edit`: the editor."""

from __future__ import annotations

from pathlib import Path

import click

from cfgkit import store
from cfgkit.cli.options import STDIN, domains_option
from cfgkit.tui import run_editor


@click.command()
@click.argument("files", metavar="FILE|HOME...", nargs=-1, type=click.Path(path_type=Path))
@domains_option
@click.option("--read-only", is_flag=True, help="Look, don't touch.")
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Compare with this file, which is not changed; may be repeated.",
)
def edit(files: tuple[Path, ...], domains: str | None, read_only: bool, against: tuple[Path, ...]) -> int:
    """Open the editor on files, on the domains below a config home, or on both.

    A HOME, be it a FILE argument or with --domains, begins on the tree of its domains. `-` is a file that is piped
    in: it is read-only, and can be saved as another. Without a terminal: show, get and set do the same.
    """
    from cfgkit.tui.launch import read_piped

    if not files and domains is None:
        raise click.UsageError("name a FILE, or a config home")
    names = [str(path) for path in files]
    if names.count(STDIN) + (domains == STDIN) > 1:
        raise click.UsageError("standard input is read once")
    homes = {str(path): store.find_domains(path) for path in files if _is_folder(path)}
    if domains is not None and domains != STDIN:
        homes[domains] = store.find_domains(Path(domains))
    piped = read_piped() if STDIN in {*names, domains} else None
    if domains == STDIN and piped is not None:
        homes["standard input"] = store.listed_domains(piped)
    return run_editor(
        [path for path in files if str(path) not in {STDIN, *homes}],
        homes=homes,
        piped=piped if STDIN in names else None,
        read_only=read_only,
        against=against,
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it says why
