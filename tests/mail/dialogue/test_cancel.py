"""A cancel from elsewhere ends the test wherever it is, and never makes of a delivered mail another one."""

from __future__ import annotations

import socket
from threading import Event, Thread, Timer
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.mail.record import AttemptOutcome, Outcome, Stage
from cfgkit.mail.resolve import Address
from cfgkit.mail.run import Failover

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from cfgkit.document import Document
    from cfgkit.mail.resolve import Resolver
    from cfgkit.mail.tls.trust import Trust
    from tests.mail.conftest import MakeSettings, Say, ScriptedServer

# A test that is not ended would go on for the 30 s of a stage.
pytestmark = pytest.mark.timeout(20)
SOON = 0.2
LOGIN = {"SMTPUserName": "ps", "SMTPUserPassword": "hunter2-Geheim"}


def cancelled(document: Document, resolver: Resolver | None = None, **options: Any) -> mail.TestReport:
    """The report of a test that is cancelled soon."""
    cancellation = mail.Cancellation()
    timer = Timer(SOON, cancellation.cancel)
    timer.start()
    made = mail.TestOptions(**{"file": "f", "to": ("a@example.com",), **options})
    report = mail.run_test(document, made, resolver=resolver, cancellation=cancellation)
    timer.join()
    return report


def ending(report: mail.TestReport) -> tuple[str, str | None]:
    failure = report.attempts[-1].failure
    assert failure is not None
    return failure.stage, failure.step.fault


@pytest.mark.parametrize(
    ("verb", "stage"),
    [
        ("greeting", "greeting"),
        ("EHLO", "ehlo"),
        ("STARTTLS", "starttls"),
        ("AUTH", "auth"),
        ("MAIL", "mail"),
        ("RCPT", "rcpt"),
        ("DATA", "data"),
    ],
)
def test_a_wait_for_an_answer_ends(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings, verb: str, stage: str
) -> None:
    script = {"EHLO": b"250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n", verb: say(then="stall")}
    others = {**LOGIN, "SMTPTLSEnable": "Y" if verb == "STARTTLS" else "N"}
    with scripted(**script) as server:
        report = cancelled(settings(server.port, **others))
    assert ending(report) == (stage, "cancelled")
    assert not report.ok


@pytest.mark.parametrize("ssl_on", [True, False])
def test_a_handshake_ends(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings, ssl_on: bool
) -> None:
    script = {"greeting": say(then="stall")} if ssl_on else {"STARTTLS": say(b"220 go\r\n", then="stall")}
    keys = {"SMTPUseSSL": "Y"} if ssl_on else {"SMTPTLSEnable": "Y"}
    with scripted(EHLO=b"250-mx\r\n250 STARTTLS\r\n", **script) as server:
        made = settings(server.port, SMTPSSLPort=str(server.port), **keys)
        report = cancelled(made)
    assert ending(report) == ("tls" if ssl_on else "starttls", "cancelled")


def test_a_wait_within_tls_ends(
    scripted: Callable[..., ScriptedServer],
    say: type[Say],
    settings: MakeSettings,
    tls_context: ssl.SSLContext,
    trust: Trust,
) -> None:
    with scripted(tls=tls_context, implicit=True, EHLO=say(then="stall")) as server:
        made = settings(25, SMTPUseSSL="Y", SMTPSSLPort=str(server.port))
        report = cancelled(made, means=mail.Means(trust=trust))
    assert ending(report) == ("ehlo", "cancelled")


def test_a_connect_ends(settings: MakeSettings) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # Who listens and never accepts has room for one; the others wait for it.
        with socket.create_connection(("127.0.0.1", port)):
            report = cancelled(settings(port))
    assert ending(report) == ("connect", "cancelled")


def test_a_look_up_ends(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **_more: released.wait() and [])
    report = cancelled(settings(25, SMTPServer="slow.example.com"))
    released.set()
    assert ending(report) == ("resolve", "cancelled")


def test_nobody_knows_what_became_of_a_message_that_had_left(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(dot=say(then="stall")) as server:
        report = cancelled(settings(server.port))
    assert report.attempts[0].outcome is AttemptOutcome.UNKNOWN
    assert report.verdict.actual == -1


def test_a_mail_that_was_delivered_stays_so(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(QUIT=say(then="stall")) as server:
        report = cancelled(settings(server.port))
    assert report.ok
    cancellation = mail.Cancellation()

    def watch(_role: mail.Role, result: mail.StageResult) -> None:
        if result.stage is Stage.DATA:
            cancellation.cancel()

    with scripted() as server:
        options = mail.TestOptions(file="f", to=("a@example.com",))
        report = mail.run_test(settings(server.port), options, cancellation=cancellation, watch=watch)
    assert report.ok
    assert report.attempts[0].stages[-1].step.outcome is Outcome.SKIPPED


def test_no_further_server_is_tried_and_the_report_says_why(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(EHLO=say(then="stall")) as primary, scripted() as backup:
        made = settings(primary.port, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port))
        report = cancelled(made)
    assert backup.connections == 0
    assert report.failover == Failover(tried=False, reason="the test was cancelled")


def test_no_further_address_is_looked_at(settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        ports = full.getsockname()[1], other.getsockname()[1]
        found = [Address(socket.AF_INET, "127.0.0.1", port) for port in ports]
        with socket.create_connection(("127.0.0.1", ports[0])):
            report = cancelled(settings(25), resolver=lambda *_: found)
    assert ending(report) == ("connect", "cancelled")
    assert report.attempts[0].findings == ()


def test_one_cancel_ends_several_tests(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    cancellation = mail.Cancellation()
    reports: list[mail.TestReport] = []
    with scripted(EHLO=say(then="stall")) as one, scripted(EHLO=say(then="stall")) as other:

        def test(port: int) -> None:
            options = mail.TestOptions(file="f", to=("a@example.com",))
            reports.append(mail.run_test(settings(port), options, cancellation=cancellation))

        threads = [Thread(target=test, args=(server.port,)) for server in (one, other)]
        for thread in threads:
            thread.start()
        while not one.commands or not other.commands:
            Event().wait(0.01)
        cancellation.cancel()
        for thread in threads:
            thread.join()
    assert [ending(report) for report in reports] == [("ehlo", "cancelled")] * 2


def test_a_connection_that_comes_after_the_cancel_is_shut_down_and_a_forgotten_one_is_not() -> None:
    early, late = mail.Cancellation(), mail.Cancellation()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        forget = late.watch(ours)
        forget()
        late.cancel()
        theirs.sendall(b"still there")
        assert ours.recv(100) == b"still there"
        early.cancel()
        early.watch(ours)()
        assert ours.recv(100) == b""
