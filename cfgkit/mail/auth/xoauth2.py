"""AUTH XOAUTH2: user name and access token in the initial response; a failure may come as a challenge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfgkit.mail.auth.mechanism import ChallengeError, Response, decoded, opened
from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from cfgkit.mail.auth.account import Account

_LONGEST: Final = 300


class XOAuth2:
    """The failing server sends 334 with JSON and waits for an empty line; JavaMail closes instead."""

    name: Final = "XOAUTH2"

    def __init__(self, account: Account) -> None:
        self._account = account

    def start(self) -> Response:
        """User and token, each ended by ^A, and one ^A more."""
        return Response(f"user={self._account.user}\1auth=Bearer {opened(self._account.secret)}\1\1".encode())

    def answer(self, challenge: str) -> Response:
        """None: the challenge is the refusal, and its JSON says why."""
        raise ChallengeError(error_words(challenge), FaultClass.AUTH_REFUSED)


def error_words(challenge: str) -> str:
    """The JSON of a refusal in words: `status 401, schemes Bearer`; text that is none as far as it can be read."""
    try:
        text = decoded(challenge).decode()
    except (ChallengeError, UnicodeDecodeError):
        return challenge[:_LONGEST]
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return text[:_LONGEST]
    if not isinstance(found, dict):
        return text[:_LONGEST]
    return ", ".join(f"{name} {value}" for name, value in found.items())[:_LONGEST]
