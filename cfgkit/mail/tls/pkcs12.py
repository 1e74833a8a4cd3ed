"""A PKCS #12 key store (RFC 7292) with all its entries; a store without a password needs no extra.

cryptography's own reader gives the first key of several and does not say which certificates a JVM would trust:
that stands in an attribute of Oracle's, without which a JVM takes no certificate of such a store for an anchor.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls import der, pbe
from cfgkit.mail.tls.der import Der
from cfgkit.mail.tls.keystore import KeyEntry, KeyStore
from cfgkit.mail.tls.x509 import chain_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cfgkit.secret import Secret

_VERSION: Final = 3
_DATA: Final = "1.2.840.113549.1.7.1"
_ENCRYPTED_DATA: Final = "1.2.840.113549.1.7.6"
_KEY_BAG: Final = "1.2.840.113549.1.12.10.1.1"
_SHROUDED_KEY_BAG: Final = "1.2.840.113549.1.12.10.1.2"
_CERT_BAG: Final = "1.2.840.113549.1.12.10.1.3"
_X509: Final = "1.2.840.113549.1.9.22.1"
_FRIENDLY_NAME: Final = "1.2.840.113549.1.9.20"
_LOCAL_KEY_ID: Final = "1.2.840.113549.1.9.21"
#: Oracle's mark of a certificate that is trusted (sun.security.pkcs12.PKCS12KeyStore).
_TRUSTED: Final = "2.16.840.1.113894.746875.1.1"
_DIGESTS: Final[Mapping[str, str]] = {
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_BMP_STRING: Final = 0x1E


@dataclass(frozen=True, slots=True)
class _Bag:
    kind: str
    value: bytes
    attributes: Mapping[str, bytes]

    @property
    def key_id(self) -> bytes:
        return self.attributes.get(_LOCAL_KEY_ID, b"")

    @property
    def alias(self) -> str:
        """The friendly name, empty without one."""
        name = self.attributes.get(_FRIENDLY_NAME, b"")
        return Der(name).body(_BMP_STRING).decode("utf-16-be", "replace") if name else ""


def is_pkcs12(data: bytes) -> bool:
    """Whether the bytes begin as PKCS #12 does."""
    try:
        return Der(data).into().integer() == _VERSION
    except InputError:
        return False


def read_pkcs12(data: bytes, password: Secret | None = None) -> KeyStore:
    """The store's entries. Keys stay encrypted; certificates are decrypted where they have to be.

    Raises:
        InputError: it is no PKCS #12, is damaged, or the password is missing or wrong.
        NotAvailableError: something is encrypted, and cryptography is not here.
    """
    outer = Der(data).into()
    if outer.integer() != _VERSION:
        raise InputError("is no PKCS #12 store of version 3")
    kind, content = _content(outer.into())
    if kind != _DATA:
        raise InputError("is a PKCS #12 store that is signed, which can't be read here")
    safe = content.body(der.OCTET_STRING)
    if password is not None and outer.tag == der.SEQUENCE:
        _check_mac(outer.into(), safe, password)
    bags = tuple(_bags(Der(safe).into(), password))
    certificates = tuple(bag for bag in bags if bag.kind == _CERT_BAG)
    keys = tuple(_key_entries(bags, certificates))
    trusted = (bag.value for bag in certificates if _TRUSTED in bag.attributes)
    return KeyStore((*trusted, *(entry.chain[0] for entry in keys if entry.chain)), keys)


def _content(info: Der) -> tuple[str, Der]:
    return info.oid(), info.into(der.context(0))


def _bags(safes: Der, password: Secret | None) -> Iterator[_Bag]:
    while safes.tag is not None:
        kind, content = _content(safes.into())
        if kind == _DATA:
            yield from _bags_of(Der(content.body(der.OCTET_STRING)).into())
        elif kind == _ENCRYPTED_DATA:
            yield from _bags_of(Der(_decrypted(content.into(), password)).into())
        else:
            raise InputError("is a PKCS #12 store that is locked by a public key, which can't be read here")


def _decrypted(encrypted: Der, password: Secret | None) -> bytes:
    if password is None:
        raise InputError("is encrypted", help="give the store's password")
    encrypted.integer()
    info = encrypted.into()
    info.oid()
    return pbe.decrypt(info.into(), info.body(der.context(0, constructed=False)), password)


def _bags_of(contents: Der) -> Iterator[_Bag]:
    while contents.tag is not None:
        bag = contents.into()
        kind, value = bag.oid(), bag.into(der.context(0))
        attributes = dict(_attributes(bag.into(der.SET))) if bag.tag == der.SET else {}
        if kind in {_KEY_BAG, _SHROUDED_KEY_BAG}:
            yield _Bag(kind, value.raw(der.SEQUENCE), attributes)
        elif kind == _CERT_BAG:
            certificate = value.into()
            if certificate.oid() == _X509:
                yield _Bag(kind, certificate.into(der.context(0)).body(der.OCTET_STRING), attributes)


def _attributes(cursor: Der) -> Iterator[tuple[str, bytes]]:
    while cursor.tag is not None:
        attribute = cursor.into()
        yield attribute.oid(), attribute.body(der.SET)


def _check_mac(mac: Der, safe: bytes, password: Secret) -> None:
    """A digest that is not known here is no reason to refuse: a wrong password shows when decrypting."""
    info = mac.into()
    name = _DIGESTS.get(info.into().oid())
    if name is None:
        return
    expected = info.body(der.OCTET_STRING)
    salt = mac.body(der.OCTET_STRING)
    rounds = pbe.checked_rounds(mac.integer()) if mac.tag == der.INTEGER else 1
    key = pbe.pkcs12_key(name, password, salt, rounds, purpose=pbe.FOR_MAC, size=hashlib.new(name).digest_size)
    if not hmac.compare_digest(hmac.digest(key, safe, name), expected):
        raise pbe.wrong_password()


def _key_entries(bags: Iterable[_Bag], certificates: Sequence[_Bag]) -> Iterator[KeyEntry]:
    """The keys in their order; one without a name gets its number, as Java gives it."""
    keys = (bag for bag in bags if bag.kind != _CERT_BAG)
    for number, bag in enumerate(keys, start=1):
        leaf = next((one for one in certificates if bag.key_id and one.key_id == bag.key_id), None)
        chain = chain_from(leaf.value, (one.value for one in certificates)) if leaf else ()
        yield KeyEntry(bag.alias or str(number), bag.value, chain)
