"""The fields of an X.509 certificate (RFC 5280, 4.1) that trust, names and display look at."""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls import der
from cfgkit.mail.tls.der import Der

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUBJECT_ALT_NAME: Final = "2.5.29.17"
_DNS_NAME: Final = der.context(2, constructed=False)
_IP_ADDRESS: Final = der.context(7, constructed=False)
_TIME_FORMATS: Final[Mapping[int, str]] = {der.UTC_TIME: "%y%m%d%H%M%SZ", der.GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}
#: RFC 5280: a two-digit year from 50 on is one of the last century; strptime turns at 69.
_CENTURY_TURNS: Final = 50

_RSA: Final = "1.2.840.113549.1.1.1"
_RSA_PSS: Final = "1.2.840.113549.1.1.10"
_DSA: Final = "1.2.840.10040.4.1"
_EC: Final = "1.2.840.10045.2.1"
_CURVES: Final[Mapping[str, int]] = {
    "1.2.840.10045.3.1.1": 192,
    "1.3.132.0.33": 224,
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.10": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
}
_OTHER_KEYS: Final[Mapping[str, str]] = {"1.3.101.112": "Ed25519", "1.3.101.113": "Ed448"}


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: its kind in words, and its size in bits where that says something, else 0."""

    kind: str
    bits: int

    def __str__(self) -> str:
        return f"{self.kind} {self.bits}" if self.bits else self.kind


@dataclass(frozen=True, slots=True)
class Extension:
    """A certificate's extension; `value` is DER."""

    critical: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """What a certificate says. Names are DER; times are UTC; the signature is its algorithm's identifier."""

    version: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    key: Key
    public_key: bytes
    signature: str
    extensions: Mapping[str, Extension]
    dns_names: tuple[str, ...]
    ip_names: tuple[str, ...]

    @property
    def self_issued(self) -> bool:
        """Whether subject and issuer are the same: a root, or a self-signed leaf."""
        return self.subject == self.issuer


@lru_cache(maxsize=256)
def fields(data: bytes) -> Fields:
    """The certificate's fields; raises InputError where the DER is none of a certificate."""
    outer = Der(data).into()
    body = outer.into()
    version = body.into(der.context(0)).integer() + 1 if body.tag == der.context(0) else 1
    body.body(der.INTEGER)
    body.body(der.SEQUENCE)
    issuer = body.raw(der.SEQUENCE)
    validity = body.into()
    times = _time(validity), _time(validity)
    subject = body.raw(der.SEQUENCE)
    public_key = body.raw(der.SEQUENCE)
    for unique_id in (1, 2):
        body.skip(der.context(unique_id, constructed=False))
    extensions = _extensions(body.into(der.context(3)).into()) if body.tag == der.context(3) else {}
    named = extensions.get(_SUBJECT_ALT_NAME)
    dns_names, ip_names = _names(named.value) if named else ((), ())
    return Fields(
        version,
        issuer,
        subject,
        *times,
        _key(Der(public_key).into()),
        public_key,
        outer.into().oid(),
        extensions,
        dns_names,
        ip_names,
    )


def chain_from(leaf: bytes, known: Iterable[bytes]) -> tuple[bytes, ...]:
    """The leaf and its issuers, found by name among `known`, as far as they are there; raises InputError."""
    others = [(data, fields(data)) for data in known if data != leaf]
    chain, top = [leaf], fields(leaf)
    while not top.self_issued:
        above = next((pair for pair in others if pair[1].subject == top.issuer), None)
        if above is None:
            break
        others.remove(above)
        chain.append(above[0])
        top = above[1]
    return tuple(chain)


def _time(cursor: Der) -> datetime:
    tag = cursor.tag
    form = _TIME_FORMATS.get(tag) if tag is not None else None
    if tag is None or form is None:
        raise InputError("has a time that is none")
    try:
        time = datetime.strptime(cursor.body(tag).decode("ascii"), form).replace(tzinfo=UTC)
    except ValueError:
        raise InputError("has a time that is none") from None
    if tag == der.UTC_TIME and time.year % 100 >= _CENTURY_TURNS and time.year >= 2000:  # noqa: PLR2004 - the century
        return time.replace(year=time.year - 100)
    return time


def _key(info: Der) -> Key:
    algorithm = info.into()
    kind = algorithm.oid()
    if kind in {_RSA, _RSA_PSS}:
        modulus = Der(info.body(der.BIT_STRING)[1:]).into().integer()
        return Key("RSA", modulus.bit_length())
    if kind == _DSA:
        return Key("DSA", algorithm.into().integer().bit_length() if algorithm.tag == der.SEQUENCE else 0)
    if kind == _EC:
        return Key("EC", _CURVES.get(algorithm.oid(), 0) if algorithm.tag == der.OID else 0)
    return Key(_OTHER_KEYS.get(kind, kind), 0)


def _extensions(cursor: Der) -> dict[str, Extension]:
    found: dict[str, Extension] = {}
    while cursor.tag is not None:
        extension = cursor.into()
        name = extension.oid()
        critical = extension.tag == der.BOOLEAN and any(extension.body(der.BOOLEAN))
        found[name] = Extension(critical, extension.body(der.OCTET_STRING))
    return found


def _names(value: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The host names and the IP addresses of a subjectAltName."""
    hosts, addresses = [], []
    cursor = Der(value).into()
    while (tag := cursor.tag) is not None:
        body = cursor.body(tag)
        if tag == _DNS_NAME:
            hosts.append(body.decode("latin-1"))
        elif tag == _IP_ADDRESS:
            with suppress(ValueError):
                addresses.append(str(ipaddress.ip_address(body)))
    return tuple(hosts), tuple(addresses)
