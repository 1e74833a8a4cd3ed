"""`cfgkit domains`: all domains below a config home, their secrets, and what changed since they were configured."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import domain_files, sources, told
from cfgkit.cli.options import encoding_option, release_option
from cfgkit.display import counted, visible
from cfgkit.errors import CfgkitError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.check.domains import DomainReport
    from cfgkit.check.settings import RuleSettings
    from cfgkit.cli.inputs import Source
    from cfgkit.compare.archived import SinceArchived
    from cfgkit.schema.release import Release
    from cfgkit.store import DomainFile

    #: A domain's file as it was read, or why it can't be.
    _Read = tuple[DomainFile, Source | CfgkitError]

_FORMATS = ["text", "json", "csv", "paths"]
_NUL = b"\0"


@click.command()
@click.argument("home", metavar="[PS_CFG_HOME]", required=False, envvar="PS_CFG_HOME", type=click.Path())
@click.option("--secrets", is_flag=True, help="List where secrets stand and how they are stored; never a value.")
@click.option("--archived", is_flag=True, help="What changed since the newest copy in each domain's Archive.")
@release_option
@encoding_option
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print.")
@click.option("-0", "--null", is_flag=True, help="With --format paths: end each path with NUL, for xargs -0.")
def domains(
    home: str | None,
    secrets: bool,
    archived: bool,
    release: Release | None,
    encoding: str | None,
    form: str,
    null: bool,
) -> int:
    """List the domains below a config home, $PS_CFG_HOME unless one is named.

    A domain that can't be read does not stop the rest; it makes the exit code 2. With --archived, exit code 1
    if anything changed. Other commands take what --format json printed with `--domains -`.
    """
    if home is None:
        raise click.UsageError("name a config home, or set PS_CFG_HOME")
    if secrets and archived:
        raise click.UsageError("--secrets and --archived are two lists: ask for one")
    if (secrets and form == "paths") or (archived and form in {"csv", "paths"}):
        raise click.UsageError(f"--{'secrets' if secrets else 'archived'} is not printed as {form}")
    if null and form != "paths":
        raise click.UsageError("--null belongs to --format paths")
    files = domain_files(home)
    if form == "paths":
        return _print_paths(files, _NUL if null else b"\n")
    if secrets:
        return _list_secrets(_read(files, encoding), form)
    if archived:
        return _list_changes(_read(files, encoding), release, encoding, form)
    return _list(_read(files, encoding), release, form)


def _print_paths(files: Sequence[DomainFile], end: bytes) -> int:
    """The bare paths; one that holds a line break is none of the lines."""
    paths = [str(one.path) for one in files if one.problem is None]
    if console.is_terminal():
        console.data("".join(f"{visible(path)}\n" for path in paths))
        return told([one.problem for one in files])
    broken = [path for path in paths if end != _NUL and not {"\n", "\r"}.isdisjoint(path)]
    console.data_bytes(b"".join(os.fsencode(path) + end for path in paths if path not in broken))
    help = "-0 ends paths with NUL, for xargs -0"
    return told([*(one.problem for one in files), *(InputError("is no line", file=path, help=help) for path in broken)])


def _read(files: Sequence[DomainFile], encoding: str | None) -> list[_Read]:
    found = iter(sources([str(one.path) for one in files if one.problem is None], encoding))
    return [(one, one.problem or next(found)) for one in files]


def _list(read: Sequence[_Read], release: Release | None, form: str) -> int:
    from cfgkit.check.domains import domain_json, domains_csv, domains_text

    reports = _reports(read, release)
    if form == "json":
        console.results("domains", [domain_json(one) for one in reports])
    else:
        console.data(domains_csv(reports) if form == "csv" else domains_text(reports, console.width()))
    outcome = told([one.problem for one in reports])
    if form == "text":
        known = [one.file for one in reports if one.problem is None]
        count = len({file.domain for file in known})
        console.note(f"cfgkit: {counted(len(known), 'file')} of {counted(count, 'domain')}")
        if any(one.is_guess for one in reports):
            console.note("cfgkit: a release with ? is a guess: the oldest one that has what the file holds")
    return outcome


def _reports(read: Sequence[_Read], release: Release | None) -> list[DomainReport]:
    """The report on each file, in order."""
    from cfgkit.check.checking import judged_together
    from cfgkit.check.domains import DomainReport, domain_report

    judged = [(file, one if isinstance(one, CfgkitError) else _with_rules(one)) for file, one in read]
    ready = [one for _, one in judged if not isinstance(one, CfgkitError)]
    with console.progress("checking file", [(one.name, one.document) for one, _ in ready]) as counted:
        found = judged_together(counted, release=release, settings=[rules for _, rules in ready])
        return [
            DomainReport(file, problem=one) if isinstance(one, CfgkitError) else domain_report(file, *next(found))
            for file, one in judged
        ]


def _with_rules(read: Source) -> tuple[Source, RuleSettings] | CfgkitError:
    """The file and the rules that hold for it, or what is wrong with its cfgkit.toml."""
    from cfgkit.cli.rules import rules_of

    try:
        return read, rules_of(read.name)
    except CfgkitError as problem:
        return problem


def _list_secrets(read: Sequence[_Read], form: str) -> int:
    from cfgkit.check.inventory import Inventory, inventory_csv, inventory_json, inventory_text, secrets_of

    found = [
        Inventory(file, problem=one) if isinstance(one, CfgkitError) else Inventory(file, secrets_of(one.document))
        for file, one in read
    ]
    if form == "json":
        console.results("secrets", [inventory_json(one) for one in found])
    else:
        console.data(inventory_csv(found) if form == "csv" else inventory_text(found, console.width()))
    return told([one.problem for one in found])


def _list_changes(read: Sequence[_Read], release: Release | None, encoding: str | None, form: str) -> int:
    from cfgkit.compare.archived import as_json, as_text

    with console.progress("comparing file", read) as counted:
        found = [_since_archived(file, one, release, encoding) for file, one in counted]
    if form == "json":
        console.results("archived", [as_json(one) for one in found])
    else:
        drawn = [as_text(one, width=console.width(), colour=console.has_colour()) for one in found]
        console.data("\n".join(drawn))
    outcome = told([one.problem for one in found])
    return outcome or (ExitCode.FOUND if any(one.is_changed for one in found) else ExitCode.OK)


def _since_archived(
    file: DomainFile, read: Source | CfgkitError, release: Release | None, encoding: str | None
) -> SinceArchived:
    from cfgkit.compare.archived import SinceArchived, since_archived
    from cfgkit.document import parse
    from cfgkit.store import newest_archive
    from cfgkit.store.reading import read_bytes

    if isinstance(read, CfgkitError):
        return SinceArchived(file, problem=read)
    copy = None
    try:
        copy = newest_archive(file.path)
        if copy is None:
            return SinceArchived(file)
        before = parse(read_bytes(copy.path), encoding=encoding, schema=read.document.schema)
    except CfgkitError as problem:
        problem.file = problem.file or (copy.path if copy else file.path)
        return SinceArchived(file, copy, problem=problem)
    return since_archived(file, copy, before, read.document, release)
