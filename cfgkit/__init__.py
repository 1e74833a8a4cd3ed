"""cfgkit: PeopleSoft's PSAPPSRV.CFG and PSPRCS.CFG, read and edited without losing a byte.

from cfgkit import load
doc = load("PSAPPSRV.CFG")
new = doc.set("SMTP Settings", "SMTPPort", "587")
new.to_bytes()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

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

_HOMES = {
    "document": ("Document", "load", "parse"),
    "errors": ("AddressError", "CfgkitError", "EditError", "InputError", "NotAvailableError", "StoreError"),
    "secret": ("Secret",),
}
__getattr__ = names_at_first_use(__name__, _HOMES)
