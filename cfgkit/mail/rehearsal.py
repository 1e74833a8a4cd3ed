"""A sandbox that stands in for one server of the plan."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cfgkit.mail.sandbox import expectation_of, sandbox, shows
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail.auth import Account
    from cfgkit.mail.sandbox import Expectation, Fault, Sandbox
    from cfgkit.schema.smtp.view import MailServer


@contextmanager
def rehearse(server: MailServer, account: Account, fault: Fault | None = None) -> Iterator[Sandbox]:
    """A sandbox for this server's settings, in which `fault` goes wrong; without a secret nobody logs in.

    Raises:
        InputError: the fault can't show with these settings.
        NotAvailableError: an extra is missing.
    """
    with sandbox(_expected(server, account), fault=fault) as box:
        yield box


def can_show(fault: Fault, server: MailServer, account: Account) -> bool:
    """Whether that can go wrong with this server's settings."""
    return shows(fault, _expected(server, account))


def _expected(server: MailServer, account: Account) -> Expectation:
    expected = expectation_of(server, account.secret)
    return replace(expected, mechanisms=(), user="") if account.secret is None else expected


def trust_of(box: Sandbox, otherwise: Trust) -> Trust:
    """The sandbox's own throw-away authority; where it speaks no TLS, whatever was trusted before."""
    if not box.authority:
        return otherwise
    return Trust((ssl.PEM_cert_to_DER_cert(box.authority),), "the sandbox's own authority", comparable=False)
