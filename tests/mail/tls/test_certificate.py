from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from authority import HOST, issue
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.display import visible
from cfgkit.mail.tls.certificate import certificate
from cfgkit.mail.tls.trust import read_trust

if TYPE_CHECKING:
    from authority import Issued

ROOT = issue("Root", ca=True)
SAMPLE = issue(names=(HOST, "*.example.com", "10.0.0.1", "2001:db8::1"), by=ROOT)
#: cryptography's words for these are not those of RFC 4514 or of OpenSSL.
WORDS = {
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
}


def test_a_certificate_in_words() -> None:
    shown = certificate(SAMPLE.der)
    assert (shown.subject, shown.issuer) == (f"CN={HOST}", "CN=Root")
    assert shown.names == (HOST, "*.example.com", "10.0.0.1", "2001:db8::1")
    assert (shown.key, shown.signature) == ("EC 256", "SHA-256 with ECDSA")
    assert shown.not_before == SAMPLE.certificate.not_valid_before_utc
    assert shown.not_after == SAMPLE.certificate.not_valid_after_utc
    assert shown.fingerprint.replace(":", "").lower() == hashlib.sha256(SAMPLE.der).hexdigest()
    assert shown.der == SAMPLE.der


@pytest.mark.parametrize(
    ("issued", "key", "signature"),
    [
        (issue(rsa_bits=1024), "RSA 1024", "SHA-256 with RSA"),
        (issue(rsa_bits=1024, digest="sha1"), "RSA 1024", "SHA-1 with RSA"),
        (issue(rsa_bits=1024, digest="md5"), "RSA 1024", "MD5 with RSA"),
    ],
)
def test_key_and_signature_in_words(issued: Issued, key: str, signature: str) -> None:
    shown = certificate(issued.der)
    assert (shown.key, shown.signature) == (key, signature)


def named(name: x509.Name, since: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> bytes:
    """A certificate of that name, as DER."""
    key = ed25519.Ed25519PrivateKey.generate()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(since).not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
    return builder.sign(key, None).public_bytes(Encoding.DER)


@pytest.mark.parametrize("year", [1950, 1969, 1999, 2000, 2049, 2050])
def test_the_century_of_two_digits_turns_at_50(year: int) -> None:
    since = datetime(year, 1, 1, tzinfo=UTC)
    der = named(x509.Name([]), since)
    shown = certificate(der)
    assert (shown.not_before, shown.key, shown.signature, shown.subject) == (since, "Ed25519", "Ed25519", "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.STREET_ADDRESS]),
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=12),
        ),
        max_size=4,
    )
)
def test_a_name_is_written_as_rfc_4514_has_it(parts: list[tuple[x509.ObjectIdentifier, str]]) -> None:
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
    assert certificate(named(name)).subject == name.rfc4514_string()


def test_a_hostile_name_can_t_act_on_a_terminal() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a\x1b[2J\u202eb\n")])
    assert certificate(named(name)).subject == "CN=a\\e[2J\\u202eb\\n"
    assert certificate(issue(names=("a\x1b[2J.example",)).der).names == ("a\\e[2J.example",)


@given(st.data())
def test_no_bytes_are_a_crash_and_the_fingerprint_is_always_there(data: st.DataObject) -> None:
    der = bytearray(SAMPLE.der)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(der)))
        der[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    shown = certificate(bytes(der))
    assert len(shown.fingerprint) == 95
    words = (shown.subject, shown.issuer, shown.key, shown.signature, *shown.names)
    assert [visible(word) for word in words] == list(words)


def test_all_real_roots_read_as_cryptography_reads_them() -> None:
    found = next((path for path in sorted(Path("/usr/lib/jvm").glob("*/lib/security/cacerts"))), None)
    if found is None:
        pytest.skip("there is no JDK: no cacerts to read")
    for der in read_trust(found).certificates:
        try:
            theirs = x509.load_der_x509_certificate(der)
        except (ValueError, UserWarning):  # a root with a serial number that is no longer taken
            continue
        shown = certificate(der)
        assert shown.subject == theirs.subject.rfc4514_string(WORDS)
        assert (shown.not_before, shown.not_after) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc)
