"""A mail server on loopback that answers by a script, faults and all, and the settings that lead to it."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol, Self

import pytest

from cfgkit.document import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

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
    "QUIT": b"221 2.0.0 bye\r\n",
}


@dataclass(frozen=True)
class Say:
    """An answer after so many seconds; `then` go on, close the connection, reset it, or stall."""

    words: bytes = b""
    then: str = "go on"
    after: float = 0.0


class ScriptedServer:
    """Answers each verb by the script, in turn where it holds several answers; keeps what it was told."""

    def __init__(self, script: Mapping[str, bytes | Say | Sequence[bytes | Say]]) -> None:
        self._script = {verb: self._answers(said) for verb, said in {**GOOD, **script}.items()}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = False
        self._released = Event()
        self._thread = Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.commands: list[str] = []
        self.data = b""
        self.connections = 0

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
        if not self._answer(connection, "greeting"):
            return
        with connection.makefile("rb") as lines:
            while line := lines.readline():
                self.commands.append(line.decode().rstrip("\r\n"))
                verb = self.verbs[-1]
                if not self._answer(connection, verb):
                    return
                if verb == "DATA" and self._last.startswith(b"354"):
                    for text in iter(lines.readline, b""):
                        if text == b".\r\n":
                            break
                        self.data += text
                    if not self._answer(connection, "."):
                        return

    def _answer(self, connection: socket.socket, verb: str) -> bool:
        answers = self._script[verb]
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
    def start(**script: bytes | Say | Sequence[bytes | Say]) -> ScriptedServer:
        return ScriptedServer({"." if verb == "dot" else verb: said for verb, said in script.items()})

    return start


@pytest.fixture(scope="session")
def say() -> type[Say]:
    return Say


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
