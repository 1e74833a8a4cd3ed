"""The cases: settings, a server's script, and how both senders are to end. One line a case where it fits.

`fault` and `words` are the expectations: cfgkit's class of the fault, and a piece of JavaMail's own exceptions.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from javamail import ntlm
from javamail.recording import Say, Tls
from servers import ALIAS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Answers = Mapping[str, Say | Sequence[Say]]

USER: Final = "psuser"
SECRET: Final = "Pa55w0rd"


@dataclass(frozen=True)
class Case:
    """One case. `event` is JavaMail's, `fault` cfgkit's class, `words` what JavaMail's exceptions say.

    `unlike` is why the two are to differ: on the wire, or by `outcome`, which is cfgkit's own then.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    event: str = "delivered"
    fault: str = ""
    words: str = ""
    tls: Tls | None = None
    secret: str = ""
    store: str = ""
    to: tuple[str, ...] = ("a@example.com",)
    listens: bool = True
    options: tuple[str, ...] = ()
    outcome: str = ""
    unlike: str = ""

    @property
    def script(self) -> Answers:
        """All answers: a good server's, with those of the case."""
        return {**GOOD, **self.answers}


LOOKS_ON: Final = "once it has failed by the version, cfgkit looks on a second connection which one the server takes"
OWN_DATES: Final = "cfgkit judges dates by the JVM's rules when the handshake is over, and then says nothing more"
NOT_HERE: Final = "cfgkit has no DIGEST-MD5, says so and tries nothing else"
NO_SMTP: Final = "JavaMail says QUIT even to what does not speak SMTP"
MAY_BE_QUEUED: Final = "JavaMail says that nothing was delivered, but the server may have taken the whole message"


