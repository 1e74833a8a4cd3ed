"""`cfgkit backups` and `cfgkit restore`: the copies of a file, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.editing import require_permission
from cfgkit.cli.inputs import source
from cfgkit.cli.options import format_option
from cfgkit.display import visible
from cfgkit.document import parse
from cfgkit.errors import InputError
from cfgkit.store import Rewrite, find_backup, list_backups, load_config, read, save_all


@click.command()
@click.argument("file", type=click.Path())
@format_option
def backups(file: str, form: str) -> int:
    """List the backups of a file, the newest first, by their time in UTC."""
    target = read(file).target
    found = list_backups(target, load_config(target).backup_folder)
    if form == "json":
        listed = [{"when": one.when, "path": str(one.path)} for one in found]
        console.results("backups", [{"file": file, "backups": listed}])
    else:
        console.data("".join(f"{one.when}  {visible(str(one.path))}\n" for one in found))
        if not found:
            console.note(f"cfgkit: {file} has no backups")
    return ExitCode.OK


@click.command()
@click.argument("file", type=click.Path())
@click.argument("when", required=False)
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--in-place", is_flag=True, help="Overwrite instead of replace: keeps links, not kill-safe.")
@click.option("--confirm", metavar="NAME", help="The name of a protected environment, to write its files.")
def restore(file: str, when: str | None, yes: bool, in_place: bool, confirm: str | None) -> int:
    """Bring a backup back: the newest one, or the one of WHEN (the time's beginning is enough).

    Shows the differences first and asks. The file as it is now becomes a backup of its own.
    """
    now = source(file)
    if now.snapshot is None:
        raise click.UsageError("standard input has no backups")
    config = load_config(now.snapshot.target)
    backup = find_backup(now.snapshot.target, when, config.backup_folder)
    old = read(backup.path)
    console.data(now.document.unified_diff(parse(old.data), visible(file), visible(backup.path.name)))
    if old.data == now.snapshot.data:
        console.note(f"cfgkit: {file} is that backup already")
        return ExitCode.OK
    require_permission(now, config, confirm)
    if not yes:
        if not console.is_interactive():
            raise InputError("restore asks before it writes, and there is no terminal", help="--yes does not ask")
        made = datetime.strptime(backup.when, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        click.confirm(f"Bring the backup of {made:%Y-%m-%d %H:%M:%S} UTC back?", abort=True, err=True)
    saved = save_all([Rewrite(now.snapshot, old.data, ("(restore)",), config)], in_place=in_place)[0]
    kept = saved.backup.path.name if saved.backup else ""
    console.note(f"cfgkit: {file} is the backup of {backup.when} again; what it was is {kept}")
    if saved.warning:
        console.warn(saved.warning)
    return ExitCode.OK
