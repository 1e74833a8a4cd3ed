"""What one attempt at one server is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cfgkit.mail.auth import Account
    from cfgkit.mail.plan import ServerPlan
    from cfgkit.mail.record import Stage
    from cfgkit.mail.resolve import Address
    from cfgkit.mail.tls.policy import TlsPolicy


class Errand(NamedTuple):
    """The server, who logs in, whom to trust, and the mail.

    `tls` is None where no TLS can come up; `stand_in` is an address to connect to in place of the server's own;
    `strict` refuses what a careful administrator would: a password over a link that is not encrypted.
    """

    server: ServerPlan
    ehlo_name: str
    sender: str
    recipients: tuple[str, ...]
    messages: tuple[bytes, ...]
    stop_after: Stage
    tls: TlsPolicy | None
    account: Account
    strict: bool = False
    stand_in: Address | None = None
