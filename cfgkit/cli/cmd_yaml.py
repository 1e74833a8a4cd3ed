"""`cfgkit to-yaml` and `cfgkit from-yaml`: settings to YAML and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.editing import apply, edit_options
from cfgkit.cli.inputs import source
from cfgkit.cli.options import STDIN, encoding_option
from cfgkit.convert import from_yaml as document_of
from cfgkit.convert import to_yaml as yaml_of
from cfgkit.errors import CfgkitError, InputError
from cfgkit.store import create

if TYPE_CHECKING:
    from cfgkit.cli.editing import EditOptions

_PRIVATE = 0o600


@click.command("to-yaml")
@click.argument("file", type=click.Path())
@click.option("--with-secrets", is_flag=True, help="Write secrets too; needs -o, which gets mode 0600.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write a new file instead of printing.")
@encoding_option
def to_yaml(file: str, with_secrets: bool, output: Path | None, encoding: str | None) -> int:
    """Print a file as YAML, secrets masked.

    With --with-secrets the YAML holds everything: from-yaml gives back exactly the file's bytes.
    """
    if with_secrets and output is None:
        raise click.UsageError("--with-secrets needs -o FILE: secrets are not printed")
    text = yaml_of(source(file, encoding).document, with_secrets=with_secrets)
    if output is None:
        console.data(text)
    else:
        create(output, text.encode(), mode=_PRIVATE)
    return ExitCode.OK


@click.command("from-yaml")
@click.argument("yaml", type=click.Path())
@click.option("--into", required=True, metavar="FILE", help="The file to set the settings in; created if missing.")
@edit_options
def from_yaml(yaml: str, into: str, options: EditOptions) -> int:
    """Set and add the settings of a YAML in a file; where there is no file, write it exactly.

    Into an existing file only live settings go: what it has beyond them stays, and so do its comments,
    its order, and every secret that is masked in the YAML.
    """
    text = _text(yaml)
    try:
        if into == STDIN or Path(into).exists():
            return apply([into, *options.also], lambda document: document_of(text, into=document), options)
        data = document_of(text).to_bytes()
    except CfgkitError as problem:
        if problem.line is not None:
            problem.file = yaml
        raise
    if options.dry_run:
        console.note(f"cfgkit: would create {into}, {len(data)} bytes")
        return ExitCode.OK
    create(Path(into), data, mode=_PRIVATE)
    console.note(f"cfgkit: created {into} with mode 0600")
    return ExitCode.OK


def _text(name: str) -> str:
    try:
        return (sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()).decode()
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror}", file=name) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=name) from None
