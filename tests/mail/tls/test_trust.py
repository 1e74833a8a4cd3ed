from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from authority import issue
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.serialization import pkcs12

from cfgkit.errors import InputError
from cfgkit.mail.tls.trust import read_trust
from cfgkit.secret import Secret
from tests.mail.tls.conftest import KINDS, PASSWORD

if TYPE_CHECKING:
    from tests.mail.tls.conftest import Stores

ROOT, OTHER = issue("Root", ca=True), issue("Other", ca=True)
CACERTS = ("/usr/lib/jvm/*/lib/security/cacerts", "/etc/ssl/certs/java/cacerts")


def truststore(password: bytes | None) -> bytes:
    certificates = [pkcs12.PKCS12Certificate(one.certificate, b"x") for one in (ROOT, OTHER)]
    way = form.BestAvailableEncryption(password) if password else form.NoEncryption()
    return pkcs12.serialize_java_truststore(certificates, way)


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (b"words\n" + ROOT.pem + b"more\r\n" + OTHER.pem.replace(b"\n", b"\r\n"), None),
        (truststore(None), None),
        (truststore(b"changeit"), None),
        (truststore(b"mine"), Secret("mine")),
    ],
    ids=["PEM", "PKCS12 without a password", "PKCS12 with the delivered password", "PKCS12 with its own"],
)
def test_a_store_is_told_by_its_content(data: bytes, password: Secret | None, tmp_path: Path) -> None:
    path = tmp_path / "misleading.jks"
    path.write_bytes(data)
    trust = read_trust(path, password=password)
    assert set(trust.certificates) == {ROOT.der, OTHER.der}
    assert (trust.origin, trust.comparable, trust.path) == ("the store that was named, 2 certificates", True, path)


def test_a_bare_certificate_is_a_store_too(tmp_path: Path) -> None:
    path = tmp_path / "root.der"
    path.write_bytes(ROOT.der)
    assert read_trust(path).certificates == (ROOT.der,)


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_key_store_those_count_that_a_jvm_counts(stores: Stores, kind: str) -> None:
    trust = read_trust(stores.paths[kind], password=Secret(PASSWORD))
    assert len(trust.certificates) == 3
    assert trust.certificates[0] == stores.trusted.der


def test_a_pkcs12_without_oracle_s_mark_trusts_nobody(tmp_path: Path) -> None:
    path = tmp_path / "store.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(None, None, None, [ROOT.certificate], form.NoEncryption()))
    with pytest.raises(InputError, match="no certificate that a JVM would trust") as caught:
        read_trust(path)
    assert caught.value.file == path


@pytest.mark.parametrize("password", [None, Secret("wr0ng-one")])
def test_a_store_that_does_not_open_says_so_without_the_password(password: Secret | None, tmp_path: Path) -> None:
    path = tmp_path / "store.p12"
    path.write_bytes(truststore(b"mine"))
    with pytest.raises(InputError) as caught:
        read_trust(path, password=password)
    assert caught.value.file == path
    assert not any(word in f"{caught.value!r}{caught.value}" for word in ("wr0ng-one", "changeit", "mine"))


def test_a_certificate_that_can_t_be_read_is_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "store.pem"
    path.write_bytes(ROOT.pem + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + ROOT.pem)
    trust = read_trust(path)
    assert trust.certificates == (ROOT.der,)
    assert trust.origin == "the store that was named, 1 certificate (1 unreadable and left out)"


@pytest.mark.parametrize(
    "place", ["jre/lib/security", "lib/security", "jdk-17.0.2/lib/security", "jdk1.8.0_401/jre/lib/security"]
)
def test_the_jvm_s_store_below_ps_home_is_found(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True)
    (folder / "cacerts").write_bytes(truststore(None))
    trust = read_trust(None, ps_home=tmp_path)
    assert (trust.path, trust.comparable) == (folder / "cacerts", True)
    (folder / "jssecacerts").write_bytes(ROOT.der)
    assert read_trust(None, ps_home=tmp_path).certificates == (ROOT.der,)


def test_without_a_jvm_the_system_s_store_is_taken_and_can_t_be_compared(tmp_path: Path) -> None:
    trust = read_trust(None, ps_home=tmp_path)
    assert (trust.comparable, trust.path) == (False, None)
    assert trust == read_trust(None)


def test_a_system_that_has_a_folder_only_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert read_trust(None).certificates == (ROOT.der,)


def test_a_real_jdk_s_cacerts_is_read_without_a_password() -> None:
    found = [path for pattern in CACERTS for path in sorted(Path("/").glob(pattern[1:]))]
    if not found:
        pytest.skip("there is no JDK: no cacerts to read")
    for path in found:
        assert len(read_trust(path).certificates) > 100


def test_as_many_as_keytool_counts(stores: Stores, tmp_path: Path) -> None:
    found = next((path for pattern in CACERTS for path in sorted(Path("/").glob(pattern[1:]))), None)
    if found is None:
        pytest.skip("there is no JDK: no cacerts to read")
    copy = shutil.copy(found, tmp_path / "cacerts")
    words = ["-importkeystore", "-noprompt", "-srckeystore", str(copy), "-srcstorepass", "changeit"]
    words += ["-destkeystore", str(tmp_path / "p12"), "-deststoretype", "PKCS12", "-deststorepass", "changeit"]
    subprocess.run([stores.program, *words], capture_output=True, check=True)
    assert set(read_trust(tmp_path / "p12").certificates) == set(read_trust(found).certificates)


def test_trust_and_certificates_need_no_extra(tmp_path: Path) -> None:
    path = tmp_path / "cacerts"
    path.write_bytes(truststore(None))
    code = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from pathlib import Path\n"
        "from cfgkit.errors import NotAvailableError\n"
        "from cfgkit.mail.tls.trust import read_trust\n"
        "from cfgkit.mail.tls.certificate import certificate\n"
        "import cfgkit.mail.tls.handshake\n"
        "path = Path(sys.argv[1])\n"
        "print(certificate(read_trust(path).certificates[0]).subject)\n"
        "path.write_bytes(Path(sys.argv[2]).read_bytes())\n"
        "try: read_trust(path)\n"
        "except NotAvailableError as error: print(error.help)\n"
    )
    (tmp_path / "locked").write_bytes(truststore(b"changeit"))
    words = [sys.executable, "-c", code, str(path), str(tmp_path / "locked")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "CN=Root\npip install 'cfgkit[crypto]'\n"


def test_what_is_trusted_is_not_drawn() -> None:
    assert len(repr(read_trust(None))) < 200
