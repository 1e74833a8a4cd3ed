"""The rules of a JVM for a chain whose path and signatures are good: dates and weak algorithms.

Seen with JDK 17 (PKIX, its delivered java.security): a certificate that is in the store itself is taken as it is;
an anchor's dates and its own signature don't count; MD2 and MD5, RSA and DSA below 1024 bits and curves below 224
are refused (jdk.certpath.disabledAlgorithms), SHA-1 below an issuer of the site's own is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.tls.certificate import SIGNATURES
from cfgkit.mail.tls.x509 import fields

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from cfgkit.mail.tls.x509 import Fields, Key

_LEAST_BITS: Final[Mapping[str, int]] = {"RSA": 1024, "DSA": 1024, "EC": 224}
_REFUSED_DIGESTS: Final = ("MD2", "MD5")
_WEAK: Final = "Algorithm constraints check failed"


def path_to_anchor(chain: Sequence[bytes], trusted: Collection[bytes]) -> tuple[bytes, ...]:
    """The chain up to the first certificate that is trusted: a JVM looks no further."""
    for at, der in enumerate(chain):
        if der in trusted:
            return tuple(chain[: at + 1])
    return tuple(chain)


def refusal(path: Sequence[bytes], now: datetime) -> tuple[FaultClass, str] | None:
    """Why a JVM would refuse the path (leaf first, anchor last) at that time, None if it would not."""
    try:
        certificates = [fields(der) for der in path]
    except InputError as error:
        return FaultClass.CERT_UNTRUSTED, f"a certificate {error}"
    if len(certificates) == 1:
        return None
    for certificate in certificates[:-1]:
        if now > certificate.not_after:
            return FaultClass.CERT_EXPIRED, "certificate has expired"
        if now < certificate.not_before:
            return FaultClass.CERT_NOT_YET_VALID, "certificate is not yet valid"
        if _digest(certificate) in _REFUSED_DIGESTS:
            return FaultClass.CERT_UNTRUSTED, f"{_WEAK}: {_digest(certificate)} signature"
    weak = next((one.key for one in certificates if _too_short(one.key)), None)
    return None if weak is None else (FaultClass.CERT_UNTRUSTED, f"{_WEAK}: {weak} key")


def _digest(certificate: Fields) -> str:
    return SIGNATURES.get(certificate.signature, "").partition(" ")[0]


def _too_short(key: Key) -> bool:
    return 0 < key.bits < _LEAST_BITS.get(key.kind, 0)
