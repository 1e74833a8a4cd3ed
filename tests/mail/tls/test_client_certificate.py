from __future__ import annotations

import logging
import socket
import ssl
import tempfile
from typing import TYPE_CHECKING

import pytest
import tls_servers as servers
from authority import HOST, issue

from cfgkit.errors import InputError, StoreError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.tls.alerts import late_fault
from cfgkit.mail.tls.client import ClientKey
from cfgkit.mail.tls.handshake import handshake
from cfgkit.mail.tls.outcome import HandshakeError
from cfgkit.mail.tls.policy import TlsPolicy, context
from cfgkit.mail.tls.trust import Trust
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from authority import Issued

ROOT = issue("Root", ca=True)
CLIENTS = issue("Clients", ca=True)
TRUST = Trust((ROOT.der,), "a test", comparable=True)
VERSIONS = {
    "1.2": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "1.3": (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
}


def key_of(issued: Issued) -> ClientKey:
    return ClientKey("app", (issued.der,), Secret(issued.key_pem().decode()))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in these tests."""
    made = tmp_path / "tmp"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


@pytest.fixture(params=["1.2", "1.3"])
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[ClientKey | None], FaultClass | bytes]:
    """Shakes hands with a server that wants a certificate, and reads: its greeting, or the class of the fault."""
    (tmp_path / "clients.pem").write_bytes(CLIENTS.pem)
    pem = issue(by=ROOT).write(tmp_path / "s.pem")
    manner = servers.tls(pem, versions=VERSIONS[request.param], clients_of=tmp_path / "clients.pem")

    def run(client: ClientKey | None) -> FaultClass | bytes:
        with servers.serving(manner) as port:
            sock = socket.create_connection((servers.LOOPBACK, port), timeout=10)
            try:
                secured = handshake(sock, HOST, TlsPolicy(TRUST, client=client), Deadline.after(10))
            except HandshakeError as error:
                assert request.param == "1.2"
                assert [one.subject for one in error.chain] == [f"CN={HOST}"]
                return error.fault
            with secured.socket:
                try:
                    return secured.socket.recv(100)
                except OSError as error:
                    assert request.param == "1.3"
                    fault = late_fault(error)
                    assert fault is not None
                    return fault

    return run


def test_a_certificate_that_the_server_trusts_is_taken(talk: Callable[[ClientKey | None], object]) -> None:
    assert talk(key_of(issue("app", by=CLIENTS))) == servers.GREETING


def test_none_is_a_fault_of_its_own(talk: Callable[[ClientKey | None], object]) -> None:
    assert talk(None) is FaultClass.CLIENT_CERT_REQUIRED


def test_one_of_another_issuer_is_refused(talk: Callable[[ClientKey | None], object]) -> None:
    assert talk(key_of(issue("app", by=issue("Other", ca=True)))) is FaultClass.CLIENT_CERT_REFUSED


def test_an_expired_one_is_refused(talk: Callable[[ClientKey | None], object]) -> None:
    assert talk(key_of(issue("app", by=CLIENTS, days=(-9, -1)))) is FaultClass.CLIENT_CERT_REFUSED


def test_a_late_fault_is_found_below_other_errors() -> None:
    inner = ssl.SSLError(1, "x")
    inner.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    outer = ConnectionError("closed")
    outer.__context__ = RuntimeError()
    outer.__context__.__cause__ = inner
    inner.__context__ = outer  # a ring ends
    assert late_fault(outer) is FaultClass.CLIENT_CERT_REQUIRED
    assert late_fault(ConnectionResetError()) is None


def test_the_key_is_on_disk_encrypted_for_the_owner_alone_and_only_for_a_moment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []
    load = ssl.SSLContext.load_cert_chain

    def spy(made: ssl.SSLContext, path: Path, password: str) -> None:
        seen.append((path.stat().st_mode & 0o777, path.read_text()))
        load(made, path, password=password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", spy)
    context(TlsPolicy(TRUST, client=key_of(issue("app", by=CLIENTS))))
    [(mode, text)] = seen
    assert mode == 0o600
    assert "ENCRYPTED PRIVATE KEY" in text
    assert "BEGIN PRIVATE KEY" not in text
    assert list(folder.iterdir()) == []


def test_a_key_that_does_not_load_leaves_nothing_behind(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = ClientKey("app", (issue("app").der,), Secret(issue("other").key_pem().decode()))
    with pytest.raises(InputError) as caught:
        context(TlsPolicy(TRUST, client=wrong))
    lines = wrong.key.reveal().splitlines()[1:-1]
    told = f"{caught.value!r} {caught.value} {caught.value.__context__!r} {wrong!r} {caplog.text}"
    assert not any(line in told for line in lines)
    assert list(folder.iterdir()) == []


def test_without_a_place_for_the_key_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="no temporary file"):
        context(TlsPolicy(TRUST, client=key_of(issue("app", by=CLIENTS))))
