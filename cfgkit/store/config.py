"""cfgkit.toml: beside the file, else in the user's configuration folder.

    [backups]
    folder = "/var/backups/psft"     # absolute, or relative to this file
    keep = 10

    [[protected]]
    name = "HRPRD"                   # what the user must type to write
    path = "*/HRPRD/*"               # or: dbname = "HRPRD"

    [schema]
    include = ["tools-8.61.toml"]    # what a site adds to the schema: cfgkit.schema.site reads it

    [rules]
    mail-wait-zero = "off"           # or info, warning, error: cfgkit.check reads it

    [pscipher]
    program = "/psft/PSCipher.sh"    # what encrypts passwords: cfgkit.store.pscipher reads it

    [[expected]]                     # a difference between environments that is meant: cfgkit.compare reads it
    setting = "Startup/DBName"
    reason = "each environment has its own"

    [environments.dev]               # words of an environment for those rules
    relay = "r1"

The nearer file wins, table by table.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfgkit.errors import InputError
from cfgkit.store.folders import config_folder
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "cfgkit.toml"
_TABLES: Final = frozenset({"backups", "protected", "schema", "rules", "pscipher", "expected", "environments"})
#: How many backups of a file are kept unless it says otherwise.
_KEPT: Final = 10
_MOST_KEPT: Final = 1000


class Protection(NamedTuple):
    """An environment whose files are not written by accident."""

    #: What the user must type, or pass to --confirm.
    name: str
    path: str = ""
    dbname: str = ""

    def covers(self, file: Path, dbname: str | None) -> bool:
        """Whether the file, or the database that it names, is this environment's."""
        by_path = bool(self.path) and fnmatchcase(file.as_posix(), self.path)
        return by_path or (bool(self.dbname) and dbname is not None and dbname.casefold() == self.dbname.casefold())


class Table(NamedTuple):
    """A table that another floor reads, and the file that it stands in; None where there is none."""

    values: Any
    source: Path | None


_NO_TABLE: Final = Table(MappingProxyType({}), None)


class Config(NamedTuple):
    """What cfgkit.toml says."""

    backup_folder: Path | None = None
    backups_kept: int = _KEPT
    protected: tuple[Protection, ...] = ()
    schema: Table = _NO_TABLE
    rules: Table = _NO_TABLE
    pscipher: Table = _NO_TABLE
    expected: Table = Table((), None)
    environments: Table = _NO_TABLE

    def protection(self, path: Path, dbname: str | None) -> Protection | None:
        """The environment that protects this file, or None."""
        return next((one for one in self.protected if one.covers(path.resolve(), dbname)), None)


DEFAULTS: Final = Config()


def load_config(path: Path) -> Config:
    """The configuration that holds for a file.

    Raises:
        InputError: a cfgkit.toml that can't be read as what it should be.
    """
    tables: dict[str, tuple[Any, Path]] = {}
    for source in (config_folder() / NAME, path.resolve().parent / NAME):
        tables.update({name: (table, source) for name, table in _tables(source).items()})
    backups, source = tables.get("backups", ({}, path))
    protected, origin = tables.get("protected", ([], path))
    _expect(isinstance(backups, dict), source, "[backups] is a table")
    _expect(isinstance(protected, list), origin, "[[protected]] is a list of tables")
    _known(backups, {"folder", "keep"}, source, "backups")
    folder = backups.get("folder")
    keep = backups.get("keep", _KEPT)
    _expect(folder is None or isinstance(folder, str), source, "backups.folder is a text")
    _expect(
        type(keep) is int and 1 <= keep <= _MOST_KEPT,
        source,
        f"backups.keep is a number from 1 to {_MOST_KEPT}",
    )
    return Config(
        None if folder is None else source.parent / folder,
        keep,
        tuple(_protection(one, origin) for one in protected),
        _table(tables, "schema"),
        _table(tables, "rules"),
        _table(tables, "pscipher"),
        _table(tables, "expected", list),
        _table(tables, "environments"),
    )


def _table(tables: dict[str, tuple[Any, Path]], name: str, kind: type[dict[str, Any] | list[Any]] = dict) -> Table:
    values, source = tables.get(name, (kind(), None))
    if source is not None:
        _expect(isinstance(values, kind), source, f"[{name}] is a {'table' if kind is dict else 'list of tables'}")
    return Table(values, source)


def read_toml(source: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        InputError: it can't be read, or is no TOML.
    """
    import tomllib  # noqa: PLC0415 - start-up: most files have no cfgkit.toml

    try:
        return tomllib.loads(source.read_text("utf-8"))
    except OSError as error:
        raise InputError(reason(error), file=source) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"no valid TOML: {error}", file=source) from None


def _tables(source: Path) -> dict[str, Any]:
    try:
        source.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise InputError(reason(error), file=source) from None
    tables = read_toml(source)
    _known(tables, _TABLES, source, "the file")
    return tables


def _protection(table: Any, source: Path) -> Protection:  # noqa: ANN401 - as TOML gave it
    _expect(isinstance(table, dict), source, "[[protected]] is a list of tables")
    _known(table, {"name", "path", "dbname"}, source, "protected")
    _expect(
        all(isinstance(value, str) for value in table.values()),
        source,
        "the values of [[protected]] are texts",
    )
    _expect(bool(table.get("name")), source, "[[protected]] has a name")
    _expect(bool(table.get("path") or table.get("dbname")), source, "[[protected]] has a path or a dbname")
    return Protection(**table)


def _known(table: dict[str, Any], names: set[str] | frozenset[str], source: Path, where: str) -> None:
    unknown = sorted(set(table) - names)
    _expect(not unknown, source, f"unknown name {unknown[:1]} in {where}; known are {', '.join(sorted(names))}")


def _expect(condition: bool, source: Path, message: str) -> None:
    if not condition:
        raise InputError(message, file=source, help="see cfgkit.toml in the README")
