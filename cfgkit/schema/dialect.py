"""What syntax/ needs to know of PeopleSoft, as one value."""

from __future__ import annotations

from typing import Final

from cfgkit.schema.catalogue import MESSAGING_FAMILIES, known_keys, section_order
from cfgkit.syntax import Dialect

PEOPLESOFT: Final = Dialect(
    known_keys=known_keys,
    marker=";_@_APSRV",
    section_order=section_order,
    above_marker=MESSAGING_FAMILIES,
)
