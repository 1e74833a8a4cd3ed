"""A throw-away authority: one certificate for the server, sound or with the flaw that a fault asks for."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError
from cfgkit.mail.sandbox.misdeed import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_OTHER_NAME: Final = "another-host.example.net"
_DAY: Final = timedelta(days=1)
#: From when and until when a certificate is valid, from now on.
_VALID: Final = (-_DAY, 30 * _DAY)
_VALIDITY: Final[Mapping[Flaw, tuple[timedelta, timedelta]]] = {
    Flaw.EXPIRED: (-30 * _DAY, -_DAY),
    Flaw.NOT_YET_VALID: (_DAY, 30 * _DAY),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """The server's certificate with its key, and the authority that a client has to trust, all PEM.

    The key is encrypted under the passphrase that it was made with.
    """

    authority: str
    certificate: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class _Issuer:
    certificate: x509.Certificate
    key: EllipticCurvePrivateKey


def make_identity(hosts: Iterable[str], flaw: Flaw, passphrase: bytes) -> Identity:
    """A certificate for these host names and IP addresses; raises NotAvailableError without cryptography."""
    require_cryptography()
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - an extra, for TLS only
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - same
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    trusted = _issuer("cfgkit sandbox authority")
    signer = _issuer("an authority that nobody knows") if flaw is Flaw.UNTRUSTED else trusted
    names = [_OTHER_NAME] if flaw is Flaw.OTHER_NAME else list(hosts)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _signed(signer, key, names, *_VALIDITY.get(flaw, _VALID))
    return Identity(
        trusted.certificate.public_bytes(Encoding.PEM).decode(),
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase)),
    )


def require_cryptography() -> None:
    """Raises NotAvailableError without cryptography."""
    try:
        import cryptography  # noqa: F401, PLC0415 - whether it is there
    except ModuleNotFoundError:
        raise NotAvailableError(
            "TLS in the sandbox needs cryptography, which is not installed", help="pip install 'cfgkit[crypto]'"
        ) from None


def _issuer(name: str) -> _Issuer:
    from cryptography import x509  # noqa: PLC0415 - an extra, for TLS only
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - same

    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        _builder(name, name, key, *_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _Issuer(_sign(builder, key), key)


def _signed(
    issuer: _Issuer, key: EllipticCurvePrivateKey, hosts: list[str], begin: timedelta, end: timedelta
) -> x509.Certificate:
    from cryptography import x509  # noqa: PLC0415 - an extra, for TLS only
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: PLC0415 - same

    [common] = issuer.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    signing_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = (
        _builder("cfgkit sandbox", str(common.value), key, begin, end)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(purpose, critical=False)
        .add_extension(signing_key, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _sign(builder, issuer.key)


def _builder(
    subject: str, issuer: str, key: EllipticCurvePrivateKey, begin: timedelta, end: timedelta
) -> x509.CertificateBuilder:
    from cryptography import x509  # noqa: PLC0415 - an extra, for TLS only

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begin)
        .not_valid_after(now + end)
    )


def _sign(builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - an extra, for TLS only

    return builder.sign(key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    from cryptography import x509  # noqa: PLC0415 - an extra, for TLS only
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - same

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(host: str) -> x509.GeneralName:
    from cryptography import x509  # noqa: PLC0415 - an extra, for TLS only

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
