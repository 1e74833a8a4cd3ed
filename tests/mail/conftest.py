"""A mail server on loopback that answers by a script, faults and all, and the settings that lead to it."""

from __future__ import annotations

import base64
import socket
import ssl
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol, Self

import pytest
from authority import issue
from tls_servers import server_context

from cfgkit.document import parse
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from authority import Issued

    from cfgkit.document import Document

FILLER: Final = ["; a line"] * 99
GOOD: Final[Mapping[str, bytes]] = {
    "greeting": b"220 mx.example.com ready\r\n",
    "EHLO": b"250-mx.example.com\r\n250 SIZE 1000000\r\n",
    "HELO": b"250 mx.example.com\r\n",
    "MAIL": b"250 2.1.0 Ok\r\n",
    "RCPT": b"250 2.1.5 Ok\r\n",
    "DATA": b"354 go ahead\r\n",
    ".": b"250 2.0.0 queued as 4711\r\n",
    "RSET": b"250 2.0.0 Ok\r\n",
    "NOOP": b"250 2.0.0 Ok\r\n",
    "otherwise": b"502 5.5.2 no such command\r\n",
    "STARTTLS": b"220 go ahead\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "response": b"235 2.7.0 welcome\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}


@dataclass(frozen=True)
class Say:
    """An answer after so many seconds; `then` go on, close the connection, reset it, or stall."""

    words: bytes = b""
    then: str = "go on"
    after: float = 0.0


class ScriptedServer:
    """Answers each verb by the script, in turn where it holds several answers; keeps what it was told.

    `response` is the line that follows a 334. With `tls` it shakes hands after a 220 to STARTTLS, or with
    `implicit` before it says anything.
    """

    def __init__(
        self,
        script: Mapping[str, bytes | Say | Sequence[bytes | Say]],
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
    ) -> None:
        self._script = {verb: self._answers(said) for verb, said in {**GOOD, **script}.items()}
        self._tls = tls
        self._implicit = implicit
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = False
        self._released = Event()
        self._thread = Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.commands: list[str] = []
        self.data = b""
        self.connections = 0
        #: The lines that came over a connection that was not encrypted, and the versions of the handshakes.
        self.in_clear: list[str] = []
        self.versions: list[str] = []
        #: What followed a 334, decoded.
        self.responses: list[bytes] = []

    @property
    def verbs(self) -> list[str]:
        return [command.split(" ")[0] for command in self.commands]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A blocked accept() ends by a connection of our own.
        self._closing = True
        self.release()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        self._thread.join()
        self._listener.close()

    def release(self) -> None:
        """Lets a stalled conversation end."""
        self._released.set()

    @staticmethod
    def _answers(said: bytes | Say | Sequence[bytes | Say]) -> list[Say]:
        several = [said] if isinstance(said, bytes | Say) else list(said)
        return [one if isinstance(one, Say) else Say(one) for one in several]

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._closing:
                    return
                self.connections += 1
                with suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        if self._implicit:
            with self._wrapped(connection) as secure:
                if self._answer(secure, "greeting"):
                    self._converse(secure)
        elif self._answer(connection, "greeting") and self._converse(connection):
            with self._wrapped(connection) as secure:
                self._converse(secure)

    def _wrapped(self, connection: socket.socket) -> ssl.SSLSocket:
        assert self._tls is not None
        secure = self._tls.wrap_socket(connection, server_side=True)
        self.versions.append(secure.version() or "")
        return secure

    def _converse(self, connection: socket.socket) -> bool:
        """Line by line; whether a handshake comes next."""
        with connection.makefile("rb") as lines:
            while line := lines.readline():
                text = line.decode("latin-1").rstrip("\r\n")
                if not isinstance(connection, ssl.SSLSocket):
                    self.in_clear.append(text)
                if not self._is_answered(connection, text):
                    return False
                if text == "STARTTLS" and self._last.startswith(b"220") and self._tls is not None:
                    return True
                if text == "DATA" and self._last.startswith(b"354"):
                    for part in iter(lines.readline, b""):
                        if part == b".\r\n":
                            break
                        self.data += part
                    if not self._answer(connection, "."):
                        return False
        return False

    def _is_answered(self, connection: socket.socket, text: str) -> bool:
        if self._last.startswith(b"334"):
            self.responses.append(base64.b64decode(text))
            return self._answer(connection, "response")
        self.commands.append(text)
        return self._answer(connection, self.verbs[-1])

    def _answer(self, connection: socket.socket, verb: str) -> bool:
        answers = self._script.get(verb, self._script["otherwise"])
        say = answers.pop(0) if len(answers) > 1 else answers[0]
        self._last = say.words
        time.sleep(say.after)
        connection.sendall(say.words)
        if say.then == "stall":
            self._released.wait()
        if say.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return say.then == "go on"


class MakeSettings(Protocol):
    """A file that names a server on this port, its settings from line 101 on; None leaves one out."""

    def __call__(self, port: int = 25, **others: str | None) -> Document: ...


@pytest.fixture(scope="session")
def scripted() -> Callable[..., ScriptedServer]:
    def start(
        tls: ssl.SSLContext | None = None, implicit: bool = False, **script: bytes | Say | Sequence[bytes | Say]
    ) -> ScriptedServer:
        told = {"." if verb == "dot" else verb: said for verb, said in script.items()}
        return ScriptedServer(told, tls=tls, implicit=implicit)

    return start


@pytest.fixture(scope="session")
def say() -> type[Say]:
    return Say


@pytest.fixture(scope="session")
def root() -> Issued:
    """The issuer of the scripted server's certificate."""
    return issue("Root", ca=True)


@pytest.fixture(scope="session")
def trust(root: Issued) -> Trust:
    """Trust in that issuer and no other."""
    return Trust((root.der,), "a test", comparable=True)


@pytest.fixture(scope="session")
def server_pem(root: Issued, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's certificate, for loopback."""
    return issue("127.0.0.1", by=root).write(tmp_path_factory.mktemp("server") / "server.pem")


@pytest.fixture(scope="session")
def tls_context(server_pem: Path) -> ssl.SSLContext:
    """A server's side of TLS, versions 1.2 and 1.3, with that certificate."""
    return server_context(server_pem)


@pytest.fixture(scope="session")
def settings() -> MakeSettings:
    def make(port: int = 25, **others: str | None) -> Document:
        texts: dict[str, str | None] = {
            "SMTPServer": "127.0.0.1",
            "SMTPPort": str(port),
            "SMTPSender": "ps@example.com",
            "SMTPSourceMachine": "app01.example.com",
            **others,
        }
        lines = [f"{key}={text}" for key, text in texts.items() if text is not None]
        return parse("\n".join([*FILLER, "[SMTP Settings]", *lines, ""]).encode())

    return make


@pytest.fixture
def closed_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
