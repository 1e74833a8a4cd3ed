"""What DPK's reader, which is Ruby's, takes a scalar without quotes for. Source: Psych's scalar scanner."""

from __future__ import annotations

import re
from typing import Final

_WHOLE_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]*")
_OTHER: Final = re.compile(
    r"""
      (?i:y|n|yes|no|on|off|true|false|null|~|[-+]?\.inf|\.nan)?   # a truth value, a null or not a number
    | [-+]?0b[01_,]+ | [-+]?0[0-7_,]+ | [-+]?0x[0-9A-Fa-f_,]+      # a number to the base of 2, 8 or 16
    | [-+]?[0-9][0-9_,]*                                           # one with signs between the thousands
    | [-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+]?[0-9]+)?          # a fraction
    | [-+]?[0-9][0-9_,.]*[eE][-+]?[0-9]+
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?             # hours, minutes, seconds
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?                  # a day, a time
    | :.+ | = | <<                                                 # a symbol, and YAML's own
    """,
    re.VERBOSE,
)


def is_misread(text: str) -> bool:
    """Whether a scalar of that text without quotes is no text, and no whole number, to some reader."""
    return _WHOLE_NUMBER.fullmatch(text) is None and _OTHER.fullmatch(text) is not None
