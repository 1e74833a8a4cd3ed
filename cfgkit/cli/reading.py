"""A FILE argument to a Document, `-` (standard input) among them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cfgkit.cli.options import STDIN
from cfgkit.document import parse
from cfgkit.errors import CfgkitError, InputError
from cfgkit.schema.site import site_schema
from cfgkit.store.reading import read_bytes, reason

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.schema import Schema


def read_document(name: str, encoding: str | None = None, *, schema: Schema | None = None) -> Document:
    """The Document of the named file, or of standard input, with that schema or that of its site.

    Raises:
        StoreError: it can't be read.
        InputError: the encoding is not exact for it.
    """
    data = sys.stdin.buffer.read() if name == STDIN else read_bytes(name)
    return parsed(name, data, encoding, schema=schema)


def read_text(name: str | os.PathLike[str]) -> str:
    """The UTF-8 text of a file, of a pipe, or of standard input.

    Raises:
        InputError: it can't be read, or is no UTF-8.
    """
    from pathlib import Path

    try:
        return (sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()).decode()
    except OSError as problem:
        raise InputError(f"can't be read: {reason(problem)}", file=os.fspath(name)) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=os.fspath(name)) from None


def parsed(name: str, data: bytes, encoding: str | None, *, schema: Schema | None = None) -> Document:
    """The Document of the file's bytes, with that schema or that of its site.

    Raises:
        InputError: the encoding is not exact for it, or cfgkit.toml is wrong; the error names the file.
    """
    chosen = site_schema(name) if schema is None else schema
    try:
        return parse(data, encoding=encoding, schema=chosen)
    except CfgkitError as problem:
        problem.file = name
        raise
