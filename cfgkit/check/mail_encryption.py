"""Rules on SSL, STARTTLS and certificates of the mail servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check.mail_servers import SSL_PORT, may_be_on, servers
from cfgkit.check.rule import MAIL_HOST, Rule, at_value, mail_file
from cfgkit.schema.release import Release
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Subject
    from cfgkit.schema.smtp.view import MailServer

_PLAIN_PORTS: Final = frozenset({25, 587})
_PROTOCOL_DOCUMENTED: Final = Release(8, 61)


def uses_starttls(server: MailServer) -> bool:
    """Whether STARTTLS is switched on, be it required or not."""
    return bool(server.starttls or server.requires_starttls)


def _both(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        if server.uses_ssl and uses_starttls(server):
            which = server["SMTPTLSRequired" if server.requires_starttls else "SMTPTLSEnable"]
            message = f"{which.key} asks for STARTTLS, {server['SMTPUseSSL'].key} for SSL from the first byte"
            yield at_value(which, message, "which one wins is not documented: keep one")


def _ssl_port(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        port = server["SMTPSSLPort"]
        if server.uses_ssl and port.value in _PLAIN_PORTS:
            hint = f"SSL from the first byte is usually on {SSL_PORT}; for STARTTLS use {server['SMTPTLSRequired'].key}"
            yield at_value(port, f"{port.key} is {port.value}, where servers wait for plain text", hint)


def _clear_possible(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        if server.starttls and not may_be_on(server["SMTPTLSRequired"]) and not may_be_on(server["SMTPUseSSL"]):
            required = server["SMTPTLSRequired"].key
            message = (
                f"{server['SMTPTLSEnable'].key} without {required}: mail goes in clear where STARTTLS is not offered"
            )
            yield at_value(server["SMTPTLSEnable"], message, f"set {required}=Y to send encrypted or not at all")


def _protocol_assumed(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        protocol = server["SMTPSSLProtocol"]
        if (server.uses_ssl or uses_starttls(server)) and not protocol.text:
            switch = (
                "SMTPUseSSL" if server.uses_ssl else "SMTPTLSRequired" if server.requires_starttls else "SMTPTLSEnable"
            )
            place = protocol if protocol.line else server[switch]
            hint = "TLSv1.3 by the manual of 8.61; what older releases do is not documented"
            yield at_value(place, f"{protocol.key} is not set: the protocol that is used is an assumption", hint)


def _protocol_release(subject: Subject) -> Iterator[Place]:
    if subject.release is None or subject.release >= _PROTOCOL_DOCUMENTED:
        return
    for server in servers(subject.smtp):
        protocol = server["SMTPSSLProtocol"]
        if protocol.text:
            message = (
                f"{protocol.key} is documented from {_PROTOCOL_DOCUMENTED} on; the release given is {subject.release}"
            )
            yield at_value(protocol, message, "whether this release reads it is not known: test it")


def _certificate_unused(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        alias = server["SMTPClientCertAlias"]
        switches = [server[key] for key in ("SMTPUseSSL", "SMTPTLSEnable", "SMTPTLSRequired")]
        if alias.is_set and not any(may_be_on(one) for one in switches):
            yield at_value(alias, f"{alias.key} is set without SSL or STARTTLS: it is never shown")


_TLS: Final = (MAIL_HOST, "SMTPTLSRequired=Y", "SMTPSSLProtocol=TLSv1.3")
MAIL_ENCRYPTION_RULES: Final = (
    Rule(
        id="mail-ssl-and-starttls",
        severity=Severity.WARNING,
        summary="SSL from the first byte and STARTTLS at once",
        why="They exclude each other on one connection; what happens with both is not documented.",
        example=mail_file(*_TLS, "SMTPUseSSL=Y"),
        mended=mail_file(*_TLS, "SMTPUseSSL=N"),
        keys=("SMTPUseSSL", "SMTPTLSEnable", "SMTPTLSRequired"),
        find=_both,
    ),
    Rule(
        id="mail-ssl-port",
        severity=Severity.WARNING,
        summary="SSL from the first byte on a port for plain text",
        why="On ports 25 and 587 the server speaks first, in plain text: the connection hangs, or ends in an error.",
        example=mail_file(MAIL_HOST, "SMTPUseSSL=Y", "SMTPSSLPort=587", "SMTPSSLProtocol=TLSv1.3"),
        mended=mail_file(MAIL_HOST, "SMTPUseSSL=Y", "SMTPSSLPort=465", "SMTPSSLProtocol=TLSv1.3"),
        keys=("SMTPUseSSL", "SMTPSSLPort"),
        find=_ssl_port,
    ),
    Rule(
        id="mail-clear-possible",
        severity=Severity.WARNING,
        summary="STARTTLS is enabled but not required",
        why="Whoever sits on the way to the server can hide its offer of STARTTLS; mail and password then go in clear.",
        example=mail_file(MAIL_HOST, "SMTPTLSEnable=Y", "SMTPSSLProtocol=TLSv1.3"),
        mended=mail_file(*_TLS, "SMTPTLSEnable=Y"),
        keys=("SMTPTLSEnable", "SMTPTLSRequired"),
        find=_clear_possible,
    ),
    Rule(
        id="mail-protocol-assumed",
        severity=Severity.INFO,
        summary="encryption without a protocol version",
        why="The manuals of 8.61 and 8.63 give TLSv1.3 as default; a server that has TLSv1.2 only then refuses.",
        example=mail_file(MAIL_HOST, "SMTPTLSRequired=Y"),
        mended=mail_file(*_TLS),
        keys=("SMTPSSLProtocol",),
        find=_protocol_assumed,
    ),
    Rule(
        id="mail-protocol-release",
        severity=Severity.WARNING,
        summary="a protocol version that the release is not known to read",
        why="Reported only where a release before 8.61 is given with --release: no source shows it there.",
        example="",
        mended="",
        keys=("SMTPSSLProtocol",),
        find=_protocol_release,
    ),
    Rule(
        id="mail-certificate-unused",
        severity=Severity.WARNING,
        summary="a client certificate without encryption",
        why="A certificate is shown during the TLS handshake, and there is none.",
        example=mail_file(MAIL_HOST, "SMTPClientCertAlias=mailer"),
        mended=mail_file(*_TLS, "SMTPClientCertAlias=mailer"),
        keys=("SMTPClientCertAlias",),
        find=_certificate_unused,
    ),
)
