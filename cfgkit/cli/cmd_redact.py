"""`cfgkit redact`: a copy that can be mailed to support."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import named_files, source
from cfgkit.cli.options import STDIN, domains_option, encoding_option
from cfgkit.compare.naming import environment_names
from cfgkit.convert.private import CATEGORIES
from cfgkit.convert.redact import SECRETS, redacted
from cfgkit.errors import StoreError
from cfgkit.store import create

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.convert.redact import Redacted

_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
_UNSAFE = re.compile(r"[/\\<>:\"|?*\x00-\x1f]+")


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@domains_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write a new file; of several FILEs, a folder.")
@click.option("--hosts", is_flag=True, help="Hide hosts, domains and addresses too.")
@click.option("--users", is_flag=True, help="Hide users too.")
@click.option("--databases", is_flag=True, help="Hide databases too.")
@click.option("--all", "everything", is_flag=True, help="Hide all of these.")
@encoding_option
def redact(
    files: tuple[str, ...],
    domains: str | None,
    output: Path | None,
    hosts: bool,
    users: bool,
    databases: bool,
    everything: bool,
    encoding: str | None,
) -> int:
    """Make a copy that can be mailed to support: secrets are replaced, the same by the same.

    A copy still parses, checks and diffs as the file does. Several FILEs in one call share the replacements. What is
    written is a new file, never the old one.
    """
    paths = named_files(files, domains)
    if paths[1:] and output is None:
        raise click.UsageError("several files need -o FOLDER")
    asked = {"hosts": hosts, "users": users, "databases": databases}
    hide = [one for one in CATEGORIES if everything or asked[one]]
    found = redacted([source(path, encoding).document for path in paths], hide, _labels(paths))
    if output is None:
        console.data_bytes(found.documents[0].to_bytes())
    else:
        _write(_targets(output, found.labels), found)
    _narrate(found)
    return ExitCode.OK


def _labels(paths: Sequence[str]) -> list[str]:
    """A name for each copy: the file's, with its environment in front where that tells them apart."""
    names = ["stdin.cfg" if path == STDIN else Path(path).name for path in paths]
    if len({name.casefold() for name in names}) == len(names):
        return names
    return [f"{one}-{name}" for one, name in zip(environment_names(paths), names, strict=True)]


def _targets(output: Path, labels: Sequence[str]) -> list[Path]:
    """Where the copies go.

    Raises:
        StoreError: one of them is there already.
    """
    is_folder = len(labels) > 1 or output.is_dir()
    names = [_UNSAFE.sub("-", label).lstrip("-") for label in labels]
    if len({name.casefold() for name in names}) < len(names):
        names = [f"{nth}-{name}" for nth, name in enumerate(names, 1)]
    targets = [output / name for name in names] if is_folder else [output]
    for target in targets:
        if target.exists():
            raise StoreError("is there already", file=target, help="name another one: no file is ever replaced")
    if is_folder:
        try:
            output.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"can't be created: {error.strerror}", file=output) from None
    return targets


def _write(targets: Sequence[Path], found: Redacted) -> None:
    for target, document in zip(targets, found.documents, strict=True):
        create(target, document.to_bytes(), mode=_PRIVATE)
        console.note(f"cfgkit: created {target} with mode 0600")


def _narrate(found: Redacted) -> None:
    console.note(f"{'hidden':<11}{'different':>9}{'places':>9}")
    for what in (SECRETS, *CATEGORIES):
        different, places = found.counts.get(what, (None, None))
        console.note(f"{what:<11}{'kept':>9}" if different is None else f"{what:<11}{different:>9}{places:>9}")
    if any(not document.is_recognised for document in found.documents):
        console.warn("without what is hidden, a copy's bytes look like another encoding: read it with --encoding")
    console.note("cfgkit: kept are section names, keys, and what stands between % signs")
    console.note("cfgkit: comments are searched only for what settings hold: look at the copy before you mail it")
