"""The loopback end of an authorization code: listens on 127.0.0.1 for the one redirect, then is closed (RFC 8252)."""

from __future__ import annotations

import re
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.oauth.http import target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.deadline import Deadline

Host: TypeAlias = Literal["127.0.0.1", "localhost"]

_LOOPBACK: Final = "127.0.0.1"
_HOSTS: Final[tuple[Host, ...]] = ("127.0.0.1", "localhost")
_REQUEST: Final = re.compile(rb"GET (/[!-~]*) HTTP/1\.[01]\r?\n")
_MOST: Final = 16_384
#: Browsers open connections that they never use: none may keep the redirect waiting longer, in seconds.
_REQUEST_SECONDS: Final = 2.0
_PAGE: Final = b"cfgkit has what it needs: close this page and go back to the terminal.\r\n"
_NOTHING: Final = b"There is nothing here.\r\n"


class Loopback(NamedTuple):
    """A redirect URI at which this host itself can listen; port 0 stands for any (RFC 8252, 7.3)."""

    host: Host = "127.0.0.1"
    port: int = 0
    path: str = "/"


def loopback_of(uri: str) -> Loopback | None:
    """The redirect URI in parts; None where we can't listen: another host, https, or a query in it."""
    try:
        to = target(uri, "the redirect URI")
    except InputError:
        return None
    host = next((one for one in _HOSTS if one == to.host), None)
    if host is None or to.scheme != "http" or "?" in to.path:
        return None
    return Loopback(host, urlsplit(uri).port or 0, to.path)


@dataclass(frozen=True, slots=True)
class Redirect:
    """The open end, before the redirect has come."""

    listener: socket.socket
    path: str

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.listener.getsockname()[1])

    def wait(self, deadline: Deadline) -> Mapping[str, str]:
        """The parameters of the first request for the path, each name once; any other request is told 404.

        Raises:
            OAuthError: none came in time.
        """
        try:
            while True:
                self.listener.settimeout(deadline.left())
                connection, _ = self.listener.accept()
                with connection:
                    found = _parameters(connection, self.path, deadline.within(_REQUEST_SECONDS))
                if found is not None:
                    return found
        except TimeoutError:
            raise OAuthError("nobody logged in with the browser in time") from None


@contextmanager
def listening(port: int, path: str = "/") -> Iterator[Redirect]:
    """Listens on that port of 127.0.0.1, on a free one if it is 0, for a redirect to that path.

    Raises:
        InputError: the port can't be had.
    """
    try:
        listener = socket.create_server((_LOOPBACK, port))
    except (OSError, OverflowError):
        raise InputError(
            "the port for the redirect can't be had on 127.0.0.1", help="another program may have it, or only root may"
        ) from None
    with listener:
        yield Redirect(listener, path)


def _parameters(connection: socket.socket, path: str, deadline: Deadline) -> Mapping[str, str] | None:
    """What one connection asks for; None where it is not the redirect."""
    try:
        request = _REQUEST.match(_head(connection, deadline))
        parts = urlsplit(request[1].decode()) if request is not None else None
        if parts is None or parts.path != path:
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
