"""A token service over real HTTPS and an HTTP proxy, both on loopback and both as wayward as a test asks."""

from __future__ import annotations

import json
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cfgkit.mail.oauth import Endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType


def said(status: int = 200, **values: Any) -> bytes:
    """An answer that is JSON."""
    return raw(json.dumps(values).encode(), status)


def raw(body: bytes, status: int = 200) -> bytes:
    """An answer with that body."""
    return b"HTTP/1.1 %d Words\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


class Loopback:
    """Serves each connection in a thread of its own until it is left."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[Thread] = []
        self._closing = Event()
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._threads.append(Thread(target=self._accept, daemon=True))
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            self._threads.append(Thread(target=self._guarded, args=[connection], daemon=True))
            self._threads[-1].start()

    def _guarded(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.serve(connection)

    def serve(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def stall(self) -> None:
        self._closing.wait(30)


@dataclass
class Asked:
    """One request that the token service got."""

    path: str
    form: dict[str, str]


class TokenService(Loopback):
    """Gives its answers in turn, the last one for ever; `drip` sends a byte each so many seconds."""

    def __init__(self, certificate: Path, answers: Sequence[bytes], drip: float = 0.0) -> None:
        super().__init__()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._answers = list(answers)
        self._drip = drip
        self.asked: list[Asked] = []

    @property
    def endpoint(self) -> Endpoint:
        base = f"https://127.0.0.1:{self.port}"
        return Endpoint(f"{base}/token", f"{base}/authorize", f"{base}/devicecode")

    def serve(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True) as secured:
            with secured.makefile("rb") as lines:
                path = lines.readline().split()[1].decode()
                size = 0
                for line in iter(lines.readline, b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        size = int(line.split(b":")[1])
                self.asked.append(Asked(path, dict(parse_qsl(lines.read(size).decode()))))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if not answer:
                self.stall()
            if not self._drip:
                secured.sendall(answer)
            for byte in answer if self._drip else b"":
                secured.sendall(bytes([byte]))
                if self._closing.wait(self._drip):
                    return


class HttpProxy(Loopback):
    """A proxy that passes on, or gives that answer to each request; an empty one is silence."""

    def __init__(self, answer: bytes | None = None) -> None:
        super().__init__()
        self._answer = answer
        self.heads: list[str] = []

    def serve(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        self.heads.append(head.decode())
        if self._answer is not None:
            if not self._answer:
                self.stall()
            connection.sendall(self._answer)
            return
        host, _, port = head.split()[1].decode().rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as behind:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = Thread(target=_copy, args=[behind, connection], daemon=True)
            back.start()
            _copy(connection, behind)
            back.join(10)


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(4096):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)


@dataclass(frozen=True)
class Authority:
    """A throw-away authority and a certificate by it for loopback, good or expired."""

    der: bytes
    good: Path
    expired: Path


def throw_away_authority(folder: Path) -> Authority:
    """Certificates in that folder, by an authority that nobody else knows."""
    root_key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Throw-away CA")])

    def signed(
        name: x509.Name, key: ec.EllipticCurvePrivateKey, end: datetime, more: x509.ExtensionType
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(root_name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=9))
        return builder.not_valid_after(end).add_extension(more, critical=True).sign(root_key, hashes.SHA256())

    root = signed(root_name, root_key, now + timedelta(days=9), x509.BasicConstraints(ca=True, path_length=0))
    paths = []
    for title, days in (("good", 9), ("expired", -1)):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "token service")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        leaf = signed(name, key, now + timedelta(days=days), names)
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        paths.append(folder / f"{title}.pem")
        paths[-1].write_bytes(plain + leaf.public_bytes(serialization.Encoding.PEM))
    return Authority(root.public_bytes(serialization.Encoding.DER), *paths)


@dataclass
class Told:
    """Every line that the user was shown."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        self.lines.append(line)
