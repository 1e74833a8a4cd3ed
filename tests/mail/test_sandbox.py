from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit import mail
from cfgkit.errors import NotAvailableError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.dialogue import Dialogue, Errand
from cfgkit.mail.plan import plan
from cfgkit.mail.record import AttemptOutcome, Stage, StageResult, done
from cfgkit.mail.resolve import resolve
from cfgkit.mail.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mail.conftest import MakeSettings


def options(**others: Any) -> mail.TestOptions:
    return mail.TestOptions(**{"file": "psappsrv.cfg", "to": ("a@example.com",), "sandbox": True, **others})


def test_the_mail_goes_to_the_sandbox_and_the_plan_s_host_is_only_named(settings: MakeSettings) -> None:
    made = settings(25, SMTPServer="mail.example.com")
    report = mail.run_test(made, options(to=("a@example.com", "b@example.com")))
    assert report.ok
    [received] = report.received
    assert received.ehlo_name == "app01.example.com"
    assert received.sender == "ps@example.com"
    assert received.recipients == ("a@example.com", "b@example.com")
    assert ("X-Cfgkit", dict(received.headers)["X-Cfgkit"]) in received.headers
    shape = mail.as_json(report)
    assert shape["sandbox"] is True
    assert (shape["attempts"][0]["host"], shape["attempts"][0]["port"]) == ("mail.example.com", 25)
    assert shape["attempts"][0]["stages"][1]["outcome"] == "skipped"
    assert "in the sandbox: nothing left this host" in mail.as_text(report)


def test_without_recipients_nothing_reaches_the_sandbox(settings: MakeSettings) -> None:
    report = mail.run_test(settings(25), options(to=()))
    assert report.ok
    assert report.received == ()


@pytest.fixture(scope="module")
def box() -> Iterator[mail.Sandbox]:
    with mail.sandbox() as running:
        yield running


LINES = st.lists(
    st.one_of(st.binary(max_size=80), st.sampled_from([b".", b"..", b"", b".QUIT", b"\x00"])).map(
        lambda line: line.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"
    ),
    min_size=1,
)


@given(lines=LINES)
def test_the_sandbox_keeps_exactly_the_bytes_that_were_sent(
    box: mail.Sandbox, settings: MakeSettings, lines: list[bytes]
) -> None:
    server = plan(settings(25)).primary
    assert server is not None
    errand = Errand(
        server=server, ehlo_name="h", sender="a@example.com", recipients=("b@example.com",),
        message=b"".join(lines), stop_after=Stage.QUIT, stand_in=box.address,
    )  # fmt: skip
    attempt = Dialogue(
        errand,
        planned=StageResult(Stage.PLAN, 0.0, done("")),
        deadline=Deadline.after(20),
        transcript=Transcript(),
        resolver=resolve,
    ).run()
    assert attempt.outcome is AttemptOutcome.DELIVERED
    assert box.received[-1].raw == b"".join(lines)


def test_it_listens_on_loopback_only_and_its_port_is_free_afterwards() -> None:
    with mail.sandbox() as running:
        assert running.address.ip == "127.0.0.1"
        with socket.create_connection(running.address.sockaddr, timeout=5) as client:
            assert client.recv(3) == b"220"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(running.address.sockaddr, timeout=5)


def test_it_ends_while_a_client_hangs_on() -> None:
    with mail.sandbox() as running:
        client = socket.create_connection(running.address.sockaddr, timeout=5)
        client.recv(3)
    with client:
        while client.recv(1000):
            pass


def test_only_the_last_100_messages_are_kept(settings: MakeSettings) -> None:
    with mail.sandbox() as running:
        made = settings(running.address.port)
        for number in range(103):
            to = (f"n{number}@example.com",)
            assert mail.run_test(made, options(sandbox=False, to=to)).ok
        assert [message.recipients[0] for message in running.received] == [
            f"n{number}@example.com" for number in range(3, 103)
        ]


def test_without_aiosmtpd_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, settings: MakeSettings) -> None:
    monkeypatch.setitem(sys.modules, "aiosmtpd.smtp", None)
    with pytest.raises(NotAvailableError, match="aiosmtpd") as caught:
        mail.run_test(settings(25), options())
    assert caught.value.help == "pip install 'cfgkit[sandbox]'"


def test_the_mail_floor_does_not_import_aiosmtpd_unasked() -> None:
    code = "import sys, cfgkit.mail; sys.exit('aiosmtpd' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0
