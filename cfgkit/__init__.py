"""cfgkit: PeopleSoft's PSAPPSRV.CFG and PSPRCS.CFG, read and edited without losing a byte.

from cfgkit import load
doc = load("PSAPPSRV.CFG")
new = doc.set("SMTP Settings", "SMTPPort", "587")
new.to_bytes()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfgkit.document import Document, load, parse
    from cfgkit.errors import AddressError, CfgkitError, EditError, InputError, NotAvailableError, StoreError
    from cfgkit.secret import Secret

__version__ = "0.1.0"
__all__ = [
    "AddressError",
    "CfgkitError",
    "Document",
    "EditError",
    "InputError",
    "NotAvailableError",
    "Secret",
    "StoreError",
    "load",
    "parse",
]

_HOMES = {"Document": "document", "load": "document", "parse": "document", "Secret": "secret"}


def __getattr__(name: str) -> object:
    """Import a public name at its first use: `cfgkit --help` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only for the names that are used

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
