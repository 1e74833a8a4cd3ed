"""What a site adds to the schema: its own settings, types and effects.

cfgkit.toml beside the file, or in the user's configuration folder, has them, or names files that do:

    [schema]
    include = ["tools-8.61.toml"]         # each with [[setting]] tables, as `cfgkit schema import` writes them

    [[schema.setting]]
    file = "psappsrv"                     # or psprcs
    section = "PSTOOLS"
    key = "Our Own Key"
    type = "int:MB:0..512"                # cfgkit.schema.type_names lists the names; text if left out
    effect = "reboot"                     # dynamic, dynamic-if-allowed, configure, unknown
    secret = false
    delivered = "64"
    description = "What it is for."
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from cfgkit.errors import InputError
from cfgkit.schema.schema import BUILT_IN, KINDS, Schema
from cfgkit.schema.secrets import is_secret
from cfgkit.store.folders import config_folder_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cfgkit.schema.setting import FileKind, Setting

NAME: Final = "cfgkit.toml"
_TEXTS: Final = frozenset({"file", "section", "key", "type", "effect", "certainty", "delivered", "description"})
_CERTAINTIES: Final = ("documented", "template", "assumed")
_HELP: Final = "see cfgkit.toml in the README"


def site_schema(path: str) -> Schema:
    """The schema for a file: the built-in one with what its site adds.

    Raises:
        InputError: cfgkit.toml, or a file that it includes, is not what it should be.
    """
    beside = os.path.join(os.path.dirname(os.path.abspath(path)), NAME)
    if not any(os.path.exists(name) for name in (beside, os.path.join(config_folder_name(), NAME))):
        return BUILT_IN
    import json  # noqa: PLC0415 - start-up: most files have no cfgkit.toml
    from pathlib import Path  # noqa: PLC0415 - same

    from cfgkit.store.config import load_config  # noqa: PLC0415 - same

    table = load_config(Path(path)).schema
    if table.source is None or not table.values:
        return BUILT_IN
    return _schema(json.dumps(table.values, sort_keys=True, default=str), table.source)


@lru_cache(maxsize=64)
def _schema(written: str, source: Path) -> Schema:
    """One Schema for the same table, so that what it finds is found once."""
    import json  # noqa: PLC0415 - start-up: as above

    table = json.loads(written)
    _expect(set(table) <= {"include", "setting"}, source, "[schema] has include and [[schema.setting]]")
    include = table.get("include", [])
    _expect(
        isinstance(include, list) and all(isinstance(one, str) and "\0" not in one for one in include),
        source,
        "include is a list of files",
    )
    found = list(_settings(table.get("setting", []), source))
    for name in include:
        found += read_settings(source.parent / name)
    return Schema(tuple(found))


def read_settings(source: Path) -> tuple[Setting, ...]:
    """The settings of a schema file.

    Raises:
        InputError: it is not what it should be.
    """
    from cfgkit.store.config import read_toml  # noqa: PLC0415 - start-up: most files have no cfgkit.toml

    table = read_toml(source)
    _expect(set(table) <= {"setting"}, source, "a schema file has [[setting]] tables only")
    return tuple(_settings(table.get("setting", []), source))


def _settings(tables: Any, source: Path) -> Iterable[Setting]:  # noqa: ANN401 - as TOML gave it
    _expect(isinstance(tables, list), source, "[[setting]] is a list of tables")
    return [_setting(one, source) for one in tables]


def _setting(table: Any, source: Path) -> Setting:  # noqa: ANN401 - as TOML gave it
    from cfgkit.schema.effect import EFFECTS, Effect, History  # noqa: PLC0415 - start-up: as above
    from cfgkit.schema.setting import Setting  # noqa: PLC0415 - same
    from cfgkit.schema.type_names import value_type  # noqa: PLC0415 - same

    _expect(isinstance(table, dict), source, "[[setting]] is a list of tables")
    unknown = sorted(set(table) - _TEXTS - {"secret"})
    _expect(
        not unknown, source, f"unknown name {unknown[:1]} in a setting; known are {', '.join(sorted(_TEXTS))}, secret"
    )
    texts = {name: table[name] for name in _TEXTS & set(table)}
    _expect(all(isinstance(one, str) for one in texts.values()), source, "the values of a setting are texts")
    _expect(
        all(texts.get(name) for name in ("file", "section", "key")), source, "a setting has a file, a section, a key"
    )
    _expect(texts["file"] in KINDS, source, f"a setting's file is one of {', '.join(KINDS)}")
    effect, certainty = texts.get("effect", "unknown"), texts.get("certainty", "documented")
    _expect(effect in EFFECTS, source, f"a setting's effect is one of {', '.join(EFFECTS)}")
    _expect(certainty in _CERTAINTIES, source, f"a setting's certainty is one of {', '.join(_CERTAINTIES)}")
    _expect(isinstance(table.get("secret", False), bool), source, "secret is true or false")
    written = texts.get("type", "text")
    try:
        type_ = value_type(written)
    except InputError as problem:
        problem.file = source
        raise
    return Setting(
        file=cast("FileKind", texts["file"]),
        section=texts["section"],
        key=texts["key"],
        type=type_,
        presence="site",
        history=History(Effect(effect, certainty, f"the site's schema, {source.name}")),
        delivered=texts.get("delivered"),
        description=texts.get("description", ""),
        is_secret=table.get("secret", False) or written == "secret" or is_secret(texts["key"]),
    )


def _expect(condition: bool, source: Path, message: str) -> None:
    if not condition:
        raise InputError(message, file=source, help=_HELP)
