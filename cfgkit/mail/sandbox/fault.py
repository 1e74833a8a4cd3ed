"""The faults that the sandbox can be told to have, and the class that a client should give each.

`dns`, `tcp-refused`, `tcp-timeout` and `tcp-unreachable` need no server: a name that does not exist, a
closed port, or a host that is not there show them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(StrEnum):
    """A fault by an admin's name for it; `MISDEEDS` says what the server does then."""

    GREETING_REFUSED = "greeting-refused"
    GREETING_TIMEOUT = "greeting-timeout"
    GREETING_CLOSED = "greeting-closed"
    TLS_NOT_TLS = "tls-not-tls"
    TLS_VERSION = "tls-version"
    TLS_CLOSED = "tls-closed"
    TLS_TIMEOUT = "tls-timeout"
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
    AUTH_DIGEST_MD5 = "auth-digest-md5"
    AUTH_MISSING = "auth-missing"
    STARTTLS_BEFORE_AUTH = "530-to-auth"
    AUTH_REQUIRED = "auth-required"
    STARTTLS_NEEDED = "starttls-needed"
    SENDER_REFUSED = "sender-refused"
    RELAY_DENIED = "relay-denied"
    RECIPIENT_REFUSED = "recipient-refused"
    ONE_RECIPIENT_REFUSED = "one-recipient-refused"
    GREYLIST = "greylist"
    TEMPORARY = "temporary"
    DISK_FULL = "disk-full"
    SERVER_CLOSING = "server-closing"
    TOO_BIG = "too-big"
    CONTENT_REFUSED = "content-refused"
    DROP_AT_MAIL = "drop-at-mail"
    SILENCE_AT_MAIL = "silence-at-mail"
    REPLY_MALFORMED = "reply-malformed"
    REPLY_TOO_LONG = "reply-too-long"
    REPLY_UNEXPECTED = "reply-unexpected"
    DROP_IN_DATA = "drop-in-data"
    SILENCE_IN_DATA = "silence-in-data"
    DROP_AFTER_DOT = "drop-after-dot"
    SILENCE_AFTER_DOT = "silence-after-dot"
    UNCLEAR_AFTER_DOT = "unclear-after-dot"
    DROP_AT_QUIT = "drop-at-quit"
    SILENCE_AT_QUIT = "silence-at-quit"
    UNCLEAR_AT_QUIT = "unclear-at-quit"


#: Faults whose class has another name; None: the mail is delivered all the same.
_OTHERWISE_CALLED: Final[Mapping[Fault, FaultClass | None]] = {
    Fault.AUTH_DIGEST_MD5: FaultClass.AUTH_NOT_AVAILABLE_HERE,
    Fault.AUTH_MISSING: None,
    Fault.STARTTLS_BEFORE_AUTH: None,
    Fault.ONE_RECIPIENT_REFUSED: FaultClass.PARTIAL,
    Fault.GREYLIST: FaultClass.GREYLISTED,
    Fault.DISK_FULL: FaultClass.TEMPORARY,
    Fault.DROP_AT_MAIL: FaultClass.CONNECTION_DROPPED,
    Fault.SILENCE_AT_MAIL: FaultClass.CFGKIT_DEADLINE,
    Fault.DROP_IN_DATA: FaultClass.DATA_DROPPED,
    Fault.SILENCE_IN_DATA: FaultClass.DATA_TIMEOUT,
    Fault.DROP_AFTER_DOT: FaultClass.DOT_DROPPED,
    Fault.SILENCE_AFTER_DOT: FaultClass.DOT_TIMEOUT,
    Fault.UNCLEAR_AFTER_DOT: FaultClass.DOT_UNCLEAR,
    Fault.DROP_AT_QUIT: FaultClass.QUIT_DROPPED,
    Fault.SILENCE_AT_QUIT: FaultClass.QUIT_TIMEOUT,
    Fault.UNCLEAR_AT_QUIT: FaultClass.QUIT_UNCLEAR,
}

#: The class that a client should give each fault; None where the mail is delivered all the same.
FAULTS: Final[Mapping[Fault, FaultClass | None]] = {
    fault: _OTHERWISE_CALLED[fault] if fault in _OTHERWISE_CALLED else FaultClass(fault.value) for fault in Fault
}
