from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cfgkit.errors import InputError, NotAvailableError
from cfgkit.mail.sandbox import Expectation, Fault, sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Literal

    from cfgkit.mail import Sandbox
    from tests.mail.sandbox.conftest import Client

    Trust = Callable[[Sandbox], ssl.SSLContext]

VERSIONS = ["TLSv1.2", "TLSv1.3"]
FROM_THE_FIRST_BYTE = Expectation(tls="implicit", host="mail.example.com")


def only(context: ssl.SSLContext, version: str) -> ssl.SSLContext:
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version.replace(".", "_")]
    return context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_one_version_is_all_that_it_speaks(
    client: type[Client], trust: Trust, tls: Literal["implicit", "starttls"], version: str
) -> None:
    with sandbox(Expectation(tls=tls, protocol=version, host="mail.example.com")) as box:
        for spoken in VERSIONS:
            with client(box) as talk:
                if tls == "starttls":
                    talk.greet()
                    assert talk.say("STARTTLS") == "220 2.0.0 Ready to start TLS"
                context = only(trust(box), spoken)
                if spoken == version:
                    assert talk.secure(context, "mail.example.com").version() == version
                    if tls == "implicit":
                        talk.hear()
                    talk.say("EHLO me")
                    assert talk.mail().startswith("250")
                    assert box.received[-1].tls.startswith(f"{version} ")
                else:
                    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
                        talk.secure(context, "mail.example.com")


@pytest.mark.parametrize("host", ["mail.example.com", "localhost", "127.0.0.1", "::1"])
def test_its_certificate_has_the_file_s_host_and_its_own_address(client: type[Client], host: str) -> None:
    with sandbox(FROM_THE_FIRST_BYTE) as box, client(box) as talk:
        talk.secure(host=host)
        assert talk.hear().startswith("220")


@pytest.mark.parametrize("host", ["", "10.1.2.3", "a b", "x" * 300])
def test_a_host_that_no_certificate_can_hold_is_left_out(client: type[Client], host: str) -> None:
    with sandbox(Expectation(tls="implicit", host=host)) as box, client(box) as talk:
        talk.secure(host=host if host == "10.1.2.3" else "localhost")
        assert talk.hear().startswith("220")


def test_openssl_takes_it_to_the_letter(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here")
    with sandbox(Expectation(tls="starttls", host="mail.example.com")) as box:
        (tmp_path / "ca.pem").write_text(box.authority)
        done = subprocess.run(
            [openssl, "s_client", "-connect", box.address.shown, "-starttls", "smtp", "-CAfile", tmp_path / "ca.pem",
             "-x509_strict", "-verify_return_error", "-verify_hostname", "mail.example.com"],
            input="QUIT\r\n", capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert "Verify return code: 0 (ok)" in done.stdout, done.stderr


def certificate_of(tmp_path: Path, name: str, days: int) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an issuer")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )
    path = tmp_path / f"{name}.pem"
    pem, raw = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, raw, serialization.NoEncryption()) + made.public_bytes(pem))
    return path


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("days", [30, -1])
def test_any_client_certificate_is_taken_and_named(
    client: type[Client], trust: Trust, tmp_path: Path, version: str, days: int
) -> None:
    with sandbox(Expectation(tls="implicit", client_certificate=True)) as box:
        for name in ("psft", "", "other"):
            context = only(trust(box), version)
            if name:
                context.load_cert_chain(certificate_of(tmp_path, name, days))
            with client(box) as talk:
                talk.secure(context)
                talk.greet()
                assert talk.mail().startswith("250")
        assert [one.client_certificate for one in box.received] == ["commonName=psft", "", "commonName=other"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_certificate_that_is_asked_for(
    client: type[Client], trust: Trust, tmp_path: Path, version: str
) -> None:
    certificate = certificate_of(tmp_path, "psft", 30)
    expected = Expectation(tls="implicit", client_certificate=True)
    for fault, words in (
        (Fault.CLIENT_CERT_REQUIRED, "HANDSHAKE_FAILURE|CERTIFICATE_REQUIRED"),
        (Fault.CLIENT_CERT_REFUSED, "UNKNOWN_CA"),
    ):
        with sandbox(expected, fault=fault) as box, client(box) as talk:
            context = only(trust(box), version)
            if fault is Fault.CLIENT_CERT_REFUSED:
                context.load_cert_chain(certificate)
            # With TLS 1.3 the alert comes behind the handshake.
            with pytest.raises(ssl.SSLError, match=words):
                _ = talk.secure(context), talk.greet()
    with sandbox(expected, fault=Fault.CLIENT_CERT_REQUIRED) as box, client(box) as talk:
        context = only(trust(box), version)
        context.load_cert_chain(certificate)
        talk.secure(context)
        assert talk.hear().startswith("220")


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault.CERT_EXPIRED, 10), (Fault.CERT_NOT_YET_VALID, 9), (Fault.CERT_UNTRUSTED, 20), (Fault.CERT_NAME, 62)],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_flawed_certificate(client: type[Client], trust: Trust, fault: Fault, code: int, version: str) -> None:
    expected = Expectation(tls="implicit", protocol=version, host="mail.example.com")
    with sandbox(expected, fault=fault) as box:
        with client(box) as talk, pytest.raises(ssl.SSLCertVerificationError) as caught:
            talk.secure(trust(box), "mail.example.com")
        assert caught.value.verify_code == code
        with client(box) as talk:
            careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
            talk.secure(careless)
            assert talk.hear().startswith("220")


