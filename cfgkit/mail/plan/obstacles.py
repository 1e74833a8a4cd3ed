"""What no test can be made of: told with its line, and never with the setting's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.charset import codec_name
from cfgkit.mail.plan.model import Obstacle
from cfgkit.mail.record import Role
from cfgkit.mail.tokens import is_address, is_ehlo_name, is_host
from cfgkit.schema.value_type import is_reference
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.schema.smtp.view import Settings, SmtpView, Value

# JavaMail gets these as they are; what is wrong with them shows at the server.
_AS_WRITTEN: Final = frozenset({"SMTPSSLProtocol", "SMTPSASLMechanism", "SMTPOAuthRedirectURI"})
_UNUSED: Final = frozenset({"SMTPTrace", "SMTPDNSTimeoutRetries", "SMTPSMIMEHandling", "SMTPGuaranteed"})
_CHECKED: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "SMTPServer": (is_host, "is not one host name or one IP address"),
    "SMTPSender": (is_address, "is not a mail address"),
    "SMTPBlackberryReplyTo": (is_address, "is not a mail address"),
    "SMTPSourceMachine": (is_ehlo_name, "is not a host name"),
    "SMTPCharacterSet": (
        lambda name: codec_name(name) is not None,
        "is not a character set that is known here",
    ),
}


def obstacles(view: SmtpView) -> tuple[Obstacle, ...]:
    """All that stands in the way of a test, the servers' settings marked with their server."""
    servers = (view.primary, Role.PRIMARY), (view.backup, Role.BACKUP)
    found = [*_missing(view)]
    shared = {one.key: one for one in view if one.setting.server not in {"primary", "backup"}}
    found += [obstacle for key, one in shared.items() for obstacle in _of(key, one, None)]
    for settings, role in servers:
        found += [obstacle for key in _used(settings) for obstacle in _of(key, settings[key], role)]
    return tuple(found)


def _used(settings: Settings) -> Iterator[str]:
    """The keys that have a say, as the primary has them: none without a server, and one port of the two."""
    if not settings["SMTPServer"].text:
        return
    idle = "SMTPPort" if settings["SMTPUseSSL"].value else "SMTPSSLPort"
    for one in settings:
        key = one.key if one.setting.server == "primary" else one.setting.counterpart
        if key != idle:
            yield key


def _missing(view: SmtpView) -> Iterator[Obstacle]:
    if not view.primary["SMTPServer"].text and not view.backup["SMTPServer"].text:
        server = view.primary["SMTPServer"]
        yield Obstacle(server.key, server.line, "is not set: there is no mail server to test")
    sender = view["SMTPSender"]
    if not sender.text:
        words = "is not set: a message needs a sender"
        yield Obstacle(sender.key, sender.line, words, help="set SMTPSender to a valid mail address")


def _of(key: str, setting: Value, role: Role | None) -> Iterator[Obstacle]:
    text = setting.text
    if isinstance(text, Secret) or not text or key in _UNUSED:
        return
    if is_reference(text):
        yield Obstacle(setting.key, setting.line, "names an environment variable, which is not known here", role=role)
    elif key in _CHECKED:
        accepts, problem = _CHECKED[key]
        if not accepts(text):
            yield Obstacle(setting.key, setting.line, problem, role=role)
    elif setting.value is None and setting.finding is not None and key not in _AS_WRITTEN:
        problem = setting.finding.message.removeprefix(setting.key).strip()
        yield Obstacle(setting.key, setting.line, problem, help=setting.finding.hint, role=role)
