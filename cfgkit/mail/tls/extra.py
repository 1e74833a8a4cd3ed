"""The one error for what only cryptography can do."""

from __future__ import annotations

from cfgkit.errors import NotAvailableError


def needs_cryptography(what: str) -> NotAvailableError:
    """The error where the extra is missing; `what` is the thing that can't be done without it."""
    return NotAvailableError(f"{what} needs cryptography, which is not installed", help="pip install 'cfgkit[crypto]'")