@pytest.mark.parametrize(
    "expected",
    [
        *(Expectation(tls="implicit", protocol=version) for version in ("", *VERSIONS)),
        *(Expectation(tls="starttls", protocol=version) for version in ("", *VERSIONS)),
    ],
    ids=lambda one: f"{one.tls}-{one.protocol}",
)
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.TLS_NOT_TLS, "WRONG_VERSION_NUMBER"),
        (Fault.TLS_VERSION, "PROTOCOL_VERSION"),
        (Fault.TLS_CLOSED, "EOF occurred"),
        (Fault.TLS_TIMEOUT, "timed out"),
    ],
)
def test_a_handshake_that_goes_wrong(
    client: type[Client], trust: Trust, expected: Expectation, fault: Fault, words: str
) -> None:
    with sandbox(expected, fault=fault) as box, client(box) as talk:
        if expected.tls == "starttls":
            talk.greet()
            talk.say("STARTTLS")
        if fault is Fault.TLS_TIMEOUT:
            talk.socket.settimeout(0.2)
        context = trust(box)
        with pytest.raises(OSError, match=words):
            talk.secure(only(context, expected.protocol) if expected.protocol else context)


def test_the_key_is_in_no_file_afterwards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = []

    class Watching(ssl.SSLContext):
        def load_cert_chain(self, certfile: Path, keyfile: None = None, password: str = "") -> None:  # type: ignore[override]
            seen.append((certfile.stat().st_mode & 0o777, certfile.read_text()))
            super().load_cert_chain(certfile, keyfile, password)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(ssl, "SSLContext", Watching)
    with sandbox(FROM_THE_FIRST_BYTE):
        pass
    [(mode, text)] = seen
    assert mode == 0o600
    assert "BEGIN ENCRYPTED PRIVATE KEY" in text
    assert list(tmp_path.iterdir()) == []


def test_a_protocol_that_nobody_speaks_is_refused() -> None:
    with pytest.raises(InputError, match=r"TLSv1\.2 and"), sandbox(Expectation(tls="implicit", protocol="SSLv3")):
        pass


def test_without_cryptography_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(NotAvailableError, match="cryptography") as caught, sandbox(FROM_THE_FIRST_BYTE):
        pass
    assert caught.value.help == "pip install 'cfgkit[crypto]'"
    with sandbox() as box:
        assert box.authority == ""


def test_without_pyspnego_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spnego", None)
    with pytest.raises(NotAvailableError, match="pyspnego") as caught, sandbox(Expectation(mechanisms=("NTLM",))):
        pass
    assert caught.value.help == "pip install 'cfgkit[crypto]'"
