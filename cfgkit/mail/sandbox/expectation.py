"""What the settings of one mail server expect it to offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from cfgkit.schema.smtp.view import MailServer
    from cfgkit.secret import Secret

#: The ways to log in that the sandbox knows.
MECHANISMS: Final = ("LOGIN", "PLAIN", "NTLM", "XOAUTH2")
_ORDINARY: Final = ("LOGIN", "PLAIN")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the server offers and asks for.

    `protocol` is the one TLS version, `TLSv1.2` or `TLSv1.3`, or empty for both. `mechanisms` are those of
    `MECHANISMS` that AUTH offers. A `user` has to log in before a message is taken; without one any user
    may. Without a `secret` any password or token will do. `client_certificate` asks for a certificate and
    takes any. `host` is the name in the server's own certificate.
    """

    tls: Literal["none", "implicit", "starttls"] = "none"
    requires_tls: bool = False
    protocol: str = ""
    mechanisms: tuple[str, ...] = ()
    user: str = ""
    secret: Secret | None = None
    ntlm_domain: str = ""
    authorization_id: str = ""
    client_certificate: bool = False
    host: str = ""

    @property
    def takes_passwords(self) -> bool:
        """Whether an ordinary login by user name and password is offered."""
        return any(name in self.mechanisms for name in _ORDINARY)


def expectation_of(server: MailServer, secret: Secret | None = None) -> Expectation:
    """What these settings expect; the file's own password is encrypted, so `secret` is given beside it.

    The user of an OAuth login is not in the file, so any is taken.
    """
    mechanisms = _mechanisms(server)
    protocol = server["SMTPSSLProtocol"]
    return Expectation(
        tls=_tls(server),
        requires_tls=bool(server.requires_starttls) and not server.uses_ssl,
        protocol=str(protocol.value or "") if protocol.is_set else "",
        mechanisms=mechanisms,
        user="" if mechanisms == ("XOAUTH2",) else server.user or "",
        secret=secret,
        ntlm_domain=server.ntlm_domain or "",
        authorization_id=server.sasl_authorization_id or "",
        client_certificate=bool(server.certificate_alias),
        host=server.host or "",
    )


def _tls(server: MailServer) -> Literal["none", "implicit", "starttls"]:
    """SSL wins over STARTTLS, as in JavaMail."""
    if server.uses_ssl:
        return "implicit"
    return "starttls" if server.starttls or server.requires_starttls else "none"


def _mechanisms(server: MailServer) -> tuple[str, ...]:
    """SASL mechanisms that nobody here knows leave the ordinary ones, which is what JavaMail falls back to."""
    if server.uses_oauth:
        return ("XOAUTH2",)
    if server.uses_ntlm:
        return ("NTLM",)
    if server.uses_sasl:
        named = (server.sasl_mechanism or "").upper().replace(",", " ").split()
        return tuple(name for name in named if name in MECHANISMS) or _ORDINARY
    return _ORDINARY if server.user else ()
