"""What a handshake is held to, and the TLS context that does it as a JVM would.

The library builds the chain and checks its signatures; dates and weak algorithms are left to jvm.py, since a JVM
has its own rules for both: it takes an anchor that has expired, and SHA-1 from an issuer of the site's own (seen
with JDK 17), which OpenSSL refuses from security level 1 up. A JVM's list of switched-off ciphers is kept.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.errors import InputError, StoreError
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.tls import pem
from cfgkit.mail.tls.extra import needs_cryptography
from cfgkit.mail.tls.outcome import HandshakeError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.tls.client import ClientKey
    from cfgkit.mail.tls.trust import Trust

#: jdk.tls.disabledAlgorithms of JDK 17, as far as it is about ciphers.
_CIPHERS: Final = "DEFAULT:!aNULL:!eNULL:!RC4:!3DES:!DES:!MD5:@SECLEVEL=0"
_VERSIONS: Final[Mapping[str, ssl.TLSVersion]] = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
#: X509_V_FLAG_NO_CHECK_TIME and SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL; Python has the second from 3.12 on.
_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)
_LEGACY_SERVER_CONNECT: Final = ssl.Options(0x4)


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """Whom to trust, what to show, and whether a certificate for another name is an error.

    `pin` is the version as the file has it, empty for the best that both sides know.
    """

    trust: Trust
    pin: str = ""
    client: ClientKey | None = None
    check_name: bool = False


def context(policy: TlsPolicy) -> ssl.SSLContext:
    """The context that a handshake by that policy uses; its result still has to pass jvm.py.

    Raises:
        HandshakeError: the version is none that there is.
        InputError: the client's key can't be used.
        StoreError: there is no place for a temporary file.
        NotAvailableError: there is a client's key, and cryptography is not here.
    """
    if policy.client is None:
        return _trusting(policy.trust.certificates, policy.pin)
    made = _made(policy.trust.certificates, policy.pin)
    _show(made, policy.client)
    return made


@lru_cache(maxsize=16)
def _trusting(certificates: tuple[bytes, ...], pin: str) -> ssl.SSLContext:
    """A context for all connections that trust the same: many files mostly do."""
    return _made(certificates, pin)


def _made(certificates: tuple[bytes, ...], pin: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_REQUIRED
    made.verify_flags = ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    made.options |= _LEGACY_SERVER_CONNECT
    made.set_ciphers(_CIPHERS)
    _pin(made, pin)
    if certificates:
        made.load_verify_locations(cadata=b"".join(certificates))
    return made


def _pin(made: ssl.SSLContext, pin: str) -> None:
    """JavaMail takes several versions, with blanks between; without any a JVM speaks 1.2 and 1.3."""
    words = pin.split() or ["TLSv1.2", "TLSv1.3"]
    for word in words:
        if word not in _VERSIONS:
            raise HandshakeError(
                FaultClass.TLS_VERSION, f"Could not convert socket to TLS: Unsupported protocol {visible(word)}"
            )
    wanted = [_VERSIONS[word] for word in words]
    with warnings.catch_warnings():
        # The user's file asks for an old version; Python's advice against it is not for a developer here.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            made.minimum_version, made.maximum_version = min(wanted), max(wanted)
        except ValueError:  # left out when this OpenSSL was built
            raise HandshakeError(FaultClass.TLS_VERSION, f"this machine's OpenSSL has no {' '.join(words)}") from None


def _show(made: ssl.SSLContext, client: ClientKey) -> None:
    """Hands the key to the library, which reads files only: encrypted, for the owner alone, gone at once."""
    try:
        from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise needs_cryptography("a client key") from None
    passphrase = secrets.token_hex(32)
    key = form.load_pem_private_key(client.key.reveal().encode(), None)
    locked = form.BestAvailableEncryption(passphrase.encode())
    text = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked).decode()
    certificates = "".join(pem.block(pem.CERTIFICATE, der) for der in client.chain)
    try:
        with _for_the_owner(text + certificates) as path:
            made.load_cert_chain(path, password=passphrase)
    except ssl.SSLError:
        raise InputError("the client's key and certificate can't be used by the TLS library") from None
    except OSError as error:
        raise StoreError(f"no temporary file can be written: {reason(error)}") from None


@contextmanager
def _for_the_owner(text: str) -> Iterator[Path]:
    """A temporary file of mode 0600 with that text."""
    handle, name = tempfile.mkstemp(prefix="cfgkit-", suffix=".pem")
    path = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        yield path
    finally:
        path.unlink()
