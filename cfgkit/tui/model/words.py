"""What the editor says of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfgkit.errors import CfgkitError


def said(problem: CfgkitError) -> str:
    """An error in a sentence or two."""
    return f"{problem.message}. {problem.help}".strip(". ")