def _ehlo(*extensions: str) -> Say:
    lines = ["mx.example.com", *extensions]
    return Say("\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))


OK: Final = Say("250 2.0.0 ok")
READY: Final = Say("220 2.0.0 ready", then="tls")
USER_NAME: Final = Say("334 VXNlcm5hbWU6")
PASSWORD: Final = Say("334 UGFzc3dvcmQ6")
IN: Final = Say("235 2.7.0 welcome")
WRONG: Final = Say("535 5.7.8 no")
EMPTY: Final = Say("334 ")
GONE: Final = Say(then="close")
SILENT: Final = Say(then="stall")
CLOSING: Final = Say("421 4.3.2 closing", then="close")
#: JavaMail says RSET after a 421 as after any refusal, and may tell of the reset that it meets then instead.
RESET_TOO: Final = ""

GOOD: Final[Answers] = {
    "greeting": Say("220 mx.example.com ready"),
    "EHLO": _ehlo("SIZE 1000000"),
    "HELO": Say("250 mx.example.com"),
    "STARTTLS": READY,
    "MAIL": OK,
    "RCPT": OK,
    "RSET": OK,
    "NOOP": OK,
    "DATA": Say("354 go ahead"),
    ".": Say("250 2.0.0 queued as 4711"),
    "QUIT": Say("221 2.0.0 bye"),
}
OFFERS: Final[Answers] = {"EHLO": _ehlo("STARTTLS"), "EHLO in TLS": _ehlo("SIZE 1000000")}
ON: Final = {"SMTPTLSEnable": "Y"}
MUST: Final = {"SMTPTLSRequired": "Y"}
IMPLICIT: Final = {"SMTPUseSSL": "Y"}
BOTH: Final = ("a@example.com", "b@example.com")
HANGS: Final = ("--timeout", "1.5")
ONLY_1_2: Final = ssl.TLSVersion.TLSv1_2
ONLY_1_3: Final = ssl.TLSVersion.TLSv1_3
ALIAS_SET: Final = {"SMTPClientCertAlias": ALIAS}
LOGIN: Final = {"SMTPUserName": USER}
SASL: Final = {**LOGIN, "SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN"}
NTLM: Final = {**LOGIN, "SMTPNTLMEnable": "true", "SMTPNTLMDomain": "EXAMPLE"}
OAUTH: Final = {**LOGIN, "SMTPUseOAuth": "Y"}
LOGS_IN: Final = (USER_NAME, PASSWORD, IN)


def _auth(mechanisms: str, *said: Say) -> Answers:
    return {"EHLO": _ehlo(f"AUTH {mechanisms}"), "AUTH": said or (IN,)}


def _challenge() -> Say:
    return Say(f"334 {ntlm.challenge()}")


def _login(name: str, settings: Mapping[str, str], answers: Answers, *, secret: str = SECRET) -> Case:
    return Case(name, settings, answers, secret=secret)


def _no_login(name: str, settings: Mapping[str, str], answers: Answers, fault: str, words: str) -> Case:
    return Case(name, settings, answers, "refused", fault, words, secret=SECRET)


def _refused(name: str, answers: Answers, fault: str, words: str, *, settings: Mapping[str, str] | None = None,
             tls: Tls | None = None, store: str = "", options: tuple[str, ...] = (), unlike: str = "") -> Case:  # fmt: skip
    return Case(
        name, settings or {}, answers, "refused", fault, words, tls, store=store, options=options, unlike=unlike
    )


def _failed(name: str, answers: Answers, fault: str, words: str, *, to: tuple[str, ...] = ("a@example.com",),
            options: tuple[str, ...] = (), outcome: str = "", unlike: str = "") -> Case:  # fmt: skip
    return Case(
        name, {}, answers, "not-delivered", fault, words, to=to, options=options, outcome=outcome, unlike=unlike
    )


DELIVERED: Final = (
    Case("plain"),
    Case("two recipients", to=BOTH),
    Case("a greeting of two lines", answers={"greeting": Say("220-mx.example.com\n220 ready")}),
    Case("a recipient is forwarded", answers={"RCPT": Say("251 will forward")}),
    Case("EHLO refused, HELO accepted", answers={"EHLO": Say("502 5.5.1 what")}),
    Case("STARTTLS wanted, not offered", ON),
    Case("STARTTLS offered, not wanted", answers=OFFERS),
    Case("STARTTLS in small letters", ON, {**OFFERS, "EHLO": _ehlo("starttls")}, tls=Tls()),
    Case("STARTTLS", ON, OFFERS, tls=Tls()),
    Case("STARTTLS required alone", MUST, OFFERS, tls=Tls()),
    Case("STARTTLS, pinned to 1.2", {**ON, "SMTPSSLProtocol": "TLSv1.2"}, OFFERS, tls=Tls()),
    Case("STARTTLS, pinned to 1.3", {**ON, "SMTPSSLProtocol": "TLSv1.3"}, OFFERS, tls=Tls()),
    Case("implicit", IMPLICIT, tls=Tls(implicit=True)),
    Case("implicit satisfies required", {**IMPLICIT, **MUST}, tls=Tls(implicit=True)),
    Case("implicit, and STARTTLS is offered", {**IMPLICIT, **ON}, {"EHLO": _ehlo("STARTTLS")}, tls=Tls(implicit=True)),
    Case("implicit, pinned to 1.2", {**IMPLICIT, "SMTPSSLProtocol": "TLSv1.2"}, tls=Tls(implicit=True)),
    Case("certificate of another name", {**IMPLICIT}, tls=Tls("other", implicit=True)),
    Case("client certificate, 1.2", {**IMPLICIT, **ALIAS_SET}, tls=Tls(only=ONLY_1_2, client=True, implicit=True), store="client"),
    Case("client certificate, 1.3", {**IMPLICIT, **ALIAS_SET}, tls=Tls(only=ONLY_1_3, client=True, implicit=True), store="client"),
    Case("client certificate after STARTTLS", {**MUST, **ALIAS_SET}, OFFERS, tls=Tls(client=True), store="client"),
    Case("QUIT: closed", answers={"QUIT": GONE}),
    Case("QUIT: reset", answers={"QUIT": Say(then="reset")}),
    Case("QUIT: silence", answers={"QUIT": SILENT}, words="timed out", options=HANGS),
    Case("QUIT: 421", answers={"QUIT": CLOSING}),
    Case("QUIT: 500", answers={"QUIT": Say("500 what")}),
)  # fmt: skip
LOGINS: Final = (
    _login("LOGIN before PLAIN", LOGIN, _auth("PLAIN LOGIN", *LOGS_IN)),
    _login("PLAIN where there is no LOGIN", LOGIN, _auth("CRAM-MD5 PLAIN")),
    _login("no AUTH offered: goes on", LOGIN, {}),
    _login("a user and no password: goes on", LOGIN, _auth("LOGIN"), secret=""),
    _login("mechanisms in small letters", LOGIN, _auth("login", *LOGS_IN)),
    _login("AUTH=LOGIN beside AUTH", LOGIN, {"EHLO": _ehlo("AUTH=LOGIN", "AUTH CRAM-MD5"), "AUTH": LOGS_IN}),
    _login("the last AUTH line counts", LOGIN, {"EHLO": _ehlo("AUTH LOGIN", "AUTH PLAIN"), "AUTH": IN}),
    _login("letters beyond ASCII", {"SMTPUserName": "jürgen"}, _auth("LOGIN", *LOGS_IN), secret="paßwort"),
    _login("PLAIN for another without SASL", {**LOGIN, "SMTPSASLAuthorizationid": "boss"}, _auth("PLAIN")),
    _login("SASL PLAIN", SASL, _auth("LOGIN PLAIN")),
    _login("SASL PLAIN for another", {**SASL, "SMTPSASLAuthorizationid": "boss"}, _auth("LOGIN PLAIN")),
    _login("SASL PLAIN, realm has no effect", {**SASL, "SMTPSASLRealm": "example.com"}, _auth("LOGIN PLAIN")),
    _login("SASL plain, in small letters", {**SASL, "SMTPSASLMechanism": "plain"}, _auth("LOGIN PLAIN", *LOGS_IN)),
    _login("SASL, not offered", SASL, _auth("LOGIN", *LOGS_IN)),
    _login("NTLM, LOGIN offered too", NTLM, _auth("LOGIN NTLM", _challenge(), IN)),
    _login("NTLM, domain in the user's name", {**NTLM, "SMTPUserName": "other\\psuser"}, _auth("NTLM", _challenge(), IN)),
    _login("NTLM, no domain", {**LOGIN, "SMTPNTLMEnable": "true"}, _auth("NTLM", _challenge(), IN)),
    _login("XOAUTH2", OAUTH, _auth("LOGIN XOAUTH2")),
    Case("530 to AUTH: STARTTLS, once more", LOGIN, {**_auth("LOGIN", Say("530 5.7.0 TLS first"), *LOGS_IN)}, tls=Tls(), secret=SECRET),
    Case("AUTH only in TLS", {**ON, **LOGIN}, {"EHLO": _ehlo("STARTTLS"), "EHLO in TLS": _ehlo("AUTH LOGIN"), "AUTH": LOGS_IN}, tls=Tls(), secret=SECRET),
    _no_login("password refused", LOGIN, _auth("LOGIN PLAIN", USER_NAME, PASSWORD, WRONG), "auth-refused", "535 5.7.8"),
    _no_login("user refused", LOGIN, _auth("LOGIN", USER_NAME, WRONG), "auth-refused", "535 5.7.8"),
    _no_login("PLAIN refused", LOGIN, _auth("PLAIN", WRONG), "auth-refused", "535 5.7.8"),
    _no_login("basic authentication is off", LOGIN, _auth("PLAIN", Say("535 5.7.139 off")), "auth-basic-disabled", "5.7.139"),
    _no_login("454 to AUTH", LOGIN, _auth("PLAIN", Say("454 4.7.0 later")), "auth-temporary", "454"),
    _no_login("closed at AUTH", LOGIN, _auth("PLAIN", GONE), "connection-dropped", "EOF"),
    _no_login("nothing in common", LOGIN, _auth("CRAM-MD5 GSSAPI"), "auth-no-mechanism", "No authentication mechanisms"),
    Case("DIGEST-MD5 alone", LOGIN, _auth("DIGEST-MD5", WRONG), "refused", "auth-not-available-here", "535 5.7.8", secret=SECRET, unlike=NOT_HERE),
    _no_login("AUTH=LOGIN alone", LOGIN, {"EHLO": _ehlo("AUTH=LOGIN")}, "auth-no-mechanism", "No authentication mechanisms"),
    _no_login("SASL PLAIN refused", SASL, _auth("PLAIN", WRONG), "auth-refused", "failed to connect"),
    _no_login("NTLM refused", NTLM, _auth("NTLM", _challenge(), WRONG), "auth-refused", "535 5.7.8"),
    _no_login("NTLM, not offered", NTLM, _auth("LOGIN"), "auth-no-mechanism", "No authentication mechanisms"),
    _no_login("XOAUTH2, a 334 and its JSON", OAUTH, _auth("XOAUTH2", Say("334 eyJzdGF0dXMiOiI0MDEifQ==")), "auth-refused", "334 eyJ"),
    _no_login("XOAUTH2 refused", OAUTH, _auth("XOAUTH2", WRONG), "auth-refused", "535 5.7.8"),
    _no_login("XOAUTH2, not offered", OAUTH, _auth("LOGIN PLAIN"), "auth-no-mechanism", "No authentication mechanisms"),
    Case("530 to AUTH, and to the second", LOGIN, _auth("PLAIN", Say("530 5.7.0 TLS first")), "refused", "starttls-needed", "530", Tls(), SECRET),
)  # fmt: skip
NOT_AVAILABLE: Final = (
    Case("nobody listens", listens=False, event="refused", fault="tcp-refused", words="Connection refused"),
    _refused("greeting: 554", {"greeting": Say("554 5.7.1 no")}, "greeting-refused", "bad greeting"),
    _refused("greeting: 421", {"greeting": CLOSING}, "greeting-refused", "421"),
    _refused("greeting: closed", {"greeting": GONE}, "greeting-closed", "EOF"),
    _refused("greeting: silence", {"greeting": SILENT}, "greeting-timeout", "timed out", options=HANGS),
    _refused("greeting: no SMTP", {"greeting": Say("hello there")}, "reply-malformed", "bad greeting"),
    _refused("EHLO and HELO refused", {"EHLO": Say("550 no"), "HELO": Say("550 5.7.1 bad name")}, "helo-refused", "550 5.7.1"),
    _refused("EHLO: 421", {"EHLO": CLOSING}, "server-closing", ""),
    _refused("EHLO: closed", {"EHLO": GONE}, "connection-dropped", "EOF"),
    _refused("EHLO: silence", {"EHLO": SILENT}, "cfgkit-deadline", "timed out", options=HANGS),
    _refused("STARTTLS required, not offered", {}, "starttls-missing", "STARTTLS is required but", settings=MUST),
    _refused("STARTTLS: 454", {**OFFERS, "STARTTLS": Say("454 4.7.0 later")}, "starttls-refused", "454 4.7.0", settings=ON),
    _refused("STARTTLS: closed", {**OFFERS, "STARTTLS": GONE}, "connection-dropped", "EOF", settings=ON),
    _refused("STARTTLS: closed in the handshake", {**OFFERS, "STARTTLS": Say("220 ready", then="close")}, "tls-closed", "Could not convert socket", settings=ON),
    _refused("STARTTLS: silence in the handshake", {**OFFERS, "STARTTLS": Say("220 ready", then="stall")}, "tls-timeout", "Could not convert socket", settings=ON, options=HANGS),
    _refused("TLS at a plain port", {"greeting": Say("220 mx.example.com ready", then="drain")}, "tls-not-tls", "Unsupported or unrecognized SSL message", settings=IMPLICIT),
    _refused("1.2 at a 1.3 server", {}, "tls-version", "protocol_version", settings={**IMPLICIT, "SMTPSSLProtocol": "TLSv1.2"}, tls=Tls(only=ONLY_1_3, implicit=True), unlike=LOOKS_ON),
    _refused("1.3 at a 1.2 server, STARTTLS", OFFERS, "tls-version", "protocol_version", settings={**ON, "SMTPSSLProtocol": "TLSv1.3"}, tls=Tls(only=ONLY_1_2), unlike=LOOKS_ON),
    _refused("a version that nobody knows", OFFERS, "tls-version", "TLSv9", settings={**ON, "SMTPSSLProtocol": "TLSv9"}, tls=Tls(), unlike=LOOKS_ON),
    _refused("certificate expired", {}, "cert-expired", "PKIX path validation failed", settings=IMPLICIT, tls=Tls("expired", implicit=True), unlike=OWN_DATES),
    _refused("issuer not trusted", OFFERS, "cert-untrusted", "PKIX path building failed", settings=ON, tls=Tls("unknown")),
    _refused("client certificate missing, 1.2", {}, "client-cert-required", "", settings=IMPLICIT, tls=Tls(only=ONLY_1_2, client=True, implicit=True)),
    _refused("client certificate missing, 1.3", {}, "client-cert-required", "", settings=IMPLICIT, tls=Tls(only=ONLY_1_3, client=True, implicit=True)),
    _refused("client certificate of a stranger, 1.2", {}, "client-cert-refused", "", settings={**IMPLICIT, **ALIAS_SET}, tls=Tls(only=ONLY_1_2, client=True, implicit=True), store="rogue"),
    _refused("client certificate of a stranger, 1.3", {}, "client-cert-refused", "", settings={**IMPLICIT, **ALIAS_SET}, tls=Tls(only=ONLY_1_3, client=True, implicit=True), store="rogue"),
)  # fmt: skip
NOT_DELIVERED: Final = (
    _failed("MAIL: 530 5.7.57", {"MAIL": Say("530 5.7.57 Client was not authenticated")}, "auth-required", "530 5.7.57"),
    _failed("MAIL: 530, TLS first", {"MAIL": Say("530 5.7.0 Must issue a STARTTLS command first")}, "starttls-needed", "530 5.7.0"),
    _failed("MAIL: 550 5.7.60", {"MAIL": Say("550 5.7.60 may not send as this sender")}, "sender-refused", "550 5.7.60"),
    _failed("MAIL: 451", {"MAIL": Say("451 4.3.0 later")}, "temporary", "451 4.3.0"),
    _failed("MAIL: 552", {"MAIL": Say("552 5.3.4 too big")}, "too-big", "552 5.3.4"),
    _failed("MAIL: 421", {"MAIL": CLOSING}, "server-closing", RESET_TOO),
    _failed("MAIL: closed", {"MAIL": GONE}, "connection-dropped", "EOF"),
    _failed("MAIL: no SMTP", {"MAIL": Say("what is this")}, "reply-malformed", "", unlike=NO_SMTP),
    _failed("MAIL: 354", {"MAIL": Say("354 what")}, "reply-unexpected", "354"),
    _failed("RCPT: relaying", {"RCPT": Say("550 5.7.1 Unable to relay")}, "relay-denied", "550 5.7.1"),
    _failed("RCPT: 450", {"RCPT": Say("450 4.7.1 Greylisted")}, "greylisted", "450 4.7.1"),
    _failed("RCPT: 451", {"RCPT": Say("451 4.3.0 later")}, "temporary", "451 4.3.0"),
    _failed("RCPT: 552", {"RCPT": Say("552 5.2.2 full")}, "temporary", "552 5.2.2"),
    _failed("RCPT: 550", {"RCPT": Say("550 5.1.1 unknown")}, "recipient-refused", "550 5.1.1"),
    _failed("RCPT: the first of two", {"RCPT": (Say("550 5.1.1 unknown"), OK)}, "partial", "550 5.1.1", to=BOTH),
    _failed("RCPT: the second of two", {"RCPT": (OK, Say("550 5.1.1 unknown"))}, "partial", "550 5.1.1", to=BOTH),
    _failed("RCPT: 421", {"RCPT": CLOSING}, "server-closing", RESET_TOO),
    _failed("RCPT: closed", {"RCPT": GONE}, "connection-dropped", "EOF"),
    _failed("RCPT: 354", {"RCPT": Say("354 what")}, "reply-unexpected", "354"),
    _failed("DATA: 451", {"DATA": Say("451 4.3.0 later")}, "temporary", "451 4.3.0"),
    _failed("DATA: 554", {"DATA": Say("554 5.6.0 no")}, "content-refused", "554 5.6.0"),
    _failed("DATA: 421", {"DATA": CLOSING}, "server-closing", RESET_TOO),
    _failed("DATA: closed", {"DATA": GONE}, "data-dropped", "EOF"),
    _failed("DATA: silence", {"DATA": SILENT}, "data-timeout", "timed out", options=HANGS),
    _failed("DATA: 250", {"DATA": OK}, "reply-unexpected", "250"),
    _failed("dot: 552", {".": Say("552 5.3.4 too big")}, "too-big", "552 5.3.4"),
    _failed("dot: 554", {".": Say("554 5.6.0 spam")}, "content-refused", "554 5.6.0"),
    _failed("dot: 451", {".": Say("451 4.3.0 later")}, "temporary", "451 4.3.0"),
    _failed("dot: 421", {".": CLOSING}, "server-closing", RESET_TOO),
    _failed("dot: closed", {".": GONE}, "dot-dropped", "EOF", outcome="unknown", unlike=MAY_BE_QUEUED),
    _failed("dot: reset", {".": Say(then="reset")}, "dot-dropped", "reset", outcome="unknown", unlike=MAY_BE_QUEUED),
    _failed("dot: silence", {".": SILENT}, "dot-timeout", "timed out", outcome="unknown", unlike=MAY_BE_QUEUED, options=HANGS),
    _failed("dot: 354", {".": Say("354 what")}, "dot-unclear", "354", outcome="unknown", unlike=MAY_BE_QUEUED),
)  # fmt: skip
CASES: Final = (*DELIVERED, *LOGINS, *NOT_AVAILABLE, *NOT_DELIVERED)
