"""A server may say anything, at any time, and go: there is always a verdict."""

from __future__ import annotations

import base64
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
from cfgkit.secret import Secret

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from cfgkit.mail.tls.trust import Trust
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


#: What a server does in place of a chunk: shake hands, or repeat what it was told last.
HANDSHAKE = b"<handshake>"
ECHO = b"<echo>"


def talk(listener: socket.socket, chunks: Sequence[bytes], end: str, tls: ssl.SSLContext | None = None) -> None:
    """Says a chunk whenever the client has spoken or falls silent, then closes, resets or says no more."""
    connection, _ = listener.accept()
    heard = b""
    try:
        with suppress(OSError):
            for place, chunk in enumerate(chunks):
                if chunk == HANDSHAKE and tls is not None:
                    connection.settimeout(5)
                    connection = tls.wrap_socket(connection, server_side=True)
                    continue
                connection.settimeout(0.02 if tls else 0.01)
                if place:
                    with suppress(TimeoutError):
                        heard = connection.recv(4096)
                connection.sendall(b"535 " + heard if chunk == ECHO else chunk)
            if end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif end == "silence":
                connection.settimeout(10)
                while connection.recv(65536):
                    pass
    finally:
        connection.close()


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


PASSWORD = "hunter2-Geheim"
USER = {"SMTPUserName": "ps", "SMTPUserPassword": "{V1.1}AAAAAAAAAAAAAAAAAAAAAA=="}
LOGINS = {
    "LOGIN": [b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n", b"235 in\r\n"],
    "PLAIN": [b"235 in\r\n"],
    "NTLM": [b"334 \r\n", b"334 TlRMTVNTUAACAAAA\r\n", b"235 in\r\n"],
    "XOAUTH2": [b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n", b"235 in\r\n"],
}
KEYS = {"NTLM": {"SMTPNTLMEnable": "true"}, "XOAUTH2": {"SMTPUseOAuth": "Y"}}
TLS = {
    "none": {},
    "implicit": {"SMTPUseSSL": "Y"},
    "if-offered": {"SMTPTLSEnable": "Y"},
    "required": {"SMTPTLSRequired": "Y"},
}
MAILED = [b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 queued\r\n"]


def polite(encryption: str, mechanism: str) -> list[bytes]:
    """All that a good server says."""
    offer = f"250-mx\r\n250 AUTH {mechanism}\r\n".encode()
    if encryption == "none":
        opening = [b"220 hello\r\n", offer]
    elif encryption == "implicit":
        opening = [HANDSHAKE, b"220 hello\r\n", offer]
    else:
        opening = [b"220 hello\r\n", b"250-mx\r\n250 STARTTLS\r\n", b"220 go\r\n", HANDSHAKE, offer]
    return [*opening, *LOGINS[mechanism], *MAILED]


@st.composite
def behaviours(draw: st.DrawFn) -> tuple[str, str, list[bytes]]:
    """How the settings encrypt and log in, and a server that is good for a while."""
    encryption, mechanism = draw(st.sampled_from(sorted(TLS))), draw(st.sampled_from(sorted(LOGINS)))
    good = polite(encryption, mechanism)
    hostile = st.one_of(
        REPLIES, POLITE, st.binary(max_size=60), st.just(HANDSHAKE), st.just(ECHO), st.sampled_from(good),
        st.builds(lambda raw: b"334 " + base64.b64encode(raw) + b"\r\n", st.binary(max_size=80)),
    )  # fmt: skip
    return encryption, mechanism, [*good[: draw(st.integers(0, len(good)))], *draw(st.lists(hostile, max_size=6))]


def secret_forms() -> list[str]:
    texts = (PASSWORD, f"ps\0ps\0{PASSWORD}", f"user=ps\1auth=Bearer {PASSWORD}\1\1")
    return [PASSWORD, *(base64.b64encode(text.encode()).decode().rstrip("=") for text in texts)]


@at(deadline=None)
@given(behaviour=behaviours(), end=st.sampled_from(["close", "close", "close", "reset", "silence"]))
def test_with_tls_and_a_login_there_is_a_verdict_too_and_no_secret_in_it(
    settings: MakeSettings,
    tls_context: ssl.SSLContext,
    trust: Trust,
    behaviour: tuple[str, str, list[bytes]],
    end: str,
) -> None:
    encryption, mechanism, chunks = behaviour
    given_secret = {mail.Role.PRIMARY: Secret(PASSWORD)}
    means = mail.Means(trust=trust, passwords=given_secret, tokens=given_secret)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=talk, args=(listener, chunks, end, tls_context))
        thread.start()
        port = listener.getsockname()[1]
        keys = {"SMTPSSLPort": str(port), **TLS[encryption], **KEYS.get(mechanism, {}), **USER}
        report = mail.run_test(
            settings(port, **keys), mail.TestOptions(file="f", to=("a@example.com",), timeout=0.5, means=means)
        )
        thread.join()
    [attempt] = report.attempts
    failures = [result for result in attempt.stages if result.step.outcome is Outcome.FAILED]
    assert len(failures) == (0 if report.ok else 1)
    assert all(isinstance(result.step.fault, FaultClass) for result in failures)
    assert report.verdict.actual in {1, 0, 2, -1}
    text = (mail.as_text(report, 80) + mail.trace(report)).replace("\n", "")
    shape = json.dumps(mail.as_json(report), ensure_ascii=False)
    assert (visible(text), visible(shape)) == (text, shape)
    everything = text + shape + repr(report) + repr(report.transcript)
    assert [form for form in secret_forms() if form in everything] == []


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
