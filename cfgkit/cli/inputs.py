"""FILE arguments to Documents, `-` (standard input) among them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.document import parse
from cfgkit.store import find_domains, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.store import Snapshot

STDIN = "-"

encoding_option = click.option(
    "--encoding", metavar="CODEC", help="Read the file as this codec; refused where that is not exact."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
domains_option = click.option(
    "--domains", metavar="HOME", type=click.Path(path_type=Path), help="All domains below this PS_CFG_HOME."
)


@dataclass(frozen=True, slots=True)
class Source:
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
        return Source("<stdin>", parse(sys.stdin.buffer.read(), encoding=encoding), None)
    snapshot = read(name)
    return Source(name, parse(snapshot.data, encoding=encoding), snapshot)


def named_files(files: Sequence[str], domains: Path | None) -> list[str]:
    """The files that the user named, and those of all domains below a config home.

    Raises:
        UsageError: there is none.
        StoreError: the config home holds no domain.
    """
    found = [*files, *(str(one.path) for one in (find_domains(domains) if domains else ()))]
    if not found:
        raise click.UsageError("name a FILE, or a config home with --domains")
    return found
