"""Who logs in at a mail server, how, and with which secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.secret import Secret


class AuthMode(StrEnum):
    """How the sender logs in."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 - the mode's name
    NTLM = "ntlm"
    SASL = "sasl"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Account:
    """A login as the settings ask for it.

    `secret` is the password, with OAUTH the access token; without one JavaMail does not log in. An empty
    `authorization_id` is the user's own; no `sasl_mechanisms` are all that the server has.

    Raises:
        InputError: a text that can't be encoded for the wire; the message does not show it.
    """

    mode: AuthMode
    user: str
    secret: Secret | None
    ntlm_domain: str = ""
    sasl_mechanisms: tuple[str, ...] = ()
    authorization_id: str = ""
    realm: str = ""
    #: The first label of the EHLO name.
    workstation: str = ""

    def __post_init__(self) -> None:
        for what, text in self._texts():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise InputError(f"the {what} holds a byte that is no text, so it can't be sent") from None

    @property
    def acts_as(self) -> str:
        """The authorization id that is sent: JavaMail takes the user's name where none is set."""
        return self.authorization_id or self.user

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield "user name", self.user
        yield "NTLM domain", self.ntlm_domain
        yield "authorization id", self.authorization_id
        yield "name of this host", self.workstation
        if self.secret is not None:
            yield "access token" if self.mode is AuthMode.OAUTH else "password", self.secret.reveal()


_READABLE: Final = "goes over the connection in clear text: whoever can listen can use it"
_IN_CLEAR: Final[Mapping[AuthMode, str]] = {
    AuthMode.PASSWORD: f"the password {_READABLE}",
    AuthMode.SASL: f"the password {_READABLE}",
    AuthMode.OAUTH: f"the access token {_READABLE}",
    AuthMode.NTLM: "the NTLM answer goes over the connection in clear text: weak passwords can be guessed from it",
}


def link_warning(account: Account, *, encrypted: bool) -> str | None:
    """What an unencrypted connection does to this account's secret; None where there is nothing to warn of."""
    if encrypted or account.secret is None:
        return None
    return _IN_CLEAR.get(account.mode)
