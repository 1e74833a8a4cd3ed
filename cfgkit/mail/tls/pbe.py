"""What a key store encrypts under its password: keys, and in PKCS #12 the certificates too.

Sun's own way of JKS (sun.security.provider.KeyProtector), PBES2 (RFC 8018, 6.2) and the two schemes of PKCS #12
that Java stores are found with (RFC 7292, appendix C). The password of a store is a Secret until it is here.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls import der, rc2
from cfgkit.mail.tls.extra import needs_cryptography

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.mail.tls.der import Der
    from cfgkit.secret import Secret

#: The most rounds that are run, as in the JDK: a made-up store must not take hours.
MOST_ROUNDS: Final = 5_000_000
#: PKCS #12's purposes of a derived key (RFC 7292, B.3).
FOR_KEY, FOR_VECTOR, FOR_MAC = 1, 2, 3
_WRONG: Final = "can't be opened: the password is wrong, or the store is damaged"

_SUN_JKS: Final = "1.3.6.1.4.1.42.2.17.1.1"
_PBES2: Final = "1.2.840.113549.1.5.13"
_PBKDF2: Final = "1.2.840.113549.1.5.12"
_SHA1_3DES: Final = "1.2.840.113549.1.12.1.3"
_SHA1_RC2_40: Final = "1.2.840.113549.1.12.1.6"
_PRFS: Final[Mapping[str, str]] = {
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_CIPHERS: Final[Mapping[str, tuple[str, int]]] = {
    "2.16.840.1.101.3.4.1.2": ("AES", 16),
    "2.16.840.1.101.3.4.1.22": ("AES", 24),
    "2.16.840.1.101.3.4.1.42": ("AES", 32),
    "1.2.840.113549.3.7": ("3DES", 24),
}
_SHA1_SIZE: Final = 20


def decrypt(algorithm: Der, data: bytes, password: Secret) -> bytes:
    """The plain text of `data`; `algorithm` stands inside its AlgorithmIdentifier.

    Raises:
        InputError: the password is wrong, or the scheme is none that is known here.
        NotAvailableError: cryptography is needed for the cipher.
    """
    scheme = algorithm.oid()
    if scheme == _SUN_JKS:
        return _sun_jks(data, password)
    if scheme == _PBES2:
        return _pbes2(algorithm.into(), data, password)
    if scheme in {_SHA1_3DES, _SHA1_RC2_40}:
        salt, rounds = _salt_and_rounds(algorithm.into())
        size, cipher = (24, "3DES") if scheme == _SHA1_3DES else (5, "RC2")
        key = pkcs12_key("sha1", password, salt, rounds, purpose=FOR_KEY, size=size)
        vector = pkcs12_key("sha1", password, salt, rounds, purpose=FOR_VECTOR, size=8)
        return _cbc(cipher, key, vector, data)
    raise InputError(f"is encrypted in a way that is not known here ({scheme})")


def pkcs12_key(digest: str, password: Secret, salt: bytes, rounds: int, *, purpose: int, size: int) -> bytes:
    """A key derived as PKCS #12 does it (RFC 7292, appendix B.2)."""
    block = hashlib.new(digest, usedforsecurity=False).block_size
    text = password.reveal().encode("utf-16-be", "surrogatepass") + b"\0\0"
    source = bytearray(_filled(salt, block) + _filled(text, block))
    out = b""
    while len(out) < size:
        piece = bytes([purpose]) * block + source
        for _ in range(rounds):
            piece = hashlib.new(digest, piece, usedforsecurity=False).digest()
        out += piece
        added = int.from_bytes(_filled(piece, block)[:block], "big") + 1
        for at in range(0, len(source), block):
            part = (int.from_bytes(source[at : at + block], "big") + added) % (1 << 8 * block)
            source[at : at + block] = part.to_bytes(block, "big")
    return out[:size]


def checked_rounds(rounds: int) -> int:
    """The number of rounds, if it is one that is run; raises InputError."""
    if not 0 < rounds <= MOST_ROUNDS:
        raise InputError("asks for an absurd number of rounds")
    return rounds


def wrong_password() -> InputError:
    """The error where a password does not open what it should."""
    return InputError(_WRONG)


def _filled(text: bytes, block: int) -> bytes:
    """The text again and again, up to whole blocks."""
    size = -(-len(text) // block) * block
    return (text * (size // len(text) + 1))[:size] if text else b""


def _salt_and_rounds(parameters: Der) -> tuple[bytes, int]:
    return parameters.body(der.OCTET_STRING), checked_rounds(parameters.integer())


def _pbes2(parameters: Der, data: bytes, password: Secret) -> bytes:
    derivation = parameters.into()
    encryption = parameters.into()
    name = encryption.oid()
    if derivation.oid() != _PBKDF2 or name not in _CIPHERS:
        raise InputError(f"is encrypted in a way that is not known here ({name})")
    cipher, size = _CIPHERS[name]
    key = pbkdf2(derivation.into(), password, size)
    return _cbc(cipher, key, encryption.body(der.OCTET_STRING), data)


def pbkdf2(parameters: Der, password: Secret, size: int) -> bytes:
    """A key of that size, derived by PBKDF2 with these parameters; raises InputError."""
    salt, rounds = _salt_and_rounds(parameters)
    parameters.skip(der.INTEGER)
    prf = parameters.into().oid() if parameters.tag == der.SEQUENCE else "1.2.840.113549.2.7"
    if prf not in _PRFS:
        raise InputError(f"derives its key in a way that is not known here ({prf})")
    return hashlib.pbkdf2_hmac(_PRFS[prf], password.reveal().encode("utf-8", "surrogatepass"), salt, rounds, size)


def _cbc(cipher: str, key: bytes, vector: bytes, data: bytes) -> bytes:
    block = 16 if cipher == "AES" else 8
    if len(vector) != block or len(data) % block or not data:
        raise wrong_password()
    padded = rc2.decrypt_cbc(key, vector, data) if cipher == "RC2" else _by_cryptography(cipher, key, vector, data)
    count = padded[-1]
    if not 0 < count <= block or padded[-count:] != bytes([count]) * count:
        raise wrong_password()
    return padded[:-count]


def _by_cryptography(cipher: str, key: bytes, vector: bytes, data: bytes) -> bytes:
    try:
        from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - same
    except ModuleNotFoundError:
        raise needs_cryptography("a key store that is encrypted") from None
    algorithm = algorithms.AES(key) if cipher == "AES" else TripleDES(key)
    opened = Cipher(algorithm, modes.CBC(vector)).decryptor()
    return opened.update(data) + opened.finalize()


def _sun_jks(data: bytes, password: Secret) -> bytes:
    """A salt, the text under a stream of chained SHA-1 digests, and a digest of password and text."""
    key = password.reveal().encode("utf-16-be", "surrogatepass")
    stream, hidden, digest = data[:_SHA1_SIZE], data[_SHA1_SIZE:-_SHA1_SIZE], data[-_SHA1_SIZE:]
    plain = bytearray()
    for at in range(0, len(hidden), _SHA1_SIZE):
        stream = _sha1(key + stream)
        plain += bytes(a ^ b for a, b in zip(hidden[at : at + _SHA1_SIZE], stream, strict=False))
    if not hidden or not hmac.compare_digest(_sha1(key + bytes(plain)), digest):
        raise wrong_password()
    return bytes(plain)


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
