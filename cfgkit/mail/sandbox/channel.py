"""One connection of the server: bounded lines and messages, each within a deadline, plain or in TLS."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cfgkit.mail.deadline import Deadline

if TYPE_CHECKING:
    import ssl

#: The longest command in bytes: an access token in AUTH can be several thousand long.
MAX_LINE: Final = 32_768
_CHUNK: Final = 65_536
#: How long a client may be silent, and how long a whole message may take, in seconds.
_IDLE_SECONDS: Final = 300.0
_MESSAGE_SECONDS: Final = 600.0
_HANDSHAKE_SECONDS: Final = 30.0
_PARTING_SECONDS: Final = 1.0
_DOT: Final = b"\r\n.\r\n"


class HungUpError(Exception):
    """The conversation is over, whoever ended it."""


class TooLongError(Exception):
    """A command line without an end in sight."""


class IdleError(Exception):
    """The client said nothing for too long."""


class Channel:
    """A connection to one client. Reading and writing raise HungUpError where it is gone."""

    def __init__(self, sock: socket.socket) -> None:
        # Answers to commands that came all at once are small, and must not wait for one another's receipts.
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = sock
        self._buffer = bytearray()

    def read_line(self) -> bytes:
        """One line without its CR LF; raises TooLongError and IdleError too."""
        deadline = Deadline.after(_IDLE_SECONDS)
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > MAX_LINE:
                raise TooLongError
            self._buffer += self._receive(deadline)
        if end > MAX_LINE:
            raise TooLongError
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def read_message(self, limit: int) -> bytes | None:
        """A message up to its closing dot, without the stuffed ones; None for one that is longer than `limit`.

        Only CR LF ends a line: a dot between bare LFs is text, so nobody can smuggle in a second message.
        Raises IdleError too.
        """
        deadline = Deadline.after(_MESSAGE_SECONDS)
        # With a CR LF in front, a first line is like any other one.
        heard = bytearray(b"\r\n") + self._buffer
        fits, start = True, 0
        while (end := heard.find(_DOT, start)) < 0:
            if len(heard) > limit + len(_DOT):
                fits = False
                del heard[: 1 - len(_DOT)]
            start = max(0, len(heard) + 1 - len(_DOT))
            heard += self._receive(deadline)
        self._buffer = heard[end + len(_DOT) :]
        if not fits or end > limit:
            return None
        return bytes(heard[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]

    def write(self, *lines: str) -> None:
        """Sends the lines."""
        try:
            self._socket.settimeout(_IDLE_SECONDS)
            self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())
        except OSError:
            raise HungUpError from None

    def write_bytes(self, data: bytes) -> None:
        """Sends bytes that are no line, such as a TLS alert."""
        try:
            self._socket.sendall(data)
        except OSError:
            raise HungUpError from None

    def read_some(self) -> None:
        """Takes what comes next and forgets it."""
        self._receive(Deadline.after(_HANDSHAKE_SECONDS))

    def secure(self, context: ssl.SSLContext) -> ssl.SSLSocket:
        """Changes to TLS; what was said in clear and not yet read counts for nothing."""
        self._buffer.clear()
        try:
            # Without a handshake this can't block, so that `interrupt` always finds a socket that is open.
            secured = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
            self._socket = secured
            secured.settimeout(_HANDSHAKE_SECONDS)
            secured.do_handshake()
        except (OSError, ValueError):
            raise HungUpError from None
        return secured

    def stall(self) -> None:
        """Listens without ever answering; raises HungUpError in the end."""
        while True:
            try:
                self._receive(Deadline.after(_MESSAGE_SECONDS))
            except IdleError:
                raise HungUpError from None

    def interrupt(self) -> None:
        """Ends whatever waits on the connection, from another thread."""
        # The base class's method: SSLSocket's own takes the TLS state from under the thread that uses it.
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def reset(self) -> None:
        """Ends the connection by a reset, as a firewall does."""
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def close(self) -> None:
        """Ends the connection so that the client can still read the last words, an alert of TLS among them."""
        deadline = Deadline.after(_PARTING_SECONDS)
        with suppress(OSError, ValueError), self._socket as sock:
            if hasattr(sock, "unwrap"):
                sock.settimeout(_PARTING_SECONDS)
                with suppress(OSError, ValueError):
                    sock.unwrap()
            socket.socket.shutdown(sock, socket.SHUT_WR)
            # A close with bytes unread would be a reset, which throws away what is on its way to the client.
            while True:
                sock.settimeout(deadline.left())
                if not socket.socket.recv(sock, _CHUNK):
                    return

    def _receive(self, deadline: Deadline) -> bytes:
        try:
            self._socket.settimeout(deadline.left())
            chunk = self._socket.recv(_CHUNK)
        except TimeoutError:
            raise IdleError from None
        except (OSError, ValueError):
            raise HungUpError from None
        if not chunk:
            raise HungUpError
        return chunk
