"""TLS in the dialogue, on real sockets: from the first byte or by STARTTLS, its faults, and what is said of them."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import pytest
from authority import issue
from tls_servers import server_context

from cfgkit import mail
from cfgkit.mail.record import Outcome, Stage
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from authority import Issued

    from cfgkit.document import Document
    from tests.mail.conftest import MakeSettings, Say, ScriptedServer

OFFER = b"250-mx.example.com\r\n250-starttls\r\n250 SIZE 1\r\n"
ENABLED = {"SMTPTLSEnable": "Y"}
REQUIRED = {"SMTPTLSRequired": "Y"}
V1_1, V1_2, V1_3 = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def implicit(port: int, **others: str) -> dict[str, str]:
    return {"SMTPUseSSL": "Y", "SMTPSSLPort": str(port), **others}


@pytest.fixture
def run(trust: Trust) -> Callable[..., mail.TestReport]:
    def test(document: Document, means: mail.Means | None = None, **others: Any) -> mail.TestReport:
        chosen = {"file": "f", "to": ("a@b.example",), "means": means or mail.Means(trust=trust), **others}
        return mail.run_test(document, mail.TestOptions(**chosen))

    return test


def ended(report: mail.TestReport) -> tuple[str | None, str | None]:
    failure = report.attempts[-1].failure
    return (None, None) if failure is None else (failure.stage, failure.step.fault)


def message(report: mail.TestReport, stage: Stage) -> str:
    return next(one.step.message for one in report.attempts[-1].stages if one.stage is stage)


def rules(report: mail.TestReport) -> list[str]:
    return [found.rule for found in report.attempts[-1].findings]


# --- when it begins ---


def test_with_ssl_nothing_is_said_before_the_handshake(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
) -> None:
    with scripted(tls=tls_context, implicit=True, EHLO=OFFER) as server:
        report = run(settings(25, **implicit(server.port), **REQUIRED))
    assert report.ok
    assert server.in_clear == []
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert message(report, Stage.TLS).startswith("TLSv1.3 ")
    assert message(report, Stage.TLS).endswith("certificate of CN=127.0.0.1")
    assert message(report, Stage.STARTTLS) == "TLS is on already"


@pytest.mark.parametrize("keys", [ENABLED, REQUIRED])
def test_starttls_is_followed_by_a_second_ehlo_whose_offer_counts(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
    keys: dict[str, str],
) -> None:
    with scripted(tls=tls_context, EHLO=[OFFER, b"250-mx\r\n250 AUTH LOGIN\r\n"]) as server:
        report = run(settings(server.port, **keys))
    assert report.ok
    assert server.verbs == ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert server.in_clear == ["EHLO app01.example.com", "STARTTLS"]
    reached = [one.stage for one in report.attempts[0].stages if one.step.outcome is Outcome.OK]
    assert reached[reached.index(Stage.GREETING) :][1:4] == [Stage.EHLO, Stage.STARTTLS, Stage.EHLO]


def test_without_an_offer_it_goes_on_in_clear_and_says_so_loudly(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, run: Callable[..., mail.TestReport]
) -> None:
    with scripted() as server:
        report = run(settings(server.port, **ENABLED))
    assert report.ok
    assert "STARTTLS" not in server.verbs
    assert rules(report) == ["starttls-not-offered"]
    assert "note: the server does not offer STARTTLS" in mail.as_text(report)


def test_without_an_offer_that_is_required_it_ends(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, run: Callable[..., mail.TestReport]
) -> None:
    with scripted(EHLO=b"250-mx\r\n250 XSTARTTLS\r\n") as server:
        report = run(settings(server.port, **REQUIRED))
    assert ended(report) == ("starttls", "starttls-missing")
    assert server.verbs == ["EHLO"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (b"454 4.7.0 TLS not available\r\n", "starttls-refused"),
        (b"421 4.7.0 bye\r\n", "server-closing"),
        (b"250 fine\r\n", "starttls-refused"),
        (b"hello\r\n", "reply-malformed"),
    ],
)
@pytest.mark.parametrize("keys", [ENABLED, REQUIRED])
def test_an_offer_that_is_refused_is_the_end_and_nothing_goes_in_clear(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    said: bytes,
    fault: str,
    keys: dict[str, str],
) -> None:
    with scripted(EHLO=OFFER, STARTTLS=said) as server:
        report = run(settings(server.port, **keys))
    assert ended(report) == ("starttls", fault)
    assert server.verbs == ["EHLO", "STARTTLS"]


@pytest.mark.parametrize(
    ("then", "fault"), [("close", "tls-closed"), ("reset", "tls-closed"), ("stall", "tls-timeout")]
)
def test_a_server_may_go_or_fall_silent_behind_its_220(
    *,
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    then: str,
    fault: str,
) -> None:
    with scripted(EHLO=OFFER, STARTTLS=say(b"220 go\r\n", then=then)) as server:
        report = run(settings(server.port, **ENABLED), timeout=1.0)
    assert ended(report) == ("starttls", fault)


def test_a_server_may_answer_a_handshake_in_plain_words(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, run: Callable[..., mail.TestReport]
) -> None:
    # To the server, the client's first words of TLS are one or more lines of some unknown command.
    with scripted(EHLO=OFFER, otherwise=b"500 5.5.1 what\r\n") as server:
        report = run(settings(server.port, **ENABLED), timeout=5.0)
    assert ended(report)[0] == "starttls"
    assert ended(report)[1] in {"tls-not-tls", "tls-timeout"}


def test_ssl_on_the_plain_port_and_the_plain_way_on_the_ssl_port(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
) -> None:
    with scripted() as server:
        assert ended(run(settings(25, **implicit(server.port)))) == ("tls", "tls-not-tls")
    with scripted(tls=tls_context, implicit=True) as server:
        assert ended(run(settings(server.port), timeout=1.0)) == ("greeting", "greeting-timeout")


def test_what_stood_behind_the_220_does_not_count(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
) -> None:
    injected = b"220 go ahead\r\n250-mx\r\n250 AUTH LOGIN\r\n"
    with scripted(tls=tls_context, EHLO=OFFER, STARTTLS=injected) as server:
        report = run(settings(server.port, **ENABLED))
    assert report.ok
    behind = len(injected.partition(b"\r\n")[2])
    noted = [line.text for line in report.transcript if line.speaker == "note"]
    assert f"{behind} bytes behind the reply to STARTTLS are thrown away" in noted
    assert not any("AUTH LOGIN" in line.text for line in report.transcript)
    assert message(report, Stage.MAIL) == "250 2.1.0 Ok"


# --- which version ---


@pytest.mark.parametrize(
    ("pin", "spoken", "advice"),
    [
        ("TLSv1.2", V1_3, "write SMTPSSLProtocol=TLSv1.3"),
        ("TLSv1.3", V1_2, "write SMTPSSLProtocol=TLSv1.2"),
        ("TLSv9", V1_3, "write SMTPSSLProtocol=TLSv1.3"),
        ("TLSv9", V1_2, "write SMTPSSLProtocol=TLSv1.2"),
        ("TLSv1.3", V1_1, "ask the mail team for TLSv1.2 or TLSv1.3"),
        (None, V1_1, "ask the mail team for TLSv1.2 or TLSv1.3"),
    ],
)
@pytest.mark.parametrize("by_starttls", [False, True])
def test_the_version_that_the_server_takes_is_found(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    server_pem: Path,
    pin: str | None,
    spoken: ssl.TLSVersion,
    advice: str,
    by_starttls: bool,
) -> None:
    context = server_context(server_pem, versions=(spoken, spoken))
    with scripted(tls=context, implicit=not by_starttls, EHLO=OFFER) as server:
        keys = ENABLED if by_starttls else implicit(server.port)
        report = run(settings(server.port, **keys, SMTPSSLProtocol=pin))
    assert ended(report) == ("starttls" if by_starttls else "tls", "tls-version")
    found = {one.rule: one for one in report.attempts[0].findings}["tls-other-version"]
    assert found.message == f"the server takes {spoken.name.replace('_', '.')}"
    assert found.hint.startswith(advice)
    assert "MAIL" not in server.verbs
    assert [one.stage for one in report.attempts[0].stages].count(Stage.TLS) == 1


@pytest.mark.parametrize("pin", ["TLSv1.2", "TLSv1.3"])
@pytest.mark.parametrize("by_starttls", [False, True])
def test_the_pin_holds(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
    pin: str,
    by_starttls: bool,
) -> None:
    with scripted(tls=tls_context, implicit=not by_starttls, EHLO=OFFER) as server:
        keys = ENABLED if by_starttls else implicit(server.port)
        report = run(settings(server.port, **keys, SMTPSSLProtocol=pin))
    assert report.ok
    assert server.versions == [pin]


# --- whose certificate ---


@pytest.fixture
def elsewhere(root: Issued, tmp_path: Path) -> ssl.SSLContext:
    """A server whose certificate is for another name."""
    return server_context(issue("other.example.com", by=root).write(tmp_path / "other.pem"))


def test_a_certificate_for_another_name_is_a_note_with_its_line(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    elsewhere: ssl.SSLContext,
) -> None:
    with scripted(tls=elsewhere, implicit=True) as server:
        report = run(settings(25, **implicit(server.port)))
    assert report.ok
    [found] = report.attempts[0].findings
    assert (found.rule, found.key, found.line) == ("cert-name", "SMTPServer", 101)


@pytest.mark.parametrize("option", ["check_name", "strict"])
def test_a_certificate_for_another_name_is_an_error_on_request(
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    elsewhere: ssl.SSLContext,
    option: str,
) -> None:
    with scripted(tls=elsewhere, EHLO=OFFER) as server:
        report = run(settings(server.port, **ENABLED), **{option: True})
    assert ended(report) == ("starttls", "cert-name")
    assert [one.subject for one in report.attempts[0].certificates] == ["CN=other.example.com"]


@pytest.mark.parametrize("by_starttls", [False, True])
def test_an_untrusted_chain_is_shown_with_what_is_missing(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
    tmp_path: Path,
    by_starttls: bool,
) -> None:
    store = tmp_path / "cacerts"
    strangers = Trust((issue("Strangers", ca=True).der,), "the store that was named", comparable=True, path=store)
    with scripted(tls=tls_context, implicit=not by_starttls, EHLO=OFFER) as server:
        keys = ENABLED if by_starttls else implicit(server.port)
        report = run(settings(server.port, **keys), means=mail.Means(trust=strangers))
    assert ended(report) == ("starttls" if by_starttls else "tls", "cert-untrusted")
    text = mail.as_text(report)
    assert "certificates of the primary server, held against the store that was named\n" in text
    assert "  1 CN=127.0.0.1\n    issuer   CN=Root\n    for      127.0.0.1\n    valid    " in text
    assert "    key      " in text
    assert "  missing: the issuer CN=Root is neither sent by the server nor trusted\n" in text
    assert f"keytool -importcert -alias root -file root.pem -keystore {store}\n" in text
    [shape] = mail.as_json(report)["attempts"]
    assert [one["subject"] for one in shape["certificates"]] == ["CN=127.0.0.1"]
    assert "EHLO" not in server.verbs[2:]


@pytest.mark.parametrize(("days", "fault"), [((-30, -2), "cert-expired"), ((2, 30), "cert-not-yet-valid")])
def test_a_certificate_out_of_its_time_has_its_class(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    root: Issued,
    tmp_path: Path,
    days: tuple[int, int],
    fault: str,
) -> None:
    context = server_context(issue("127.0.0.1", by=root, days=days).write(tmp_path / "old.pem"))
    with scripted(tls=context, implicit=True) as server:
        report = run(settings(25, **implicit(server.port)))
    assert ended(report) == ("tls", fault)
    assert "missing:" not in mail.as_text(report)


# --- our own certificate ---

VERSIONS = [pytest.param(V1_2, id="1.2"), pytest.param(V1_3, id="1.3")]


@pytest.fixture
def wanting(server_pem: Path, tmp_path: Path) -> tuple[Issued, Callable[[ssl.TLSVersion], ssl.SSLContext]]:
    """The issuer whose certificates a server wants, and that server's side by version."""
    clients = issue("Clients", ca=True)
    (tmp_path / "clients.pem").write_bytes(clients.pem)

    def context(version: ssl.TLSVersion) -> ssl.SSLContext:
        return server_context(server_pem, versions=(version, version), clients_of=tmp_path / "clients.pem")

    return clients, context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("by_starttls", [False, True])
