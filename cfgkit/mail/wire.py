"""The small wire: one connection, lines with a deadline, bounded replies, a transcript."""

from __future__ import annotations

import errno
import os
import re
import selectors
import socket
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from cfgkit.errors import InputError
from cfgkit.mail.cancel import TICK_SECONDS
from cfgkit.mail.faults import Loss
from cfgkit.mail.tokens import is_one_line
from cfgkit.mail.transcript import Speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.faults import FaultClass
    from cfgkit.mail.record import Role
    from cfgkit.mail.resolve import Address
    from cfgkit.mail.tls.outcome import Secured
    from cfgkit.mail.tls.policy import TlsPolicy
    from cfgkit.mail.transcript import Transcript

#: The longest reply line and the longest reply that are read, in bytes; RFC 5321 asks for 512 a line.
MAX_LINE: Final = 8192
MAX_REPLY: Final = 65536
_CHUNK: Final = 4096
_GLIMPSE: Final = 80
_JOINT: Final = " / "
_LAST_WORDS_SECONDS: Final = 1.0
_UNDER_WAY: Final = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK})
_CODE: Final = re.compile(r"[0-9]{3}")


class Reply(NamedTuple):
    """A server's reply: the code of its first line, and all its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """The reply as one text, a blank and a slash between its lines."""
        return _JOINT.join(self.lines)


class WireError(Exception):
    """A reply that never came: how it was lost, and what the server had said until then.

    `fault` is set where TLS itself tells the class: under TLS 1.3 a refused client shows only at the next read.
    """

    def __init__(
        self, loss: Loss, *, heard: str = "", reply: Reply | None = None, fault: FaultClass | None = None
    ) -> None:
        super().__init__(loss.value)
        self.loss = loss
        self.heard = heard
        self.reply = reply
        self.fault = fault


class Wire:
    """A connection to a mail server; every wait ends at `deadline`, which the caller moves on.

    What the server says goes through `mask` before anybody sees it: a server may repeat a password.
    """

    def __init__(
        self,
        sock: socket.socket,
        deadline: Deadline,
        transcript: Transcript,
        role: Role,
        *,
        mask: Callable[[str], str] = str,
    ) -> None:
        self.deadline = deadline
        #: The local address that the server sees, unless something in between changes it.
        self.source = str(sock.getsockname()[0])
        self.socket = sock
        self._mask = mask
        self._transcript = transcript
        self._role = role
        self._buffer = bytearray()

    @classmethod
    def connect(
        cls,
        address: Address,
        deadline: Deadline,
        transcript: Transcript,
        role: Role,
        *,
        mask: Callable[[str], str] = str,
        cancellation: Cancellation | None = None,
    ) -> Self:
        """Connects to that one address; raises OSError, TimeoutError after a cancel too."""
        sock = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            _connect(sock, address, deadline, cancellation)
            # Commands are short and wait for their answer: nothing is gained by gathering them.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return cls(sock, deadline, transcript, role, mask=mask)
        except BaseException:
            sock.close()
            raise

    def close(self) -> None:
        """Ends the connection without a word."""
        self.socket.close()

    def start_tls(self, host: str, policy: TlsPolicy) -> Secured:
        """Shakes hands; what the server had said before and nobody has read yet is thrown away.

        Raises HandshakeError, and what it raises of the client's key.
        """
        if self._buffer:
            words = f"{len(self._buffer)} bytes behind the reply to STARTTLS are thrown away"
            self._transcript.add(self._role, Speaker.NOTE, words)
            self._buffer.clear()
        from cfgkit.mail.tls.handshake import handshake  # noqa: PLC0415 - start-up: most tests speak plain SMTP

        secured = handshake(self.socket, host, policy, self.deadline)
        self.socket = secured.socket
        return secured

    def send(self, command: str, *, shown: str | None = None) -> None:
        """Sends one command line; `shown` stands for it in the transcript when it holds a secret.

        Raises WireError, and InputError for a command that would be more than one line.
        """
        if not is_one_line(command):
            raise InputError("a mail command would hold a line break or a NUL, so it is not sent")
        self._transcript.add(self._role, Speaker.CLIENT, command if shown is None else shown)
        self._write(command.encode() + b"\r\n")

    def send_message(self, stuffed: bytes) -> None:
        """Sends a dot-stuffed message and its closing dot in one write; raises WireError."""
        self._transcript.add(self._role, Speaker.NOTE, f"the message, {len(stuffed)} bytes")
        self._transcript.add(self._role, Speaker.CLIENT, ".")
        self._write(stuffed + b".\r\n")

    def read_reply(self) -> Reply:
        """Reads one reply of one or more lines; raises WireError."""
        lines: list[str] = []
        size = 0
        while True:
            line = self._read_line(lines)
            size += len(line)
            lines.append(self._mask(_decoded(line)))
            self._transcript.add(self._role, Speaker.SERVER, lines[-1])
            if size > MAX_REPLY:
                raise WireError(Loss.TOO_LONG, heard=lines[0])
            if line[3:4] != b"-":
                break
        code = _CODE.match(lines[0])
        if code is None:
            raise WireError(Loss.MALFORMED, heard=lines[0])
        return Reply(int(code[0]), tuple(lines))

    def _read_line(self, before: Sequence[str]) -> bytes:
        """The next line without its ending; a line cut short by the end of the stream counts."""
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > MAX_LINE:
                break
            chunk = self._receive(before)
            if not chunk:
                if not self._buffer:
                    raise WireError(Loss.CLOSED, heard=_JOINT.join(before))
                end = start
                break
            self._buffer += chunk
        if not 0 <= end <= MAX_LINE:
            raise WireError(Loss.TOO_LONG, heard=self._mask(_decoded(bytes(self._buffer[:_GLIMPSE]))))
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line.removesuffix(b"\r")

    def _receive(self, before: Sequence[str]) -> bytes:
        try:
            self.socket.settimeout(self.deadline.left())
            return self.socket.recv(_CHUNK)
        except TimeoutError:
            heard = (*before, self._mask(_decoded(bytes(self._buffer))))
            raise WireError(Loss.TIMEOUT, heard=_JOINT.join(filter(None, heard))) from None
        except OSError as error:
            fault = _tls_fault(error)
            if fault is not None:
                raise WireError(Loss.CLOSED, heard=_JOINT.join(before), fault=fault) from None
            return b""

    def _write(self, data: bytes) -> None:
        try:
            self.socket.settimeout(self.deadline.left())
            self.socket.sendall(data)
        except TimeoutError:
            raise WireError(Loss.TIMEOUT) from None
        except OSError as error:
            fault = _tls_fault(error)
            raise WireError(Loss.CLOSED, fault=fault, reply=None if fault else self._last_words()) from None

    def _last_words(self) -> Reply | None:
        """What the server had said before it closed: often a 421 that tells why."""
        self.deadline = self.deadline.within(_LAST_WORDS_SECONDS)
        try:
            return self.read_reply()
        except WireError as lost:
            if lost.fault is not None:
                raise
            return None


def _connect(sock: socket.socket, address: Address, deadline: Deadline, cancellation: Cancellation | None) -> None:
    """A connect that looks up now and then, since a shutdown does not end it on every system."""
    sock.settimeout(0)
    code = sock.connect_ex(address.sockaddr)
    if code in _UNDER_WAY:
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(min(TICK_SECONDS, deadline.left())):
                if cancellation is not None and cancellation.is_asked:
                    raise TimeoutError
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


def _tls_fault(error: OSError) -> FaultClass | None:
    """What TLS says of an error; a plain connection's error says nothing of it."""
    from cfgkit.mail.tls.alerts import late_fault  # noqa: PLC0415 - start-up: most tests speak plain SMTP

    return late_fault(error)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
