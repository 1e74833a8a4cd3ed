from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from authority import issue
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.errors import InputError
from cfgkit.mail.tls import pbe, rc2
from cfgkit.mail.tls.client import read_client_key
from cfgkit.mail.tls.der import Der
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from authority import Issued

PASSWORD = "p\u00e4ss \u20ac"
ONE = issue("one", rsa_bits=1024)


@pytest.mark.parametrize("scheme", [PBES.PBESv1SHA1And3KeyTripleDESCBC, PBES.PBESv2SHA256AndAES256CBC])
@pytest.mark.parametrize("password", [PASSWORD, "x" * 200])
def test_what_cryptography_locks_is_opened(
    tmp_path_factory: pytest.TempPathFactory, scheme: PBES, password: str
) -> None:
    way = form.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(50).key_cert_algorithm(scheme)
    locked = way.hmac_hash(hashes.SHA512()).build(password.encode())
    path = tmp_path_factory.mktemp("p12") / "s"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"One", ONE.key, ONE.certificate, [], locked))
    found = read_client_key(path, alias="ONE", password=Secret(password))
    assert found.key.reveal().encode() == ONE.key_pem()
    assert found.chain == (ONE.der,)
    with pytest.raises(InputError, match="wrong"):
        read_client_key(path, alias="ONE", password=Secret(password + "x"))


@pytest.mark.parametrize("name", ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des-ede3-cbc"])
@pytest.mark.parametrize("prf", ["hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA512"])
def test_what_openssl_locks_is_opened(name: str, prf: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl program")
    words = ["pkcs8", "-topk8", "-v2", name, "-v2prf", prf, "-passout", "pass:secret", "-outform", "DER"]
    locked = subprocess.run([program, *words], input=ONE.key_pem(), capture_output=True, check=True).stdout
    outer = Der(locked).into()
    plain = pbe.decrypt(outer.into(), outer.body(0x04), Secret("secret"))
    assert plain == ONE.key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption())


@given(key=st.binary(min_size=5, max_size=5), start=st.binary(min_size=8, max_size=8))
def test_rc2_of_40_bits_undoes_what_openssl_does(key: bytes, start: bytes) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl program")
    words = ["enc", "-rc2-40-cbc", "-provider", "legacy", "-provider", "default", "-nosalt", "-nopad"]
    text = bytes(range(64))
    done = subprocess.run(
        [program, *words, "-K", key.hex(), "-iv", start.hex()], input=text, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this openssl has no RC2")
    assert rc2.decrypt_cbc(key, start, done.stdout) == text


@pytest.mark.parametrize("rounds", [0, -1, pbe.MOST_ROUNDS + 1, 1 << 400])
def test_an_absurd_number_of_rounds_is_refused(rounds: int) -> None:
    with pytest.raises(InputError, match="absurd"):
        pbe.checked_rounds(rounds)


def test_a_pem_key_opens_with_its_password_and_finds_its_certificate(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = issue("Root", ca=True)
    leaf = issue("app", by=root)
    path = tmp_path_factory.mktemp("pem") / "client.txt"
    path.write_bytes(root.pem + leaf.pem + leaf.key_pem(b"secret"))
    found = read_client_key(path, alias="any", password=Secret("secret"))
    assert (found.chain, found.key.reveal().encode()) == ((leaf.der, root.der), leaf.key_pem())
    for password, words in ((Secret("other"), "wrong"), (None, "encrypted")):
        with pytest.raises(InputError, match=words):
            read_client_key(path, alias="any", password=password)


@pytest.mark.parametrize(
    ("key", "certificate", "password"), [(issue(), issue(), None), (issue(), issue(), Secret("not needed"))]
)
def test_a_pem_key_without_its_certificate_is_refused(
    tmp_path_factory: pytest.TempPathFactory, key: Issued, certificate: Issued, password: Secret | None
) -> None:
    path = tmp_path_factory.mktemp("pem") / "client.pem"
    path.write_bytes(key.key_pem() + certificate.pem)
    with pytest.raises(InputError, match="no certificate for its key"):
        read_client_key(path, alias="any", password=password)
