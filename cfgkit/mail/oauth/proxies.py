"""The proxies of a file's OAuth settings: the external one as a value, the internal one tested."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.oauth.http import LOGIN_WANTED, Proxy, refusal, spoken, target, tunnel
from cfgkit.mail.oauth.stream import Request, ask, connected
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax.finding import Finding, Severity

if TYPE_CHECKING:
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.oauth.http import Target
    from cfgkit.schema.smtp.view import MailServer

_NAME: Final = "the internal proxy"
# What a proxy says when it can't reach what is behind it, or does not want to.
_IN_BETWEEN: Final = frozenset({403, LOGIN_WANTED, 502, 503, 504})
_SUCCESS: Final = range(200, 300)


class ProxyOutcome(StrEnum):
    """How the test of a proxy ended."""

    WORKS = "works"
    FAILED = "failed"
    #: There is nothing to test: the file names no proxy, or no redirect URI.
    NOT_SET = "not-set"


@dataclass(frozen=True, slots=True)
class ProxyCheck:
    """What the test of a proxy found, and what that means in a line."""

    outcome: ProxyOutcome
    words: str


def external_proxy(server: MailServer) -> Proxy | None:
    """The proxy towards the token service that the file names for this mail server, None if there is none.

    Raises:
        InputError: only one of host and port is set.
    """
    return _proxy(server, "SMTPOAuthExternalProxy", "the external proxy")


def probe_internal_proxy(server: MailServer, deadline: Deadline) -> ProxyCheck:
    """Asks the file's internal proxy for a way to the redirect URI's host: by CONNECT, or by HEAD for http."""
    uri = server["SMTPOAuthRedirectURI"]
    try:
        proxy = _proxy(server, "SMTPInternalProxy", _NAME)
        if proxy is None:
            return ProxyCheck(ProxyOutcome.NOT_SET, "no internal proxy is set")
        if server.oauth_redirect_uri is None or not uri.text:
            return ProxyCheck(ProxyOutcome.NOT_SET, f"{uri.key} names no address to test {_NAME} against")
        to = target(server.oauth_redirect_uri, uri.key)
        with spoken(_NAME):
            status = _asked(proxy, to, deadline)
    except (InputError, OAuthError) as problem:
        return ProxyCheck(ProxyOutcome.FAILED, problem.message)
    refused = status not in _SUCCESS if to.scheme == "https" else status in _IN_BETWEEN
    if refused:
        return ProxyCheck(ProxyOutcome.FAILED, f"{_NAME} {refusal(status)}")
    return ProxyCheck(ProxyOutcome.WORKS, f"{_NAME} has a way to the redirect URI's host: it answered {status}")


def internal_proxy_finding(server: MailServer, deadline: Deadline) -> Finding:
    """What the test of the file's internal proxy found, as a note with its setting; a warning where it failed."""
    check, setting = probe_internal_proxy(server, deadline), server["SMTPInternalProxyHost"]
    severity = Severity.WARNING if check.outcome is ProxyOutcome.FAILED else Severity.INFO
    return Finding("internal-proxy", severity, setting.line or 0, 0, SECTION, setting.key, check.words)


def _asked(proxy: Proxy, to: Target, deadline: Deadline) -> int:
    with connected(proxy.host, proxy.port, deadline) as sock:
        if to.scheme == "https":
            return tunnel(sock, to, deadline)
        headers = {"Host": to.authority, "Connection": "close"}
        return ask(sock, Request("HEAD", f"http://{to.authority}{to.path}", headers), deadline).status


def _proxy(server: MailServer, stem: str, name: str) -> Proxy | None:
    host, port = server[f"{stem}Host"], server[f"{stem}Port"]
    if host.value and port.value:
        return Proxy(host.value, port.value, name)
    if host.text or port.value:
        lone, other = (host, port) if host.text else (port, host)
        raise InputError(f"{name} has no {other.key} that can be used", line=lone.line)
    return None
