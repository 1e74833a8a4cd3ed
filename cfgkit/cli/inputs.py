"""FILE arguments to files that were read and can be written again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import STDIN
from cfgkit.cli.reading import parsed, read_document
from cfgkit.errors import CfgkitError
from cfgkit.store import find_domains, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.errors import StoreError
    from cfgkit.store import DomainFile, Snapshot


class Source(NamedTuple):
    """A file that was read, or standard input, which has no snapshot."""

    name: str
    document: Document
    snapshot: Snapshot | None


def source(name: str, encoding: str | None = None) -> Source:
    """The named file, read.

    Raises:
        StoreError: it can't be read.
        InputError: the encoding is not exact for it.
    """
    if name == STDIN:
        return Source("<stdin>", read_document(name, encoding), None)
    snapshot = read(name)
    return Source(name, parsed(name, snapshot.data, encoding), snapshot)


class Named(NamedTuple):
    """The files that the user named, and why some domains' files are not among them."""

    files: tuple[str, ...]
    problems: tuple[StoreError, ...] = ()


def domain_files(home: str) -> tuple[DomainFile, ...]:
    """The files of all domains below a config home; `-` takes them from a listing on standard input.

    Raises:
        StoreError: the config home can't be read, or holds no domain.
        InputError: standard input is no listing.
    """
    if home == STDIN:
        from cfgkit.store import listed_domains

        return listed_domains(sys.stdin.buffer.read())
    return find_domains(Path(home))


def find_named(files: Sequence[str], domains: str | None, kind: str | None = None) -> Named:
    """The files that the user named, and those of all domains below a config home or in a listing, be it of one kind.

    Raises:
        UsageError: there is none.
        StoreError: the config home can't be read, or holds no domain.
        InputError: standard input is no listing.
    """
    if domains == STDIN and STDIN in files:
        raise click.UsageError("standard input can't be both a FILE and the listing of --domains")
    found = [one for one in (domain_files(domains) if domains else ()) if kind in {None, one.kind}]
    named = Named(
        (*files, *(str(one.path) for one in found if one.problem is None)),
        tuple(one.problem for one in found if one.problem is not None),
    )
    if not named.files and not named.problems:
        raise click.UsageError("name a FILE, or a config home with --domains")
    return named


def named_files(files: Sequence[str], domains: str | None) -> list[str]:
    """As `find_named`, for a command that takes all files or none.

    Raises:
        UsageError: there is none.
        StoreError: the config home, or a domain in it, can't be read, or there is no domain.
        InputError: standard input is no listing.
    """
    return unhindered(find_named(files, domains))


def unhindered(named: Named) -> list[str]:
    """The files, if there is nothing that keeps a domain's file from being among them.

    Raises:
        StoreError: there is.
    """
    for problem in named.problems:
        raise problem
    return list(named.files)


def sources(names: Sequence[str], encoding: str | None = None) -> list[Source | CfgkitError]:
    """Each named file as it was read, or why it can't be: one that can't does not stop the rest."""
    found: list[Source | CfgkitError] = []
    with console.progress("reading file", names) as counted:
        for name in counted:
            try:
                found.append(source(name, encoding))
            except CfgkitError as problem:
                found.append(problem)
    return found


def readable(named: Named, encoding: str | None = None) -> tuple[list[Source], ExitCode]:
    """The files that can be read; those that can't are told, and make the exit code."""
    found = sources(named.files, encoding)
    return [one for one in found if isinstance(one, Source)], told([*named.problems, *found])


def told(found: Sequence[object]) -> ExitCode:
    """Tell each problem among what was found, once; WRONG if there is one."""
    problems = {str(one): one for one in found if isinstance(one, CfgkitError)}
    for problem in problems.values():
        console.fail(problem)
    return ExitCode.WRONG if problems else ExitCode.OK
