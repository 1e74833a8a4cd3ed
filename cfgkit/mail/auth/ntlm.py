"""AUTH NTLM ([MS-NLMP]) with the messages that JavaMail's own class Ntlm builds, byte for byte but for the flags.

No message integrity code, no channel binding, no version; NTLMv2 only where the server's type 2 has
EXTENDED_SESSIONSECURITY, else NTLMv1 with its LM answer. The flags of type 3 are the ones that JavaMail means
to send: before Angus Mail 2.0.3 they are zero by a slip, and some servers refuse that.
Seen on the wire of JavaMail 1.6.5. The hashes (MD4, DES) are pyspnego's.
"""

from __future__ import annotations

import hmac
import os
import struct
import time
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError
from cfgkit.mail.auth.mechanism import MORE_ASKED, ChallengeError, Response, decoded, encoded, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.mail.auth.account import Account

_SIGNATURE: Final = b"NTLMSSP\0"
_UNICODE: Final = 0x00000001
_OEM: Final = 0x00000002
_NTLM: Final = 0x00000200
_DOMAIN_SUPPLIED: Final = 0x00001000
_WORKSTATION_SUPPLIED: Final = 0x00002000
_ALWAYS_SIGN: Final = 0x00008000
_EXTENDED_SESSIONSECURITY: Final = 0x00080000
_TARGET_INFO: Final = 0x00800000

# JavaMail builds its messages in arrays of fixed size; what is longer ends its login.
_TYPE1_ROOM: Final = 256
_TYPE3_ROOM: Final = 512
_TYPE1_HEAD: Final = 32
_TYPE2_HEAD: Final = 32
_TARGET_INFO_FIELD: Final = 40
_TYPE3_HEAD: Final = 64

_LM_MAGIC: Final = b"KGS!@#$%"
_LM_LENGTH: Final = 14
# From 1601, where Windows counts from, to 1970, in units of 100 ns.
_EPOCH: Final = 116_444_736_000_000_000
_TICK_NS: Final = 100

_V1: Final = (
    "the server takes no NTLMv2 (its type 2 lacks EXTENDED_SESSIONSECURITY): NTLMv1 with LM is sent, as JavaMail does"
)
_FLAGS: Final = "type 3 carries flags; JavaMail before Angus Mail 2.0.3 sends zero there, which some servers refuse"


