"""The client's own certificate and key, by alias, out of JKS, PKCS #12 or PEM (extra [crypto])."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.errors import InputError, NotAvailableError
from cfgkit.mail.tls import der, pbe, pem
from cfgkit.mail.tls.der import Der
from cfgkit.mail.tls.extra import needs_cryptography
from cfgkit.mail.tls.stores import read_file, read_store
from cfgkit.mail.tls.x509 import chain_from, fields
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cfgkit.mail.tls.keystore import KeyEntry

_ALIASES_SHOWN: Final = 20
_NOT_A_KEY: Final = "holds a private key that can't be read"


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A key (PKCS #8 in PEM, not encrypted) and its certificates as DER, the leaf first."""

    alias: str
    chain: tuple[bytes, ...]
    key: Secret


def read_client_key(path: Path, *, alias: str, password: Secret | None) -> ClientKey:
    """The key under that alias, whose case does not count, as in Java; of a PEM file the only key.

    The password is the store's, and the key's own where that is encrypted: Java's tools keep them the same.

    Raises:
        InputError: there is no such alias, the password is wrong, or the file is no store or damaged.
        StoreError: the file can't be read.
        NotAvailableError: cryptography is not here.
    """
    try:
        data = read_file(path)
        if pem.private_key(data) is not None:
            return _from_pem(data, alias, password)
        return _from_entry(_named(read_store(data, password).keys, alias), password)
    except (InputError, NotAvailableError) as error:
        error.file = path
        raise


def _named(entries: Sequence[KeyEntry], alias: str) -> KeyEntry:
    for entry in entries:
        if entry.alias.casefold() == alias.casefold():
            return entry
    if not entries:
        raise InputError("holds no private key")
    aliases = sorted(visible(entry.alias) for entry in entries)
    more = f" and {len(aliases) - _ALIASES_SHOWN} more" if len(aliases) > _ALIASES_SHOWN else ""
    raise InputError("holds no key under that alias", help=f"it has: {', '.join(aliases[:_ALIASES_SHOWN])}{more}")


def _from_entry(entry: KeyEntry, password: Secret | None) -> ClientKey:
    if not entry.chain:
        raise InputError("holds a key without a certificate")
    key = _loaded(_pkcs8(entry.key, password))
    return _client_key(entry.alias, entry.chain, key)


def _pkcs8(key: bytes, password: Secret | None) -> bytes:
    """The plain PKCS #8 structure; one that is plain already begins with its version."""
    outer = Der(key).into()
    if outer.tag == der.INTEGER:
        return key
    if password is None:
        raise InputError("holds a key that is encrypted", help="give the store's password")
    return pbe.decrypt(outer.into(), outer.body(der.OCTET_STRING), password)


def _from_pem(data: bytes, alias: str, password: Secret | None) -> ClientKey:
    key = _loaded_pem(pem.private_key(data) or b"", password)
    known = pem.certificates(data)
    public = _public(key)
    leaf = next((one for one in known if fields(one).public_key == public), None)
    if leaf is None:
        raise InputError("holds no certificate for its key")
    return _client_key(alias, chain_from(leaf, known), key)


def _client_key(alias: str, chain: tuple[bytes, ...], key: PrivateKeyTypes) -> ClientKey:
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - an extra

    if fields(chain[0]).public_key != _public(key):
        raise InputError("holds a key and a certificate that don't belong together")
    text = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return ClientKey(alias, chain, Secret(text.decode()))


def _public(key: PrivateKeyTypes) -> bytes:
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - an extra

    return key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)


def _loaded(plain: bytes) -> PrivateKeyTypes:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.serialization import load_der_private_key  # noqa: PLC0415 - same
    except ModuleNotFoundError:
        raise needs_cryptography("a client key") from None
    try:
        return load_der_private_key(plain, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError(_NOT_A_KEY) from None


def _loaded_pem(text: bytes, password: Secret | None) -> PrivateKeyTypes:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - same
    except ModuleNotFoundError:
        raise needs_cryptography("a client key") from None
    encrypted = b"ENCRYPTED" in text
    if encrypted and password is None:
        raise InputError("holds a key that is encrypted", help="give its password")
    try:
        return load_pem_private_key(
            text, password.reveal().encode("utf-8", "surrogatepass") if encrypted and password else None
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise (pbe.wrong_password() if encrypted else InputError(_NOT_A_KEY)) from None
