"""Several mails over one connection, both servers, and what a file or an option puts into the mail."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.errors import InputError
from cfgkit.mail.record import Outcome, Stage
from cfgkit.mail.resolve import Address

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.document import Document
    from tests.mail.conftest import MakeSettings, Say, ScriptedServer

ONE_MAIL = ["MAIL", "RCPT", "DATA"]


def run(document: Document, resolver: Callable[..., Any] | None = None, **others: Any) -> mail.TestReport:
    options = mail.TestOptions(**{"file": "f", "to": ("a@b.example",), **others})
    return mail.run_test(document, options, resolver=resolver)


def test_several_mails_go_over_one_connection_with_a_noop_before_each_further_one(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:
        report = run(settings(server.port), count=3)
    assert report.ok
    assert server.connections == 1
    assert server.verbs == ["EHLO", *ONE_MAIL, "NOOP", *ONE_MAIL, "NOOP", *ONE_MAIL, "QUIT"]
    sent = [
        result.stage for result in report.attempts[0].stages if result.stage in {Stage.MAIL, Stage.RCPT, Stage.DATA}
    ]
    assert sent == [Stage.MAIL, Stage.RCPT, Stage.DATA] * 3
    ids = [line for line in server.data.split(b"\r\n") if line.startswith(b"Message-ID:")]
    assert len(set(ids)) == 3
    assert "the primary server took 3 of 3 mails\n" in mail.as_text(report)


def test_a_mail_that_is_refused_ends_the_session_and_the_report_counts_those_before(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(RCPT=[b"250 ok\r\n", b"452 4.5.3 too many\r\n"]) as server:
        report = run(settings(server.port), count=3)
    assert not report.ok
    assert server.verbs == ["EHLO", *ONE_MAIL, "NOOP", "MAIL", "RCPT", "RSET", "QUIT"]
    assert "the primary server took 1 of 3 mails\n" in mail.as_text(report)


def test_a_session_that_the_server_ended_in_between_is_a_drop_at_the_next_mail(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(NOOP=say(then="close")) as server:
        report = run(settings(server.port), count=2)
    failure = report.attempts[0].failure
    assert failure is not None
    assert (failure.stage, failure.step.fault) == ("mail", "connection-dropped")


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_count_has_its_limits(scripted: Callable[..., ScriptedServer], settings: MakeSettings, count: int) -> None:
    with scripted() as server, pytest.raises(InputError, match="--count"):
        run(settings(server.port), count=count)
    assert server.connections == 0


@pytest.mark.parametrize(("asked", "written"), [(True, True), (False, False)])
def test_the_reply_address_of_a_blackberry_is_written_on_request_alone(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, asked: bool, written: bool
) -> None:
    with scripted() as server:
        run(settings(server.port, SMTPBlackberryReplyTo="bb@example.com"), blackberry=asked)
    assert (b"\r\nReply-To: bb@example.com\r\n" in server.data) is written


def two(settings: MakeSettings, primary: int, backup: int) -> Document:
    return settings(primary, SMTPServer1="127.0.0.1", SMTPPort1=str(backup))


@pytest.mark.parametrize(
    ("primary", "backup", "actual"), [(b"250 ok\r\n", b"550 no\r\n", 2), (b"550 no\r\n", b"250 ok\r\n", 2)]
)
def test_both_servers_are_tested_whatever_the_first_one_says(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, primary: bytes, backup: bytes, actual: int
) -> None:
    with scripted(MAIL=primary) as one, scripted(MAIL=backup) as other:
        report = run(two(settings, one.port, other.port), server=mail.ServerChoice.BOTH)
    assert [attempt.role for attempt in report.attempts] == ["primary", "backup"]
    assert report.verdict.actual == actual
    assert not report.ok
    assert not report.failover.tried


def test_both_servers_need_two(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted() as server, pytest.raises(InputError, match="SMTPServer1 is not set"):
        run(settings(server.port), server=mail.ServerChoice.BOTH)
    assert server.connections == 0


def test_peoplesoft_s_wait_ends_and_the_dialogue_goes_on(
    scripted: Callable[..., ScriptedServer], say: type[Say], settings: MakeSettings
) -> None:
    with scripted(MAIL=say(b"250 ok\r\n", after=0.1)) as server:
        report = run(settings(server.port, SMTPTimeToWaitForResult="50"))
    assert (report.verdict.result, report.verdict.actual) == (-1, 1)
    assert report.ok
    assert "what really happened: 1 (Delivered)" in mail.as_text(report)


def test_a_second_address_that_would_answer_is_noted(settings: MakeSettings, closed_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = [Address(socket.AF_INET, "127.0.0.1", one) for one in (closed_port, port)]
        report = run(settings(25), resolver=lambda *_: found)
    [noted] = report.attempts[0].findings
    assert (noted.rule, noted.key, noted.line) == ("second-address", "SMTPServer", 101)
    assert noted.message.startswith(f"127.0.0.1:{port} would have answered")
    assert report.attempts[0].failure is not None


def test_without_another_address_that_answers_nothing_is_noted(settings: MakeSettings, closed_port: int) -> None:
    found = [Address(socket.AF_INET, "127.0.0.1", closed_port), Address(socket.AF_INET, "127.0.0.2", closed_port)]
    report = run(settings(25), resolver=lambda *_: found)
    assert report.attempts[0].findings == ()


def test_each_stage_is_told_as_it_ends(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    seen: list[tuple[str, str]] = []
    with scripted(greeting=b"554 no\r\n") as one, scripted() as other:
        mail.run_test(
            two(settings, one.port, other.port),
            mail.TestOptions(file="f", to=("a@b.example",)),
            watch=lambda role, result: seen.append((role, result.stage)),
        )
    assert seen == [(role, stage) for role in mail.Role for stage in Stage]


def test_a_rehearsal_logs_in_as_the_settings_would(settings: MakeSettings) -> None:
    user = {"SMTPUserName": "ps"}
    encrypted = {"SMTPUserPassword": "{V1.1}AAAAAAAAAAAAAAAAAAAAAA=="}
    for keys, outcome in ((user, Outcome.SKIPPED), ({**user, **encrypted}, Outcome.OK)):
        report = run(settings(25, **keys), sandbox=True)
        assert report.ok
        login = next(one.step for one in report.attempts[0].stages if one.stage is Stage.AUTH)
        assert login.outcome is outcome
