"""What to-yaml and from-yaml do with --dpk: DPK's psft_customizations.yaml out and in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import as_one
from cfgkit.cli.yaml_files import YamlFile, print_diff, write_yaml, yaml_file, yaml_text
from cfgkit.convert.dpk import applied, block_of, read_settings, read_variables, written
from cfgkit.errors import CfgkitError, InputError, RefusedError
from cfgkit.schema import is_secret
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cfgkit.cli.inputs import Source
    from cfgkit.convert.composed import Mark
    from cfgkit.convert.dpk import Block, Style, Written
    from cfgkit.document import Document

_BELONG = "--domain, --windows, --placeholder, --hiera and --hiera-file"


@dataclass(frozen=True, slots=True)
class DpkOptions:
    """The options that belong to --dpk."""

    dpk: bool
    domain: str | None
    windows: bool
    placeholder: Style | None
    hiera: tuple[str, ...]
    hiera_file: str | None

    def require_unused(self) -> None:
        """Refuse options that mean nothing without --dpk.

        Raises:
            UsageError: one of them is given.
        """
        if any((self.domain, self.windows, self.placeholder, self.hiera, self.hiera_file)):
            raise click.UsageError(f"{_BELONG} belong to --dpk")

    def variables(self) -> dict[str, str]:
        """The values that the user gives for interpolations.

        Raises:
            InputError: one can't be read, or is a secret on the command line.
        """
        found = {} if self.hiera_file is None else _variables(self.hiera_file)
        for one in self.hiera:
            name, equals, value = one.partition("=")
            if not equals:
                raise InputError("an argument of --hiera is no NAME=VALUE")
            if is_secret(name):
                raise InputError(
                    f"{name} is a secret by its name: its value is not taken from the command line",
                    help="secrets are never carried over: leave it away",
                )
            found[name] = value
        return found


def _variables(name: str) -> dict[str, str]:
    try:
        return read_variables(yaml_text(name))
    except CfgkitError as problem:
        problem.file = name
        raise


def dpk_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of --dpk, as one DpkOptions argument called `dpk`."""
    options = (
        click.option("--hiera-file", metavar="YAML", help="With --dpk: a flat YAML of such values."),
        click.option("--hiera", metavar="NAME=VALUE", multiple=True, help="With --dpk: what an interpolation gives."),
        click.option(
            "--placeholder",
            type=click.Choice(["lookup", "hiera", "eyaml"]),
            help="With --dpk: what stands in place of a password.  [default: lookup]",
        ),
        click.option("--windows", is_flag=True, help="With --dpk: % is doubled, for cmd."),
        click.option("--domain", metavar="NAME", help="With --dpk: the domain's name there, if not the folder's."),
        click.option("--dpk", is_flag=True, help="DPK's psft_customizations.yaml instead of cfgkit's own layout."),
    )
    return as_one(command, "dpk", DpkOptions, options)


def to_dpk(
    wanted: Sequence[tuple[Source, Collection[tuple[str, str]] | None]],
    options: DpkOptions,
    *,
    into: str | None,
    dry_run: bool,
) -> int:
    """Print the domains' blocks, or write them into a YAML file.

    Raises:
        CfgkitError: a file or the YAML can't be used; nothing is written.
    """
    if options.domain is not None and wanted[1:]:
        raise click.UsageError("--domain names the domain of one FILE")
    blocks = [_block(read, only, options) for read, only in wanted]
    file = YamlFile("", "") if into is None else yaml_file(into)
    try:
        found = written(file.text, blocks, style=options.placeholder or "lookup", variables=options.variables())
    except CfgkitError as problem:
        problem.file = problem.file or into
        raise
    if into is None:
        console.data(found.text)
    elif dry_run:
        print_diff(file, found.text)
    else:
        write_yaml(file, found.text)
    for (read, _), block in zip(wanted, blocks, strict=True):
        for one in block.findings:
            console.finding(read.name, one)
    for one in found.findings:
        console.finding(into or "", one)
    _narrate(found)
    return ExitCode.FOUND if found.findings or any(block.findings for block in blocks) else ExitCode.OK


def _block(read: Source, only: Collection[tuple[str, str]] | None, options: DpkOptions) -> Block:
    domain = options.domain or _folder(read.name)
    if not domain:
        raise InputError("which domain it is can't be told", file=read.name, help="name it with --domain")
    try:
        return block_of(read.document, domain, only=only, windows=options.windows)
    except CfgkitError as problem:
        problem.file = read.name
        raise


def _folder(name: str) -> str:
    """The folder that the file stands in, which psadmin calls like the domain."""
    return Path(name).absolute().parent.name if name != "<stdin>" else ""


def _narrate(found: Written) -> None:
    for held in found.placeholders:
        console.note(f"cfgkit: secret left out: {held.name}: {held.placeholder}")
    if found.kept:
        console.note(f"cfgkit: interpolations kept, not compared: {', '.join(found.kept)}")
    for domain in found.new_domains:
        console.note(f"cfgkit: new block for {domain}: its comment lists what a .CFG does not tell")
    console.note("cfgkit: DPK applies these when it creates the domain, not to one that is there")


def settings_from_dpk(
    yaml: str, text: str, name: str, options: DpkOptions, *, force: bool
) -> Callable[[Document], tuple[Document, Mapping[tuple[str, str], Mark]]]:
    """The edit of one file that its domain's block means, and where the YAML names what it changes."""
    variables = options.variables()

    def edit(document: Document) -> tuple[Document, Mapping[tuple[str, str], Mark]]:
        try:
            found = read_settings(
                text,
                document,
                options.domain or "",
                folder=_folder(name),
                variables=variables,
                windows=options.windows,
            )
        except CfgkitError as problem:
            problem.file = yaml
            raise
        for one in found.findings:
            console.finding(yaml, one)
        for left in found.by_hand:
            console.note(f"cfgkit: by hand: {left.address}: {left.reason}")
        if not force and any(one.severity is not Severity.INFO for one in found.findings):
            raise RefusedError("the findings stand, so nothing is written", file=yaml, help="mend them, or add --force")
        return applied(found, document), found.marks()

    return edit
