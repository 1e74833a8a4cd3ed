"""A sandbox that stands in for one server of the plan."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cfgkit.mail.plan import AuthMode, TlsMode
from cfgkit.mail.sandbox import Expectation, sandbox
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail.auth import Account
    from cfgkit.mail.dialogue import Errand
    from cfgkit.mail.plan import ServerPlan
    from cfgkit.mail.sandbox import Fault, Sandbox

_TLS = {
    TlsMode.NONE: "none",
    TlsMode.IMPLICIT: "implicit",
    TlsMode.STARTTLS_IF_OFFERED: "starttls",
    TlsMode.STARTTLS_REQUIRED: "starttls",
}
_MECHANISMS = {
    AuthMode.NONE: (),
    AuthMode.PASSWORD: ("LOGIN", "PLAIN"),
    AuthMode.NTLM: ("NTLM",),
    AuthMode.SASL: ("PLAIN", "LOGIN"),
    AuthMode.OAUTH: ("XOAUTH2",),
}


def expectation(server: ServerPlan, account: Account) -> Expectation:
    """What a server has to offer so that these settings work."""
    return Expectation(
        tls=_TLS[server.tls.value],
        protocol=server.protocol.value if server.protocol.value in {"TLSv1.2", "TLSv1.3"} else "",
        mechanisms=_MECHANISMS[account.mode] if account.secret else (),
        user=account.user,
        secret=account.secret,
        ntlm_domain=account.ntlm_domain,
        authorization_id=account.authorization_id,
        client_certificate=bool(server.client_alias.value),
        host=server.host.value,
    )


@contextmanager
def rehearse(errand: Errand, fault: Fault | None = None) -> Iterator[Sandbox]:
    """A sandbox for this errand, in which `fault` goes wrong."""
    with sandbox(expectation(errand.server, errand.account), fault=fault) as box:
        yield box


def trust_of(box: Sandbox, otherwise: Trust) -> Trust:
    """The sandbox's own throw-away authority; where it speaks no TLS, whatever was trusted before."""
    if not box.authority:
        return otherwise
    return Trust((ssl.PEM_cert_to_DER_cert(box.authority),), "the sandbox's own authority", comparable=False)
