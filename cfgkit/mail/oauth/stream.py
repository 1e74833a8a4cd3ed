"""One HTTP exchange over a socket that is there already, with one deadline over all that is sent and read."""

from __future__ import annotations

import io
import socket
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Final, cast

from cfgkit.mail.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import ReadableBuffer, WriteableBuffer

    from cfgkit.mail.deadline import Deadline

#: The longest answer that is read, in bytes; a token with all its claims has some 5,000.
MAX_ANSWER: Final = 262_144


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; its repr shows no body, which may hold a token."""

    status: int
    #: Up to one byte more than MAX_ANSWER.
    body: bytes = field(repr=False)


def connected(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first address of the host that takes one; raises OSError."""
    problem: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
    for address in resolve(host, port, deadline):
        sock = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.left())
            sock.connect(address.sockaddr)
        except OSError as error:
            sock.close()
            problem = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise problem


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; its repr shows no body, which may hold a secret."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = field(default=None, repr=False)


def ask(sock: socket.socket, request: Request, deadline: Deadline) -> Answer:
    """Sends one request and reads its answer, less the body of a CONNECT; the socket stays open.

    Raises OSError, TimeoutError at the deadline, and HTTPException for an answer that is no HTTP.
    """
    connection = HTTPConnection(request.headers["Host"])
    connection.sock = cast("socket.socket", _Stream(sock, deadline))
    connection.request(request.method, request.path, request.body, dict(request.headers))
    with connection.getresponse() as response:
        return Answer(response.status, b"" if request.method == "CONNECT" else response.read(MAX_ANSWER + 1))


class _Stream:
    """The socket as http.client uses it. Closing is left to whoever opened the socket: a tunnel goes on."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock
        self._deadline = deadline

    def sendall(self, data: ReadableBuffer) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Received(self._socket, self._deadline))

    def close(self) -> None:
        pass


class _Received(io.RawIOBase):
    """What the socket receives: each wait ends at the same deadline, however slowly the bytes drip."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._socket = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)
