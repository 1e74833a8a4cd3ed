"""What went wrong, as one slug a fault, and how it is told from the stage and the server's words.

The classes are the rows of the table of mail faults, rows that name two faults split; a few name what
the table leaves open (a reply that is no reply, a connection that drops between two commands). The stage
is always known to the caller and never guessed from an exception. Everything here is pure.

Silence: where the table has a time-out of its own (connect, greeting, TLS, DATA and its dot) that class
is used; at every other stage the class is `cfgkit-deadline`, because JavaMail itself would wait for ever.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.record import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class FaultClass(StrEnum):
    """The class of a fault: part of the JSON contract, so a slug is never renamed."""

    DNS = "dns"
    TCP_REFUSED = "tcp-refused"
    TCP_TIMEOUT = "tcp-timeout"
    TCP_UNREACHABLE = "tcp-unreachable"
    GREETING_TIMEOUT = "greeting-timeout"
    GREETING_REFUSED = "greeting-refused"
    GREETING_CLOSED = "greeting-closed"
    TLS_NOT_TLS = "tls-not-tls"
    TLS_VERSION = "tls-version"
    TLS_CLOSED = "tls-closed"
    TLS_TIMEOUT = "tls-timeout"
    TLS_FAILED = "tls-failed"
    CERT_UNTRUSTED = "cert-untrusted"
    CERT_EXPIRED = "cert-expired"
    CERT_NOT_YET_VALID = "cert-not-yet-valid"
    CERT_NAME = "cert-name"
    CLIENT_CERT_REQUIRED = "client-cert-required"
    CLIENT_CERT_REFUSED = "client-cert-refused"
    STARTTLS_MISSING = "starttls-missing"
    STARTTLS_REFUSED = "starttls-refused"
    HELO_REFUSED = "helo-refused"
    AUTH_REFUSED = "auth-refused"
    AUTH_BASIC_DISABLED = "auth-basic-disabled"
    AUTH_TEMPORARY = "auth-temporary"
    AUTH_NO_MECHANISM = "auth-no-mechanism"
    AUTH_NOT_AVAILABLE_HERE = "auth-not-available-here"
    AUTH_REQUIRED = "auth-required"
    STARTTLS_NEEDED = "starttls-needed"
    SENDER_REFUSED = "sender-refused"
    RELAY_DENIED = "relay-denied"
    RECIPIENT_REFUSED = "recipient-refused"
    GREYLISTED = "greylisted"
    PARTIAL = "partial"
    TEMPORARY = "temporary"
    SERVER_CLOSING = "server-closing"
    TOO_BIG = "too-big"
    CONTENT_REFUSED = "content-refused"
    DATA_DROPPED = "data-dropped"
    DATA_TIMEOUT = "data-timeout"
    DOT_DROPPED = "dot-dropped"
    DOT_TIMEOUT = "dot-timeout"
    DOT_UNCLEAR = "dot-unclear"
    QUIT_DROPPED = "quit-dropped"
    QUIT_TIMEOUT = "quit-timeout"
    QUIT_UNCLEAR = "quit-unclear"
    CONNECTION_DROPPED = "connection-dropped"
    REPLY_MALFORMED = "reply-malformed"
    REPLY_TOO_LONG = "reply-too-long"
    REPLY_UNEXPECTED = "reply-unexpected"
    CFGKIT_DEADLINE = "cfgkit-deadline"
    STRICT = "strict"
    CANCELLED = "cancelled"


#: The whole message left, but no clear answer came: the server may have queued it.
OUTCOME_UNKNOWN: Final = frozenset({FaultClass.DOT_DROPPED, FaultClass.DOT_TIMEOUT, FaultClass.DOT_UNCLEAR})


class Loss(StrEnum):
    """How a wait for a reply ended without one."""

    CLOSED = "closed"
    TIMEOUT = "timeout"
    TOO_LONG = "too long"
    MALFORMED = "malformed"


_LOST: Final[Mapping[Loss, FaultClass]] = {
    Loss.CLOSED: FaultClass.CONNECTION_DROPPED,
    Loss.TIMEOUT: FaultClass.CFGKIT_DEADLINE,
    Loss.TOO_LONG: FaultClass.REPLY_TOO_LONG,
    Loss.MALFORMED: FaultClass.REPLY_MALFORMED,
}
_LOST_AT: Final[Mapping[tuple[Stage, Loss], FaultClass]] = {
    (Stage.GREETING, Loss.CLOSED): FaultClass.GREETING_CLOSED,
    (Stage.GREETING, Loss.TIMEOUT): FaultClass.GREETING_TIMEOUT,
    (Stage.DATA, Loss.CLOSED): FaultClass.DATA_DROPPED,
    (Stage.DATA, Loss.TIMEOUT): FaultClass.DATA_TIMEOUT,
    (Stage.QUIT, Loss.CLOSED): FaultClass.QUIT_DROPPED,
    (Stage.QUIT, Loss.TIMEOUT): FaultClass.QUIT_TIMEOUT,
    (Stage.QUIT, Loss.TOO_LONG): FaultClass.QUIT_UNCLEAR,
    (Stage.QUIT, Loss.MALFORMED): FaultClass.QUIT_UNCLEAR,
}
_LOST_AFTER_DOT: Final[Mapping[Loss, FaultClass]] = {
    Loss.CLOSED: FaultClass.DOT_DROPPED,
    Loss.TIMEOUT: FaultClass.DOT_TIMEOUT,
    Loss.TOO_LONG: FaultClass.DOT_UNCLEAR,
    Loss.MALFORMED: FaultClass.DOT_UNCLEAR,
}

_ENHANCED: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_GREY: Final = re.compile(r"gr[ea]y-?\s?list|postgrey", re.IGNORECASE)
_TLS: Final = re.compile(r"\b(?:start)?tls\b", re.IGNORECASE)
_AUTH: Final = re.compile(r"auth", re.IGNORECASE)
# Postfix shakes hands without a client's certificate, or with one it does not believe, and says so only then.
_CLIENT_CERT: Final = re.compile(r"(no )?client certificate(?(1)| not trusted)", re.IGNORECASE)
_RELAY: Final = re.compile(r"relay", re.IGNORECASE)


def classify_connect(error: OSError) -> FaultClass:
    """The class of a failed connect; a wait that cfgkit itself ended is a TimeoutError too."""
    if isinstance(error, ConnectionRefusedError | ConnectionResetError):
        return FaultClass.TCP_REFUSED
    return FaultClass.TCP_TIMEOUT if isinstance(error, TimeoutError) else FaultClass.TCP_UNREACHABLE


def classify_loss(stage: Stage, loss: Loss, *, after_dot: bool = False) -> FaultClass:
    """The class of a reply that never came; `after_dot`: the whole message had left."""
    if after_dot:
        return _LOST_AFTER_DOT[loss]
    return _LOST_AT.get((stage, loss), _LOST[loss])


def classify_reply(stage: Stage, code: int, words: str, *, after_dot: bool = False) -> FaultClass:
    """The class of a reply that is not the one the stage waits for."""
    if codes.is_refusal(code) and (certificate := _CLIENT_CERT.search(words)):
        return FaultClass.CLIENT_CERT_REQUIRED if certificate[1] else FaultClass.CLIENT_CERT_REFUSED
    if stage is Stage.GREETING:
        return FaultClass.GREETING_REFUSED
    if stage is Stage.QUIT:
        return FaultClass.QUIT_UNCLEAR
    if code == codes.CLOSING:
        return FaultClass.SERVER_CLOSING
    if not codes.is_refusal(code):
        return FaultClass.DOT_UNCLEAR if after_dot else FaultClass.REPLY_UNEXPECTED
    return _REFUSED[stage](code, words)


def _ehlo(_code: int, _words: str) -> FaultClass:
    return FaultClass.HELO_REFUSED


def _starttls(_code: int, _words: str) -> FaultClass:
    return FaultClass.STARTTLS_REFUSED


def _auth(code: int, _words: str) -> FaultClass:
    return FaultClass.AUTH_TEMPORARY if codes.is_temporary(code) else FaultClass.AUTH_REFUSED


def _mail(code: int, words: str) -> FaultClass:
    if code == codes.NEEDED_FIRST:
        return _needed_first(words)
    if code == codes.TOO_BIG:
        return FaultClass.TOO_BIG
    return FaultClass.TEMPORARY if codes.is_temporary(code) else FaultClass.SENDER_REFUSED


def _rcpt(code: int, words: str) -> FaultClass:
    """As JavaMail sees it, 552 (a full mailbox) is an address that may be tried again."""
    if code == codes.NEEDED_FIRST:
        return _needed_first(words)
    if codes.is_temporary(code):
        return FaultClass.GREYLISTED if _is_grey(code, words) else FaultClass.TEMPORARY
    if code == codes.TOO_BIG:
        return FaultClass.TEMPORARY
    relay = _RELAY.search(words) or "5.7.1" in _ENHANCED.findall(words)
    return FaultClass.RELAY_DENIED if relay else FaultClass.RECIPIENT_REFUSED


def _data(code: int, words: str) -> FaultClass:
    refused = _mail(code, words)
    return FaultClass.CONTENT_REFUSED if refused is FaultClass.SENDER_REFUSED else refused


_REFUSED: Final[Mapping[Stage, Callable[[int, str], FaultClass]]] = {
    Stage.EHLO: _ehlo,
    Stage.STARTTLS: _starttls,
    Stage.AUTH: _auth,
    Stage.MAIL: _mail,
    Stage.RCPT: _rcpt,
    Stage.DATA: _data,
}


def _needed_first(words: str) -> FaultClass:
    """530: Postfix asks for TLS and RFC 4954 for a login under the same 5.7.0, so the words decide."""
    if _TLS.search(words):
        return FaultClass.STARTTLS_NEEDED
    if _AUTH.search(words) or "5.7.0" not in _ENHANCED.findall(words):
        return FaultClass.AUTH_REQUIRED
    return FaultClass.STARTTLS_NEEDED


def _is_grey(code: int, words: str) -> bool:
    again = code in {codes.MAILBOX_BUSY, codes.LOCAL_ERROR} and "4.7.1" in _ENHANCED.findall(words)
    return again or _GREY.search(words) is not None
