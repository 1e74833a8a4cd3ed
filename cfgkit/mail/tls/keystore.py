"""A Java key store as data: the certificates that it trusts, and the keys that it holds under an alias."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A private key and its certificates, the leaf first; `key` is a PKCS #8 structure, mostly encrypted."""

    alias: str
    key: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyStore:
    """What a store holds; certificates are DER.

    `trusted` are those that a JVM takes for anchors: its trusted entries, and the leaf of each key entry
    (sun.security.validator.TrustStoreUtil).
    """

    trusted: tuple[bytes, ...]
    keys: tuple[KeyEntry, ...]
