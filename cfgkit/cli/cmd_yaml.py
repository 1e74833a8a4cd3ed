"""`cfgkit to-yaml` and `cfgkit from-yaml`: settings to YAML and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.dpk import dpk_options, settings_from_dpk, to_dpk
from cfgkit.cli.editing import apply_each, edit_options
from cfgkit.cli.inputs import named_files, source
from cfgkit.cli.options import STDIN, encoding_option
from cfgkit.cli.yaml_files import PRIVATE, yaml_text
from cfgkit.compare import changed_settings
from cfgkit.convert import findings_of_change, marks_of, merged, read_layout, rendered, rewritten
from cfgkit.convert import to_yaml as yaml_of
from cfgkit.display import counted
from cfgkit.document import parse
from cfgkit.errors import CfgkitError, RefusedError
from cfgkit.store import create

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cfgkit.cli.dpk import DpkOptions
    from cfgkit.cli.editing import EditOptions
    from cfgkit.cli.inputs import Source
    from cfgkit.convert.composed import Mark
    from cfgkit.convert.layout import Layout
    from cfgkit.document import Document

    #: An edit of a Document, and where the YAML names what it changes.
    Edit = Callable[[Document], tuple[Document, Mapping[tuple[str, str], Mark]]]


@click.command("to-yaml")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--with-secrets", is_flag=True, help="Write secrets too; needs -o, which gets mode 0600.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write a new file instead of printing.")
@click.option("--only-changes-from", "delivered", metavar="DELIVERED", type=click.Path(), help="What differs from it.")
@click.option("--into", metavar="YAML", help="With --dpk: the YAML to write the block into; created if missing.")
@click.option("-n", "--dry-run", is_flag=True, help="With --into: print a unified diff and write nothing.")
@dpk_options
@encoding_option
def to_yaml(
    files: tuple[str, ...],
    with_secrets: bool,
    output: Path | None,
    delivered: str | None,
    into: str | None,
    dry_run: bool,
    dpk: DpkOptions,
    encoding: str | None,
) -> int:
    """Print files as YAML, secrets masked.

    With --with-secrets the YAML holds everything: from-yaml gives back exactly the file's bytes. With
    --only-changes-from, a delivered file or template, it holds just what the site changed. With --dpk it is
    a block of DPK's psft_customizations.yaml, new or --into one that is there.
    """
    base = None if delivered is None else source(delivered, encoding).document
    if dpk.dpk:
        if with_secrets or output is not None:
            raise click.UsageError("--dpk never writes secrets, and writes --into a YAML")
        read = [source(name, encoding) for name in files]
        return to_dpk([(one, _changed(one, base)) for one in read], dpk, into=into, dry_run=dry_run)
    dpk.require_unused()
    if into is not None or dry_run:
        raise click.UsageError("--into and --dry-run belong to --dpk")
    if with_secrets and output is None:
        raise click.UsageError("--with-secrets needs -o FILE: secrets are not printed")
    if output is not None and files[1:]:
        raise click.UsageError("-o takes one FILE")
    for one in (source(name, encoding) for name in files):
        text = yaml_of(one.document, with_secrets=with_secrets, only=_changed(one, base))
        if output is None:
            console.data(f"---\n{text}" if files[1:] else text)
        else:
            create(output, text.encode(), mode=PRIVATE)
    return ExitCode.OK


def _changed(read: Source, delivered: Document | None) -> Collection[tuple[str, str]] | None:
    """The settings that differ from the delivered file's; None where all are wanted."""
    if delivered is None:
        return None
    found = changed_settings(delivered, read.document)
    for address in found.missing:
        console.note(f"cfgkit: {read.name}: {address} is delivered and not there: a YAML can't say that")
    return found.settings


@click.command("from-yaml")
@click.argument("yaml", type=click.Path())
@click.option("--into", metavar="FILE", help="The file to set the settings in; created if missing.")
@click.option("--prune", is_flag=True, help="Take live settings out that the YAML has not.")
@click.option("--exact", is_flag=True, help="Make it what the YAML says to the byte: comments and order too.")
@click.option("--force", is_flag=True, help="Write in spite of findings.")
@dpk_options
@edit_options
def from_yaml(
    yaml: str, into: str | None, prune: bool, exact: bool, force: bool, dpk: DpkOptions, options: EditOptions
) -> int:
    """Set and add the settings of a YAML in a file; where there is no file, write it exactly.

    Into an existing file only live settings go, and only those that differ: what it has beyond them stays, and
    so do its comments, its order, and every secret that is masked in the YAML. Values that a type refuses and
    names that look like a slip are findings; nothing is written then, unless with --force.
    """
    if prune and exact:
        raise click.UsageError("--exact takes out everything that the YAML has not: leave --prune away")
    if yaml == STDIN and STDIN in {into, options.domains, *options.also}:
        raise click.UsageError("only one of them can be standard input")
    files = named_files([*([] if into is None else [into]), *options.also], options.domains)
    text = yaml_text(yaml)
    try:
        if dpk.dpk:
            edits = [(name, settings_from_dpk(yaml, text, name, dpk, force=force)) for name in files]
        else:
            dpk.require_unused()
            layout = read_layout(text)
            if into is not None and files == [into] and into != STDIN and not Path(into).exists():
                return _create(yaml, layout, into, options)
            marks = marks_of(layout)
            edits = [(name, _into(layout, marks, prune=prune, exact=exact)) for name in files]
        judged = [(name, _judged(yaml, edit, force=force)) for name, edit in edits]
        return apply_each(judged, options)
    except CfgkitError as problem:
        if problem.line is not None:
            problem.file = yaml
        raise


def _into(layout: Layout, marks: Mapping[tuple[str, str], Mark], *, prune: bool, exact: bool) -> Edit:
    def edit(document: Document) -> tuple[Document, Mapping[tuple[str, str], Mark]]:
        return rewritten(layout, document) if exact else merged(layout, document, prune=prune), marks

    return edit


def _judged(yaml: str, edit: Edit, *, force: bool) -> Callable[[Document], Document]:
    """The edit, refused where it brings in what check would find."""

    def checked(document: Document) -> Document:
        new, marks = edit(document)
        found = findings_of_change(document, new, marks)
        for one in found:
            console.finding(yaml, one)
        if found and not force:
            raise RefusedError(
                f"{counted(len(found), 'finding')}, so nothing is written", file=yaml, help="mend them, or add --force"
            )
        return new

    return checked


def _create(yaml: str, layout: Layout, into: str, options: EditOptions) -> int:
    document = rendered(layout)
    for one in findings_of_change(parse(b""), document, marks_of(layout)):
        console.finding(yaml, one)
    data = document.to_bytes()
    if options.dry_run:
        console.note(f"cfgkit: would create {into}, {len(data)} bytes")
        return ExitCode.OK
    create(Path(into), data, mode=PRIVATE)
    console.note(f"cfgkit: created {into} with mode 0600")
    return ExitCode.OK
