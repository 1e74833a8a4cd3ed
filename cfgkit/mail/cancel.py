"""A way to end a running test from elsewhere: a click in the editor, Ctrl-C."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event


class Cancellation:
    """Set once; the connection that is open then is shut down, so that no wait goes on."""

    def __init__(self) -> None:
        self._asked = Event()
        self._open: socket.socket | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the test is to end."""
        return self._asked.is_set()

    def cancel(self) -> None:
        """Ends the test as soon as it can."""
        self._asked.set()
        self._shut_down(self._open)

    def watch(self, connection: socket.socket) -> None:
        """The connection that a cancel shuts down."""
        self._open = connection
        if self.is_asked:
            self._shut_down(connection)

    @staticmethod
    def _shut_down(connection: socket.socket | None) -> None:
        if connection is not None:
            with suppress(OSError):
                # A TLS socket's own shutdown() drops its TLS state under the reading thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
