"""Modes that the sender can plan and not yet run: they end the test before it starts, never in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError
from cfgkit.mail.plan import AuthMode, TlsMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.plan import ServerPlan
    from cfgkit.mail.values import Planned

_TLS: Final[Mapping[TlsMode, str]] = {
    TlsMode.IMPLICIT: "TLS from the first byte",
    TlsMode.STARTTLS_IF_OFFERED: "STARTTLS",
    TlsMode.STARTTLS_REQUIRED: "required STARTTLS",
}
_AUTH: Final[Mapping[AuthMode, str]] = {
    AuthMode.PASSWORD: "authentication by user name and password",
    AuthMode.NTLM: "NTLM authentication",
    AuthMode.SASL: "SASL authentication",
    AuthMode.OAUTH: "OAuth authentication",
}


def require_available(server: ServerPlan) -> None:
    """Raises NotAvailableError, naming setting and line, if this server asks for a mode not built yet."""
    for what, setting in _beyond(server):
        raise NotAvailableError(
            f"{setting.key} asks for {what}, which cfgkit can't test yet",
            help="only plain SMTP without a login is tested so far; no mail was sent",
            line=setting.line,
        )


def _beyond(server: ServerPlan) -> Iterator[tuple[str, Planned[object]]]:
    if server.tls.value in _TLS:
        yield _TLS[server.tls.value], server.tls
    if server.auth.value in _AUTH:
        yield _AUTH[server.auth.value], server.auth
    if server.sign.value:
        yield "S/MIME signing", server.sign
    if server.encrypt.value:
        yield "S/MIME encryption", server.encrypt
