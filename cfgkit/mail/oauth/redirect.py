"""The loopback end of an authorization code: listens on 127.0.0.1 for the one redirect, then is closed (RFC 8252)."""

from __future__ import annotations

import re
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from cfgkit.errors import InputError, OAuthError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.deadline import Deadline

_LOOPBACK: Final = "127.0.0.1"
_REQUEST: Final = re.compile(rb"GET (/[!-~]*) HTTP/1\.[01]\r?\n")
_MOST: Final = 16_384
#: Browsers open connections that they never use: none may keep the redirect waiting longer, in seconds.
_REQUEST_SECONDS: Final = 2.0
_PAGE: Final = b"cfgkit has what it needs: close this page and go back to the terminal.\r\n"
_NOTHING: Final = b"There is nothing here.\r\n"


@dataclass(frozen=True, slots=True)
class Redirect:
    """The open end, before the redirect has come."""

    listener: socket.socket

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.listener.getsockname()[1])

    def wait(self, deadline: Deadline) -> Mapping[str, str]:
        """The parameters of the first request for `/`, each name once; any other request is told 404.

        Raises:
            OAuthError: none came in time.
        """
        try:
            while True:
                self.listener.settimeout(deadline.left())
                connection, _ = self.listener.accept()
                with connection:
                    found = _parameters(connection, deadline.within(_REQUEST_SECONDS))
                if found is not None:
                    return found
        except TimeoutError:
            raise OAuthError("nobody logged in with the browser in time") from None


@contextmanager
def listening(port: int) -> Iterator[Redirect]:
    """Listens on that port of 127.0.0.1, on a free one if it is 0.

    Raises:
        InputError: the port can't be had.
    """
    try:
        listener = socket.create_server((_LOOPBACK, port))
    except (OSError, OverflowError):
        raise InputError("the port for the redirect can't be had on 127.0.0.1", help="name another, or 0") from None
    with listener:
        yield Redirect(listener)


def _parameters(connection: socket.socket, deadline: Deadline) -> Mapping[str, str] | None:
    """What one connection asks for; None where it is not the redirect."""
    try:
        request = _REQUEST.match(_head(connection, deadline))
        parts = urlsplit(request[1].decode()) if request is not None else None
        if parts is None or parts.path != "/":
            connection.sendall(_response(b"404 Not Found", _NOTHING))
            return None
        found = parse_qs(parts.query, keep_blank_values=True)
        connection.sendall(_response(b"200 OK", _PAGE))
    except (OSError, ValueError):
        return None
    return {name: several[0] for name, several in found.items()}


def _head(connection: socket.socket, deadline: Deadline) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MOST:
        connection.settimeout(deadline.left())
        chunk = connection.recv(_MOST)
        if not chunk:
            break
        head += chunk
    return head


def _response(status: bytes, page: bytes) -> bytes:
    return (
        b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nCache-Control: no-store\r\n"
        b"Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n%s" % (status, len(page), page)
    )
