from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.errors import InputError
from cfgkit.mail.resolve import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.document import Document
    from cfgkit.mail.deadline import Deadline
    from tests.mail.conftest import MakeSettings, ScriptedServer


def options(**others: Any) -> mail.TestOptions:
    return mail.TestOptions(**{"file": "psappsrv.cfg", "to": ("a@example.com",), **others})


def two(settings: MakeSettings, primary: int, backup: int) -> Document:
    return settings(primary, SMTPServer1="127.0.0.1", SMTPPort1=str(backup))


def test_the_backup_is_brought_in_where_the_primary_is_not_available(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, closed_port: int
) -> None:
    with scripted() as backup:
        report = mail.run_test(two(settings, closed_port, backup.port), options())
    assert [(attempt.role, attempt.outcome) for attempt in report.attempts] == [
        ("primary", "not-available"),
        ("backup", "delivered"),
    ]
    assert report.failover.tried
    assert "tcp-refused" in report.failover.reason
    assert report.ok
    assert {line.role for line in report.transcript} == {"backup"}


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_refusal_after_the_login_does_not_bring_in_the_backup(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, verb: str
) -> None:
    with scripted(**{verb: b"550 no\r\n"}) as primary, scripted() as backup:
        report = mail.run_test(two(settings, primary.port, backup.port), options())
    assert len(report.attempts) == 1
    assert not report.failover.tried
    assert backup.connections == 0


@pytest.mark.parametrize("choice", ["primary", "backup"])
def test_one_server_alone_may_be_chosen(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, choice: str
) -> None:
    with scripted(greeting=b"554 no\r\n") as primary, scripted(greeting=b"554 no\r\n") as backup:
        made = two(settings, primary.port, backup.port)
        report = mail.run_test(made, options(server=mail.ServerChoice(choice)))
    assert [attempt.role for attempt in report.attempts] == [choice]
    assert [primary.connections, backup.connections] == [choice == "primary", choice == "backup"]


@pytest.mark.parametrize(
    ("others", "choice", "key"),
    [({}, "backup", "SMTPServer1"), ({"SMTPServer": None, "SMTPServer1": "b"}, "failover", "SMTPServer")],
)
def test_a_chosen_server_that_is_not_set_is_an_error(
    settings: MakeSettings, others: dict[str, str | None], choice: str, key: str
) -> None:
    with pytest.raises(InputError, match=rf"psappsrv.cfg: {key} is not set"):
        mail.run_test(settings(25, **others), options(server=mail.ServerChoice(choice)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ("nobody",)},
        {"to": ("a@b.c\r\nRCPT TO:<x@y.z>",)},
        {"to": ("a@b.c", "a@b\0.c")},
        {"to": ("a@b.c>",)},
        {"helo": "a b"},
        {"helo": "a\r\nMAIL"},
        {"timeout": 0.0},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
    ],
)
def test_an_option_that_can_t_be_used_is_an_error_before_any_connection(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, wrong: dict[str, Any]
) -> None:
    with scripted() as server, pytest.raises(InputError, match=r"^--"):
        mail.run_test(settings(server.port), options(**wrong))
    assert server.connections == 0


def test_the_first_ipv4_address_is_used_and_no_other(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:

        def resolver(host: str, port: int, _deadline: Deadline) -> Sequence[Address]:
            assert (host, port) == ("mail.example.com", server.port)
            return [
                Address(socket.AF_INET6, "::1", 1),
                Address(socket.AF_INET, "127.0.0.1", server.port),
                Address(socket.AF_INET, "127.0.0.2", 1),
            ]

        made = settings(server.port, SMTPServer="mail.example.com")
        report = mail.run_test(made, options(), resolver=resolver)
    assert report.ok
    assert "first of 3" in report.attempts[0].stages[1].step.message


def test_a_dead_first_address_is_the_end_though_another_one_lives(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, closed_port: int
) -> None:
    with scripted() as server:
        found = [Address(socket.AF_INET, "127.0.0.1", port) for port in (closed_port, server.port)]
        report = mail.run_test(settings(25), options(), resolver=lambda *_: found)
    assert report.attempts[0].failure is not None
    assert report.attempts[0].failure.step.fault == "tcp-refused"


@pytest.mark.parametrize(
    ("raised", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "dns"),
        (TimeoutError(), "cfgkit-deadline"),
        (None, "dns"),
    ],
)
def test_a_name_without_an_address_fails_at_resolve(settings: MakeSettings, raised: OSError | None, fault: str) -> None:
    def resolver(*_: object) -> Sequence[Address]:
        if raised is not None:
            raise raised
        return []

    report = mail.run_test(settings(25, SMTPServer="nowhere.invalid"), options(), resolver=resolver)
    failure = report.attempts[0].failure
    assert failure is not None
    assert (failure.stage, failure.step.fault) == ("resolve", fault)
    assert report.verdict.actual == 0


def test_the_time_of_the_whole_test_covers_both_servers(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(greeting=b"") as primary, scripted() as backup:
        report = mail.run_test(two(settings, primary.port, backup.port), options(timeout=0.3))
    assert [attempt.outcome for attempt in report.attempts] == ["not-available", "not-available"]


@pytest.mark.parametrize(("helo", "told"), [("", "app01.example.com"), ("other.example.com", "other.example.com")])
def test_the_ehlo_name_is_the_file_s_unless_one_is_given(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, helo: str, told: str
) -> None:
    with scripted() as server:
        mail.run_test(settings(server.port), options(helo=helo))
    assert server.commands[0] == f"EHLO {told}"


def test_without_a_name_in_the_file_the_host_says_its_own(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted() as server:
        assert mail.run_test(settings(server.port, SMTPSourceMachine=None), options()).ok
    verb, _, name = server.commands[0].partition(" ")
    assert verb == "EHLO"
    assert name
    assert " " not in name


@pytest.mark.parametrize(("wait", "result"), [("0", -1), ("-1", 1), ("60000", 1)])
def test_the_wait_decides_what_peoplesoft_says_and_not_what_happened(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, wait: str, result: int
) -> None:
    with scripted() as server:
        report = mail.run_test(settings(server.port, SMTPTimeToWaitForResult=wait), options())
    assert (report.verdict.result, report.verdict.actual) == (result, 1)
    assert report.ok


@pytest.mark.parametrize(("send_time", "dated"), [("0", False), ("1", True), (None, False)])
def test_send_time_decides_about_the_date_header(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, send_time: str | None, dated: bool
) -> None:
    with scripted() as server:
        mail.run_test(settings(server.port, SMTPSendTime=send_time), options())
    assert (b"\r\nDate: " in b"\r\n" + server.data) is dated
