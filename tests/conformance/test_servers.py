"""`cfgkit smtp test` at real mail servers: what Postfix writes into the delivered mail is the proof."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from sender import Order, send
from servers import ACTS_FOR, ALIAS, PASSWORD, STORE_PASSWORD, USER, token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sender import Sent
    from servers import MailServers

HOST: Final = "127.0.0.1"
NAME: Final = "app1.example.com"
IMPLICIT: Final = {"SMTPUseSSL": "Y"}
OFFERED: Final = {"SMTPTLSEnable": "Y"}
REQUIRED: Final = {"SMTPTLSRequired": "Y"}
LOGIN: Final = {"SMTPUserName": USER, "SMTPUserPassword": "{V1.1}bm90IHRoZSBvbmU="}
NTLM: Final = {**LOGIN, "SMTPNTLMEnable": "true", "SMTPNTLMDomain": "example.com"}
PLAIN: Final = {**LOGIN, "SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN"}
OAUTH: Final = {"SMTPUseOAuth": "Y", "SMTPUserName": USER}
CERTIFICATE: Final = {**REQUIRED, "SMTPClientCertAlias": ALIAS}
PIN_1_2: Final = {"SMTPSSLProtocol": "TLSv1.2"}
PIN_1_3: Final = {"SMTPSSLProtocol": "TLSv1.3"}
CLEAR: Final = f"from {NAME} (localhost [{HOST}])\n\tby "


@dataclass(frozen=True)
class Case:
    """A test run at one of the services. `seen`: the Received header's words, or those of a stage."""

    service: str
    settings: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    password: str = PASSWORD
    store: str = "client"
    to: tuple[str, ...] = ("a@example.com",)
    options: tuple[str, ...] = ()
    trusts: str = "authority"
    noticed: str = ""
    fault: str = ""
    valid_for: int = 3600


