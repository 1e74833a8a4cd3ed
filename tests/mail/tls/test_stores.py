from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import pytest
from authority import issue
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.serialization import pkcs12 as theirs
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.errors import InputError, StoreError
from cfgkit.mail.tls.certificate import certificate
from cfgkit.mail.tls.client import read_client_key
from cfgkit.mail.tls.jks import read_jks
from cfgkit.mail.tls.keystore import KeyEntry
from cfgkit.mail.tls.stores import MOST_BYTES, read_store
from cfgkit.secret import Secret
from tests.mail.tls.conftest import ALIASES, KINDS, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail.tls.conftest import Stores

RIGHT, WRONG = Secret(PASSWORD), Secret("not it")
ONE = issue("one", rsa_bits=1024)
TWO = issue("two")


def utf(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def block(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def jks(*entries: bytes, password: str = "changeit") -> bytes:
    body = b"\xfe\xed\xfe\xed" + struct.pack(">II", 2, len(entries)) + b"".join(entries)
    return (
        body + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + body, usedforsecurity=False).digest()
    )


def jks_trusted(alias: str, der: bytes) -> bytes:
    return struct.pack(">I", 2) + utf(alias) + bytes(8) + utf("X.509") + block(der)


def jks_key(alias: str, key: bytes, *chain: bytes) -> bytes:
    certificates = b"".join(utf("X.509") + block(der) for der in chain)
    return struct.pack(">I", 1) + utf(alias) + bytes(8) + block(key) + struct.pack(">I", len(chain)) + certificates


JKS = jks(jks_trusted("a", ONE.der), jks_key("b", b"key", TWO.der, ONE.der))
OPEN_P12 = theirs.serialize_java_truststore([theirs.PKCS12Certificate(ONE.certificate, b"one")], form.NoEncryption())
LOCKED_P12 = theirs.serialize_key_and_certificates(
    b"two",
    TWO.key,
    TWO.certificate,
    [ONE.certificate],
    form.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(100).build(b"changeit"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_of_keytool_s_is_read_whole(stores: Stores, kind: str) -> None:
    store = read_store(stores.paths[kind].read_bytes(), RIGHT)
    assert sorted(entry.alias for entry in store.keys) == list(ALIASES)
    subjects = {entry.alias: [certificate(der).subject for der in entry.chain] for entry in store.keys}
    assert subjects == {alias: [f"CN={alias}", "CN=CA"] for alias in ALIASES}
    assert [certificate(der).subject for der in store.trusted] == [
        "CN=Trusted",
        *(f"CN={entry.alias}" for entry in store.keys),
    ]
    assert store.trusted[0] == stores.trusted.der


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("alias", [*ALIASES, "SECOND"])
def test_every_key_of_it_is_found_by_its_alias(stores: Stores, kind: str, alias: str) -> None:
    found = read_client_key(stores.paths[kind], alias=alias, password=RIGHT)
    assert found.alias == alias.lower()
    key = form.load_pem_private_key(found.key.reveal().encode(), None)
    public = key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    assert public in found.chain[0]
    storetype = kind.split(" ", maxsplit=1)[0]
    exported = stores.keytool(
        "-exportcert", "-alias", alias, "-keystore", str(stores.paths[kind]), "-storetype", storetype
    )
    assert found.chain[0] == exported
    assert found.key.reveal().splitlines()[1] not in repr(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_password_or_alias_is_one_line_without_either(stores: Stores, kind: str) -> None:
    path = stores.paths[kind]
    with pytest.raises(InputError, match="password is wrong") as caught:
        read_client_key(path, alias="first", password=WRONG)
    assert caught.value.file == path
    assert "not it" not in f"{caught.value!r}{caught.value}"
    with pytest.raises(InputError, match="no key under that alias") as caught:
        read_client_key(path, alias="third", password=RIGHT)
    assert caught.value.help == "it has: first, second"
    with pytest.raises(InputError, match="encrypted"):
        read_client_key(path, alias="first", password=None)


def test_a_jks_gives_its_trusted_certificates_without_a_password(stores: Stores) -> None:
    data = stores.paths["JKS"].read_bytes()
    assert read_store(data, None).trusted == read_store(data, RIGHT).trusted


def test_a_key_with_another_s_certificate_is_refused(tmp_path: Path) -> None:
    plain = ONE.key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption())
    path = tmp_path / "store"
    path.write_bytes(jks(jks_key("mine", plain, ONE.der), jks_key("theirs", plain, TWO.der), jks_key("bare", plain)))
    assert read_client_key(path, alias="mine", password=None).chain == (ONE.der,)
    for alias, words in (("theirs", "don't belong together"), ("bare", "without a certificate")):
        with pytest.raises(InputError, match=words):
            read_client_key(path, alias=alias, password=None)


def test_a_store_whose_certificates_are_open_is_still_checked_under_a_password(tmp_path: Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl program")
    pem = TWO.write(tmp_path / "two.pem")
    words = ["pkcs12", "-export", "-in", str(pem), "-certpbe", "NONE", "-keypbe", "NONE", "-passout", "pass:right"]
    data = subprocess.run([program, *words], capture_output=True, check=True).stdout
    for password in (None, Secret("right")):
        assert read_store(data, password).keys[0].chain == (TWO.der,)
    for damaged, password in ((data, WRONG), (data.replace(b"two", b"twO"), Secret("right"))):
        with pytest.raises(InputError, match="wrong, or the store is damaged"):
            read_store(damaged, password)


def test_a_key_s_entry_is_not_drawn() -> None:
    assert "6b6579" not in repr(KeyEntry("b", b"6b6579")) + repr(read_jks(JKS))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither PEM"),
        (b"hello", "neither PEM"),
        (b"\xce\xce\xce\xce\0\0\0\2", "JCEKS"),
        (b"\xfe\xed\xfe\xed\0\0\0\7" + bytes(24), "version"),
        (JKS[:-30], "cut short"),
        (b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", "no base64"),
        (b"\x30\x80\x02\x01\x03\0\0", "indefinite"),
        (ONE.der[:-1], "cut short"),
    ],
)
def test_what_is_no_store_is_one_line(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words):
        read_client_key(path, alias="a", password=None)


def test_a_file_that_is_not_there_or_far_too_large_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        read_client_key(tmp_path / "none", alias="a", password=None)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match="too large"):
        read_client_key(tmp_path / "large", alias="a", password=None)


@given(
    st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), st.binary(max_size=40))),
    st.text(max_size=9),
)
def test_what_is_written_into_a_jks_is_read_out_of_it(entries: list[tuple[str, bytes]], password: str) -> None:
    password = password.encode("utf-8", "replace").decode()
    trusted = [jks_trusted(alias, der) for alias, der in entries]
    keys = [jks_key(alias, der, der) for alias, der in entries]
    store = read_jks(jks(*trusted, *keys, password=password), Secret(password))
    assert store.trusted == tuple(der for _, der in entries) * 2
    assert [(entry.alias, entry.key, entry.chain) for entry in store.keys] == [(a, der, (der,)) for a, der in entries]
    with pytest.raises(InputError):
        read_jks(jks(*trusted, password=password), Secret(password + "x"))


BASES = st.sampled_from([JKS, OPEN_P12, LOCKED_P12, ONE.der, TWO.pem + TWO.key_pem(b"changeit")])


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A store with some bytes changed, cut out or put in."""
    data = bytearray(draw(BASES))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@given(data=st.one_of(mutants(), st.binary(max_size=200)), password=st.sampled_from([None, Secret("changeit"), WRONG]))
@example(data=b"0", password=None)
def test_no_bytes_are_a_crash(data: bytes, password: Secret | None, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "mutant"
    path.write_bytes(data)
    for read in (
        lambda: read_store(data, password),
        lambda: read_client_key(path, alias="two", password=password),
        lambda: read_jks(data, password),
    ):
        try:
            read()
        except InputError as error:
            assert str(error)
            assert "changeit" not in f"{error!r} {error} {error.help}"
