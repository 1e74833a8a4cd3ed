"""A server's certificate as it is shown: whoever sent it may have made it up, so every field may be empty."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.mail.tls.distinguished import distinguished
from cfgkit.mail.tls.x509 import fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: Signature algorithms by identifier (RFC 3279, 4055, 5758, 8410).
SIGNATURES: Final[Mapping[str, str]] = {
    "1.2.840.113549.1.1.2": "MD2 with RSA",
    "1.2.840.113549.1.1.4": "MD5 with RSA",
    "1.2.840.113549.1.1.5": "SHA-1 with RSA",
    "1.3.14.3.2.29": "SHA-1 with RSA",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.113549.1.1.11": "SHA-256 with RSA",
    "1.2.840.113549.1.1.12": "SHA-384 with RSA",
    "1.2.840.113549.1.1.13": "SHA-512 with RSA",
    "1.2.840.113549.1.1.14": "SHA-224 with RSA",
    "1.2.840.10040.4.3": "SHA-1 with DSA",
    "2.16.840.1.101.3.4.3.2": "SHA-256 with DSA",
    "1.2.840.10045.4.1": "SHA-1 with ECDSA",
    "1.2.840.10045.4.3.1": "SHA-224 with ECDSA",
    "1.2.840.10045.4.3.2": "SHA-256 with ECDSA",
    "1.2.840.10045.4.3.3": "SHA-384 with ECDSA",
    "1.2.840.10045.4.3.4": "SHA-512 with ECDSA",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in words, fit to be shown; times are UTC, None with odd DER, as texts are then empty.

    `names` are the host names and IP addresses of the subjectAltName; the fingerprint is SHA-256, as keytool
    writes it.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime | None
    not_after: datetime | None
    key: str
    signature: str
    fingerprint: str
    der: bytes = field(repr=False)


def certificate(der: bytes) -> Certificate:
    """The certificate in words; DER that is none of a certificate gives its fingerprint alone."""
    fingerprint = hashlib.sha256(der).digest().hex(":").upper()
    try:
        read = fields(der)
        return Certificate(
            subject=distinguished(read.subject),
            issuer=distinguished(read.issuer),
            names=tuple(map(visible, (*read.dns_names, *read.ip_names))),
            not_before=read.not_before,
            not_after=read.not_after,
            key=str(read.key),
            signature=SIGNATURES.get(read.signature, read.signature),
            fingerprint=fingerprint,
            der=der,
        )
    except InputError:
        return Certificate("", "", (), None, None, "", "", fingerprint, der)
