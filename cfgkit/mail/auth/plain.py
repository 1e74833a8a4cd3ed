"""AUTH PLAIN (RFC 4616): authorization id, user name and password in the initial response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth.mechanism import MORE_ASKED, ChallengeError, Response, opened

if TYPE_CHECKING:
    from cfgkit.mail.auth.account import Account


class Plain:
    """UTF-8; the authorization id is the user's name where none is set, which smtplib would leave empty."""

    name: Final = "PLAIN"

    def __init__(self, account: Account) -> None:
        self._account = account

    def start(self) -> Response:
        """All three, with a NUL between."""
        texts = (self._account.acts_as, self._account.user, opened(self._account.secret))
        return Response("\0".join(texts).encode())

    def answer(self, _challenge: str) -> Response:
        """None: all was said."""
        raise ChallengeError(MORE_ASKED)
