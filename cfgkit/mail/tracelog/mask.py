"""Mail addresses hidden so that nobody can write to them: the domain and the first letter stay."""

from __future__ import annotations

import re
from typing import Final

# A whole run of characters that may stand before an @ is taken at once, so that long lines cost no more.
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@[\w.-]+)?")


def masked(text: str) -> str:
    """The text with each `name@domain` in it as `n***@domain`: one address always gives the same, others may too."""
    return _ADDRESS.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    local, at, domain = found[0].partition("@")
    return f"{local[0]}***@{domain}" if at else local
