"""What each class of fault means, and which settings could be changed about it, in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Mapping


class Explanation(NamedTuple):
    """What a fault means and what to do; `keys` are the primary's settings that have a say in it."""

    meaning: str
    advice: str
    keys: tuple[str, ...] = ()


_F = FaultClass
_SERVER = ("SMTPServer", "SMTPPort")
_SSL = ("SMTPUseSSL", "SMTPSSLPort", "SMTPSSLProtocol")
_STARTTLS = ("SMTPTLSEnable", "SMTPTLSRequired")
_LOGIN = ("SMTPUserName", "SMTPUserPassword")

EXPLANATIONS: Final[Mapping[FaultClass, Explanation]] = {
    _F.DNS: Explanation(
        "the server's name has no address here", "correct the name, or this host's DNS", ("SMTPServer",)
    ),
    _F.TCP_REFUSED: Explanation(
        "nothing listens on that port of the server, or a firewall says no", "check host and port", _SERVER
    ),
    _F.TCP_TIMEOUT: Explanation(
        "the server did not answer the connect: mostly a firewall", "check host, port and firewall", _SERVER
    ),
    _F.TCP_UNREACHABLE: Explanation("there is no route to the server", "check host and network", _SERVER),
    _F.GREETING_TIMEOUT: Explanation(
        "connected, but the server said nothing: is this the SSL port?",
        "use the plain port, or SSL on this one",
        ("SMTPPort", "SMTPUseSSL"),
    ),
    _F.GREETING_REFUSED: Explanation(
        "the server's greeting is a refusal", "ask the mail team whether this host may connect", _SERVER
    ),
    _F.GREETING_CLOSED: Explanation(
        "the server closed the connection before its greeting",
        "ask the mail team whether this host may connect; check the port",
        _SERVER,
    ),
    _F.TLS_NOT_TLS: Explanation(
        "the server speaks plain SMTP on this port", "switch SSL off or take the SSL port", _SSL
    ),
    _F.TLS_VERSION: Explanation(
        "the two sides have no TLS version in common", "choose the other protocol", ("SMTPSSLProtocol",)
    ),
    _F.TLS_CLOSED: Explanation(
        "the server closed the connection in the TLS handshake", "check port and protocol", _SSL
    ),
    _F.TLS_TIMEOUT: Explanation("the TLS handshake did not end", "check whether the port speaks TLS", _SSL),
    _F.TLS_FAILED: Explanation(
        "the TLS handshake failed for another reason: often no cipher in common",
        "see the library's words; ask the mail team for the server's log",
        _SSL,
    ),
    _F.CERT_UNTRUSTED: Explanation(
        "the server's certificate has no trusted issuer", "import the issuer into the JVM's trust store"
    ),
    _F.CERT_EXPIRED: Explanation("the server's certificate has expired", "the mail team has to renew it"),
    _F.CERT_NOT_YET_VALID: Explanation("the server's certificate is not valid yet", "check this host's clock"),
    _F.CERT_NAME: Explanation(
        "the certificate is for another name", "use the name in the certificate", ("SMTPServer",)
    ),
    _F.CLIENT_CERT_REQUIRED: Explanation(
        "the server wants a client certificate", "set the alias of one", ("SMTPClientCertAlias",)
    ),
    _F.CLIENT_CERT_REFUSED: Explanation(
        "the server refused the client certificate", "use one that it trusts", ("SMTPClientCertAlias",)
    ),
    _F.STARTTLS_MISSING: Explanation(
        "the settings require STARTTLS and the server offers none",
        "use a port that offers it",
        ("SMTPTLSRequired", "SMTPPort"),
    ),
    _F.STARTTLS_REFUSED: Explanation(
        "the server offered STARTTLS and then refused it: mostly temporary",
        "try again, then ask the mail team",
        _STARTTLS,
    ),
    _F.HELO_REFUSED: Explanation(
        "the server refused the name in EHLO and HELO",
        "set a full host name that the server accepts",
        ("SMTPSourceMachine",),
    ),
    _F.AUTH_REFUSED: Explanation(
        "the server refused the login: mostly a wrong user name or password, or a locked account",
        "check both at the server, without many tries: each one counts towards a lock-out",
        _LOGIN,
    ),
    _F.AUTH_BASIC_DISABLED: Explanation(
        "Exchange Online refuses logins by password: for this mailbox, for the tenant, or for all (the default from the"
        " end of December 2026)",
        "turn to OAuth 2.0, which needs SMTP AUTH switched on for the mailbox too; or send by a relay",
        ("SMTPUseOAuth", *_LOGIN),
    ),
    _F.AUTH_TEMPORARY: Explanation(
        "the server can't check logins just now", "try again later; PeopleSoft itself does not", _LOGIN
    ),
    _F.AUTH_NO_MECHANISM: Explanation(
        "the server offers no way to log in that JavaMail would take with these settings: LOGIN, PLAIN, DIGEST-MD5,"
        " NTLM, or the one that NTLM or OAuth asks for",
        "have the server offer one of them; many do so only over TLS",
        (*_LOGIN, "SMTPNTLMEnable", "SMTPUseOAuth", *_STARTTLS),
    ),
    _F.AUTH_NOT_AVAILABLE_HERE: Explanation(
        "PeopleSoft would log in by a mechanism that cfgkit can't run here; no other one was tried",
        "see the words: install what is missing, or test it from PeopleSoft itself",
        (*_LOGIN, "SMTPSASLMechanism"),
    ),
    _F.AUTH_REQUIRED: Explanation("the server takes mail only after a login", "set user name and password", _LOGIN),
    _F.STARTTLS_NEEDED: Explanation("the server takes mail only over TLS", "switch STARTTLS on", _STARTTLS),
    _F.SENDER_REFUSED: Explanation(
        "the server refused the sender's address", "use a sender that it accepts", ("SMTPSender",)
    ),
    _F.RELAY_DENIED: Explanation(
        "the server does not pass mail on for this host or without a login",
        "have the source address allowed to relay, or log in",
        ("SMTPServer", *_LOGIN),
    ),
    _F.RECIPIENT_REFUSED: Explanation(
        "the server refused the recipient's address", "check the address given with --to"
    ),
    _F.GREYLISTED: Explanation(
        "the server puts off mail from senders that it does not know yet",
        "try again in some minutes; PeopleSoft itself does not try again",
    ),
    _F.PARTIAL: Explanation(
        "one recipient was refused, and so nothing was sent to the others either",
        "take the refused address out",
    ),
    _F.TEMPORARY: Explanation("the server put the mail off for now", "try again later; PeopleSoft itself does not"),
    _F.SERVER_CLOSING: Explanation(
        "the server is closing the connection", "see its words; mostly load, limits or a shut-down"
    ),
    _F.TOO_BIG: Explanation(
        "the message is too big for the server, or its disk is full", "ask the mail team for the limit"
    ),
    _F.CONTENT_REFUSED: Explanation("the server refused the message's content", "see its words: a filter or a policy"),
    _F.DATA_DROPPED: Explanation(
        "the connection broke before the whole message had left",
        "ask the mail team: a filter or a proxy may cut in",
    ),
    _F.DATA_TIMEOUT: Explanation(
        "the server stopped taking the message", "ask the mail team: a filter or a proxy may hold it"
    ),
    _F.DOT_DROPPED: Explanation(
        "the connection broke after the message and before the answer: it may have been queued",
        "look into the mailbox and the server's log",
    ),
    _F.DOT_TIMEOUT: Explanation(
        "no answer came to the whole message: it may have been queued",
        "look into the mailbox and the server's log",
    ),
    _F.DOT_UNCLEAR: Explanation(
        "the answer to the whole message makes no sense: it may have been queued",
        "look into the mailbox and the server's log",
    ),
    _F.QUIT_DROPPED: Explanation(
        "the server closed instead of answering QUIT", "nothing: the mail is not touched by it"
    ),
    _F.QUIT_TIMEOUT: Explanation("the server did not answer QUIT", "nothing: the mail is not touched by it"),
    _F.QUIT_UNCLEAR: Explanation("the server's answer to QUIT is none", "nothing: the mail is not touched by it"),
    _F.CONNECTION_DROPPED: Explanation(
        "the server closed the connection between two commands", "see the server's log", _SERVER
    ),
    _F.REPLY_MALFORMED: Explanation(
        "the server's answer is no SMTP: is this a mail port?", "check host and port", _SERVER
    ),
    _F.REPLY_TOO_LONG: Explanation(
        "the server's answer has no end: is this a mail port?", "check host and port", _SERVER
    ),
    _F.REPLY_UNEXPECTED: Explanation("the server's answer does not fit the command", "check host and port", _SERVER),
    _F.STRICT: Explanation(
        "the password would have gone over the network in clear text, as PeopleSoft would send it",
        "switch TLS on for this server, or leave --strict out",
        ("SMTPUseSSL", *_STARTTLS),
    ),
    _F.CANCELLED: Explanation("the test was ended from outside", "run it again"),
    _F.CFGKIT_DEADLINE: Explanation(
        "cfgkit stopped waiting; PeopleSoft would have waited on, without limit",
        "raise --timeout, or ask the mail team why it is slow",
    ),
}
