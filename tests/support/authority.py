"""A throw-away certificate authority for tests: good certificates, and bad ones of every kind."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
HOST: Final = "mx.example.com"
#: The last byte of the signature's identifier, the digest, and its DER in front of a PKCS #1 signature.
_OLD_DIGESTS: Final = {
    "sha1": (0x05, hashlib.sha1, "3021300906052b0e03021a05000414"),
    "md5": (0x04, hashlib.md5, "3020300c06082a864886f70d020505000410"),
}
_SHA256_WITH_RSA: Final = bytes.fromhex("06092a864886f70d01010b")


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(form.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(form.Encoding.PEM)

    def key_pem(self, password: bytes | None = None) -> bytes:
        way = form.BestAvailableEncryption(password) if password else form.NoEncryption()
        return self.key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, way)

    def write(self, path: Path, *others: Issued) -> Path:
        """Key, certificate and those of the others in one PEM file."""
        path.write_bytes(self.key_pem() + self.pem + b"".join(other.pem for other in others))
        return path


def issue(
    name: str = HOST,
    *,
    by: Issued | None = None,
    ca: bool = False,
    names: tuple[str, ...] | None = None,
    days: tuple[float, float] = (-1, 30),
    rsa_bits: int = 0,
    digest: str = "sha256",
    strict: bool = True,
) -> Issued:
    """A certificate, self-signed or issued by another; `strict`: with what RFC 5280 asks for, and no more.

    `names` are those of the subjectAltName, by default the name itself, none for an authority.
    """
    key: PrivateKey = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
    signer = by.key if by else key
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca, None), critical=strict)
    )
    shown = names if names is not None else () if ca else (name,)
    if shown:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(one) for one in shown]), critical=False)
    if strict:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if strict and by:
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(authority, critical=False)
    if strict and ca:
        builder = builder.add_extension(_for_signing(), critical=True)
    made = Issued(key, builder.sign(signer, hashes.SHA256()))
    return made if digest == "sha256" else Issued(key, _with_old_digest(made, signer, digest))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _with_old_digest(made: Issued, signer: PrivateKey, digest: str) -> x509.Certificate:
    """The certificate signed again with a digest that cryptography itself no longer signs with (RFC 8017, 9.2)."""
    assert isinstance(signer, rsa.RSAPrivateKey)
    last, hashed, prefix = _OLD_DIGESTS[digest]
    algorithm = _SHA256_WITH_RSA[:-1] + bytes([last])
    signed = made.certificate.tbs_certificate_bytes
    changed = signed.replace(_SHA256_WITH_RSA, algorithm)
    numbers = signer.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    text = bytes.fromhex(prefix) + hashed(changed).digest()
    padded = b"\0\1" + b"\xff" * (size - len(text) - 3) + b"\0" + text
    signature = pow(int.from_bytes(padded), numbers.d, modulus).to_bytes(size)
    der = made.der.replace(signed, changed).replace(_SHA256_WITH_RSA, algorithm)
    return x509.load_der_x509_certificate(der.replace(made.certificate.signature, signature))
