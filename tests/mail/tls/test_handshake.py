from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import tls_servers as servers
from authority import HOST, issue
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.mail.deadline import Deadline
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.tls.handshake import handshake, sni_name
from cfgkit.mail.tls.jvm import refusal
from cfgkit.mail.tls.outcome import HandshakeError
from cfgkit.mail.tls.pem import certificates
from cfgkit.mail.tls.policy import TlsPolicy
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from authority import Issued

    from cfgkit.mail.tls.outcome import Secured

ONLY_1_2 = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
ONLY_1_3 = (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3)
ROOT = issue("Root", ca=True)
MIDDLE = issue("Middle", by=ROOT, ca=True)
RSA_ROOT = issue("RSA Root", ca=True, rsa_bits=2048)
OLD_ROOT = issue("Old Root", ca=True, days=(-30, -1))


def trusting(*issued: Issued) -> Trust:
    return Trust(tuple(one.der for one in issued), "a test", comparable=True)


def shake(manner: servers.Manner, policy: TlsPolicy, host: str = HOST, seconds: float = 10) -> Secured:
    with servers.serving(manner) as port:
        sock = socket.create_connection((servers.LOOPBACK, port), timeout=10)
        try:
            secured = handshake(sock, host, policy, Deadline.after(seconds))
        finally:
            assert sock.fileno() == -1
        with secured.socket:
            assert secured.socket.recv(100) == servers.GREETING
        return secured


def fault_of(manner: servers.Manner, policy: TlsPolicy, seconds: float = 10) -> HandshakeError:
    with pytest.raises(HandshakeError) as caught:
        shake(manner, policy, seconds=seconds)
    return caught.value


def ids(secured: Secured | HandshakeError) -> list[str]:
    return [note.id for note in secured.notes]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(by=MIDDLE).write(tmp_path_factory.mktemp("good") / "s.pem", MIDDLE)


def test_a_good_server_gives_version_cipher_and_chain(good: Path) -> None:
    secured = shake(servers.tls(good), TlsPolicy(trusting(ROOT)))
    assert (secured.version, secured.cipher[:4], secured.notes) == ("TLSv1.3", "TLS_", ())
    assert [one.subject for one in secured.chain] == [f"CN={HOST}", "CN=Middle"]


@pytest.mark.parametrize(
    ("versions", "pin", "spoken"),
    [
        (ONLY_1_2, "", "TLSv1.2"),
        (ONLY_1_3, "", "TLSv1.3"),
        (ONLY_1_2, "TLSv1.2", "TLSv1.2"),
        (ONLY_1_3, "TLSv1.3", "TLSv1.3"),
        (ONLY_1_2, "TLSv1.2 TLSv1.3", "TLSv1.2"),
        (ONLY_1_3, "TLSv1.2", None),
        (ONLY_1_2, "TLSv1.3", None),
    ],
)
def test_the_pin_is_the_only_version(
    good: Path, versions: tuple[ssl.TLSVersion, ssl.TLSVersion], pin: str, spoken: str | None
) -> None:
    manner = servers.tls(good, versions=versions)
    if spoken is None:
        assert fault_of(manner, TlsPolicy(trusting(ROOT), pin)).fault is FaultClass.TLS_VERSION
    else:
        assert shake(manner, TlsPolicy(trusting(ROOT), pin)).version == spoken


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_version_that_the_file_asks_for_is_spoken_and_noted(good: Path) -> None:
    manner = servers.tls(good, versions=(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3))
    secured = shake(manner, TlsPolicy(trusting(ROOT), "TLSv1.1"))
    assert (secured.version, ids(secured)) == ("TLSv1.1", ["tls-version-old"])


@pytest.mark.parametrize("pin", ["TLSv9", "tlsv1.2", "TLSv1.2,TLSv1.3", "SSLv3", "TLS\x1b[2J"])
def test_a_version_that_there_is_not_ends_before_a_byte_is_sent(good: Path, pin: str) -> None:
    error = fault_of(servers.tls(good), TlsPolicy(trusting(ROOT), pin))
    assert (error.fault, error.chain) == (FaultClass.TLS_VERSION, ())
    assert "Unsupported protocol" in error.words
    assert "\x1b" not in error.words


