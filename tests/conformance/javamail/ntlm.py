"""NTLM's three messages, as far as the record needs them: a challenge to send, and the others in words."""

from __future__ import annotations

import base64
import struct
from typing import Final

_SIGNATURE: Final = b"NTLMSSP\0"
# Unicode, target, NTLM, always sign, target is a domain, extended session security, target info, 128 bits.
_FLAGS: Final = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x20000000
#: An answer to a password in NTLM's first version has this many bytes, later ones more.
_FIRST_VERSION: Final = 24


def challenge() -> str:
    """The server's message (type 2) in base64, the same each time."""
    target = "EXAMPLE".encode("utf-16-le")
    info = _pair(2, "EXAMPLE") + _pair(1, "MX") + struct.pack("<HH", 0, 0)
    head = 48
    message = (
        _SIGNATURE
        + struct.pack("<I", 2)
        + _place(target, head)
        + struct.pack("<I", _FLAGS)
        + bytes(range(8))
        + bytes(8)
        + _place(info, head + len(target))
    )
    return base64.b64encode(message + target + info).decode()


def in_words(token: str) -> str:
    """A client's message less what differs each time; a text that is no such message as it is."""
    try:
        message = base64.b64decode(token, validate=True)
        if not message.startswith(_SIGNATURE):
            return token
        kind = int.from_bytes(message[8:12], "little")
        return _negotiation(message) if kind == 1 else _answer(message)
    except (ValueError, struct.error):
        return token


def _negotiation(message: bytes) -> str:
    domain, workstation = (_field(message, at).decode("ascii") for at in (16, 24))
    return f"<NTLM 1 domain={domain} workstation={workstation}>"


def _answer(message: bytes) -> str:
    domain, user, workstation = (_field(message, at).decode("utf-16-le") for at in (28, 36, 44))
    version = 1 if len(_field(message, 20)) <= _FIRST_VERSION else 2
    return f"<NTLM 3 version={version} domain={domain} user={user} workstation={workstation}>"


def _field(message: bytes, at: int) -> bytes:
    length, _, start = struct.unpack_from("<HHI", message, at)
    return message[start : start + length]


def _pair(kind: int, text: str) -> bytes:
    value = text.encode("utf-16-le")
    return struct.pack("<HH", kind, len(value)) + value


def _place(value: bytes, at: int) -> bytes:
    return struct.pack("<HHI", len(value), len(value), at)
