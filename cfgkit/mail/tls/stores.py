"""A file of certificates or keys, told by its content and never by its name: PEM, DER, PKCS #12 or JKS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls import jks, pem, pkcs12
from cfgkit.mail.tls.keystore import KeyStore
from cfgkit.mail.tls.x509 import fields
from cfgkit.store.reading import opened

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.secret import Secret

#: The largest store that is read, in bytes; a JVM's own cacerts has about 200,000.
MOST_BYTES: Final = 16_000_000
_JCEKS_MAGIC: Final = b"\xce\xce\xce\xce"
_CONVERT: Final = "convert it: keytool -importkeystore -deststoretype PKCS12"


def read_file(path: Path) -> bytes:
    """The file's bytes; raises StoreError, and InputError for what is too large to be a store."""
    with opened(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError("is too large to be a key store", file=path)
    return data


def read_store(data: bytes, password: Secret | None) -> KeyStore:
    """The key store or the certificates in these bytes; of PEM only the certificates.

    Raises:
        InputError: it is nothing of the kind, is damaged, or the password is missing or wrong.
        NotAvailableError: it is encrypted, and cryptography is not here.
    """
    if data.startswith(jks.MAGIC):
        return jks.read_jks(data, password)
    if data.startswith(_JCEKS_MAGIC):
        raise InputError("is a key store of the kind JCEKS, which can't be read here", help=_CONVERT)
    if pkcs12.is_pkcs12(data):
        return pkcs12.read_pkcs12(data, password)
    if pem.is_pem(data):
        return KeyStore(pem.certificates(data), ())
    if data[:1] == b"\x30":
        fields(data)
        return KeyStore((data,), ())
    raise InputError("is neither PEM, DER, PKCS #12 nor JKS", help=_CONVERT)
