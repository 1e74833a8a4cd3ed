"""The server's side of TLS: one certificate for all connections, and the ways in which a handshake can go wrong."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cfgkit.errors import InputError
from cfgkit.mail.sandbox.answers import GREETING
from cfgkit.mail.sandbox.authority import make_identity
from cfgkit.mail.sandbox.channel import HungUpError
from cfgkit.mail.sandbox.misdeed import Handshake
from cfgkit.mail.tokens import is_host

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from cfgkit.mail.sandbox.channel import Channel
    from cfgkit.mail.sandbox.expectation import Expectation
    from cfgkit.mail.sandbox.misdeed import Misdeed

#: The versions that can be asked for, each with the other one.
_OTHER: Final = {"TLSv1.2": "TLSv1.3", "TLSv1.3": "TLSv1.2"}
#: A fatal alert, protocol_version (RFC 8446, 6).
_VERSION_ALERT: Final = bytes((21, 3, 1, 0, 2, 2, 70))
#: OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which the ssl module has no name for.
_ANY_TIME: Final = 0x200000


@dataclass(frozen=True, slots=True)
class Secured:
    """What TLS came to: version and cipher, and the subject of the client's certificate or nothing."""

    words: str
    client: str


class Encryption:
    """Begins TLS on connections."""

    def __init__(self, expected: Expectation, misdeed: Misdeed, name: str, hosts: Iterable[str]) -> None:
        """Makes the certificate; raises NotAvailableError without cryptography, InputError for an unknown protocol."""
        if expected.protocol and expected.protocol not in _OTHER:
            raise InputError(f"the sandbox speaks {' and '.join(_OTHER)} only")
        self._protocol = expected.protocol
        self._asks = expected.client_certificate
        self._handshake = misdeed.handshake
        self._name = name
        self._passphrase = secrets.token_hex(16)
        named = dict.fromkeys(host for host in (expected.host, *hosts) if host.isascii() and is_host(host))
        self._identity = make_identity(named, misdeed.flaw, self._passphrase.encode())
        self._shared = self._context()

    @property
    def authority(self) -> str:
        """What a client has to trust, PEM."""
        return self._identity.authority

    def begin(self, channel: Channel) -> Secured:
        """Changes the connection to TLS, well or as the fault wants it; raises HungUpError."""
        handshake = self._handshake
        if handshake is Handshake.PLAIN:
            # What comes behind the answer to STARTTLS at once, a careful client throws away.
            channel.read_some()
            channel.write(GREETING.format(name=self._name))
        elif handshake is Handshake.CLOSED:
            channel.read_some()
            raise HungUpError
        elif handshake is Handshake.OTHER_VERSION and not self._protocol:
            channel.read_some()
            channel.write_bytes(_VERSION_ALERT)
            raise HungUpError
        if handshake in {Handshake.PLAIN, Handshake.SILENT}:
            channel.stall()
        # A context that learns whom to trust is good for one client.
        secured = channel.secure(self._context() if self._learns else self._shared)
        cipher = secured.cipher()
        return Secured(f"{secured.version()} {cipher[0] if cipher else ''}", _subject(secured))

    @property
    def _learns(self) -> bool:
        asked = self._asks or self._handshake is Handshake.CLIENT_REQUIRED
        return asked and self._handshake is not Handshake.CLIENT_REFUSED

    def _context(self) -> ssl.SSLContext:
        import ssl  # noqa: PLC0415 - start-up: plain tests need none

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        other = self._handshake is Handshake.OTHER_VERSION
        protocol = _OTHER.get(self._protocol, "") if other else self._protocol
        if protocol:
            version = ssl.TLSVersion[protocol.replace(".", "_")]
            context.minimum_version = context.maximum_version = version
        self._load(context)
        if self._handshake in {Handshake.CLIENT_REQUIRED, Handshake.CLIENT_REFUSED}:
            context.verify_mode = ssl.CERT_REQUIRED
        elif self._asks:
            context.verify_mode = ssl.CERT_OPTIONAL
        if self._learns:
            _trust_any_client(context)
        return context

    def _load(self, context: ssl.SSLContext) -> None:
        from tempfile import TemporaryDirectory  # noqa: PLC0415 - start-up: plain tests need none

        # The ssl module reads keys from files only; this one is for its owner alone, encrypted, and gone at once.
        with TemporaryDirectory(prefix="cfgkit-sandbox-") as folder:
            path = Path(folder, "server.pem")
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(self._identity.key + self._identity.certificate)
            context.load_cert_chain(path, password=self._passphrase)


def _trust_any_client(context: ssl.SSLContext) -> None:
    """Take any client certificate as trusted: each is added to the store when it comes, before it is verified.

    The ssl module has no call-back for verifying. Its call-back for messages, private and there since 3.8, sees
    them decrypted and in time; RFC 5246, 7.4.2 and RFC 8446, 4.4.2 have the layout.
    """
    import ssl  # noqa: PLC0415 - start-up: plain tests need none

    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(_ANY_TIME)

    def look(_socket: object, direction: str, version: object, _kind: object, message: object, data: bytes) -> None:
        if direction != "read" or getattr(message, "name", "") != "CERTIFICATE":
            return
        body = data[4:]
        if version is ssl.TLSVersion.TLSv1_3:
            body = body[1 + body[0] :]
        size = int.from_bytes(body[3:6])
        # Without a certificate there is nothing to trust, and one that can't be read is refused afterwards.
        with suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=bytes(body[6 : 6 + size]))

    context._msg_callback = look  # type: ignore[attr-defined]  # noqa: SLF001 - see above


def _subject(secured: ssl.SSLSocket) -> str:
    """The subject of the client's certificate, as `commonName=..., organizationName=...`."""
    rdns = cast("tuple[tuple[tuple[str, str], ...], ...]", (secured.getpeercert() or {}).get("subject", ()))
    return ", ".join(f"{name}={value}" for rdn in rdns for name, value in rdn)
