"""From settings to what will be done: two servers, a sender and a message form. Pure, touches no network.

What no source says is listed as an assumption, so that a reader can judge the verdict by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.mail.record import Role
from cfgkit.mail.tokens import is_address, is_ehlo_name, is_host
from cfgkit.mail.values import Planned, bad, checked, codec_name, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.mail.settings import Given

_PLAIN_PORT: Final = 25
_SSL_PORT: Final = 465
_WAIT_MS: Final = 10_000
_LAST_PORT: Final = 65_535


class TlsMode(StrEnum):
    """When, if ever, the connection is encrypted."""

    NONE = "none"
    IMPLICIT = "implicit"
    STARTTLS_IF_OFFERED = "starttls-if-offered"
    STARTTLS_REQUIRED = "starttls-required"


class AuthMode(StrEnum):
    """How the sender logs in."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 - the mode's name
    NTLM = "ntlm"
    SASL = "sasl"
    OAUTH = "oauth"


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that no source says and the verdict rests on."""

    id: str
    text: str


_ALWAYS: Final = (
    Assumption(
        "javamail",
        "PeopleTools sends by JavaMail, its settings paired with JavaMail's properties by their names",
    ),
    Assumption("return-code", "where nothing was delivered the code is 0 if no server reached MAIL, else 2"),
    Assumption("wait", "SMTPTimeToWaitForResult is a wait round the whole send, which goes on after it"),
)
_WITH_BACKUP: Final = (
    Assumption("failover", "a failure up to and including the login brings in the backup, a later one does not"),
    Assumption("backup-keys", "settings without the 1 at their end are not inherited by the backup"),
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


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """One mail server and how it will be talked to."""

    role: Role
    host: Planned[str]
    port: Planned[int]
    tls: Planned[TlsMode]
    auth: Planned[AuthMode]
    sign: Planned[bool]
    encrypt: Planned[bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the settings decide.

    `ehlo_name` is empty for the host's own name; `wait_ms` is -1 for a wait without end.
    """

    primary: ServerPlan | None
    backup: ServerPlan | None
    ehlo_name: Planned[str]
    sender: Planned[str]
    charset: Planned[str]
    send_time: Planned[bool]
    wait_ms: Planned[int]
    assumptions: tuple[Assumption, ...]


def plan(given: Mapping[str, Given]) -> Plan:
    """The plan of these settings; raises InputError naming the setting and line that make one impossible."""
    primary, backup = _server(given, Role.PRIMARY), _server(given, Role.BACKUP)
    if primary is None and backup is None:
        raise bad(text(given, "SMTPServer"), "is not set: there is no mail server to test")
    sender = checked(text(given, "SMTPSender"), is_address, "a mail address")
    if not sender.value:
        raise bad(sender, "is not set: a message needs a sender", help="set SMTPSender to a valid mail address")
    charset = text(given, "SMTPCharacterSet", "UTF-8")
    return Plan(
        primary=primary,
        backup=backup,
        ehlo_name=checked(text(given, "SMTPSourceMachine"), is_ehlo_name, "a host name"),
        sender=sender,
        charset=checked(charset, lambda name: codec_name(name) is not None, "a character set that is known here"),
        send_time=flag(given, "SMTPSendTime"),
        wait_ms=number(
            given,
            "SMTPTimeToWaitForResult",
            default=_WAIT_MS,
            accepts=lambda ms: ms >= -1,
            what="-1, 0 or a number of milliseconds",
        ),
        assumptions=tuple(_assumptions(given, backup)),
    )


def _server(given: Mapping[str, Given], role: Role) -> ServerPlan | None:
    suffix = "1" if role is Role.BACKUP else ""
    host = checked(text(given, f"SMTPServer{suffix}"), is_host, "one host name or one IP address")
    if not host.value:
        return None
    tls = _tls(given, suffix)
    return ServerPlan(
        role=role,
        host=host,
        port=_port(given, suffix, role, implicit=tls.value is TlsMode.IMPLICIT),
        tls=tls,
        auth=_auth(given, suffix),
        sign=flag(given, f"SMTPSMIMESign{suffix}"),
        encrypt=flag(given, f"SMTPSMIMEEncryption{suffix}"),
    )


def _port(given: Mapping[str, Given], suffix: str, role: Role, *, implicit: bool) -> Planned[int]:
    """The port in use; the delivered backup port is 0, which means that it is not set."""
    default = _SSL_PORT if implicit else _PLAIN_PORT
    lowest = 0 if role is Role.BACKUP else 1
    port = number(
        given,
        f"SMTPSSLPort{suffix}" if implicit else f"SMTPPort{suffix}",
        default=default,
        accepts=lambda n: lowest <= n <= _LAST_PORT,
        what=f"a port number from 1 to {_LAST_PORT}",
    )
    return port if port.value else Planned(default, port.key)


def _tls(given: Mapping[str, Given], suffix: str) -> Planned[TlsMode]:
    """Implicit TLS wins over STARTTLS, and required over enabled, as in JavaMail."""
    switches = (
        ("SMTPUseSSL", TlsMode.IMPLICIT),
        ("SMTPTLSRequired", TlsMode.STARTTLS_REQUIRED),
        ("SMTPTLSEnable", TlsMode.STARTTLS_IF_OFFERED),
    )
    read = [(flag(given, key + suffix), mode) for key, mode in switches]
    on = next(((switch, mode) for switch, mode in read if switch.value), (read[0][0], TlsMode.NONE))
    return Planned(on[1], on[0].key, on[0].line)


def _auth(given: Mapping[str, Given], suffix: str) -> Planned[AuthMode]:
    switches = (
        ("SMTPUseOAuth", AuthMode.OAUTH),
        ("SMTPNTLMEnable", AuthMode.NTLM),
        ("SMTPSASLEnable", AuthMode.SASL),
    )
    for key, mode in switches:
        switch = flag(given, key + suffix)
        if switch.value:
            return Planned(mode, switch.key, switch.line)
    user = text(given, f"SMTPUserName{suffix}")
    return Planned(AuthMode.PASSWORD if user.value else AuthMode.NONE, user.key, user.line)


def _assumptions(given: Mapping[str, Given], backup: ServerPlan | None) -> list[Assumption]:
    found = [*_ALWAYS, *(_WITH_BACKUP if backup is not None else ())]
    if backup is not None and backup.port.line is None:
        found.append(Assumption("backup-port", f"the backup's port is not set or 0: {backup.port.value} is used"))
    if not text(given, "SMTPCharacterSet").value:
        found.append(_NO_CHARSET)
    if not flag(given, "SMTPSendTime").value:
        found.append(_NO_DATE)
    if flag(given, "SMTPGuaranteed").value:
        found.append(_GUARANTEED)
    if text(given, "SMTPEncodingDLL").value:
        found.append(_ENCODING_DLL)
    return [*found, *_unused_passwords(given), *_blanks(given)]


def _unused_passwords(given: Mapping[str, Given]) -> list[Assumption]:
    return [
        Assumption(
            "no-user",
            f"SMTPUserPassword{suffix} is set without SMTPUserName{suffix}: no login, as in JavaMail",
        )
        for suffix in ("", "1")
        if f"SMTPUserPassword{suffix}" in given and not text(given, f"SMTPUserName{suffix}").value
    ]


def _blanks(given: Mapping[str, Given]) -> list[Assumption]:
    return [
        Assumption("blanks", f"{key} in line {setting.line} has blanks at its end, which are left out here")
        for key, setting in given.items()
        if isinstance(setting.text, str) and setting.text.strip() and setting.text != setting.text.strip()
    ]
