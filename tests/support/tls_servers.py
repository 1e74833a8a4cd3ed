"""TLS servers in threads, polite and otherwise; sockets of the ssl module, so that alerts go out."""

from __future__ import annotations

import socket
import ssl
import warnings
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: What a server does with a connection, until the event is set.
Manner: TypeAlias = "Callable[[socket.socket, Event], None]"
LOOPBACK: Final = "127.0.0.1"
GREETING: Final = b"220 mx.example.com\r\n"


@contextmanager
def serving(manner: Manner) -> Iterator[int]:
    """Takes one connection after the other on a free port, which it gives."""
    ended = Event()

    def run() -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.settimeout(10)
                    manner(connection, ended)

    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(0.05)
        thread = Thread(target=run)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def server_context(
    pem: Path,
    *,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
    ciphers: str = "DEFAULT:@SECLEVEL=0",
    clients_of: Path | None = None,
) -> ssl.SSLContext:
    """A server's side; with `clients_of` it asks for a certificate of that issuer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of TLS 1.1
        context.minimum_version, context.maximum_version = versions
    context.load_cert_chain(pem)
    if clients_of is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients_of)
    return context


def tls(
    pem: Path,
    *,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
    ciphers: str = "DEFAULT:@SECLEVEL=0",
    clients_of: Path | None = None,
    seen: list[str | None] | None = None,
) -> Manner:
    """Shakes hands and greets, with a `server_context`; `seen` takes SNI names."""
    context = server_context(pem, versions=versions, ciphers=ciphers, clients_of=clients_of)
    if seen is not None:
        names = seen
        context.sni_callback = lambda _socket, name, _context: names.append(name)

    def manner(connection: socket.socket, _ended: Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.sendall(GREETING)
            while secure.recv(100):
                pass

    return manner


def plain(connection: socket.socket, _ended: Event) -> None:
    """Speaks SMTP in the clear."""
    connection.sendall(GREETING)
    while connection.recv(1000):
        pass


def closing(connection: socket.socket, _ended: Event) -> None:
    """Hears the client out, and goes."""
    connection.recv(10000)


def silent(_connection: socket.socket, ended: Event) -> None:
    """Says nothing."""
    ended.wait(10)


def dripping(connection: socket.socket, ended: Event) -> None:
    """Announces a long handshake message and sends it a byte at a time."""
    connection.recv(10000)
    connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
    while not ended.wait(0.02):
        connection.sendall(b"\x03")


def saying(answer: bytes) -> Manner:
    """Answers the client's hello with these bytes, and goes."""

    def manner(connection: socket.socket, _ended: Event) -> None:
        connection.recv(10000)
        connection.sendall(answer)

    return manner
