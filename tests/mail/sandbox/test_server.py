from __future__ import annotations

import gc
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
import tracemalloc
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit import mail
from cfgkit.errors import InputError
from cfgkit.mail.auth.account import Account, AuthMode
from cfgkit.mail.cancel import Cancellation
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.dialogue import Dialogue, Errand
from cfgkit.mail.plan import plan
from cfgkit.mail.record import AttemptOutcome, Stage, StageResult, done
from cfgkit.mail.resolve import Address, resolve
from cfgkit.mail.sandbox import Expectation, Fault, sandbox
from cfgkit.mail.transcript import Transcript
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfgkit.mail import Received
    from tests.mail.conftest import MakeSettings
    from tests.mail.sandbox.conftest import Client


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
    with sandbox() as running:
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
        messages=(b"".join(lines),), stop_after=Stage.QUIT, stand_in=box.address, tls=None,
        account=Account(AuthMode.NONE, "", None),
    )  # fmt: skip
    attempt = Dialogue(
        errand,
        planned=StageResult(Stage.PLAN, 0.0, done("")),
        deadline=Deadline.after(20),
        transcript=Transcript(),
        resolver=resolve,
        cancellation=Cancellation(),
    ).run()
    assert attempt.outcome is AttemptOutcome.DELIVERED
    assert box.received[-1].raw == b"".join(lines)


def test_it_listens_on_loopback_only_and_its_port_is_free_afterwards() -> None:
    with sandbox() as running:
        assert running.address.ip == "127.0.0.1"
        with socket.create_connection(running.address.sockaddr, timeout=5) as client:
            assert client.recv(3) == b"220"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(running.address.sockaddr, timeout=5)


def test_it_ends_while_a_client_hangs_on() -> None:
    with sandbox() as running:
        client = socket.create_connection(running.address.sockaddr, timeout=5)
        client.recv(3)
    with client:
        while client.recv(1000):
            pass


def test_only_the_last_100_messages_are_kept(settings: MakeSettings) -> None:
    with sandbox() as running:
        made = settings(running.address.port)
        for number in range(103):
            to = (f"n{number}@example.com",)
            assert mail.run_test(made, options(sandbox=False, to=to)).ok
        assert [message.recipients[0] for message in running.received] == [
            f"n{number}@example.com" for number in range(3, 103)
        ]


def test_it_ends_while_clients_wait_at_any_point(client: type[Client]) -> None:
    before = threading.active_count()
    with sandbox(Expectation(tls="implicit")) as running:
        handshaking = client(running)
        secured = client(running)
        secured.secure()
        secured.hear()
    for talk in (handshaking, secured):
        with talk:
            assert talk.hear() == ""
    assert threading.active_count() == before


def test_it_ends_while_it_is_silent(client: type[Client]) -> None:
    with sandbox(fault=Fault.SILENCE_AT_MAIL) as running:
        talk = client(running)
        talk.greet()
        talk.send(b"MAIL FROM:<a@x>\r\n")
    with talk:
        assert talk.hear() == ""


def test_too_many_clients_are_sent_away(client: type[Client]) -> None:
    with ExitStack() as stack:
        running = stack.enter_context(sandbox())
        talks = [stack.enter_context(client(running)) for _ in range(50)]
        assert all(talk.hear().startswith("220") for talk in talks)
        with client(running) as one_more:
            assert one_more.hear() == "421 4.7.0 cfgkit-sandbox Error: too many connections"
        assert talks[0].say("QUIT").startswith("221")
        assert talks[0].hear() == ""


def test_each_message_is_handed_on_as_it_comes(client: type[Client]) -> None:
    got: list[Received] = []
    with sandbox(keep=1, on_received=got.append) as running, client(running) as talk:
        talk.greet()
        for number in range(3):
            assert talk.mail(f"Subject: {number}\r\n\r\n".encode()).startswith("250")
        assert [dict(one.headers)["Subject"] for one in got] == ["0", "1", "2"]
        assert running.received == (got[-1],)


