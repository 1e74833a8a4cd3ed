"""What settings mean.

| module    | idea                                                                  |
|-----------|-----------------------------------------------------------------------|
| catalogue | the known settings: file, section, and when a change takes effect     |
| secrets   | which settings are secrets, and how lines that hold one are drawn     |
| dialect   | what syntax/ needs to know of PeopleSoft, as one value                |
"""

from cfgkit.schema.catalogue import Effect, FileKind, effect_of, kind_of
from cfgkit.schema.dialect import PEOPLESOFT
from cfgkit.schema.secrets import (
    Relation,
    is_encrypted,
    is_secret,
    mask,
    mask_line,
    masked_text,
    masked_value,
    relation,
)

__all__ = [
    "PEOPLESOFT",
    "Effect",
    "FileKind",
    "Relation",
    "effect_of",
    "is_encrypted",
    "is_secret",
    "kind_of",
    "mask",
    "mask_line",
    "masked_text",
    "masked_value",
    "relation",
]
