"""AUTH LOGIN: user name, then password, whatever the challenges say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth.mechanism import MORE_ASKED, ChallengeError, Response, encoded, opened

if TYPE_CHECKING:
    from cfgkit.mail.auth.account import Account


class Login:
    """No initial response; UTF-8."""

    name: Final = "LOGIN"

    def __init__(self, account: Account) -> None:
        user = account.user.encode()
        self._answers = iter((Response(user, shown=encoded(user)), Response(opened(account.secret).encode())))

    def start(self) -> None:
        """Nothing: JavaMail waits for the first challenge."""

    def answer(self, _challenge: str) -> Response:
        """The user name, then the password; a third challenge has no answer."""
        response = next(self._answers, None)
        if response is None:
            raise ChallengeError(MORE_ASKED)
        return response
