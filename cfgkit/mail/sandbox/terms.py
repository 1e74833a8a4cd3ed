"""What all connections of one server have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfgkit.mail.sandbox.encryption import Encryption
    from cfgkit.mail.sandbox.expectation import Expectation
    from cfgkit.mail.sandbox.misdeed import Misdeed


@dataclass(frozen=True, slots=True)
class Terms:
    """The server's name, what it offers, and what it does wrong."""

    name: str
    expected: Expectation
    misdeed: Misdeed
    encryption: Encryption | None

    @property
    def offers_auth(self) -> tuple[str, ...]:
        """The words after AUTH, none if it is not offered."""
        other = self.misdeed.offers_auth
        return self.expected.mechanisms if other is None else other

    @property
    def offers_starttls(self) -> bool:
        """Whether STARTTLS is offered to a client that is not in TLS."""
        other = self.misdeed.starttls
        return self.expected.tls == "starttls" if other is None else other
