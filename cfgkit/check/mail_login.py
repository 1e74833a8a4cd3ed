"""Rules on logging in to the mail servers, and on who the sender is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check.mail_servers import may_be_on, sends_mail, servers
from cfgkit.check.rule import MAIL_HOST, Rule, at_value, mail_file
from cfgkit.display import visible
from cfgkit.schema.smtp.message import CHARSETS, DELIVERED_SENDER
from cfgkit.syntax import Severity
from cfgkit.syntax.finding import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Subject
    from cfgkit.schema.smtp.view import MailServer

EXCHANGE_ONLINE: Final = frozenset({"smtp.office365.com", "smtp-legacy.office365.com", "outlook.office365.com"})
_PLAIN: Final = "PLAIN"


def _is_exchange_online(server: MailServer) -> bool:
    return (server.host or "").casefold().rstrip(".") in EXCHANGE_ONLINE


def _oauth_incomplete(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        if not server.uses_oauth:
            continue
        wanted = ["SMTPOAuthApplicationName", "SMTPOAuthRedirectURI"]
        if not may_be_on(subject.smtp["SMTPOAuthUseUserSession"]):
            wanted.append("SMTPOAuthPIAUser")
        missing = [server[key].key for key in wanted if not server[key].text]
        if missing:
            switch = server["SMTPUseOAuth"]
            unless = " (or set SMTPOAuthUseUserSession=Y)" if "PIAUser" in missing[-1] else ""
            yield at_value(switch, f"{switch.key}=Y without {', '.join(missing)}", f"set what is missing{unless}")


def _oauth_and_other(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        others = [server[key].key for key in ("SMTPNTLMEnable", "SMTPSASLEnable") if server[key].value]
        if server.uses_oauth and others:
            switch = server["SMTPUseOAuth"]
            message = f"{switch.key} and {' and '.join(others)} are on at once"
            yield at_value(switch, message, "which one wins is not documented: keep one")


def _ntlm_domain(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        if server.uses_ntlm and not server["SMTPNTLMDomain"].text:
            switch = server["SMTPNTLMEnable"]
            yield at_value(switch, f"{switch.key} without {server['SMTPNTLMDomain'].key}")


def _sasl_mechanism(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        mechanism = server["SMTPSASLMechanism"]
        if not server.uses_sasl or mechanism.text == _PLAIN or (mechanism.text and mechanism.value is None):
            continue
        if not mechanism.text:
            switch = server["SMTPSASLEnable"]
            yield at_value(
                switch, f"{switch.key} without {mechanism.key}", f"{_PLAIN} is the only one that is supported"
            )
        elif str(mechanism.text).upper() == _PLAIN and mechanism.line:
            message = f"{mechanism.key} is written {_PLAIN}"
            yield at_value(mechanism, message, f"write {_PLAIN}", Fix(mechanism.line, value=_PLAIN))
        else:
            yield at_value(mechanism, f"{mechanism.key} is not {_PLAIN}", "no other mechanism is supported")


def _user_alone(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        user, password = server["SMTPUserName"], server["SMTPUserPassword"]
        if user.text and not password.text and not may_be_on(server["SMTPUseOAuth"]):
            yield at_value(user, f"{user.key} without {password.key}: no login is possible")


def _password_alone(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        user, password = server["SMTPUserName"], server["SMTPUserPassword"]
        if password.text and not user.text:
            yield at_value(password, f"{password.key} without {user.key}: nobody logs in with it")


def _basic_login(subject: Subject) -> Iterator[Place]:
    for server in servers(subject.smtp):
        user = server["SMTPUserName"]
        logs_in = user.text and server["SMTPUserPassword"].text and not may_be_on(server["SMTPUseOAuth"])
        if _is_exchange_online(server) and logs_in:
            hint = "set OAuth up, or relay by a connector that knows this host"
            yield at_value(user, "Exchange Online ends logins by user name and password", hint)


def _sender_delivered(subject: Subject) -> Iterator[Place]:
    sender = subject.smtp["SMTPSender"]
    if sends_mail(subject.smtp) and str(sender.text).casefold() == DELIVERED_SENDER.casefold():
        yield at_value(sender, f"the sender is still the delivered {DELIVERED_SENDER}", "name a mailbox of your own")


def _sender_not_login(subject: Subject) -> Iterator[Place]:
    sender = subject.smtp["SMTPSender"]
    if not sender.text or not sender.value:
        return
    for server in servers(subject.smtp):
        user = server["SMTPUserName"]
        mailbox = user.value or ""
        if _is_exchange_online(server) and "@" in mailbox and sender.value.casefold() != mailbox.casefold():
            message = f"the sender is not the mailbox that logs in, {user.key} in line {user.line}"
            hint = "Exchange Online lets a mailbox send as itself only, unless it has the right Send As"
            yield at_value(sender, message, hint)


def _source_machine(subject: Subject) -> Iterator[Place]:
    machine = subject.smtp["SMTPSourceMachine"]
    if sends_mail(subject.smtp) and machine.value and "." not in machine.value and ":" not in machine.value:
        yield at_value(
            machine, "SMTPSourceMachine has no domain", "write it like MACHINE.EXAMPLE.COM: some servers insist"
        )


def _charset(subject: Subject) -> Iterator[Place]:
    charset = subject.smtp["SMTPCharacterSet"]
    known = {one.casefold() for one in CHARSETS}
    if sends_mail(subject.smtp) and charset.value and charset.value.casefold() not in known:
        message = f"{visible(charset.value)} is no character set that the manual names"
        yield at_value(charset, message, f"the manual names {', '.join(CHARSETS)}")


_CIPHER: Final = "{V1.1}q83vEjRWeJA="
_LOGIN: Final = ("SMTPUserName=hr@example.com", f"SMTPUserPassword={_CIPHER}")
_OFFICE: Final = "SMTPServer=smtp.office365.com"
_OAUTH: Final = (
    "SMTPUseOAuth=Y",
    "SMTPOAuthApplicationName=MCF_MAIL",
    "SMTPOAuthRedirectURI=https://hr.example.com/redirect",
    "SMTPOAuthPIAUser=MCFMAIL",
)
MAIL_LOGIN_RULES: Final = (
    Rule(
        id="mail-oauth-incomplete",
        severity=Severity.ERROR,
        summary="OAuth without what it needs",
        why="It needs the application's name and redirect URI, and the PeopleSoft user who owns the token, "
        "unless the session's own user does.",
        example=mail_file(MAIL_HOST, "SMTPUseOAuth=Y"),
        mended=mail_file(MAIL_HOST, *_OAUTH),
        keys=(
            "SMTPUseOAuth",
            "SMTPOAuthApplicationName",
            "SMTPOAuthRedirectURI",
            "SMTPOAuthPIAUser",
            "SMTPOAuthUseUserSession",
        ),
        find=_oauth_incomplete,
    ),
    Rule(
        id="mail-oauth-and-other-login",
        severity=Severity.WARNING,
        summary="OAuth and NTLM or SASL at once",
        why="Which one is used is not documented.",
        example=mail_file(MAIL_HOST, *_OAUTH, "SMTPNTLMEnable=true", "SMTPNTLMDomain=EXAMPLE"),
        mended=mail_file(MAIL_HOST, *_OAUTH, "SMTPNTLMEnable=false", "SMTPNTLMDomain=EXAMPLE"),
        keys=("SMTPUseOAuth", "SMTPNTLMEnable", "SMTPSASLEnable"),
        find=_oauth_and_other,
    ),
    Rule(
        id="mail-ntlm-domain",
        severity=Severity.WARNING,
        summary="NTLM without a domain",
        why="The manual asks for both settings.",
        example=mail_file(MAIL_HOST, *_LOGIN, "SMTPNTLMEnable=true"),
        mended=mail_file(MAIL_HOST, *_LOGIN, "SMTPNTLMEnable=true", "SMTPNTLMDomain=EXAMPLE"),
        keys=("SMTPNTLMEnable", "SMTPNTLMDomain"),
        find=_ntlm_domain,
    ),
    Rule(
        id="mail-sasl-mechanism",
        severity=Severity.WARNING,
        summary="a SASL mechanism other than PLAIN",
        why="The manual says that PLAIN is the only one; mechanisms are written in capitals. --fix mends the case.",
        example=mail_file(MAIL_HOST, *_LOGIN, "SMTPSASLEnable=true", "SMTPSASLMechanism=plain"),
        mended=mail_file(MAIL_HOST, *_LOGIN, "SMTPSASLEnable=true", "SMTPSASLMechanism=PLAIN"),
        keys=("SMTPSASLEnable", "SMTPSASLMechanism"),
        find=_sasl_mechanism,
    ),
    Rule(
        id="mail-user-alone",
        severity=Severity.WARNING,
        summary="a user name without a password",
        why="A server that asks for a login refuses. Under OAuth no password is needed.",
        example=mail_file(MAIL_HOST, "SMTPUserName=hr@example.com"),
        mended=mail_file(MAIL_HOST, *_LOGIN),
        keys=("SMTPUserName", "SMTPUserPassword"),
        find=_user_alone,
    ),
    Rule(
        id="mail-password-alone",
        severity=Severity.WARNING,
        summary="a password without a user name",
        why="Without a user name nobody logs in: the password has no effect.",
        example=mail_file(MAIL_HOST, f"SMTPUserPassword={_CIPHER}"),
        mended=mail_file(MAIL_HOST, *_LOGIN),
        keys=("SMTPUserName", "SMTPUserPassword"),
        find=_password_alone,
    ),
    Rule(
        id="mail-basic-login",
        severity=Severity.WARNING,
        summary="user name and password at Exchange Online",
        why="Logins by password go off by default at the end of December 2026: 535 5.7.139 or 550 5.7.30.",
        example=mail_file(_OFFICE, *_LOGIN),
        mended=mail_file(_OFFICE, *_OAUTH),
        keys=("SMTPServer", "SMTPUserName", "SMTPUseOAuth"),
        find=_basic_login,
    ),
    Rule(
        id="mail-sender-delivered",
        severity=Severity.WARNING,
        summary="the sender is still the delivered one",
        why="Its domain is not yours: receivers that check senders refuse the mail or call it spam.",
        example=mail_file(MAIL_HOST, f"SMTPSender={DELIVERED_SENDER}"),
        mended=mail_file(MAIL_HOST, "SMTPSender=hr@example.com"),
        keys=("SMTPSender",),
        find=_sender_delivered,
    ),
    Rule(
        id="mail-sender-not-login",
        severity=Severity.WARNING,
        summary="the sender is not the mailbox that logs in, at Exchange Online",
        why="Exchange Online answers 550 5.7.60 unless the mailbox may send as the other.",
        example=mail_file(_OFFICE, *_OAUTH, "SMTPUserName=hr@example.com", "SMTPSender=pay@example.com"),
        mended=mail_file(_OFFICE, *_OAUTH, "SMTPUserName=hr@example.com", "SMTPSender=hr@example.com"),
        keys=("SMTPSender", "SMTPUserName"),
        find=_sender_not_login,
    ),
    Rule(
        id="mail-source-machine",
        severity=Severity.INFO,
        summary="this host's name has no domain",
        why="Some mail servers accept a full name only.",
        example=mail_file(MAIL_HOST, "SMTPSourceMachine=hrapp1"),
        mended=mail_file(MAIL_HOST, "SMTPSourceMachine=hrapp1.example.com"),
        keys=("SMTPSourceMachine",),
        find=_source_machine,
    ),
    Rule(
        id="mail-charset",
        severity=Severity.INFO,
        summary="a character set that the manual does not name",
        why="The manual's list need not be complete; other names may work.",
        example=mail_file(MAIL_HOST, "SMTPCharacterSet=latin-9"),
        mended=mail_file(MAIL_HOST, "SMTPCharacterSet=UTF-8"),
        keys=("SMTPCharacterSet",),
        find=_charset,
    ),
)
