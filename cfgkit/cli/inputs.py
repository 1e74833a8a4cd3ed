"""FILE arguments to files that were read and can be written again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cfgkit.cli.options import STDIN
from cfgkit.cli.reading import parsed, read_document
from cfgkit.store import find_domains, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.document import Document
    from cfgkit.store import Snapshot


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
        return Source("<stdin>", read_document(name, encoding), None)
    snapshot = read(name)
    return Source(name, parsed(name, snapshot.data, encoding), snapshot)


def named_files(files: Sequence[str], domains: str | None) -> list[str]:
    """The files that the user named, and those of all domains below a config home.

    Raises:
        UsageError: there is none.
        StoreError: the config home holds no domain.
    """
    found = [*files, *(str(one.path) for one in (find_domains(Path(domains)) if domains else ()))]
    if not found:
        raise click.UsageError("name a FILE, or a config home with --domains")
    return found
