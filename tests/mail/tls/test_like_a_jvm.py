"""The same servers and trust stores for a real JVM and for our handshake: the same verdict, the same SNI."""

from __future__ import annotations

import shutil
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import tls_servers as servers
from authority import HOST, issue
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.serialization import pkcs12

from cfgkit.mail.deadline import Deadline
from cfgkit.mail.tls.handshake import handshake, sni_name
from cfgkit.mail.tls.outcome import HandshakeError
from cfgkit.mail.tls.policy import TlsPolicy
from cfgkit.mail.tls.trust import read_trust

if TYPE_CHECKING:
    from authority import Issued

ROOT = issue("Root", ca=True)
MIDDLE = issue("Middle", by=ROOT, ca=True)
OLD_MIDDLE = issue("Old Middle", by=ROOT, ca=True, days=(-9, -1))
RSA_ROOT = issue("RSA Root", ca=True, rsa_bits=2048)
WEAK_ROOT = issue("Weak Root", ca=True, rsa_bits=1024)
OLD_ROOT = issue("Old Root", ca=True, days=(-9, -1))
EXPIRED = issue(days=(-9, -1))
SHA1_MIDDLE = issue("SHA-1 Middle", by=RSA_ROOT, ca=True, rsa_bits=2048, digest="sha1")

#: What the server sends, leaf first, and what is trusted.
CASES: Final[dict[str, tuple[tuple[Issued, ...], Issued]]] = {
    "good": ((issue(by=MIDDLE), MIDDLE), ROOT),
    "no intermediate": ((issue(by=MIDDLE),), ROOT),
    "partial chain": ((issue(by=MIDDLE),), MIDDLE),
    "unknown root": ((issue(by=MIDDLE), MIDDLE, ROOT), OLD_ROOT),
    "expired": ((issue(by=ROOT, days=(-9, -1)),), ROOT),
    "not yet": ((issue(by=ROOT, days=(1, 9)),), ROOT),
    "expired intermediate": ((issue(by=OLD_MIDDLE), OLD_MIDDLE), ROOT),
    "expired intermediate is trusted": ((issue(by=OLD_MIDDLE),), OLD_MIDDLE),
    "expired root": ((issue(by=OLD_ROOT), OLD_ROOT), OLD_ROOT),
    "the leaf itself, expired": ((EXPIRED,), EXPIRED),
    "SHA-1 leaf": ((issue(by=RSA_ROOT, digest="sha1"),), RSA_ROOT),
    "SHA-1 intermediate": ((issue(by=SHA1_MIDDLE), SHA1_MIDDLE), RSA_ROOT),
    "MD5 leaf": ((issue(by=RSA_ROOT, digest="md5"),), RSA_ROOT),
    "RSA 1024 leaf": ((issue(by=ROOT, rsa_bits=1024),), ROOT),
    "RSA 1024 root": ((issue(by=WEAK_ROOT),), WEAK_ROOT),
    "another name": ((issue("other.example.com", by=ROOT),), ROOT),
    "no extension of strict checks": ((issue(by=ROOT, strict=False),), ROOT),
    "the leaf is no authority": ((issue(by=EXPIRED), EXPIRED), ROOT),
    "issued by a leaf": ((issue(by=(LEAF := issue("leaf", by=ROOT))), LEAF), ROOT),
}
HOSTS: Final = (HOST, "mx.example.com.", "mx", "127.0.0.1", "mx_1.example.com")


@pytest.fixture(scope="module")
def java() -> str:
    program = shutil.which("java")
    if program is None or shutil.which("javac") is None:
        pytest.skip("there is no JDK: nothing to compare with")
    return program


def store_of(issued: Issued, path: Path) -> Path:
    certificates = [pkcs12.PKCS12Certificate(issued.certificate, b"anchor")]
    path.write_bytes(pkcs12.serialize_java_truststore(certificates, form.BestAvailableEncryption(b"changeit")))
    return path


def asked(java: str, words: list[str]) -> list[str]:
    probe = Path(__file__).with_name("TrustProbe.java")
    done = subprocess.run([java, str(probe), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def ours(port: int, store: Path) -> str:
    sock = socket.create_connection((servers.LOOPBACK, port), timeout=10)
    try:
        handshake(sock, HOST, TlsPolicy(read_trust(store)), Deadline.after(10)).socket.close()
    except HandshakeError:
        return "refused"
    return "taken"


def test_each_chain_gets_the_verdict_of_a_jvm(java: str, tmp_path: Path) -> None:
    words, own = [], []
    with ExitStack() as running:
        for place, (sent, trusted) in enumerate(CASES.values()):
            pem = sent[0].write(tmp_path / f"{place}.pem", *sent[1:])
            store = store_of(trusted, tmp_path / f"{place}.p12")
            port = running.enter_context(servers.serving(servers.tls(pem)))
            own.append(ours(port, store))
            words += [str(port), str(store), HOST]
        theirs = asked(java, words)
    assert dict(zip(CASES, own, strict=True)) == dict(zip(CASES, theirs, strict=True))
    assert set(own) == {"taken", "refused"}


def test_each_host_gets_the_sni_of_a_jvm(java: str, tmp_path: Path) -> None:
    seen: list[str | None] = []
    pem = issue(by=ROOT).write(tmp_path / "s.pem")
    store = str(store_of(ROOT, tmp_path / "s.p12"))
    with servers.serving(servers.tls(pem, seen=seen)) as port:
        asked(java, [word for host in HOSTS for word in (str(port), store, host)])
    assert seen == [sni_name(host) for host in HOSTS]
