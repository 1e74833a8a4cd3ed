"""What a verdict rests on and no source says: the answers to questions that the manuals leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.plan.model import Assumption, PasswordState, TlsMode
from cfgkit.schema.smtp import SECTION
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.document import Document
    from cfgkit.mail.plan.model import LoginPlan, Plan, ServerPlan
    from cfgkit.schema.smtp.view import Settings, SmtpView

_ALWAYS: Final = (
    Assumption(
        "javamail",
        "PeopleTools sends by JavaMail, its settings paired with JavaMail's properties by their names",
    ),
    Assumption("return-code", "where nothing was delivered the code is 0 if no server reached MAIL, else 2"),
    Assumption("wait", "SMTPTimeToWaitForResult is a wait round the whole send, which goes on after it"),
)
_WITH_BACKUP: Final = (
    Assumption(
        "failover",
        "a failure up to and including the login brings in the backup, a later one does not;"
        " a refused login counts, so that one send may be two failed logins for a lock-out"
        " (cfgkit itself tries no user twice at one server)",
    ),
    Assumption("backup-keys", "settings without the 1 at their end are not inherited by the backup"),
)
_WITH_TLS: Final = Assumption(
    "name-check",
    "the certificate's name is not checked, as in JavaMail up to Jakarta Mail 2.0.0; Angus 1.1 and later check it",
)
_NO_CHARSET: Final = Assumption(
    "charset", "SMTPCharacterSet is not set: UTF-8 is used, PeopleSoft may not encode at all"
)
_NO_DATE: Final = Assumption("no-date", "SMTPSendTime is off: no Date header is sent, the mail server may add one")
_GUARANTEED: Final = Assumption(
    "guaranteed",
    "SMTPGuaranteed sends TriggerBusinessEvent mail by Integration Broker: that way is not tested",
)
_ENCODING_DLL: Final = Assumption(
    "encoding-dll", "SMTPEncodingDLL is not loaded: the message is encoded by its character set alone"
)
_NTLM: Final = Assumption("ntlm", "SMTPNTLMEnable leaves NTLM as the only mechanism; by the domain alone nothing would")
_XOAUTH2: Final = Assumption(
    "xoauth2",
    "the token goes to the server by XOAUTH2, with SMTPUserName as its mailbox, or else SMTPSender:"
    " no manual says how PeopleTools sends with OAuth",
)
_REALM: Final = Assumption("sasl-realm", "SMTPSASLRealm is ignored, since PLAIN has no realm")


def assumptions(plan: Plan, document: Document, view: SmtpView) -> tuple[Assumption, ...]:
    """The assumptions that this plan needs, no others."""
    found = [*_ALWAYS, *(_WITH_BACKUP if plan.backup is not None else ())]
    found += _of_the_message(plan, view)
    if any(server.tls.value is not TlsMode.NONE for server in plan.servers):
        found.append(_WITH_TLS)
    for server in plan.servers:
        found += _of_a_server(server, view.backup if server is plan.backup else view.primary)
    return tuple(dict.fromkeys([*found, *_blanks(document, view)]))


def _of_the_message(plan: Plan, view: SmtpView) -> Iterator[Assumption]:
    if not view["SMTPCharacterSet"].text:
        yield _NO_CHARSET
    if not plan.message.send_time.value:
        yield _NO_DATE
    if view["SMTPGuaranteed"].value:
        yield _GUARANTEED
    if view["SMTPEncodingDLL"].text:
        yield _ENCODING_DLL


def _of_a_server(server: ServerPlan, settings: Settings) -> Iterator[Assumption]:
    if server.port.line is None and settings["SMTPServer"].setting.server == "backup":
        yield Assumption("backup-port", f"the backup's port is not set or 0: {server.port.value} is used")
    if server.tls.value is not TlsMode.NONE:
        yield from _of_encryption(server, settings)
    yield from _of_the_login(server.login, settings)
    for switch, what in ((server.signs, "signed"), (server.encrypts, "encrypted")):
        if switch.value:
            yield Assumption(
                "smime", f"{switch.key} has mail {what} by S/MIME with keys of the database: the test mail is not"
            )


def _of_encryption(server: ServerPlan, settings: Settings) -> Iterator[Assumption]:
    if server.protocol.line is None:
        words = server.protocol.value or "any version that both sides know"
        key = server.protocol.key
        yield Assumption("protocol", f"{key} is not set: {words} is used; releases before 8.61 do not say")
    if server.tls.value is TlsMode.IMPLICIT and (settings["SMTPTLSEnable"].value or settings["SMTPTLSRequired"].value):
        yield Assumption("ssl-and-starttls", f"{server.tls.key} wins over STARTTLS where both are on, as in JavaMail")


def _of_the_login(login: LoginPlan, settings: Settings) -> Iterator[Assumption]:
    if login.mode.value is AuthMode.NTLM:
        yield _NTLM
    if login.mode.value is AuthMode.OAUTH:
        yield _XOAUTH2
    if login.mode.value is AuthMode.SASL and login.realm.value:
        yield _REALM
    switches = [settings[key] for key in ("SMTPUseOAuth", "SMTPNTLMEnable", "SMTPSASLEnable")]
    on = [switch.key for switch in switches if switch.value]
    if len(on) > 1:
        yield Assumption("login-modes", f"of {', '.join(on)} the first is taken: no source says which one wins")
    if login.password.value is not PasswordState.ABSENT and not login.user.value:
        words = f"{login.password.key} is set without {login.user.key}: no login, as in JavaMail"
        if login.mode.value is not AuthMode.OAUTH:
            yield Assumption("no-user", words)
    if login.mode.value in {AuthMode.PASSWORD, AuthMode.NTLM, AuthMode.SASL}:
        yield from _of_the_password(login)


def _of_the_password(login: LoginPlan) -> Iterator[Assumption]:
    if login.password.value is PasswordState.CLEAR:
        yield Assumption(
            "clear-password",
            f"{login.password.key} seems to hold clear text: whether PeopleSoft takes that is not documented",
        )
    elif login.password.value is PasswordState.ABSENT and login.user.value:
        yield Assumption(
            "no-password", f"{login.user.key} is set without {login.password.key}: no login, as in JavaMail"
        )


def _blanks(document: Document, view: SmtpView) -> Iterator[Assumption]:
    for one in view:
        entry = document.live(SECTION, one.key) if one.line is not None else None
        if entry is None or isinstance(one.text, Secret):
            continue
        if entry.value.strip() and entry.value != entry.value.strip():
            text = f"{one.key} in line {one.line} has blanks at its end, which are left out here"
            yield Assumption("blanks", text)