@pytest.mark.parametrize(
    ("sent", "trusted", "fault"),
    [
        pytest.param([issue(by=MIDDLE)], [ROOT], FaultClass.CERT_UNTRUSTED, id="the intermediate is not sent"),
        pytest.param([issue(by=MIDDLE), MIDDLE], [RSA_ROOT], FaultClass.CERT_UNTRUSTED, id="another root"),
        pytest.param([issue(by=ROOT), ROOT], [], FaultClass.CERT_UNTRUSTED, id="nobody is trusted"),
        pytest.param([issue()], [ROOT], FaultClass.CERT_UNTRUSTED, id="self-signed"),
        pytest.param([issue(days=(-9, -1))], [ROOT], FaultClass.CERT_UNTRUSTED, id="self-signed and expired"),
        pytest.param([issue(by=ROOT, days=(-9, -1))], [ROOT], FaultClass.CERT_EXPIRED, id="expired"),
        pytest.param([issue(by=ROOT, days=(1, 9))], [ROOT], FaultClass.CERT_NOT_YET_VALID, id="not yet"),
        pytest.param(
            [issue(by=RSA_ROOT, digest="md5")], [RSA_ROOT], FaultClass.CERT_UNTRUSTED, id="MD5, as a JVM refuses it"
        ),
        pytest.param(
            [issue(by=ROOT, rsa_bits=1024)], [issue("Root", ca=True)], FaultClass.CERT_UNTRUSTED, id="a false root"
        ),
    ],
)
@pytest.mark.parametrize("versions", [ONLY_1_2, ONLY_1_3], ids=["1.2", "1.3"])
def test_a_chain_that_a_jvm_refuses_is_shown_all_the_same(
    tmp_path: Path,
    sent: Sequence[Issued],
    trusted: Sequence[Issued],
    fault: FaultClass,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion],
) -> None:
    pem = sent[0].write(tmp_path / "s.pem", *sent[1:])
    error = fault_of(servers.tls(pem, versions=versions), TlsPolicy(trusting(*trusted)))
    assert (error.fault, [one.der for one in error.chain]) == (fault, [one.der for one in sent])
    assert error.words


@pytest.mark.parametrize(
    ("sent", "trusted", "notes"),
    [
        pytest.param([issue(by=MIDDLE)], [MIDDLE], ["chain-partial"], id="an anchor that is no root"),
        pytest.param([issue()], [], [], id="the leaf itself"),
        pytest.param([issue(days=(-9, -1))], [], ["leaf-out-of-date"], id="the leaf itself, expired"),
        pytest.param([issue(by=OLD_ROOT)], [OLD_ROOT], ["anchor-out-of-date"], id="an expired root"),
        pytest.param([issue(by=ROOT, rsa_bits=1024)], [ROOT], ["key-weak"], id="RSA 1024"),
        pytest.param([issue(by=RSA_ROOT, digest="sha1")], [RSA_ROOT], ["signature-weak"], id="SHA-1"),
        pytest.param([issue(by=ROOT, strict=False)], [ROOT], ["chain-not-strict"], id="no key identifiers"),
    ],
)
def test_what_a_jvm_takes_and_others_refuse_is_noted(
    tmp_path: Path, sent: Sequence[Issued], trusted: Sequence[Issued], notes: list[str]
) -> None:
    pem = sent[0].write(tmp_path / "s.pem", *sent[1:])
    secured = shake(servers.tls(pem), TlsPolicy(trusting(*(trusted or sent))))
    assert ids(secured) == notes


