"""Sun's JKS format, read without any extra (sun.security.provider.JavaKeyStore; there is no standard).

store  = FEEDFEED version:u4 count:u4 entry* digest
entry  = 1:u4 alias:utf date:u8 key:bytes count:u4 cert*    a private key
       | 2:u4 alias:utf date:u8 cert                        a trusted certificate
cert   = kind:utf bytes       (version 1: no kind)
utf    = size:u2 text         bytes = size:u4 data          digest = SHA-1 of password, a phrase and all before
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls.keystore import KeyEntry, KeyStore
from cfgkit.mail.tls.pbe import wrong_password

if TYPE_CHECKING:
    from cfgkit.secret import Secret

MAGIC: Final = b"\xfe\xed\xfe\xed"
_DIGEST_SIZE: Final = 20
_PHRASE: Final = b"Mighty Aphrodite"
_KEY, _TRUSTED = 1, 2
_VERSIONS: Final = frozenset({1, 2})


def read_jks(data: bytes, password: Secret | None = None) -> KeyStore:
    """The store's entries; its digest is checked where a password is given. Keys stay encrypted.

    Raises:
        InputError: it is no JKS, is damaged, or the password is not the store's.
    """
    if not data.startswith(MAGIC):
        raise InputError("is no key store of the kind JKS")
    body = data[:-_DIGEST_SIZE]
    if password is not None and not hmac.compare_digest(_digest(body, password), data[-_DIGEST_SIZE:]):
        raise wrong_password()
    cursor = _Cursor(body, len(MAGIC))
    version = cursor.number()
    if version not in _VERSIONS:
        raise InputError("is a JKS of a version that is not known here")
    trusted: list[bytes] = []
    keys: list[KeyEntry] = []
    for _ in range(cursor.number()):
        kind, alias = cursor.number(), cursor.text()
        cursor.take(8)
        if kind == _TRUSTED:
            trusted.append(cursor.certificate(version))
        elif kind == _KEY:
            key = cursor.block()
            keys.append(KeyEntry(alias, key, tuple(cursor.certificate(version) for _ in range(cursor.number()))))
        else:
            raise InputError("is a JKS with an entry of a kind that is not known here")
    if not cursor.at_end:
        raise InputError("is a JKS with something behind its entries")
    return KeyStore((*trusted, *(entry.chain[0] for entry in keys if entry.chain)), tuple(keys))


def _digest(body: bytes, password: Secret) -> bytes:
    key = password.reveal().encode("utf-16-be", "surrogatepass")
    return hashlib.sha1(key + _PHRASE + body, usedforsecurity=False).digest()


class _Cursor:
    """Reads forwards; raises InputError at the end of the data, so that a made-up count costs nothing."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise InputError("is a JKS that is cut short")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "big")

    def text(self) -> str:
        """Java's own UTF-8; it differs from UTF-8 only in characters that no alias has."""
        return self.take(self.number(2)).decode("utf-8", "replace")

    def block(self) -> bytes:
        return self.take(self.number())

    def certificate(self, version: int) -> bytes:
        if version > 1:
            self.text()
        return self.block()
