"""Listens, and gives each connection a thread of its own."""

from __future__ import annotations

import select
import socket
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.resolve import Address
from cfgkit.mail.sandbox import answers
from cfgkit.mail.sandbox.channel import Channel
from cfgkit.mail.sandbox.conversation import Conversation
from cfgkit.mail.sandbox.encryption import Encryption
from cfgkit.mail.sandbox.expectation import MECHANISMS, Expectation
from cfgkit.mail.sandbox.misdeeds import misdeed_of
from cfgkit.mail.sandbox.ntlm import require_ntlm
from cfgkit.mail.sandbox.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.mail.sandbox.fault import Fault
    from cfgkit.mail.sandbox.misdeed import Misdeed
    from cfgkit.mail.sandbox.received import Received

#: A free port of loopback.
LOOPBACK: Final = Address(socket.AF_INET, "127.0.0.1", 0)
_NAME: Final = "cfgkit-sandbox"
_ALSO_NAMED: Final = ("localhost", "127.0.0.1", "::1")
_MOST_CONNECTIONS: Final = 50
_BACKLOG: Final = 100
_NUDGE_SECONDS: Final = 0.1
_FINISHING_SECONDS: Final = 5.0


class Sandbox:
    """The running server: where it listens, whom a client has to trust, and the last messages.

    `authority` is the PEM of its throw-away authority, empty without TLS.
    """

    def __init__(self, address: Address, authority: str, kept: deque[Received], server: _Server) -> None:
        self.address = address
        self.authority = authority
        self._kept = kept
        self._server = server

    @property
    def received(self) -> tuple[Received, ...]:
        """The messages that are kept, the oldest first."""
        return tuple(self._kept)

    def finish(self) -> None:
        """Takes no more clients, and gives those who are there some seconds to hear their answers and say QUIT."""
        self._server.finish()


@contextmanager
def sandbox(
    expected: Expectation = Expectation(),  # noqa: B008 - immutable
    *,
    fault: Fault | None = None,
    listen: Address = LOOPBACK,
    keep: int = 100,
    on_received: Callable[[Received], None] | None = None,
) -> Iterator[Sandbox]:
    """Runs the server, by default on a free port of 127.0.0.1, and ends all its threads in the end.

    It keeps the last `keep` messages. `on_received` gets each, one after the other, in a thread of the server.

    Raises:
        InputError: the address can't be had, or the fault can't show with what is expected.
        NotAvailableError: TLS without cryptography, NTLM without pyspnego.
    """
    misdeed = misdeed_of(fault, expected)
    _check(expected)
    with ExitStack() as stack:
        listener = stack.enter_context(_listener(listen))
        address = Address(listen.family, listen.ip, listener.getsockname()[1])
        encryption = _encryption(expected, misdeed, address.ip)
        kept: deque[Received] = deque(maxlen=keep)
        server = _Server(listener, Terms(_NAME, expected, misdeed, encryption), _Keeper(kept, on_received))
        server.start()
        stack.callback(server.stop)
        yield Sandbox(address, encryption.authority if encryption else "", kept, server)


def _check(expected: Expectation) -> None:
    for name in expected.mechanisms:
        if name not in MECHANISMS:
            raise InputError(f"the sandbox knows the mechanisms {', '.join(MECHANISMS)} only")
    if "NTLM" in expected.mechanisms:
        require_ntlm()


def _encryption(expected: Expectation, misdeed: Misdeed, ip: str) -> Encryption | None:
    if expected.tls == "none" and not misdeed.starttls:
        return None
    return Encryption(expected, misdeed, _NAME, (*_ALSO_NAMED, ip))


def _listener(address: Address) -> socket.socket:
    try:
        listener = socket.create_server(address.sockaddr, family=address.family, backlog=_BACKLOG)
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, "strerror", None) or "no such address"
        raise InputError(f"the sandbox can't listen on {address.shown}: {reason}") from None
    listener.settimeout(0)
    return listener


class _Keeper:
    """Takes the messages of all connections, one at a time."""

    def __init__(self, kept: deque[Received], on_received: Callable[[Received], None] | None) -> None:
        self._kept = kept
        self._on_received = on_received
        self._lock = Lock()

    def __call__(self, message: Received) -> None:
        with self._lock:
            self._kept.append(message)
            if self._on_received is not None:
                self._on_received(message)


class _Server:
    """A thread that accepts, and one for each connection."""

    def __init__(self, listener: socket.socket, terms: Terms, keep: Callable[[Received], None]) -> None:
        self._listener = listener
        self._terms = terms
        self._keep = keep
        self._connections: dict[Thread, Channel] = {}
        self._woken, self._wake = socket.socketpair()
        self._thread = Thread(target=self._accept, name=_NAME, daemon=True)

    def start(self) -> None:
        """Begins to accept."""
        self._thread.start()

    def finish(self) -> None:
        """Accepts no more, and waits for the conversations that go on, but not without end."""
        self._accept_no_more()
        deadline = Deadline.after(_FINISHING_SECONDS)
        with suppress(TimeoutError):
            for thread in self._connections:
                thread.join(deadline.left())

    def stop(self) -> None:
        """Ends all threads."""
        self._accept_no_more()
        for thread, channel in self._connections.items():
            # Once more where a thread was just about to wait on another socket.
            while thread.is_alive():
                channel.interrupt()
                thread.join(_NUDGE_SECONDS)

    def _accept_no_more(self) -> None:
        self._wake.close()
        self._thread.join()
        self._woken.close()

    def _accept(self) -> None:
        while True:
            ready, _, _ = select.select([self._listener, self._woken], [], [])
            if self._woken in ready:
                return
            # A client that has gone already is no connection.
            with suppress(OSError):
                connection, _ = self._listener.accept()
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        self._connections = {thread: channel for thread, channel in self._connections.items() if thread.is_alive()}
        if len(self._connections) >= _MOST_CONNECTIONS:
            with connection:
                connection.sendall(answers.TOO_MANY_CLIENTS.format(name=_NAME).encode() + b"\r\n")
            return
        channel = Channel(connection)
        talk = Conversation(channel, self._terms, self._keep).run
        thread = Thread(target=talk, name=f"{_NAME}-client", daemon=True)
        self._connections[thread] = channel
        thread.start()
