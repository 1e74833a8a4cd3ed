"""A way to end running tests from elsewhere: a click in the editor, Ctrl-C."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: How often a wait that no shutdown ends looks up, in seconds.
TICK_SECONDS: Final = 0.1


class Cancellation:
    """Set once; all connections that are open then are shut down, so that no wait goes on.

    Several tests may share one.
    """

    def __init__(self) -> None:
        self._asked = Event()
        self._lock = Lock()
        self._open: set[socket.socket] = set()

    @property
    def is_asked(self) -> bool:
        """Whether the tests are to end."""
        return self._asked.is_set()

    def cancel(self) -> None:
        """Ends the tests as soon as they can."""
        with self._lock:
            self._asked.set()
            for handle in self._open:
                _shut_down(handle)

    def watch(self, connection: socket.socket) -> Callable[[], None]:
        """Has a cancel shut the connection down, until the function that this gives is called. Raises OSError.

        The handle is one of its own: TLS takes the connection's over, and drops its state at a shutdown.
        """
        handle = connection.dup()
        with self._lock:
            self._open.add(handle)
            if self.is_asked:
                _shut_down(handle)

        def forget() -> None:
            with self._lock:
                self._open.discard(handle)
                handle.close()

        return forget


def _shut_down(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
