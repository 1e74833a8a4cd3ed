"""From [SMTP Settings] to JavaMail's properties, as PeopleTools is assumed to do it: paired by name and meaning.

This is the second reading of the facts that cfgkit's plan is made from, written apart from it so that
a slip in one shows against the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES: Final = {
    "SMTPServer": "host",
    "SMTPSourceMachine": "localhost",
    "SMTPSSLProtocol": "ssl.protocols",
    "SMTPNTLMDomain": "auth.ntlm.domain",
    "SMTPSASLMechanism": "sasl.mechanisms",
    "SMTPSASLAuthorizationid": "sasl.authorizationid",
    "SMTPSASLRealm": "sasl.realm",
}
_SWITCHES: Final = {
    "SMTPUseSSL": "ssl.enable",
    "SMTPTLSEnable": "starttls.enable",
    "SMTPTLSRequired": "starttls.required",
    "SMTPSASLEnable": "sasl.enable",
}
_MECHANISMS: Final = {"SMTPNTLMEnable": "NTLM", "SMTPUseOAuth": "XOAUTH2"}
#: JavaMail waits for ever unless told otherwise; a server that falls silent is part of the cases.
_PATIENCE_MS: Final = "1000"


def javamail_properties(settings: Mapping[str, str], secret: str, to: tuple[str, ...]) -> dict[str, str]:
    """The properties for one mail; `secret` is the password, or the token with SMTPUseOAuth."""
    properties = {"connectiontimeout": _PATIENCE_MS, "timeout": _PATIENCE_MS, "writetimeout": _PATIENCE_MS}
    properties |= {name: settings[key] for key, name in _NAMES.items() if key in settings}
    properties |= {name: "true" for key, name in _SWITCHES.items() if _is_on(settings, key)}
    forced = [name for key, name in _MECHANISMS.items() if _is_on(settings, key)]
    properties |= {"auth.mechanisms": forced[-1]} if forced else {}
    implicit = _is_on(settings, "SMTPUseSSL")
    port = settings.get("SMTPSSLPort", "465") if implicit else settings.get("SMTPPort", "25")
    made = {f"mail.smtp.{name}": value for name, value in {**properties, "port": port}.items()}
    made |= {"probe.from": settings["SMTPSender"], "probe.to": ",".join(to)}
    if settings.get("SMTPUserName"):
        made["probe.user"] = settings["SMTPUserName"]
    return {**made, "probe.password": secret} if secret else made


def _is_on(settings: Mapping[str, str], key: str) -> bool:
    return settings.get(key, "N").lower() in {"y", "true"}
