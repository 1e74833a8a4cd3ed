"""The domain files that `cfgkit domains --format json` listed, read back: what a filter left of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast, get_args

from cfgkit.errors import InputError
from cfgkit.store.domains import DomainFile, DomainKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The JSON of `domains`, of its --secrets and of its --archived: each names the domain files.
SCHEMAS: Final = ("cfgkit.domains/1", "cfgkit.secrets/1", "cfgkit.archived/1")
_KINDS: Final = get_args(DomainKind)


def listed_domains(data: bytes) -> tuple[DomainFile, ...]:
    """The domain files that the JSON names, in its order.

    Raises:
        InputError: it is no such JSON, or names none.
    """
    try:
        top = json.loads(data)
    except (ValueError, RecursionError):
        _refuse("is no JSON")
    is_listing = isinstance(top, dict) and top.get("schema") in SCHEMAS and isinstance(top.get("results"), list)
    if not is_listing:
        _refuse(f"is not of the schema {SCHEMAS[0]}")
    if not top["results"]:
        _refuse("names no domain")
    return tuple(_file(row) for row in top["results"])


def _file(row: Any) -> DomainFile:  # noqa: ANN401 - as JSON gave it
    if not isinstance(row, dict) or not _is_file(row):
        _refuse("has a result without file, domain and kind")
    return DomainFile(Path(row["file"]), row["domain"], cast("DomainKind", row["kind"]))


def _is_file(row: Mapping[str, Any]) -> bool:
    is_named = isinstance(row.get("file"), str) and isinstance(row.get("domain"), str) and row["file"] != ""
    return is_named and row.get("kind") in _KINDS


def _refuse(message: str) -> NoReturn:
    raise InputError(message, file="<stdin>", help="cfgkit domains --format json writes it") from None
