"""A mail server on loopback that plays a script, in clear or in TLS, and records each command that it is told."""

from __future__ import annotations

import socket
import ssl
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from servers import Certificates

#: What stands in the record for a message, a handshake that came to nothing, and a second connection.
MESSAGE: Final = "<message>"
NO_TLS: Final = "<no TLS>"
AGAIN: Final = "<again>"
_PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Say:
    """An answer, lines apart by a newline; `then`: go on, close, reset, stall, tls (a handshake), or drain.

    To drain is to read on, record nothing and answer nothing.
    """

    words: str = ""
    then: str = "go on"

    @property
    def wire(self) -> bytes:
        return "".join(f"{line}\r\n" for line in self.words.split("\n") if line).encode("latin-1")


@dataclass(frozen=True)
class Tls:
    """How the server does TLS: `certificate` names one of Certificates, `client` asks for the client's own."""

    certificate: str = "server"
    only: ssl.TLSVersion | None = None
    client: bool = False
    implicit: bool = False

    def context(self, certificates: Certificates) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self.only is not None:
            made.minimum_version = made.maximum_version = self.only
        made.load_cert_chain(getattr(certificates, self.certificate))
        if self.client:
            made.load_verify_locations(certificates.authority)
            made.verify_mode = ssl.CERT_REQUIRED
        return made


@dataclass
class Script:
    """Answers by verb, in turn where there are several, the last one for ever; `AUTH` answers its later lines too.

    In TLS each verb is looked up as `EHLO in TLS` (and so on) first.
    """

    answers: Mapping[str, Say | Sequence[Say]]
    _turns: dict[str, int] = field(default_factory=dict)

    def answer(self, verb: str) -> Say:
        said = self.answers.get(verb, Say("500 5.5.1 not known here"))
        several = [said] if isinstance(said, Say) else said
        turn = self._turns.get(verb, 0)
        self._turns[verb] = turn + 1
        return several[min(turn, len(several) - 1)]


class RecordingServer:
    """Runs in a thread of its own from `with` to its end; `record` holds what the clients said."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None, *, implicit: bool = False) -> None:
        self._script = script
        self._context = context
        self._implicit = implicit
        self._released = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.record: list[str] = []
        self.message = b""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A blocked accept() ends by a shutdown; a stalled conversation by its event.
        self._released.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            for turn in count():
                connection, _ = self._listener.accept()
                connection.settimeout(_PATIENCE)
                self.record.extend([AGAIN] if turn else [])
                talk = _Conversation(connection, self._script, self._context, self.record)
                try:
                    talk.run(implicit=self._implicit, released=self._released)
                except (OSError, ValueError):
                    pass
                finally:
                    self.message = talk.message or self.message
                    talk.socket.close()


class _Conversation:
    """One connection."""

    def __init__(
        self, connection: socket.socket, script: Script, context: ssl.SSLContext | None, record: list[str]
    ) -> None:
        self.socket = connection
        self.message = b""
        self._script = script
        self._context = context
        self._record = record
        self._is_tls = False
        self._buffer = b""

    def run(self, *, implicit: bool, released: Event) -> None:
        self._released = released
        if implicit:
            self._shake_hands()
        if not self._give(self._script.answer("greeting")):
            return
        verb, said = "", Say()
        while (line := self._line()) is not None:
            # A line after a 334 belongs to the login, whatever it looks like.
            verb = "AUTH" if verb == "AUTH" and said.words.startswith("334") else line.split(" ")[0].upper()
            self._record.append(line)
            said = self._answer(verb)
            if not self._give(said):
                return
            if verb == "DATA" and said.words.startswith("354") and not self._take_message():
                return

    def _answer(self, verb: str) -> Say:
        if self._is_tls and f"{verb} in TLS" in self._script.answers:
            return self._script.answer(f"{verb} in TLS")
        return self._script.answer(verb)

    def _take_message(self) -> bool:
        lines: list[str] = []
        while (line := self._line()) is not None:
            if line == ".":
                self.message = "\r\n".join(lines).encode("latin-1")
                self._record.append(MESSAGE)
                return self._give(self._script.answer("."))
            lines.append(line)
        return False

    def _give(self, say: Say) -> bool:
        """Says it; false where the conversation ends with it."""
        self.socket.sendall(say.wire)
        if say.then == "stall":
            self._released.wait()
        while say.then == "drain" and self.socket.recv(65536):
            pass
        if say.then == "reset":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if say.then == "tls":
            self._shake_hands()
        return say.then in {"go on", "tls"}

    def _shake_hands(self) -> None:
        assert self._context is not None
        try:
            self.socket = self._context.wrap_socket(self.socket, server_side=True)
        except OSError:
            self._record.append(NO_TLS)
            raise
        self._is_tls = True
        self._buffer = b""
        self._record.append(f"<{self.socket.version()}>")

    def _line(self) -> str | None:
        while b"\n" not in self._buffer:
            chunk = self.socket.recv(65536)
            if not chunk:
                return None
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.removesuffix(b"\r").decode("latin-1")
