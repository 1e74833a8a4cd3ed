"""What had to be relaxed for a chain, as notes: a stricter peer, or a later JVM, would refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls.certificate import SIGNATURES
from cfgkit.mail.tls.der import Der
from cfgkit.mail.tls.distinguished import distinguished
from cfgkit.mail.tls.outcome import Note
from cfgkit.mail.tls.x509 import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from cfgkit.mail.tls.x509 import Fields

#: The least key sizes of OpenSSL's security level 2, which is 112 bits (SSL_CTX_set_security_level(3)).
_LEVEL_2_BITS: Final[Mapping[str, int]] = {"RSA": 2048, "DSA": 2048, "EC": 224}
_LEVEL_2_REFUSES: Final = ("MD2", "MD5", "SHA-1")
_OLD_VERSIONS: Final = frozenset({"TLSv1", "TLSv1.1"})

_BASIC_CONSTRAINTS: Final = "2.5.29.19"
_KEY_USAGE: Final = "2.5.29.15"
_SUBJECT_KEY_ID: Final = "2.5.29.14"
_AUTHORITY_KEY_ID: Final = "2.5.29.35"
_BOOLEAN: Final = 0x01
_V3: Final = 3


def version_notes(version: str) -> Iterator[Note]:
    """Whether current JVMs would have spoken that version at all."""
    if version in _OLD_VERSIONS:
        yield Note("tls-version-old", f"{version}: JVMs since April 2021 have it switched off (java.security)")


def chain_notes(chain: Sequence[bytes], path: Sequence[bytes], now: datetime) -> Iterator[Note]:
    """What a stricter check refuses of a chain that was verified, leaf first; `path` ends at the JVM's anchor.

    Certificates that can't be read give no note.
    """
    try:
        whole = [fields(der) for der in chain]
        part = [fields(der) for der in path]
    except InputError:
        return
    yield from _anchor_notes(part, now)
    yield from _weakness_notes(part)
    reasons = tuple(dict.fromkeys(_strictly(whole)))
    if reasons:
        yield Note("chain-not-strict", f"a strict check refuses the chain: {', '.join(reasons)}")


def _anchor_notes(path: Sequence[Fields], now: datetime) -> Iterator[Note]:
    anchor = path[-1]
    if not anchor.self_issued:
        yield Note("chain-partial", f"the chain ends at {_name(anchor)}, which is trusted but no root")
    if anchor.not_before <= now <= anchor.not_after:
        return
    if len(path) == 1:
        yield Note("leaf-out-of-date", "the certificate is out of date; a JVM takes it since its store has it")
    else:
        yield Note("anchor-out-of-date", f"the trusted {_name(anchor)} is out of date; a JVM does not mind")


def _weakness_notes(path: Sequence[Fields]) -> Iterator[Note]:
    for one in path:
        if 0 < one.key.bits < _LEVEL_2_BITS.get(one.key.kind, 0):
            yield Note("key-weak", f"{_name(one)} has a weak key: {one.key}")
    for one in path[:-1]:
        signature = SIGNATURES.get(one.signature, "")
        if signature.startswith(_LEVEL_2_REFUSES):
            yield Note("signature-weak", f"{_name(one)} has a weak signature: {signature}")


def _strictly(chain: Sequence[Fields]) -> Iterator[str]:
    """What OpenSSL's X509_V_FLAG_X509_STRICT refuses (x509_vfy.c, check_extensions), as far as it is common."""
    if len(chain) == 1:
        return
    for at, one in enumerate(chain):
        if one.version < _V3:
            continue
        if at + 1 < len(chain) and _AUTHORITY_KEY_ID not in one.extensions:
            yield "an authority key identifier is missing"
        if not _is_ca(one):
            continue
        if _SUBJECT_KEY_ID not in one.extensions:
            yield "an issuer's subject key identifier is missing"
        if _KEY_USAGE not in one.extensions:
            yield "an issuer's key usage is missing"
        if not one.extensions[_BASIC_CONSTRAINTS].critical:
            yield "an issuer's basic constraints are not critical"


def _is_ca(certificate: Fields) -> bool:
    constraints = certificate.extensions.get(_BASIC_CONSTRAINTS)
    if constraints is None:
        return False
    try:
        inner = Der(constraints.value).into()
        return inner.tag == _BOOLEAN and any(inner.body(_BOOLEAN))
    except InputError:
        return False


def _name(certificate: Fields) -> str:
    try:
        return distinguished(certificate.subject)
    except InputError:
        return "a certificate"
