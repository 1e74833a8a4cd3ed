"""`cfgkit merge`: what THEIRS changed since BASE comes into OURS, setting by setting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.editing import require_permission, warn_of_new_characters
from cfgkit.cli.inputs import source
from cfgkit.cli.options import STDIN, encoding_option, format_option, release_option
from cfgkit.compare.merge import merge as merged_from
from cfgkit.compare.merge_report import as_json, as_text, summary
from cfgkit.errors import InputError
from cfgkit.store import Rewrite, create, load_config, save_all

if TYPE_CHECKING:
    from cfgkit.cli.inputs import Source
    from cfgkit.compare.merge import Merged
    from cfgkit.schema.release import Release

_NEW_MODE = 0o640


@click.command()
@click.argument("base", type=click.Path())
@click.argument("ours", type=click.Path())
@click.argument("theirs", type=click.Path())
@click.option("-o", "--output", metavar="OUT", help="Write the merged file: OURS itself, a new file, or - .")
@click.option("--git", is_flag=True, help="Run as git's merge driver: OURS is git's own copy, so it gets no backup.")
@click.option("--in-place", is_flag=True, help="Overwrite instead of replace: keeps links, not kill-safe.")
@click.option("--confirm", metavar="NAME", help="The name of a protected environment, to write its files.")
@release_option
@encoding_option
@format_option
def merge(
    base: str,
    ours: str,
    theirs: str,
    output: str | None,
    git: bool,
    in_place: bool,
    confirm: str | None,
    release: Release | None,
    encoding: str | None,
    form: str,
) -> int:
    """Bring what THEIRS changed since BASE into OURS, setting by setting.

    For a tools upgrade BASE is the old delivered file, OURS the site's, THEIRS the new delivered one; .cfx
    templates will do. Without -o nothing is written, and what would be done is reported.

    OURS stays as it is line by line wherever nothing has to change. New settings come with the comments above
    them. Where all three differ OURS stays, and exit code 1 says so. Secrets are never carried over.
    """
    if [base, ours, theirs].count(STDIN) > 1:
        raise click.UsageError("standard input can be only one of the three files")
    if git and (output is not None or ours == STDIN):
        raise click.UsageError("--git writes OURS: name that file, and leave -o away")
    if output == STDIN and form == "json":
        raise click.UsageError("-o - writes the file to standard output: there is no room for a report")
    files = [source(name, encoding) for name in (base, ours, theirs)]
    found = merged_from(*(one.document for one in files))
    if git:
        # It is a temporary copy that git made, and git keeps what it was.
        Path(ours).write_bytes(found.document.to_bytes())
        done = "wrote ours"
    else:
        done = _write(files[1], found, output, in_place=in_place, confirm=confirm)
    if form == "json":
        console.results("merge", [{"files": [one.name for one in files], **as_json(found, release)}])
    else:
        _report(found, release, is_data=output != STDIN and not git)
    console.note(f"cfgkit: {summary(found)}; {done}")
    return ExitCode.FOUND if found.of("conflict") else ExitCode.OK


def _write(ours: Source, found: Merged, output: str | None, *, in_place: bool, confirm: str | None) -> str:
    """Write the merged file where it belongs; says what was done."""
    data = found.document.to_bytes()
    if output is None:
        return "nothing was written"
    warn_of_new_characters(ours, found.document)
    if output == STDIN:
        console.data_bytes(data)
        return "printed"
    path = Path(output)
    snapshot = ours.snapshot
    if snapshot is not None and path.exists() and path.samefile(snapshot.target):
        config = load_config(snapshot.target)
        if data != snapshot.data:
            require_permission(ours, config, confirm)
        return _save(Rewrite(snapshot, data, _addresses(found), config), in_place=in_place)
    if path.exists():
        raise InputError("exists and is not OURS", file=output, help="-o OURS merges in place; else name a new file")
    mode = _NEW_MODE if snapshot is None else snapshot.target.stat().st_mode & 0o777
    saved = create(path, data, mode=mode)
    if saved.warning:
        console.warn(saved.warning)
    return f"created {output}"


def _addresses(found: Merged) -> tuple[str, ...]:
    return tuple(f"{change.section}/{change.key}" for change in found.changes)


def _save(rewrite: Rewrite, *, in_place: bool) -> str:
    """Write OURS; says what was done."""
    saved = save_all([rewrite], in_place=in_place)[0]
    if saved.warning:
        console.warn(saved.warning)
    if saved.backup is None:
        return f"nothing to change in {saved.path}"
    return f"wrote {saved.path}, backup {saved.backup.path.name}"


def _report(found: Merged, release: Release | None, *, is_data: bool) -> None:
    """The report: on standard error where standard output is another's."""
    if is_data:
        console.data(as_text(found, release, colour=console.has_colour()))
        return
    for line in as_text(found, release).splitlines():
        console.note(line)