def test_a_missing_client_certificate_has_its_class_wherever_it_shows(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    wanting: tuple[Issued, Callable[[ssl.TLSVersion], ssl.SSLContext]],
    version: ssl.TLSVersion,
    by_starttls: bool,
) -> None:
    with scripted(tls=wanting[1](version), implicit=not by_starttls, EHLO=OFFER) as server:
        keys = ENABLED if by_starttls else implicit(server.port)
        report = run(settings(server.port, **keys))
    # In 1.3 the server's alert comes with the first words after the handshake.
    early, late = ("starttls", "ehlo") if by_starttls else ("tls", "greeting")
    assert ended(report) == (early if version is V1_2 else late, "client-cert-required")
    assert "SMTPClientCertAlias: not set" in mail.as_text(report)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("known", [True, False])
def test_a_client_certificate_is_shown(
    *,
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    wanting: tuple[Issued, Callable[[ssl.TLSVersion], ssl.SSLContext]],
    trust: Trust,
    tmp_path: Path,
    version: ssl.TLSVersion,
    known: bool,
) -> None:
    by = wanting[0] if known else issue("Others", ca=True)
    store = issue("app", by=by).write(tmp_path / "app.pem")
    with scripted(tls=wanting[1](version), EHLO=OFFER) as server:
        made = settings(server.port, **ENABLED, SMTPClientCertAlias="app")
        report = run(made, means=mail.Means(trust=trust, client_store=store))
    refused = ("starttls" if version is V1_2 else "ehlo", "client-cert-refused")
    assert ended(report) == ((None, None) if known else refused)
    assert report.ok is known


@pytest.mark.parametrize("then", ["go on", "close"])
def test_postfix_says_only_after_the_handshake_that_it_wants_one(
    *,
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    run: Callable[..., mail.TestReport],
    tls_context: ssl.SSLContext,
    then: str,
) -> None:
    words = b"421 4.7.1 mx Error: No client certificate presented\r\n"
    with scripted(tls=tls_context, EHLO=[say(OFFER), say(words, then=then)], HELO=b"421 bye\r\n") as server:
        report = run(settings(server.port, **ENABLED))
    assert ended(report)[0] == "ehlo"
    assert ended(report)[1] == ("client-cert-required" if then == "close" else "server-closing")
