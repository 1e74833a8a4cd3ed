"""The TLS handshake on a connected socket: one deadline over all of it, and a verdict as a JVM would give it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from cfgkit.errors import InputError
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.tls.alerts import classify
from cfgkit.mail.tls.certificate import certificate
from cfgkit.mail.tls.jvm import path_to_anchor, refusal
from cfgkit.mail.tls.names import fits, is_ip
from cfgkit.mail.tls.notes import chain_notes, version_notes
from cfgkit.mail.tls.outcome import HandshakeError, Note, Secured
from cfgkit.mail.tls.policy import context
from cfgkit.mail.tls.x509 import fields

if TYPE_CHECKING:
    import socket
    import ssl

    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.mail.tls.policy import TlsPolicy

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_FULL_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_DER: Final = 2  # _ssl.ENCODING_DER


def handshake(sock: socket.socket, host: str, policy: TlsPolicy, deadline: Deadline) -> Secured:
    """Turns the connection into a TLS one; on any failure it is closed.

    Raises:
        HandshakeError: no TLS came about, or the server's certificate would be refused.
        InputError: the client's key can't be used.
        StoreError: there is no place for a temporary file.
        NotAvailableError: there is a client's key, and cryptography is not here.
    """
    try:
        tls = _wrapped(context(policy), sock, host)
    except BaseException:
        sock.close()
        raise
    try:
        return _shaken(tls, host, policy, deadline)
    except BaseException:
        tls.close()
        raise


def sni_name(host: str) -> str | None:
    """The name that a JVM puts into the SNI extension (sun.security.ssl.Utilities): full host names only."""
    name = host.removesuffix(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return None
    return name if _FULL_NAME.fullmatch(name) and not is_ip(name) else None


def _wrapped(made: ssl.SSLContext, sock: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        sock.getpeername()  # a connection that was reset would lose its descriptor in wrap_socket (Python 3.11)
        return made.wrap_socket(sock, server_hostname=sni_name(host), do_handshake_on_connect=False)
    except OSError as error:  # the other side was gone before the first byte
        raise HandshakeError(FaultClass.TLS_CLOSED, "the server had closed the connection") from error


def _shaken(tls: ssl.SSLSocket, host: str, policy: TlsPolicy, deadline: Deadline) -> Secured:
    try:
        # With a time-out set, do_handshake holds it over all its reads and writes together.
        tls.settimeout(deadline.left())
        tls.do_handshake()
    except OSError as error:
        chain = tuple(map(certificate, _sent(tls)))
        fault, words = classify(error, chain_came=bool(chain), client_shown=policy.client is not None)
        raise HandshakeError(fault, words, chain) from error
    chain = tuple(map(certificate, _sent(tls)))
    version, cipher = tls.version() or "", (tls.cipher() or ("",))[0]
    notes = (*version_notes(version), *_judged(tls, host, policy, chain))
    return Secured(tls, version, cipher, chain, notes)


def _judged(tls: ssl.SSLSocket, host: str, policy: TlsPolicy, sent: tuple[Certificate, ...]) -> tuple[Note, ...]:
    """The notes on a chain that the library has verified; raises HandshakeError where a JVM would refuse it."""
    verified = _verified(tls)
    path = path_to_anchor(verified, frozenset(policy.trust.certificates))
    now = datetime.now(UTC)
    refused = refusal(path, now)
    notes = tuple(chain_notes(verified, path, now))
    if refused is not None:
        raise HandshakeError(*refused, sent, notes)
    if _is_for(verified[0], host):
        return notes
    words = f"the certificate is for another name than {host}"
    if policy.check_name:
        raise HandshakeError(FaultClass.CERT_NAME, words, sent, notes)
    return (*notes, Note(FaultClass.CERT_NAME.value, words))


def _is_for(leaf: bytes, host: str) -> bool:
    try:
        return fits(fields(leaf), host)
    except InputError:
        return False


def _sent(tls: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as the server sent them, also after a failure."""
    return _chain(tls, "get_unverified_chain")


def _verified(tls: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The chain that was verified, leaf first, anchor last."""
    return _chain(tls, "get_verified_chain")


def _chain(tls: ssl.SSLSocket, method: str) -> tuple[bytes, ...]:
    public = getattr(tls, method, None)  # from Python 3.13 on
    if public is not None:
        return tuple(public())
    inner = getattr(tls, "_sslobj", None)
    found = getattr(inner, method)() if inner is not None else None
    return tuple(cast(bytes, one.public_bytes(_DER)) for one in found or ())