DELIVERED: Final = {
    "plain": Case("plain", seen=(CLEAR, "with ESMTP id")),
    "STARTTLS, if offered": Case("starttls", OFFERED, ("using TLSv1.3 with cipher", "with ESMTPS id")),
    "STARTTLS, not offered": Case("plain", OFFERED, (CLEAR,), noticed="starttls-not-offered"),
    "STARTTLS, not wanted": Case("starttls", seen=(CLEAR,)),
    "STARTTLS, only 1.2": Case("starttls-1.2", REQUIRED, ("using TLSv1.2",)),
    "STARTTLS, only 1.2, pinned": Case("starttls-1.2", {**REQUIRED, **PIN_1_2}, ("using TLSv1.2",)),
    "STARTTLS, only 1.3, pinned": Case("starttls-1.3", {**REQUIRED, **PIN_1_3}, ("using TLSv1.3",)),
    "STARTTLS, pinned to the older": Case("starttls", {**OFFERED, **PIN_1_2}, ("using TLSv1.2",)),
    "implicit": Case("implicit", IMPLICIT, ("using TLSv1.3", "with ESMTPS id")),
    "implicit, only 1.2": Case("implicit-1.2", IMPLICIT, ("using TLSv1.2",)),
    "implicit, only 1.3, pinned": Case("implicit-1.3", {**IMPLICIT, **PIN_1_3}, ("using TLSv1.3",)),
    "another name": Case("other-name", REQUIRED, ("with ESMTPS id",), noticed="cert-name"),
    "client certificate": Case("client-certificate", CERTIFICATE, ('Client CN "ps-client"', "(verified OK)")),
    "LOGIN": Case("submission", {**REQUIRED, **LOGIN}, ("with ESMTPSA id", f"Authenticated sender: {USER})")),
    "LOGIN, implicit": Case("implicit", {**IMPLICIT, **LOGIN}, ("with ESMTPSA id", f"Authenticated sender: {USER})")),
    "LOGIN, in clear": Case("cyrus", LOGIN, (CLEAR.removesuffix("\tby "), "with ESMTPA id"), noticed="password-in-clear"),
    "a login that is not offered": Case("plain", LOGIN, (CLEAR, "with ESMTP id"), noticed="login"),
    "SASL PLAIN": Case("submission", {**REQUIRED, **PLAIN}, (f"Authenticated sender: {USER})",)),
    "SASL PLAIN for another": Case(
        "submission", {**REQUIRED, **PLAIN, "SMTPSASLAuthorizationid": ACTS_FOR}, (f"Authenticated sender: {ACTS_FOR})",)
    ),
    "SASL PLAIN, Cyrus": Case("cyrus", PLAIN, (f"Authenticated sender: {USER}@example.com)",)),
    "NTLM": Case("cyrus", NTLM, (f"Authenticated sender: {USER}@example.com)", "with ESMTPA id")),
    "XOAUTH2": Case("submission", {**REQUIRED, **OAUTH}, (f"Authenticated sender: {USER})", "with ESMTPSA id")),
}  # fmt: skip
REFUSED: Final = {
    "relaying": Case("plain", fault="relay-denied", to=("a@example.org",), seen=("rcpt", "454 4.7.1", "554 5.7.1")),
    "unknown recipient": Case("plain", fault="recipient-refused", to=("nobody@example.com",), seen=("rcpt", "550 5.1.1")),
    "one recipient of two": Case("plain", fault="partial", to=("b@example.com", "nobody@example.com")),
    "greylisting": Case("greylisting", fault="greylisted", seen=("rcpt", "450 4.7.1")),
    "no login where one is needed": Case("submission", REQUIRED, fault="relay-denied", seen=("rcpt", "554 5.7.1")),
    "STARTTLS missing": Case("plain", REQUIRED, fault="starttls-missing"),
    "STARTTLS needed": Case("submission", fault="starttls-needed", seen=("mail", "530 5.7.0")),
    "plain words at a TLS port": Case("implicit", fault="greeting-timeout", options=("--timeout", "1")),
    "TLS at a plain port": Case("plain", IMPLICIT, fault="tls-not-tls"),
    "1.2 at a 1.3 server": Case("starttls-1.3", {**REQUIRED, **PIN_1_2}, fault="tls-version", noticed="tls-other-version"),
    "1.3 at a 1.2 server": Case("implicit-1.2", {**IMPLICIT, **PIN_1_3}, fault="tls-version", noticed="tls-other-version"),
    "another name, checked": Case("other-name", REQUIRED, fault="cert-name", options=("--check-name",)),
    "another name, strict": Case("other-name", REQUIRED, fault="cert-name", options=("--strict",)),
    "issuer not trusted": Case("implicit", IMPLICIT, fault="cert-untrusted", trusts="stranger"),
    "client certificate missing": Case("client-certificate", REQUIRED, fault="client-cert-required"),
    "client certificate of a stranger": Case("client-certificate", CERTIFICATE, fault="client-cert-refused", store="rogue"),
    "wrong password": Case("submission", {**REQUIRED, **LOGIN}, fault="auth-refused", password="Wr0ng-one"),
    "wrong password, NTLM": Case("cyrus", NTLM, fault="auth-refused", password="Wr0ng-one"),
    "acting for a stranger": Case(
        "submission", {**REQUIRED, **PLAIN, "SMTPSASLAuthorizationid": "stranger"}, fault="auth-refused"
    ),
    "token that is over": Case("submission", {**REQUIRED, **OAUTH}, fault="auth-refused", valid_for=-60),
    "password in clear, strict": Case("cyrus", LOGIN, fault="strict", options=("--strict",)),
}  # fmt: skip


def settings(servers: MailServers, case: Case, suffix: str = "") -> dict[str, str]:
    """The case's settings, those of the server with the backup's suffix where one is given."""
    key = "SMTPSSLPort" if "SMTPUseSSL" in case.settings else "SMTPPort"
    server = {"SMTPServer": HOST, key: str(servers.port(case.service)), **case.settings}
    return {f"{name}{suffix}": value for name, value in server.items()}


