"""Who logs in and whether that holds: LOGIN, PLAIN, XOAUTH2 and NTLM from the server's side."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from cfgkit.mail.sandbox.ntlm import NtlmError, judge, new_challenge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.mail.sandbox.expectation import Expectation

#: From a challenge to the client's answer to it; raises what ends the exchange.
Ask: TypeAlias = Callable[[bytes], bytes]

_BEARER: Final = re.compile(rb"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01", re.IGNORECASE)
#: What Google and Exchange Online say about a token that is no good.
_TOKEN_REFUSED: Final = json.dumps({"status": "401", "schemes": "bearer", "scope": "https://outlook.office.com/"})


class GarbledError(Exception):
    """An answer that the mechanism has no meaning for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The user who logs in, and whether the proof holds."""

    user: str
    holds: bool


def log_in(mechanism: str, initial: bytes | None, ask: Ask, expected: Expectation) -> Claim:
    """Goes through the exchange; the first answer may have come with AUTH.

    Raises GarbledError, and what `ask` raises.
    """
    return _EXCHANGES[mechanism](initial, ask, expected)


def _login(initial: bytes | None, ask: Ask, expected: Expectation) -> Claim:
    user = _text(ask(b"Username:") if initial is None else initial)
    password = ask(b"Password:")
    return Claim(user, _is_user(user, expected) and _is_secret(password, expected))


def _plain(initial: bytes | None, ask: Ask, expected: Expectation) -> Claim:
    parts = (ask(b"") if initial is None else initial).split(b"\0")
    if len(parts) != 3:  # noqa: PLR2004 - RFC 4616: authorization id, user, password
        raise GarbledError
    acts_as, user = _text(parts[0]), _text(parts[1])
    allowed = {expected.authorization_id} if expected.authorization_id else {"", user}
    return Claim(user, acts_as in allowed and _is_user(user, expected) and _is_secret(parts[2], expected))


def _xoauth2(initial: bytes | None, ask: Ask, expected: Expectation) -> Claim:
    found = _BEARER.fullmatch(ask(b"") if initial is None else initial)
    if found is None:
        raise GarbledError
    user = _text(found[1])
    holds = _is_user(user, expected) and _is_secret(found[2], expected)
    if not holds:
        ask(_TOKEN_REFUSED.encode())
    return Claim(user, holds)


def _ntlm(initial: bytes | None, ask: Ask, expected: Expectation) -> Claim:
    try:
        challenge, nonce = new_challenge(ask(b"") if initial is None else initial)
        claim = judge(ask(challenge), nonce, expected.secret)
    except NtlmError:
        raise GarbledError from None
    # A domain in the user's name wins over the setting, as in JavaMail.
    domain, _, user = expected.user.rpartition("\\")
    known = not user or claim.user.casefold() == user.casefold()
    at_home = claim.domain.casefold() == (domain or expected.ntlm_domain or claim.domain).casefold()
    return Claim(claim.user, claim.holds and known and at_home)


_EXCHANGES: Final[Mapping[str, Callable[[bytes | None, Ask, Expectation], Claim]]] = {
    "LOGIN": _login,
    "PLAIN": _plain,
    "XOAUTH2": _xoauth2,
    "NTLM": _ntlm,
}


def _text(answer: bytes) -> str:
    try:
        return answer.decode()
    except UnicodeDecodeError:
        raise GarbledError from None


def _is_user(user: str, expected: Expectation) -> bool:
    return not expected.user or user.casefold() == expected.user.casefold()


def _is_secret(given: bytes, expected: Expectation) -> bool:
    return expected.secret is None or hmac.compare_digest(given, expected.secret.reveal().encode())
