"""YAML texts in and out of files, which keep their byte order mark and are written by the store."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfgkit.cli import console
from cfgkit.cli.reading import read_text
from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.store import Rewrite, create, load_config, read, save

if TYPE_CHECKING:
    from cfgkit.store import Snapshot

PRIVATE: Final = 0o600
_BOM: Final = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML text, and the file that it stands in."""

    name: str
    text: str
    bom: bytes = b""
    #: None for a file that is not there yet.
    snapshot: Snapshot | None = None


def yaml_file(name: str) -> YamlFile:
    """The YAML of a file; an empty one where there is none.

    Raises:
        StoreError: it can't be read.
        InputError: it is not UTF-8.
    """
    if not Path(name).exists():
        return YamlFile(name, "")
    snapshot = read(name)
    bom = _BOM if snapshot.data.startswith(_BOM) else b""
    try:
        return YamlFile(name, snapshot.data[len(bom) :].decode(), bom, snapshot)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=name) from None


def yaml_text(name: str) -> str:
    """The YAML of a file that is only read, or of standard input.

    Raises:
        InputError: it can't be read, or is no UTF-8.
    """
    return read_text(name).removeprefix("\ufeff")


def write_yaml(file: YamlFile, text: str) -> None:
    """Write the text: a new file with mode 0600, or a save with a backup.

    Raises:
        StoreError: it can't be written; the old file is whole.
    """
    data = file.bom + text.encode()
    if file.snapshot is None:
        create(Path(file.name), data, mode=PRIVATE)
        console.note(f"cfgkit: created {file.name} with mode 0600")
        return
    done = save(Rewrite(file.snapshot, data, (), load_config(file.snapshot.target)))
    backup = f", backup {done.backup.path.name}" if done.backup else ""
    console.note(f"cfgkit: {file.name}: {f'changed{backup}' if done.changed else 'nothing to change'}")


def print_diff(file: YamlFile, text: str) -> None:
    """What a write would change, as a unified diff; control characters escaped."""
    from difflib import unified_diff

    name = visible(file.name)
    for line in unified_diff(file.text.splitlines(), text.splitlines(), name, name, lineterm=""):
        console.data(f"{visible(line)}\n")
