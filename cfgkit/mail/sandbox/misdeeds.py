"""What the server does for each fault, as a table; all else goes on as ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.sandbox.answers import TLS_FIRST
from cfgkit.mail.sandbox.fault import Fault
from cfgkit.mail.sandbox.misdeed import NO_MISDEED, Answer, Flaw, Handshake, Misdeed, Moment, Need, Only, Then

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.sandbox.expectation import Expectation


def _at(moment: Moment, meaning: str, words: str = "", then: Then = Then.GO_ON, need: Need = Need.NOTHING) -> Misdeed:
    return Misdeed(meaning=meaning, answers={moment: Answer(words, then)}, need=need)


#: Longer than any client reads.
_ENDLESS: Final = f"250 2.1.0 {'x' * 100_000}"

#: What each fault does.
MISDEEDS: Final[Mapping[Fault, Misdeed]] = {
    Fault.GREETING_REFUSED: _at(
        Moment.GREETING,
        "the server greets with a refusal",
        "554 5.7.1 {name} ESMTP not accepting messages",
        Then.CLOSE,
    ),
    Fault.GREETING_TIMEOUT: _at(Moment.GREETING, "no greeting ever comes", then=Then.STALL),
    Fault.GREETING_CLOSED: _at(Moment.GREETING, "the connection is closed before a greeting", then=Then.CLOSE),
    Fault.TLS_NOT_TLS: Misdeed(
        meaning="plain text comes where TLS should begin", handshake=Handshake.PLAIN, need=Need.TLS
    ),
    Fault.TLS_VERSION: Misdeed(
        meaning="the server takes another version of TLS only", handshake=Handshake.OTHER_VERSION, need=Need.TLS
    ),
    Fault.TLS_CLOSED: Misdeed(
        meaning="the connection is closed in the handshake", handshake=Handshake.CLOSED, need=Need.TLS
    ),
    Fault.TLS_TIMEOUT: Misdeed(meaning="the handshake hangs", handshake=Handshake.SILENT, need=Need.TLS),
    Fault.CERT_UNTRUSTED: Misdeed(
        meaning="the certificate's issuer is not trusted", flaw=Flaw.UNTRUSTED, need=Need.TLS
    ),
    Fault.CERT_EXPIRED: Misdeed(meaning="the certificate has expired", flaw=Flaw.EXPIRED, need=Need.TLS),
    Fault.CERT_NOT_YET_VALID: Misdeed(
        meaning="the certificate is not valid yet", flaw=Flaw.NOT_YET_VALID, need=Need.TLS
    ),
    Fault.CERT_NAME: Misdeed(meaning="the certificate is for another host", flaw=Flaw.OTHER_NAME, need=Need.TLS),
    Fault.CLIENT_CERT_REQUIRED: Misdeed(
        meaning="a client without a certificate is turned away", handshake=Handshake.CLIENT_REQUIRED, need=Need.TLS
    ),
    Fault.CLIENT_CERT_REFUSED: Misdeed(
        meaning="the client's certificate is not trusted",
        handshake=Handshake.CLIENT_REFUSED,
        need=Need.CLIENT_CERTIFICATE,
    ),
    Fault.STARTTLS_MISSING: Misdeed(meaning="STARTTLS is not offered", starttls=False, need=Need.STARTTLS),
    Fault.STARTTLS_REFUSED: _at(
        Moment.STARTTLS,
        "STARTTLS is offered, and refused",
        "454 4.7.0 TLS not available due to local problem",
        need=Need.STARTTLS,
    ),
    Fault.HELO_REFUSED: _at(
        Moment.HELLO,
        "the name in EHLO and HELO is refused",
        "550 5.7.1 <{ehlo}>: Helo command rejected: Host not found",
    ),
    Fault.AUTH_REFUSED: _at(
        Moment.LOGIN,
        "user name and password are refused",
        "535 5.7.8 Error: authentication failed: authentication failure",
        need=Need.LOGIN,
    ),
    Fault.AUTH_BASIC_DISABLED: _at(
        Moment.LOGIN,
        "Exchange Online takes no passwords any more",
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [{name}]",
        need=Need.PASSWORD,
    ),
    Fault.AUTH_TEMPORARY: _at(
        Moment.LOGIN,
        "the server can't check passwords for the moment",
        "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
        need=Need.LOGIN,
    ),
    Fault.AUTH_NO_MECHANISM: Misdeed(
        meaning="AUTH offers nothing that the client knows", offers_auth=("GSSAPI",), need=Need.LOGIN
    ),
    Fault.AUTH_DIGEST_MD5: Misdeed(
        meaning="AUTH offers DIGEST-MD5 only, which cfgkit can't run",
        offers_auth=("DIGEST-MD5",),
        need=Need.PASSWORD,
    ),
    Fault.AUTH_MISSING: Misdeed(
        meaning="AUTH is not offered: the mail goes on without a login", offers_auth=(), need=Need.LOGIN
    ),
    Fault.STARTTLS_BEFORE_AUTH: Misdeed(
        meaning="AUTH is refused until STARTTLS: the client does both",
        answers={Moment.AUTH: Answer(TLS_FIRST, only=Only.IN_CLEAR)},
        starttls=True,
        need=Need.LOGIN_IN_CLEAR,
    ),
    Fault.AUTH_REQUIRED: _at(
        Moment.MAIL,
        "a login is asked for before the sender",
        "530 5.7.57 Client not authenticated to send mail. [{name}]",
    ),
    Fault.STARTTLS_NEEDED: _at(Moment.MAIL, "STARTTLS is asked for before the sender", TLS_FIRST),
    Fault.SENDER_REFUSED: _at(
        Moment.MAIL,
        "the sender is refused",
        "550 5.7.60 Client does not have permissions to send as this sender [{name}]",
    ),
    Fault.RELAY_DENIED: _at(
        Moment.RCPT, "the server does not relay for this host", "554 5.7.1 <{recipient}>: Relay access denied"
    ),
    Fault.RECIPIENT_REFUSED: _at(
        Moment.RCPT,
        "every recipient is unknown",
        "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in local recipient table",
    ),
    Fault.ONE_RECIPIENT_REFUSED: Misdeed(
        meaning="the first recipient is unknown, the others are not",
        answers={
            Moment.RCPT: Answer(
                "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown in local recipient table",
                only=Only.FIRST_RECIPIENT,
            )
        },
    ),
    Fault.GREYLIST: _at(
        Moment.RCPT,
        "the recipient is to be tried again later",
        "450 4.2.0 <{recipient}>: Recipient address rejected: Greylisted, try again in 300 seconds",
    ),
    Fault.TEMPORARY: _at(
        Moment.MAIL,
        "the server can't take mail for the moment",
        "451 4.3.0 <{sender}>: Temporary lookup failure",
    ),
    Fault.DISK_FULL: _at(Moment.DOT, "the server's disk is full", "452 4.3.1 Insufficient system storage"),
    Fault.SERVER_CLOSING: _at(
        Moment.MAIL,
        "the server shuts down",
        "421 4.3.2 {name} Service not available, closing transmission channel",
        Then.CLOSE,
    ),
    Fault.TOO_BIG: _at(Moment.DOT, "the message is too big", "552 5.3.4 Message size exceeds fixed limit"),
    Fault.CONTENT_REFUSED: _at(
        Moment.DOT, "the message is taken for spam", "554 5.7.1 Message rejected: message content looks like spam"
    ),
    Fault.DROP_AT_MAIL: _at(Moment.MAIL, "the connection drops before a message", then=Then.RESET),
    Fault.SILENCE_AT_MAIL: _at(Moment.MAIL, "the server falls silent before a message", then=Then.STALL),
    Fault.REPLY_MALFORMED: _at(Moment.MAIL, "an answer has no code", "Ok"),
    Fault.REPLY_TOO_LONG: _at(Moment.MAIL, "an answer is far too long", _ENDLESS),
    Fault.REPLY_UNEXPECTED: _at(Moment.MAIL, "an answer has a code that does not fit", "214 2.0.0 See RFC 5321"),
    Fault.DROP_IN_DATA: _at(Moment.DATA, "the connection drops at DATA", then=Then.RESET),
    Fault.SILENCE_IN_DATA: _at(Moment.DATA, "the server falls silent at DATA", then=Then.STALL),
    Fault.DROP_AFTER_DOT: _at(Moment.DOT, "the connection drops when the message is kept", then=Then.RESET),
    Fault.SILENCE_AFTER_DOT: _at(Moment.DOT, "the server falls silent when the message is kept", then=Then.STALL),
    Fault.UNCLEAR_AFTER_DOT: _at(Moment.DOT, "the message is kept, the answer is none", "queued"),
    Fault.DROP_AT_QUIT: _at(Moment.QUIT, "the connection drops at QUIT", then=Then.RESET),
    Fault.SILENCE_AT_QUIT: _at(Moment.QUIT, "the server falls silent at QUIT", then=Then.STALL),
    Fault.UNCLEAR_AT_QUIT: _at(Moment.QUIT, "QUIT gets a strange answer", "500 5.5.2 Error: bad syntax", Then.CLOSE),
}

#: What each fault means, in a line.
MEANINGS: Final[Mapping[Fault, str]] = {fault: misdeed.meaning for fault, misdeed in MISDEEDS.items()}

_NEEDS: Final[Mapping[Need, tuple[str, Callable[[Expectation], bool]]]] = {
    Need.NOTHING: ("nothing", lambda _: True),
    Need.TLS: ("TLS", lambda expected: expected.tls != "none"),
    Need.STARTTLS: ("STARTTLS", lambda expected: expected.tls == "starttls"),
    Need.LOGIN: ("a login", lambda expected: bool(expected.mechanisms)),
    Need.PASSWORD: ("a login by password", lambda expected: expected.takes_passwords),
    Need.LOGIN_IN_CLEAR: (
        "a login without TLS",
        lambda expected: expected.tls == "none" and bool(expected.mechanisms),
    ),
    Need.CLIENT_CERTIFICATE: (
        "TLS with a client certificate",
        lambda expected: expected.client_certificate and expected.tls != "none",
    ),
}


def shows(fault: Fault, expected: Expectation) -> bool:
    """Whether the fault can show with what is expected."""
    return _NEEDS[MISDEEDS[fault].need][1](expected)


def misdeed_of(fault: Fault | None, expected: Expectation) -> Misdeed:
    """What the fault does; raises InputError where it can't show with what is expected."""
    if fault is None:
        return NO_MISDEED
    if not shows(fault, expected):
        what, _ = _NEEDS[MISDEEDS[fault].need]
        raise InputError(f"the fault {fault} shows only with {what}, which these settings don't ask for")
    return MISDEEDS[fault]