def test_a_leaf_that_is_itself_trusted_may_be_as_weak_as_it_likes(tmp_path: Path) -> None:
    """JDK 17 takes it too, though it refuses such a key anywhere else in a chain."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl program, and cryptography makes no key that short")
    words = ["req", "-x509", "-newkey", "rsa:768", "-noenc", "-subj", f"/CN={HOST}", "-keyout", "-", "-out", "-"]
    pem = tmp_path / "s.pem"
    pem.write_bytes(subprocess.run([program, *words], capture_output=True, check=True).stdout)
    [leaf] = certificates(pem.read_bytes())
    secured = shake(servers.tls(pem), TlsPolicy(Trust((leaf,), "a test", comparable=True)))
    assert ids(secured) == ["key-weak"]
    refused = refusal((leaf, leaf), datetime.now(UTC))
    assert refused == (FaultClass.CERT_UNTRUSTED, "Algorithm constraints check failed: RSA 768 key")


@pytest.mark.parametrize("check", [False, True])
def test_another_name_is_a_note_or_where_it_is_asked_for_an_error(tmp_path: Path, check: bool) -> None:
    manner = servers.tls(issue("other.example.com", by=ROOT).write(tmp_path / "s.pem"))
    policy = TlsPolicy(trusting(ROOT), check_name=check)
    if check:
        error = fault_of(manner, policy)
        assert (error.fault, len(error.chain)) == (FaultClass.CERT_NAME, 1)
    else:
        assert ids(shake(manner, policy)) == ["cert-name"]


@pytest.mark.parametrize(
    ("manner", "fault"),
    [
        (servers.plain, FaultClass.TLS_NOT_TLS),
        (servers.closing, FaultClass.TLS_CLOSED),
        (servers.saying(b""), FaultClass.TLS_CLOSED),
        (servers.saying(b"\x15\x03\x03\x00\x02\x02\x28"), FaultClass.TLS_FAILED),
        (servers.saying(b"\x15\x03\x03\x00\x02\x02\x46"), FaultClass.TLS_VERSION),
    ],
    ids=["plain", "closing", "closing at once", "no cipher in common", "version"],
)
def test_a_server_that_does_not_shake_hands(manner: servers.Manner, fault: FaultClass) -> None:
    assert fault_of(manner, TlsPolicy(trusting(ROOT))).fault is fault


@pytest.mark.parametrize("manner", [servers.silent, servers.dripping])
def test_the_deadline_is_over_the_whole_handshake(manner: servers.Manner) -> None:
    error = fault_of(manner, TlsPolicy(trusting(ROOT)), seconds=0.3)
    assert (error.fault, error.chain) == (FaultClass.TLS_TIMEOUT, ())


def test_a_passed_deadline_starts_nothing(good: Path) -> None:
    assert fault_of(servers.tls(good), TlsPolicy(trusting(ROOT)), seconds=-1).fault is FaultClass.TLS_TIMEOUT


def test_a_reset_connection_is_a_closed_one() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with pytest.raises(HandshakeError) as caught:
        handshake(ours, HOST, TlsPolicy(trusting(ROOT)), Deadline.after(5))
    assert caught.value.fault is FaultClass.TLS_CLOSED
    assert ours.fileno() == -1


@given(answer=st.binary(max_size=100), record=st.booleans())
def test_whatever_a_server_answers_there_is_a_class(answer: bytes, record: bool) -> None:
    words = b"\x16\x03\x03" + len(answer).to_bytes(2) + answer if record else answer
    error = fault_of(servers.saying(words), TlsPolicy(trusting(ROOT)))
    assert error.fault.value.startswith("tls-")
    assert error.words


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("mx.example.com", "mx.example.com"),
        ("mx.example.com.", "mx.example.com"),
        ("mx", None),
        ("127.0.0.1", None),
        ("::1", None),
        ("mx_1.example.com", None),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
        ("a" * 64 + ".example", None),
    ],
)
def test_sni_is_sent_for_full_host_names_only(host: str, name: str | None) -> None:
    assert sni_name(host) == name


def test_the_server_sees_that_name(good: Path) -> None:
    seen: list[str | None] = []
    for host in ("mx.example.com.", "mx"):
        shake(servers.tls(good, seen=seen), TlsPolicy(trusting(ROOT)), host=host)
    assert seen == ["mx.example.com", None]


@pytest.fixture(params=["strict", "no key identifiers", "an issuer without", "both without"])
def chain(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Issued]:
    root = issue("R", ca=True, strict=request.param in {"strict", "no key identifiers"})
    leaf = issue(by=root, strict=request.param in {"strict", "an issuer without"})
    return leaf.write(tmp_path / "s.pem"), root


def test_the_strict_note_is_there_exactly_where_a_strict_check_refuses(chain: tuple[Path, Issued]) -> None:
    pem, root = chain
    strict = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    strict.load_verify_locations(cadata=root.der)
    with servers.serving(servers.tls(pem)) as port:
        raw = socket.create_connection((servers.LOOPBACK, port), timeout=10)
        try:
            strict.wrap_socket(raw, server_hostname=HOST).close()
            refused = False
        except ssl.SSLCertVerificationError:
            refused = True
    assert ("chain-not-strict" in ids(shake(servers.tls(pem), TlsPolicy(trusting(root))))) == refused