def run(servers: MailServers, case: Case, folder: Path) -> Sent:
    """The whole process, and no secret in what it says."""
    oauth, alias = "SMTPUseOAuth" in case.settings, "SMTPClientCertAlias" in case.settings
    given = token(valid_for=case.valid_for) if oauth else case.password if "SMTPUserName" in case.settings else ""
    sent = send(
        Order(
            settings={**settings(servers, case), "SMTPSender": "ps@example.com", "SMTPSourceMachine": NAME},
            to=case.to,
            password="" if oauth else given,
            token=given if oauth else "",
            trust=getattr(servers.certificates, case.trusts),
            client_store=getattr(servers.certificates, case.store) if alias else None,
            store_password=STORE_PASSWORD if alias else "",
            options=case.options,
        ),
        folder,
    )
    assert "Traceback" not in sent.words
    for secret in filter(None, (given, STORE_PASSWORD)):
        for form in (secret, base64.b64encode(secret.encode()).decode().rstrip("=")):
            assert form not in sent.words
    return sent


@pytest.mark.parametrize("name", DELIVERED)
def test_it_is_delivered_as_the_settings_say(name: str, servers: MailServers, tmp_path: Path) -> None:
    case = DELIVERED[name]
    sent = run(servers, case, tmp_path)
    assert (sent.exit_code, sent.outcome, sent.fault) == (0, "delivered", ""), sent.words + servers.log()
    received = servers.delivered("a", str(tmp_path)).split("Received: ")[1].split("\nFrom:")[0]
    assert received.startswith(f"from {NAME} ")
    assert [words for words in case.seen if words not in received] == [], received
    assert not case.noticed or case.noticed in sent.noticed, sent.words


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_told_by_its_class(name: str, servers: MailServers, tmp_path: Path) -> None:
    case = REFUSED[name]
    sent = run(servers, case, tmp_path)
    assert sent.exit_code == 1, sent.words
    assert sent.fault == case.fault, sent.words + servers.log()
    assert not case.noticed or case.noticed in sent.noticed, sent.words
    if case.seen:
        stage, *words = case.seen
        assert any(one in sent.message(stage) for one in words), sent.words


def test_after_a_refused_recipient_nobody_gets_the_mail(servers: MailServers, tmp_path: Path) -> None:
    run(servers, REFUSED["one recipient of two"], tmp_path / "refused")
    # Mail is delivered in turn: when the later one is there, the earlier would be.
    run(servers, Case("plain", to=("b@example.com",)), tmp_path / "sent")
    servers.delivered("b", str(tmp_path / "sent"))
    mailbox = servers.folder / "postfix" / "mail" / "b" / "new"
    assert not any(str(tmp_path / "refused") in mail.read_text() for mail in mailbox.iterdir())


def test_several_mails_go_over_one_connection(servers: MailServers, tmp_path: Path) -> None:
    sent = run(
        servers, Case("starttls", {**OFFERED, **LOGIN}, to=("b@example.com",), options=("--count", "3")), tmp_path
    )
    assert sent.exit_code == 0, sent.words
    says = [line["text"] for line in sent.result["transcript"] if line["from"] == "C"]
    assert [says.count(word) for word in ("STARTTLS", "AUTH LOGIN", "NOOP", "DATA", "QUIT")] == [1, 1, 2, 3, 1]


def test_the_backup_is_sent_to_when_the_primary_is_not_there(servers: MailServers, tmp_path: Path) -> None:
    primary = settings(servers, Case("plain", REQUIRED))
    backup = settings(servers, Case("starttls", REQUIRED), "1")
    both = {**primary, **backup, "SMTPSender": "ps@example.com", "SMTPSourceMachine": NAME}
    sent = send(Order(settings=both, trust=servers.certificates.authority), tmp_path)
    assert sent.exit_code == 0, sent.words
    assert [(one["server"], one["outcome"]) for one in sent.result["attempts"]] == [
        ("primary", "not-available"),
        ("backup", "delivered"),
    ]
    assert "using TLSv1.3" in servers.delivered("a", str(tmp_path))


def test_without_a_recipient_it_logs_in_and_sends_nothing(servers: MailServers, tmp_path: Path) -> None:
    sent = run(servers, Case("submission", {**REQUIRED, **LOGIN}, to=()), tmp_path)
    assert (sent.exit_code, sent.outcome) == (0, "stopped"), sent.words
    says = [line["text"] for line in sent.result["transcript"] if line["from"] == "C"]
    assert says[-2:] == ["********", "QUIT"]
