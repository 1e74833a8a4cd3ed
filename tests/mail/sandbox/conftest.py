"""A client that says what it is told and nothing else."""

from __future__ import annotations

import base64
import socket
import ssl
from typing import TYPE_CHECKING, Self

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from cfgkit.mail.sandbox import Sandbox


class Client:
    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.socket: socket.socket = socket.create_connection(box.address.sockaddr, timeout=20)
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def hear(self) -> str:
        """One whole reply; what came before the end, if it ended."""
        lines: list[bytes] = []
        while True:
            while b"\r\n" not in self._buffer:
                chunk = self.socket.recv(65536)
                if not chunk:
                    return b"\n".join([*lines, self._buffer]).decode()
                self._buffer += chunk
            line, _, self._buffer = self._buffer.partition(b"\r\n")
            lines.append(line)
            if line[3:4] != b"-":
                return b"\n".join(lines).decode()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def say(self, line: str) -> str:
        self.send(line.encode() + b"\r\n")
        return self.hear()

    def say64(self, answer: str | bytes) -> str:
        return self.say(base64.b64encode(answer.encode() if isinstance(answer, str) else answer).decode())

    def greet(self) -> str:
        self.hear()
        return self.say("EHLO app01.example.com")

    def mail(self, message: bytes = b"Subject: hello\r\n\r\nworld\r\n") -> str:
        """Sends a mail; gives the last reply."""
        commands = {"MAIL FROM:<ps@example.com>": "250", "RCPT TO:<you@example.com>": "250", "DATA": "354"}
        for command, good in commands.items():
            reply = self.say(command)
            if reply[:3] != good:
                return reply
        self.send(message + b".\r\n")
        return self.hear()

    def secure(self, context: ssl.SSLContext | None = None, host: str = "localhost") -> ssl.SSLSocket:
        """Shakes hands, and trusts the sandbox's own authority unless told otherwise."""
        chosen = trusting(self.box) if context is None else context
        secured = chosen.wrap_socket(self.socket, server_hostname=host)
        self.socket = secured
        return secured


def trusting(box: Sandbox) -> ssl.SSLContext:
    """As strict as Python 3.13 is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.load_verify_locations(cadata=box.authority)
    return context


@pytest.fixture(scope="session")
def client() -> type[Client]:
    return Client


@pytest.fixture(scope="session")
def trust() -> Callable[[Sandbox], ssl.SSLContext]:
    return trusting
