"""A server may say anything, at any time, and go: there is always a verdict."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import settings as at
from hypothesis import strategies as st

from cfgkit import mail
from cfgkit.display import visible
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.record import AttemptOutcome, Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mail.conftest import MakeSettings

REPLIES = st.builds(
    lambda code, hyphen, words, end: f"{code}{hyphen}".encode() + words + end,
    st.sampled_from([220, 250, 251, 252, 354, 221, 421, 450, 530, 550, 552, 554, 0, 999]),
    st.sampled_from([" ", " ", " ", "-", ""]),
    st.binary(max_size=20),
    st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b""]),
)
POLITE = st.sampled_from([b"220 hello\r\n", b"250 ok\r\n", b"354 go\r\n", b"221 bye\r\n"])
CHUNKS = st.lists(st.one_of(POLITE, POLITE, REPLIES, st.binary(max_size=60)), max_size=10)
GOOD_START = st.integers(0, 6).map(
    lambda n: [
        b"220 hello\r\n",
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"354 go\r\n",
        b"250 queued\r\n",
    ][:n]
)


def talk(listener: socket.socket, chunks: Sequence[bytes], end: str) -> None:
    """Says a chunk whenever the client has spoken or falls silent, then closes, resets or says no more."""
    connection, _ = listener.accept()
    with connection, suppress(OSError):
        connection.settimeout(0.01)
        for place, chunk in enumerate(chunks):
            if place:
                with suppress(TimeoutError):
                    connection.recv(4096)
            connection.sendall(chunk)
        if end == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif end == "silence":
            connection.settimeout(10)
            while connection.recv(65536):
                pass


@at(deadline=None)
@given(start=GOOD_START, chunks=CHUNKS, end=st.sampled_from(["close", "close", "close", "reset", "silence"]))
def test_whatever_a_server_says_there_is_a_verdict(
    settings: MakeSettings, start: list[bytes], chunks: list[bytes], end: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=talk, args=(listener, [*start, *chunks], end))
        thread.start()
        report = mail.run_test(
            settings(listener.getsockname()[1]),
            mail.TestOptions(file="f", to=("a@example.com", "b@example.com"), timeout=0.3),
        )
        thread.join()
    [attempt] = report.attempts
    assert [result.stage for result in attempt.stages] == list(Stage)
    failures = [result for result in attempt.stages if result.step.outcome is Outcome.FAILED]
    assert len(failures) == (0 if report.ok else 1)
    assert report.ok == (attempt.outcome is AttemptOutcome.DELIVERED)
    assert all(isinstance(result.step.fault, FaultClass) for result in failures)
    assert report.verdict.actual in {1, 0, 2, -1}
    text = mail.as_text(report).replace("\n", "")
    shape = json.dumps(mail.as_json(report), ensure_ascii=False)
    assert (visible(text), visible(shape)) == (text, shape)


def test_a_server_that_drips_without_end_is_left_at_the_deadline(settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        drops = [b"220 hello\r\n", *([b"2"] * 1000)]
        thread = Thread(target=talk, args=(listener, drops, "close"))
        thread.start()
        report = mail.run_test(
            settings(listener.getsockname()[1]),
            mail.TestOptions(file="f", to=("a@example.com",), timeout=0.5),
        )
        thread.join()
    failure = report.attempts[0].failure
    assert failure is not None
    assert (failure.stage, failure.step.fault) == (Stage.EHLO, FaultClass.CFGKIT_DEADLINE)
