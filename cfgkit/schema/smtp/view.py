"""[SMTP Settings] as typed values: two servers and what they share, each value with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from cfgkit.schema.judged import type_finding
from cfgkit.schema.smtp import SECTION, smtp_settings
from cfgkit.schema.value_type import Refusal, is_reference
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.schema.setting import FileKind, Setting
    from cfgkit.syntax import Document, Finding, Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """A setting of the section as a file has it.

    `text` is what stands in the file, less outer blanks; `value` what it means: None where it means nothing,
    is left to an environment variable, or is refused; where the setting is absent or empty, its default.
    """

    setting: Setting
    text: str | Secret
    value: Any
    #: Its line from 1; None where the default holds.
    line: int | None
    #: The column of its text, from 1; 0 where the default holds.
    column: int = 0
    finding: Finding | None = None

    @property
    def key(self) -> str:
        """The setting's key."""
        return self.setting.key

    @property
    def origin(self) -> str:
        """Where the value comes from, in words: `SMTPPort, line 12` or `SMTPPort, default`."""
        return f"{self.key}, default" if self.line is None else f"{self.key}, line {self.line}"

    @property
    def is_set(self) -> bool:
        """Whether the file gives it another value than the delivered one."""
        if self.line is None or not self.text:
            return False
        return isinstance(self.text, Secret) or self.text != (self.setting.delivered or "")


class Typed(Generic[T]):
    """A setting's typed value as an attribute; None where it has none."""

    def __init__(self, key: str) -> None:
        self.key = key

    @overload
    def __get__(self, owner: None, kind: type) -> Typed[T]: ...
    @overload
    def __get__(self, owner: Settings, kind: type) -> T | None: ...
    def __get__(self, owner: Settings | None, kind: type) -> Typed[T] | T | None:
        if owner is None:
            return self
        found: T | None = owner[self.key].value
        return found


@dataclass(frozen=True, slots=True)
class Settings:
    """Some settings of the section, by the key that the primary server has for them."""

    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> Value:
        """The setting with where it comes from, by the primary's key without regard to case.

        Raises:
            KeyError: the section has no such setting.
        """
        return self.values[key.casefold()]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values.values())


class MailServer(Settings):
    """One of the two mail servers. A port of 0 is not set: None."""

    __slots__ = ()

    host = Typed[str]("SMTPServer")
    port = Typed[int]("SMTPPort")
    uses_ssl = Typed[bool]("SMTPUseSSL")
    ssl_port = Typed[int]("SMTPSSLPort")
    ssl_protocol = Typed[str]("SMTPSSLProtocol")
    starttls = Typed[bool]("SMTPTLSEnable")
    requires_starttls = Typed[bool]("SMTPTLSRequired")
    certificate_alias = Typed[str]("SMTPClientCertAlias")
    user = Typed[str]("SMTPUserName")
    password = Typed[Secret]("SMTPUserPassword")
    uses_oauth = Typed[bool]("SMTPUseOAuth")
    oauth_redirect_uri = Typed[str]("SMTPOAuthRedirectURI")
    oauth_application = Typed[str]("SMTPOAuthApplicationName")
    oauth_user = Typed[str]("SMTPOAuthPIAUser")
    oauth_password = Typed[Secret]("SMTPOAuthPIAPassword")
    external_proxy_host = Typed[str]("SMTPOAuthExternalProxyHost")
    external_proxy_port = Typed[int]("SMTPOAuthExternalProxyPort")
    internal_proxy_host = Typed[str]("SMTPInternalProxyHost")
    internal_proxy_port = Typed[int]("SMTPInternalProxyPort")
    uses_ntlm = Typed[bool]("SMTPNTLMEnable")
    ntlm_domain = Typed[str]("SMTPNTLMDomain")
    uses_sasl = Typed[bool]("SMTPSASLEnable")
    sasl_mechanism = Typed[str]("SMTPSASLMechanism")
    sasl_authorization_id = Typed[str]("SMTPSASLAuthorizationid")
    sasl_realm = Typed[str]("SMTPSASLRealm")
    encrypts_mail = Typed[bool]("SMTPSMIMEEncryption")
    signs_mail = Typed[bool]("SMTPSMIMESign")


class SmtpView(Settings):
    """The whole section: what both servers share as attributes, and the two servers."""

    __slots__ = ("backup", "primary")

    primary: MailServer
    backup: MailServer

    sender = Typed[str]("SMTPSender")
    reply_to = Typed[str]("SMTPBlackberryReplyTo")
    source_machine = Typed[str]("SMTPSourceMachine")
    character_set = Typed[str]("SMTPCharacterSet")
    encoding_dll = Typed[str]("SMTPEncodingDLL")
    is_guaranteed = Typed[bool]("SMTPGuaranteed")
    trace = Typed[int]("SMTPTrace")
    writes_send_time = Typed[bool]("SMTPSendTime")
    wait_ms = Typed[int]("SMTPTimeToWaitForResult")
    dns_retries = Typed[int]("SMTPDNSTimeoutRetries")
    uses_session_token = Typed[bool]("SMTPOAuthUseUserSession")
    smime_handling = Typed[int]("SMTPSMIMEHandling")

    def __init__(self, values: Mapping[str, Value]) -> None:
        Settings.__init__(self, values)
        for name in ("primary", "backup"):
            chosen = [one for one in values.values() if one.setting.server == name]
            server = MailServer({_primary_key(one.setting).casefold(): one for one in chosen})
            object.__setattr__(self, name, server)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with single values, in file order."""
        found = [one.finding for one in self if one.finding is not None]
        return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def smtp_view(lines: Mapping[str, Line], file: FileKind) -> SmtpView:
    """The section from its live lines by casefolded key; where the file's kind is not known, as PSAPPSRV.CFG has it."""
    known = smtp_settings("psprcs" if file == "psprcs" else "psappsrv")
    return SmtpView({folded: _value(setting, lines.get(folded)) for folded, setting in known.items()})


def live_lines(document: Document) -> dict[str, Line]:
    """The live lines of a file's section by casefolded key; of duplicates the last."""
    found: dict[str, Line] = {}
    for section in document.sections:
        if section.name.casefold() == SECTION.casefold():
            found.update({one.key.casefold(): one.line for one in section.settings() if one.live})
    return found


def _value(setting: Setting, line: Line | None) -> Value:
    text = "" if line is None else line.value.strip()
    if line is None or not text:
        return Value(setting, _shown(setting, text), _default(setting), line.number if line else None, _column(line))
    finding = type_finding(setting, setting.section, line)
    parsed = None if is_reference(text) else setting.type.parse(text)
    if isinstance(parsed, Refusal):
        parsed = None if parsed.fix is None else setting.type.parse(parsed.fix)
    return Value(setting, _shown(setting, text), _set_port(setting, parsed), line.number, line.value_column, finding)


def _column(line: Line | None) -> int:
    return line.value_column if line else 0


def _default(setting: Setting) -> Any:  # noqa: ANN401 - as the setting's type has it
    return _set_port(setting, setting.type.parse(setting.default)) if setting.default else None


def _set_port(setting: Setting, value: Any) -> Any:  # noqa: ANN401 - same
    """The value, None for port 0: the delivered backup port, which means that none is set."""
    return None if value == 0 and setting.key.rstrip("1").endswith("Port") else value


def _shown(setting: Setting, text: str) -> str | Secret:
    return Secret(text) if setting.is_secret else text


def _primary_key(setting: Setting) -> str:
    return setting.counterpart if setting.server == "backup" else setting.key
