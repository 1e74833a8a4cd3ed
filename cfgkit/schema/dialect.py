"""What syntax/ needs to know of PeopleSoft, as one value that carries the schema."""

from __future__ import annotations

from functools import cache
from typing import Final

from cfgkit.schema.schema import BUILT_IN, Schema
from cfgkit.schema.sections import MESSAGING_FAMILIES, section_order
from cfgkit.syntax import Dialect


@cache
def dialect_of(schema: Schema) -> Dialect:
    """The dialect of PSAPPSRV.CFG and PSPRCS.CFG with that schema."""
    return Dialect(
        known_keys=schema.known_keys,
        marker=";_@_APSRV",
        section_order=section_order,
        above_marker=MESSAGING_FAMILIES,
        meaning=schema,
    )


def schema_of(dialect: Dialect) -> Schema:
    """The schema that the dialect carries; the built-in one where it carries none."""
    return dialect.meaning if isinstance(dialect.meaning, Schema) else BUILT_IN


PEOPLESOFT: Final = dialect_of(BUILT_IN)