def test_it_finishes_only_when_the_last_client_has_heard_its_answer(client: type[Client]) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def hand_on(_: Received) -> None:
        arrived.set()
        go_on.wait(20)

    heard: list[str] = []

    def deliver() -> None:
        with client(running) as talk:
            talk.greet()
            heard.append(talk.mail(b"Subject: last\r\n\r\n"))
            heard.append(talk.say("QUIT"))

    with sandbox(on_received=hand_on) as running:
        sender = threading.Thread(target=deliver)
        sender.start()
        assert arrived.wait(20)
        # The answer to the dot is held back until the server is about to end.
        threading.Timer(0.3, go_on.set).start()
        running.finish()
    sender.join()
    assert [answer[:3] for answer in heard] == ["250", "221"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", running.address.port))


def test_a_client_that_never_goes_keeps_it_from_its_end_for_some_seconds_only(
    client: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cfgkit.mail.sandbox.server._FINISHING_SECONDS", 0.2)
    with sandbox() as running, client(running) as first, client(running) as second:
        first.greet()
        second.greet()
        running.finish()
        assert first.say("NOOP").startswith("250")


def test_an_address_that_is_taken_is_refused() -> None:
    stack = ExitStack()
    with sandbox() as running, pytest.raises(InputError, match=rf"can't listen on .*:{running.address.port}: "):
        stack.enter_context(sandbox(listen=running.address))
    with pytest.raises(InputError, match=r"can't listen on 192\.0\.2\.1:0"):
        stack.enter_context(sandbox(listen=Address(socket.AF_INET, "192.0.2.1", 0)))


def test_it_listens_on_ipv6_too(client: type[Client]) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 loopback here")
    loopback = Address(socket.AF_INET6, "::1", 0)
    with sandbox(Expectation(tls="implicit"), listen=loopback) as running, client(running) as talk:
        talk.secure(host="::1")
        assert talk.hear().startswith("220")


def test_swaks_and_smtplib_are_served(tmp_path: Path) -> None:
    with sandbox(Expectation(tls="starttls", mechanisms=("LOGIN",), user="u", secret=Secret("pw"))) as running:
        context = ssl.create_default_context(cadata=running.authority)
        with smtplib.SMTP("localhost", running.address.port) as sender:
            sender.starttls(context=context)
            sender.login("u", "pw")
            sender.sendmail("a@example.com", ["b@example.com"], "Subject: by smtplib\n\n.dot\n")
        assert running.received[0].text == ".dot\r\n"
        swaks = shutil.which("swaks")
        if swaks is None:
            pytest.skip("no swaks here")
        done = subprocess.run(
            [swaks, "--server", "127.0.0.1", "--port", str(running.address.port), "--tls", "--auth", "LOGIN",
             "--auth-user", "u", "--auth-password", "pw", "--to", "b@example.com", "--from", "a@example.com"],
            capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert (running.received[1].login, running.received[1].mechanism) == ("u", "LOGIN")


def test_memory_does_not_grow_with_the_messages(client: type[Client]) -> None:
    message = b"x" * 5000 + b"\r\n"

    def send(talk: Client, count: int) -> int:
        for _ in range(count):
            assert talk.mail(message).startswith("250")
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    with sandbox(keep=100) as running, client(running) as talk:
        talk.greet()
        tracemalloc.start()
        try:
            first, last = send(talk, 200), send(talk, 1000)
        finally:
            tracemalloc.stop()
        # A tenth of the 1,000 messages of 5,000 bytes would show, other tests' threads do not.
        assert last - first < 500_000
        assert len(running.received) == 100


def test_the_mail_floor_loads_no_server_and_no_extra_unasked() -> None:
    code = "import sys, cfgkit.mail; sys.exit(bool({'asyncio', 'cryptography', 'spnego'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0
