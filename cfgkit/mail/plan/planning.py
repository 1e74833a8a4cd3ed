"""From the settings of a file to its plan. Pure, touches no network, refuses nothing: see `obstacles`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.plan.assumptions import assumptions
from cfgkit.mail.plan.model import (
    LoginPlan,
    MessagePlan,
    OAuthPlan,
    PasswordState,
    Plan,
    Planned,
    Proxy,
    ServerPlan,
    TlsMode,
)
from cfgkit.mail.plan.obstacles import obstacles
from cfgkit.mail.record import Role
from cfgkit.schema.release import Release
from cfgkit.schema.secrets import is_encrypted
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.mail.oauth.readiness import Item
    from cfgkit.schema.smtp.view import MailServer, Settings, SmtpView, Value

_PLAIN_PORT: Final = 25
_SSL_PORT: Final = 465
_WAIT_MS: Final = 10_000
#: The first release whose manual names a default for SMTPSSLProtocol.
_PROTOCOL_SINCE: Final = Release(8, 61)


def plan(document: Document, release: Release | None = None) -> Plan:
    """What the application server would do with the mail settings of this file."""
    view = document.smtp()
    primary = _server(view, view.primary, Role.PRIMARY, release)
    backup = _server(view, view.backup, Role.BACKUP, release)
    draft = Plan(
        primary=primary,
        backup=backup,
        ehlo_name=_as_written(view["SMTPSourceMachine"]),
        message=MessagePlan(
            sender=_as_written(view["SMTPSender"]),
            blackberry_reply_to=_as_written(view["SMTPBlackberryReplyTo"]),
            charset=_text(view["SMTPCharacterSet"], "UTF-8"),
            send_time=_flag(view["SMTPSendTime"]),
        ),
        wait_ms=_number(view["SMTPTimeToWaitForResult"], _WAIT_MS),
        trace_level=_number(view["SMTPTrace"], 0),
        release=release,
        assumptions=(),
        obstacles=obstacles(view),
    )
    return draft._replace(assumptions=assumptions(draft, document, view))


def _server(view: SmtpView, settings: MailServer, role: Role, release: Release | None) -> ServerPlan | None:
    host = _as_written(settings["SMTPServer"])
    if not host.value:
        return None
    tls = _tls(settings)
    return ServerPlan(
        role=role,
        host=host,
        port=_port(settings, implicit=tls.value is TlsMode.IMPLICIT),
        tls=tls,
        protocol=_protocol(settings["SMTPSSLProtocol"], release),
        client_alias=_text(settings["SMTPClientCertAlias"]),
        login=_login(view, settings),
        signs=_flag(settings["SMTPSMIMESign"]),
        encrypts=_flag(settings["SMTPSMIMEEncryption"]),
        checklist=_checklist(view, settings),
    )


def _checklist(view: SmtpView, settings: MailServer) -> tuple[Item, ...]:
    if not settings.uses_oauth:
        return ()
    from cfgkit.mail.oauth.readiness import checklist  # noqa: PLC0415 - start-up: few servers log in by OAuth

    return checklist(view, settings)


def _port(settings: Settings, *, implicit: bool) -> Planned[int]:
    """The port in use; the delivered backup port is 0, which means that it is not set."""
    port = settings["SMTPSSLPort" if implicit else "SMTPPort"]
    default = _SSL_PORT if implicit else _PLAIN_PORT
    found = port.value if isinstance(port.value, int) and port.text else None
    return Planned(default, port.key) if found is None else Planned(found, port.key, port.line)


def _tls(settings: Settings) -> Planned[TlsMode]:
    """Implicit TLS wins over STARTTLS, and required over enabled, as in JavaMail."""
    modes = {
        "SMTPUseSSL": TlsMode.IMPLICIT,
        "SMTPTLSRequired": TlsMode.STARTTLS_REQUIRED,
        "SMTPTLSEnable": TlsMode.STARTTLS_IF_OFFERED,
    }
    for key, mode in modes.items():
        switch = _flag(settings[key])
        if switch.value:
            return Planned(mode, switch.key, switch.line)
    ssl = _flag(settings["SMTPUseSSL"])
    return Planned(TlsMode.NONE, ssl.key, ssl.line)


def _protocol(setting: Value, release: Release | None) -> Planned[str]:
    """The one version; JavaMail takes the file's word as it is, a wrong one too."""
    written = _as_written(setting)
    if written.value:
        return written
    default = setting.setting.default or ""
    return Planned(default if release is not None and release >= _PROTOCOL_SINCE else "", setting.key)


def _login(view: SmtpView, settings: Settings) -> LoginPlan:
    return LoginPlan(
        mode=_mode(settings),
        user=_text(settings["SMTPUserName"]),
        password=_password(settings["SMTPUserPassword"]),
        ntlm_domain=_text(settings["SMTPNTLMDomain"]),
        sasl_mechanism=_as_written(settings["SMTPSASLMechanism"]),
        authorization_id=_text(settings["SMTPSASLAuthorizationid"]),
        realm=_text(settings["SMTPSASLRealm"]),
        oauth=OAuthPlan(
            application=_text(settings["SMTPOAuthApplicationName"]),
            redirect_uri=_as_written(settings["SMTPOAuthRedirectURI"]),
            token_owner=_text(settings["SMTPOAuthPIAUser"]),
            uses_session=_flag(view["SMTPOAuthUseUserSession"]),
            external_proxy=_proxy(settings, "SMTPOAuthExternalProxy"),
            internal_proxy=_proxy(settings, "SMTPInternalProxy"),
        ),
    )


def _mode(settings: Settings) -> Planned[AuthMode]:
    modes = {
        "SMTPUseOAuth": AuthMode.OAUTH,
        "SMTPNTLMEnable": AuthMode.NTLM,
        "SMTPSASLEnable": AuthMode.SASL,
    }
    for key, mode in modes.items():
        switch = _flag(settings[key])
        if switch.value:
            return Planned(mode, switch.key, switch.line)
    user = _text(settings["SMTPUserName"])
    return Planned(AuthMode.PASSWORD if user.value else AuthMode.NONE, user.key, user.line)


def _proxy(settings: Settings, name: str) -> Proxy:
    return Proxy(_as_written(settings[f"{name}Host"]), _number(settings[f"{name}Port"], 0))


def _password(setting: Value) -> Planned[PasswordState]:
    if not isinstance(setting.text, Secret) or not setting.text:
        return Planned(PasswordState.ABSENT, setting.key)
    encrypted = is_encrypted(setting.key, setting.text.reveal())
    return Planned(PasswordState.ENCRYPTED if encrypted else PasswordState.CLEAR, setting.key, setting.line)


def _as_written(setting: Value) -> Planned[str]:
    """The file's own text, even one that the type refuses; no default stands in for it."""
    written = setting.text if isinstance(setting.text, str) else ""
    return Planned(written, setting.key, setting.line if written else None)


def _text(setting: Value, default: str = "") -> Planned[str]:
    """The text, or the default where there is none that means anything."""
    written = _as_written(setting)
    usable = written.value and setting.value is not None
    return written if usable else Planned(default, setting.key)


def _flag(setting: Value) -> Planned[bool]:
    """A switch; off where the file does not say, or says nothing that means anything."""
    given = setting.text and setting.value is not None
    return Planned(bool(setting.value), setting.key, setting.line if given else None)


def _number(setting: Value, default: int) -> Planned[int]:
    usable = setting.text and isinstance(setting.value, int)
    return Planned(int(setting.value), setting.key, setting.line) if usable else Planned(default, setting.key)
