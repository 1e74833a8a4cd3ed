"""Whom the sender trusts: the store that the user names, else the JVM's below PS_HOME, else the system's."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfgkit.display import counted
from cfgkit.errors import InputError, NotAvailableError
from cfgkit.mail.tls import pem
from cfgkit.mail.tls.stores import read_file, read_store
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Where a JVM below PS_HOME may have its store: the first name wins, as JSSE's reference guide says.
_NAMES: Final = ("jssecacerts", "cacerts")
_FOLDERS: Final = ("jre/lib/security", "lib/security", "j*/lib/security", "j*/jre/lib/security")
#: The password that every JDK is delivered with: no secret.
_DELIVERED: Final = Secret("changeit")


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates that end a chain, as DER, and where they come from in words.

    `comparable`: whether the application server trusts the same ones. `path` is the store's, None for the system's.
    """

    certificates: tuple[bytes, ...] = field(repr=False)
    origin: str
    comparable: bool
    path: Path | None = None


def read_trust(path: Path | None, *, password: Secret | None = None, ps_home: Path | None = None) -> Trust:
    """The certificates to trust; of a key store those that a JVM would take for anchors.

    Raises:
        InputError: the store that is named holds no certificate to trust, or can't be read as one.
        StoreError: its file can't be read.
        NotAvailableError: it is encrypted, and cryptography is not here.
    """
    if path is not None:
        return _from_file(path, password, "the store that was named")
    found = _jvm_store(ps_home) if ps_home is not None else None
    if found is not None:
        return _from_file(found, password, "the JVM's store below PS_HOME")
    return _trust(_system(), "the system's store, not the JVM's", comparable=False)


def _from_file(path: Path, password: Secret | None, what: str) -> Trust:
    try:
        trust = _trust(_open(read_file(path), password), what, comparable=True, path=path)
    except (InputError, NotAvailableError) as error:
        error.file = path
        raise
    if not trust.certificates:
        raise InputError("holds no certificate that a JVM would trust", help="keytool -importcert adds one", file=path)
    return trust


def _open(data: bytes, password: Secret | None) -> tuple[bytes, ...]:
    """Without a password a JKS can be read as it is; of what is encrypted the delivered password is tried."""
    if password is not None:
        return read_store(data, password).trusted
    try:
        return read_store(data, None).trusted
    except InputError as error:
        try:
            return read_store(data, _DELIVERED).trusted
        except InputError:
            raise error from None


def _trust(certificates: Sequence[bytes], what: str, *, comparable: bool, path: Path | None = None) -> Trust:
    once = dict.fromkeys(certificates)
    usable = tuple(_usable(once))
    left_out = len(once) - len(usable)
    words = f"{what}, {counted(len(usable), 'certificate')}"
    if left_out:
        words += f" ({left_out} unreadable and left out)"
    return Trust(usable, words, comparable, path)


def _usable(certificates: Iterable[bytes]) -> Iterator[bytes]:
    """Those that the TLS library can read."""
    scratch = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for der in certificates:
        try:
            scratch.load_verify_locations(cadata=der)
        except (ssl.SSLError, ValueError):
            continue
        yield der


def _jvm_store(ps_home: Path) -> Path | None:
    for folder in _FOLDERS:
        for name in _NAMES:
            found = sorted(path for path in ps_home.glob(f"{folder}/{name}") if path.is_file())
            if found:
                return found[0]
    return None


def _system() -> tuple[bytes, ...]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    found = context.get_ca_certs(binary_form=True)
    folder = ssl.get_default_verify_paths().capath
    if found or folder is None:
        return tuple(found)
    # OpenSSL looks into a folder only while it verifies, so the context does not know what is there.
    files = (path for path in sorted(Path(folder).glob("*.pem")) if path.is_file())
    return tuple(der for path in files for der in pem.certificates(read_file(path)))
