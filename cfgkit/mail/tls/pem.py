"""PEM blocks (RFC 7468) in a text that may hold more than them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from cfgkit.errors import InputError

_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
CERTIFICATE: Final = "CERTIFICATE"
_WIDTH: Final = 64


def is_pem(data: bytes) -> bool:
    """Whether there is a PEM block in it."""
    return _BLOCK.search(data) is not None


def certificates(data: bytes) -> tuple[bytes, ...]:
    """The certificates of all its blocks, as DER; raises InputError."""
    try:
        return tuple(
            base64.b64decode(b"".join(block[2].split()), validate=True)
            for block in _BLOCK.finditer(data)
            if block[1].decode() == CERTIFICATE
        )
    except binascii.Error:
        raise InputError("has a PEM block that is no base64") from None


def private_key(data: bytes) -> bytes | None:
    """The first block that is a private key, of whatever kind, as it stands."""
    return next((found[0] for found in _BLOCK.finditer(data) if found[1].endswith(b"PRIVATE KEY")), None)


def block(label: str, data: bytes) -> str:
    """The DER as a PEM block."""
    text = base64.b64encode(data).decode()
    lines = (text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH))
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
