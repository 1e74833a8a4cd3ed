"""The server's side of NTLM (MS-NLMP): a challenge, and whether the answer to it holds. Needs pyspnego.

pyspnego's own acceptor reads passwords from a file that an environment variable names; a password must
not lie in a file, so the few steps are done here, on pyspnego's messages and hashes.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError

if TYPE_CHECKING:
    from cfgkit.secret import Secret

_NAME: Final = "SANDBOX"
#: A proof is the first 16 bytes of an NTLMv2 response; the 24 bytes of NTLMv1 are too few.
_PROOF: Final = 16
_V1: Final = 24


class NtlmError(Exception):
    """A message that is none, or one that asks for the broken NTLMv1."""


@dataclass(frozen=True, slots=True)
class NtlmClaim:
    """Who says so, and whether the password was the right one."""

    domain: str
    user: str
    holds: bool


def require_ntlm() -> None:
    """Raises NotAvailableError without pyspnego."""
    try:
        import spnego  # noqa: F401, PLC0415 - whether it is there
    except ModuleNotFoundError:
        raise NotAvailableError(
            "NTLM in the sandbox needs pyspnego, which is not installed", help="pip install 'cfgkit[crypto]'"
        ) from None


def new_challenge(negotiate: bytes) -> tuple[bytes, bytes]:
    """The type 2 message that answers a type 1 message, and the eight bytes in it; raises NtlmError."""
    from spnego._ntlm_raw.messages import (  # noqa: PLC0415 - an extra
        AvId,
        Challenge,
        FileTime,
        Negotiate,
        NegotiateFlags,
        TargetInfo,
    )

    try:
        asked = Negotiate.unpack(negotiate).flags
    except Exception:  # noqa: BLE001 - pyspnego names no errors for what it can't read
        raise NtlmError from None
    offered = (
        NegotiateFlags.request_target | NegotiateFlags.ntlm | NegotiateFlags.always_sign | NegotiateFlags.target_info
        | NegotiateFlags.target_type_server | NegotiateFlags.unicode | NegotiateFlags.extended_session_security
    )  # fmt: skip
    flags = (asked | offered) & ~(NegotiateFlags.oem | NegotiateFlags.lm_key | NegotiateFlags.version)
    target = TargetInfo()
    target[AvId.nb_computer_name] = target[AvId.nb_domain_name] = _NAME
    target[AvId.dns_computer_name] = _NAME.lower()
    target[AvId.timestamp] = FileTime.now()
    nonce = os.urandom(8)
    return Challenge(flags, nonce, target_name=_NAME, target_info=target).pack(), nonce


def judge(authenticate: bytes, nonce: bytes, secret: Secret | None) -> NtlmClaim:
    """Who the type 3 message says it is, and whether its NTLMv2 proof holds; raises NtlmError.

    JavaMail before Angus 2.0.3 leaves the flags at zero (its bug 132), as if its UTF-16 names were in an
    OEM character set: the challenge said Unicode, so Unicode it is.
    """
    from spnego._ntlm_raw.crypto import ntowfv1, ntowfv2  # noqa: PLC0415 - an extra
    from spnego._ntlm_raw.messages import Authenticate, NegotiateFlags  # noqa: PLC0415 - same

    try:
        message = Authenticate.unpack(authenticate)
        if not message.flags & NegotiateFlags.unicode:
            message = Authenticate.unpack(authenticate, encoding="utf-16-le")
        user, domain = message.user_name or "", message.domain_name or ""
        response = message.nt_challenge_response or b""
    except Exception:  # noqa: BLE001 - pyspnego names no errors for what it can't read
        raise NtlmError from None
    if len(response) <= _V1:
        raise NtlmError
    if secret is None:
        return NtlmClaim(domain, user, holds=True)
    key = ntowfv2(user, ntowfv1(secret.reveal()), domain)
    proof = hmac.digest(key, nonce + response[_PROOF:], "md5")
    return NtlmClaim(domain, user, hmac.compare_digest(proof, response[:_PROOF]))
