"""`cfgkit smtp log`: what the SMTP trace logs of a domain say."""

from __future__ import annotations

from pathlib import Path

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import source
from cfgkit.cli.options import STDIN, encoding_option, format_option
from cfgkit.mail.tracelog import LogFolder, as_json, as_text, log_folder, logs_in, read_logs


@click.command()
@click.argument("file", type=click.Path())
@click.option("--log-dir", type=click.Path(path_type=Path), help="The folder of the logs, where FILE does not tell it.")
@click.option("--mask-addresses", is_flag=True, help="Show a***@example.com instead of addresses.")
@encoding_option
@format_option
def log(file: str, log_dir: Path | None, mask_addresses: bool, encoding: str | None, form: str) -> int:
    """Read the SMTP trace logs of the domain that FILE belongs to.

    Counts sends by result and day, and explains each that is not known to be delivered. Exit code 0 only if
    there are sends and all were delivered.
    """
    if file == STDIN and log_dir is None:
        raise click.UsageError("standard input stands in no domain: name the folder with --log-dir")
    read = source(file, encoding)
    folder = LogFolder(log_dir, "--log-dir") if log_dir is not None else log_folder(read.document, Path(file))
    with console.progress("reading log", logs_in(folder.path)) as paths:
        tally = read_logs(paths)
    if form == "json":
        console.results("smtp-log", [as_json(read.document, read.name, folder, tally, hide=mask_addresses)])
    else:
        width = console.width()
        console.data(as_text(read.document, read.name, folder, tally, hide=mask_addresses, width=width))
    return ExitCode.OK if tally.sends and not tally.failed else ExitCode.FOUND