class Ntlm:
    """Type 1 as initial response, type 3 as the answer to type 2.

    Raises:
        NotAvailableError: pyspnego is not installed.
    """

    name: Final = "NTLM"

    def __init__(self, account: Account) -> None:
        self._md4, self._desl, self._des = _hashes()
        domain, slash, user = account.user.partition("\\")
        self._user = user if slash else account.user
        self._domain = domain.upper() if slash else account.ntlm_domain
        self._host = account.workstation
        self._password = opened(account.secret)
        self._answered = False

    def start(self) -> Response:
        """Type 1: host and domain in latin-1."""
        host, domain = (text.encode("latin-1", "replace") for text in (self._host, self._domain))
        flags = _UNICODE | _OEM | _NTLM | _WORKSTATION_SUPPLIED | _ALWAYS_SIGN | _EXTENDED_SESSIONSECURITY
        _require_room("host and domain name", _TYPE1_HEAD + len(host) + len(domain), _TYPE1_ROOM)
        data = (
            _SIGNATURE
            + struct.pack("<II", 1, flags | (_DOMAIN_SUPPLIED if domain else 0))
            + _field(len(domain), _TYPE1_HEAD + len(host))
            + _field(len(host), _TYPE1_HEAD)
            + host
            + domain
        )
        return Response(data, shown=encoded(data))

    def answer(self, challenge: str) -> Response:
        """Type 3; a second challenge has no answer."""
        if self._answered:
            raise ChallengeError(MORE_ASKED)
        self._answered = True
        type2 = decoded(challenge)
        if len(type2) < _TYPE2_HEAD or type2[:12] != _SIGNATURE + b"\2\0\0\0":
            raise ChallengeError("the server's challenge is no NTLM type 2 message")
        (flags,) = struct.unpack_from("<I", type2, 20)
        nonce = type2[24:32]
        if flags & _EXTENDED_SESSIONSECURITY:
            lm, nt = self._v2(nonce, _target_info(type2, flags))
            return Response(self._type3(lm, nt, _EXTENDED_SESSIONSECURITY), note=_FLAGS)
        lm, nt = self._v1(nonce)
        return Response(self._type3(lm, nt, 0), note=f"{_V1}; {_FLAGS}")

    def _type3(self, lm: bytes, nt: bytes, extra: int) -> bytes:
        texts = [text.encode("utf-16-le") for text in (self._domain, self._user, self._host)]
        parts = [*texts, lm, nt]
        ends = [_TYPE3_HEAD]
        for part in parts:
            ends.append(ends[-1] + len(part))
        _require_room("the answer to the server's type 2 message", ends[-1], _TYPE3_ROOM)
        domain, user, host, lm_field, nt_field = (
            _field(len(part), start) for part, start in zip(parts, ends, strict=False)
        )
        head = _SIGNATURE + struct.pack("<I", 3) + lm_field + nt_field + domain + user + host + _field(0, ends[-1])
        return head + struct.pack("<I", _UNICODE | _NTLM | _ALWAYS_SIGN | extra) + b"".join(parts)

    def _v2(self, nonce: bytes, target_info: bytes) -> tuple[bytes, bytes]:
        identity = (self._user.upper() + self._domain).encode("utf-16-le")
        key = _hmac_md5(self._nt_hash(), identity)
        ours = os.urandom(8)
        now = struct.pack("<Q", _EPOCH + time.time_ns() // _TICK_NS)
        blob = b"\1\1" + bytes(6) + now + ours + bytes(4) + target_info + bytes(4)
        return _hmac_md5(key, nonce + ours) + ours, _hmac_md5(key, nonce + blob) + blob

    def _v1(self, nonce: bytes) -> tuple[bytes, bytes]:
        """The LM hash takes the first 14 characters in capitals, in two halves."""
        password = self._password.upper().encode("latin-1", "replace")[:_LM_LENGTH].ljust(_LM_LENGTH, b"\0")
        half = _LM_LENGTH // 2
        lm_hash = self._des(password[:half], _LM_MAGIC) + self._des(password[half:], _LM_MAGIC)
        return self._desl(lm_hash, nonce), self._desl(self._nt_hash(), nonce)

    def _nt_hash(self) -> bytes:
        return self._md4(self._password.encode("utf-16-le"))


def _target_info(type2: bytes, flags: int) -> bytes:
    """The server's own description of itself, which NTLMv2 signs; JavaMail takes it as it is."""
    if not flags & _TARGET_INFO:
        return b""
    if len(type2) < _TARGET_INFO_FIELD + 8:
        raise ChallengeError("the server's NTLM type 2 message is cut short")
    length, _room, start = struct.unpack_from("<HHI", type2, _TARGET_INFO_FIELD)
    if start + length > len(type2):
        raise ChallengeError("the server's NTLM type 2 message is cut short")
    return type2[start : start + length]


def _require_room(what: str, length: int, room: int) -> None:
    if length > room:
        raise ChallengeError(f"{what} would take {length} bytes, JavaMail has room for {room} and gives up")


def _field(length: int, start: int) -> bytes:
    return struct.pack("<HHI", length, length, start)


def _hmac_md5(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "md5")


def _hashes() -> tuple[Callable[[bytes], bytes], Callable[[bytes, bytes], bytes], Callable[[bytes, bytes], bytes]]:
    try:
        from spnego._ntlm_raw.crypto import des, desl  # noqa: PLC0415 - an extra, and only NTLM needs it
        from spnego._ntlm_raw.md4 import md4  # noqa: PLC0415 - same
    except ModuleNotFoundError:
        raise NotAvailableError(
            "NTLM needs pyspnego, which is not installed", help="pip install 'cfgkit[crypto]'"
        ) from None
    return md4, desl, des
