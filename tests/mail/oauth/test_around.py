"""What stands round a token: the proxies of the file, and what the file does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from token_service import HttpProxy

from cfgkit.document import parse
from cfgkit.errors import InputError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.oauth import (
    Loopback,
    Place,
    Proxy,
    ProxyOutcome,
    checklist,
    external_proxy,
    internal_proxy_finding,
    loopback_of,
    probe_internal_proxy,
)

if TYPE_CHECKING:
    from cfgkit.schema.smtp.view import MailServer, SmtpView

URI = "https://hr.example.com/PSIGW/RESTListeningConnector/PSFT_HR/redirect.v1"
WAYS = b"HTTP/1.1 %d Words\r\n\r\n"


def view(*lines: str) -> SmtpView:
    text = "\n".join(("[Domain Settings]", "Domain ID=HRDEV", "[SMTP Settings]", "SMTPUseOAuth=Y", *lines, ""))
    return parse(text.encode()).smtp()


def server(*lines: str) -> MailServer:
    return view(*lines).primary


def proxied(port: int, uri: str = URI) -> MailServer:
    return server(f"SMTPOAuthRedirectURI={uri}", "SMTPInternalProxyHost=127.0.0.1", f"SMTPInternalProxyPort={port}")


def test_the_external_proxy_is_a_value() -> None:
    assert external_proxy(server()) is None
    both = server("SMTPOAuthExternalProxyHost=proxy.example.com", "SMTPOAuthExternalProxyPort=8080")
    assert external_proxy(both) == Proxy("proxy.example.com", 8080)
    backup = view("SMTPOAuthExternalProxyHost1=other.example.com", "SMTPOAuthExternalProxyPort1=81").backup
    assert external_proxy(backup) == Proxy("other.example.com", 81)


@pytest.mark.parametrize("line", ["Host=proxy.example.com", "Port=8080", "Host=%PS_MACH%"])
def test_half_a_proxy_is_told_with_its_line(line: str) -> None:
    with pytest.raises(InputError) as caught:
        external_proxy(server(f"SMTPOAuthExternalProxy{line}"))
    assert caught.value.line == 5
    assert "SMTPOAuthExternalProxy" in str(caught.value)
    assert line.partition("=")[2] not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "status", "outcome", "words"),
    [
        (URI, 200, ProxyOutcome.WORKS, "has a way to the redirect URI's host: it answered 200"),
        (URI, 407, ProxyOutcome.FAILED, "asks for a login (407)"),
        (URI, 502, ProxyOutcome.FAILED, "it answered 502"),
        (URI, 404, ProxyOutcome.FAILED, "it answered 404"),
        ("http://hr.example.com:8000/x", 405, ProxyOutcome.WORKS, "it answered 405"),
        ("http://hr.example.com:8000/x", 504, ProxyOutcome.FAILED, "it answered 504"),
    ],
)
def test_the_internal_proxy_is_asked_for_a_way_to_the_gateway(
    uri: str, status: int, outcome: ProxyOutcome, words: str
) -> None:
    with HttpProxy(WAYS % status) as proxy:
        found = probe_internal_proxy(proxied(proxy.port, uri), Deadline.after(20))
    assert found.outcome is outcome
    assert words in found.words
    request = "CONNECT hr.example.com:443 HTTP/1.1" if uri == URI else f"HEAD {uri} HTTP/1.1"
    assert proxy.heads[0].splitlines()[0] == request


def test_an_internal_proxy_that_is_dead_or_silent_is_told(closed_port: int) -> None:
    found = probe_internal_proxy(proxied(closed_port), Deadline.after(20))
    assert (found.outcome, found.words) == (
        ProxyOutcome.FAILED,
        "the internal proxy can't be reached: Connection refused",
    )
    with HttpProxy(b"") as proxy:
        found = probe_internal_proxy(proxied(proxy.port), Deadline.after(0.3))
    assert found.words == "the internal proxy did not answer in time"


@pytest.mark.parametrize(
    ("lines", "outcome", "words"),
    [
        ([], ProxyOutcome.NOT_SET, "no internal proxy is set"),
        (["SMTPInternalProxyHost=a.example", "SMTPInternalProxyPort=1"], ProxyOutcome.NOT_SET, "names no address"),
        (["SMTPInternalProxyHost=a.example"], ProxyOutcome.FAILED, "has no SMTPInternalProxyPort"),
        (
            [f"SMTPOAuthRedirectURI={URI.replace('.com', '.com:99999')}", "SMTPInternalProxyHost=a.example", "SMTPInternalProxyPort=1"],
            ProxyOutcome.FAILED,
            "SMTPOAuthRedirectURI has no host and port",
        ),
    ],
)  # fmt: skip
def test_what_can_t_be_tested_is_said(lines: list[str], outcome: ProxyOutcome, words: str) -> None:
    found = probe_internal_proxy(server(*lines), Deadline.after(5))
    assert found.outcome is outcome
    assert words in found.words


def test_what_the_test_found_is_a_note_with_its_setting(closed_port: int) -> None:
    found = internal_proxy_finding(proxied(closed_port), Deadline.after(20))
    assert (found.severity, found.key, found.line) == ("warning", "SMTPInternalProxyHost", 6)
    assert (internal_proxy_finding(server(), Deadline.after(20)).severity, found.rule) == ("info", "internal-proxy")


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("http://localhost", Loopback("localhost", 0, "/")),
        ("http://localhost:8400/back", Loopback("localhost", 8400, "/back")),
        ("http://127.0.0.1:8400/", Loopback("127.0.0.1", 8400, "/")),
        ("https://localhost:8400/", None),
        ("http://localhost.example.com/", None),
        ("http://localhost@example.com/", None),
        ("http://[::1]:8400/", None),
        ("http://localhost/?a=b", None),
        ("http://localhost:99999/", None),
        (URI, None),
        ("", None),
    ],
)
def test_we_can_only_listen_where_the_redirect_comes_to_this_host(uri: str, found: Loopback | None) -> None:
    assert loopback_of(uri) == found


def test_the_checklist_names_what_the_file_does_not_hold() -> None:
    found = view("SMTPOAuthPIAUser=MCFMAIL")
    items = checklist(found, found.primary)
    ids = [item.id for item in items]
    assert {"tenant", "client-id", "client-secret", "scope", "token", "role", "smtp-auth", "smtp-send"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert all(item.source for item in items)
    held_elsewhere = [item.id for item in items if item.place is Place.NOT_IN_THE_FILE]
    assert held_elsewhere == ["tenant", "client-id", "client-secret", "scope", "token"]
    assert [item.id for item in items if item.assumed] == ["xoauth2", "graph"]
    assert all("MCFMAIL" not in item.text for item in items)
    role = next(item for item in items if item.id == "role")
    assert role.text == "the user of SMTPOAuthPIAUser has the role PeopleTools MCF Email"


def test_the_checklist_follows_the_settings() -> None:
    session = view("SMTPOAuthUseUserSession=Y")
    token = next(item for item in checklist(session, session.primary) if item.id == "token")
    assert "SMTPOAuthUseUserSession=Y" in token.text
    assert checklist(session, session.backup) == ()
    both = view("SMTPUseOAuth1=Y", "SMTPInternalProxyHost1=a.example")
    texts = [item.text for item in checklist(both, both.backup)]
    assert "SMTPInternalProxyPort1 is set too: SMTPInternalProxyHost1 alone names no proxy" in texts
    assert "the user that SMTPOAuthPIAUser1 should name has the role PeopleTools MCF Email" in texts
