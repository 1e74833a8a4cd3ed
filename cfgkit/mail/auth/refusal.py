"""The class of a refused login by its code and words, and what they hint at beyond the class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASIC_DISABLED: Final = re.compile(r"\b5\.7\.139\b|\b5\.7\.30\b")
# Exchange Online puts a wrong password under 5.7.139 too.
_WRONG_PASSWORD: Final = re.compile(r"credentials were incorrect", re.IGNORECASE)
_SMTP_AUTH_OFF: Final = re.compile(r"SmtpClientAuthentication is disabled", re.IGNORECASE)

_HINTS: Final[Mapping[int, str]] = {
    432: "the server wants the password changed into its new form first",
    504: "the server lists the mechanism and does not take it",
    534: "the server finds the mechanism too weak, or wants a login by browser or an application password first",
    538: "the server wants TLS before this login: switch on SMTPUseSSL or SMTPTLSEnable",
}


def classify_auth(code: int, words: str) -> FaultClass:
    """The class of a reply to AUTH that is neither 235 nor 334."""
    if code == codes.CLOSING:
        return FaultClass.SERVER_CLOSING
    if not codes.is_refusal(code):
        return FaultClass.REPLY_UNEXPECTED
    if code == codes.NEEDED_FIRST:
        return FaultClass.STARTTLS_NEEDED
    if codes.is_temporary(code):
        return FaultClass.AUTH_TEMPORARY
    if _BASIC_DISABLED.search(words) and not _WRONG_PASSWORD.search(words):
        return FaultClass.AUTH_BASIC_DISABLED
    return FaultClass.AUTH_REFUSED


def hints(code: int, words: str) -> tuple[str, ...]:
    """What code and words say beyond the class."""
    found = [_HINTS[code]] if code in _HINTS else []
    if _SMTP_AUTH_OFF.search(words):
        found.append("Exchange Online has SMTP AUTH off for this mailbox or tenant: OAuth 2.0 needs it on too")
    return tuple(found)
