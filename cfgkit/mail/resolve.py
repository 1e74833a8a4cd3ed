"""Names to addresses, and this host's own name, each within a deadline.

The system's resolver can't be told to stop, so it works in a thread that is left behind when time is over.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from cfgkit.mail.cancel import TICK_SECONDS
from cfgkit.mail.tokens import is_ehlo_name

if TYPE_CHECKING:
    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.deadline import Deadline

T = TypeVar("T")


class Address(NamedTuple):
    """One IP address and port of a server."""

    family: socket.AddressFamily
    ip: str
    port: int

    @property
    def sockaddr(self) -> tuple[str, int]:
        """The address as the socket module takes it."""
        return (self.ip, self.port)

    @property
    def shown(self) -> str:
        """Address and port as one word."""
        return f"[{self.ip}]:{self.port}" if self.family is socket.AF_INET6 else f"{self.ip}:{self.port}"


#: From host, port and deadline to all addresses; raises OSError, TimeoutError when time is over.
Resolver: TypeAlias = Callable[[str, int, "Deadline"], Sequence[Address]]


def resolve(host: str, port: int, deadline: Deadline, cancellation: Cancellation | None = None) -> Sequence[Address]:
    """All addresses of the host, in the system's order; raises OSError, TimeoutError after a cancel too."""
    return _within(deadline, lambda: _look_up(host, port), cancellation)


def first(addresses: Sequence[Address]) -> Address:
    """The address that the application server would use: the first IPv4 one, else the first IPv6 one."""
    return next((a for a in addresses if a.family is socket.AF_INET), addresses[0])


def own_name(deadline: Deadline) -> str:
    """This host's canonical name, as JavaMail says it in EHLO; an address literal where there is none."""
    try:
        name = _within(deadline, socket.getfqdn)
    except OSError:
        name = socket.gethostname()
    return name if is_ehlo_name(name) else "[127.0.0.1]"


class Origin(NamedTuple):
    """Who tests, and from where."""

    host: str
    user: str


def origin() -> Origin:
    """This host's name and the user's."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user id without an entry in the password database
        user = f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
    return Origin(socket.gethostname(), user)


def _look_up(host: str, port: int) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that IDNA can't hold
        raise socket.gaierror(socket.EAI_NONAME, "not a name that DNS can hold") from error
    return tuple(Address(family, str(place[0]), port) for family, _, _, _, place in found)


def _within(deadline: Deadline, work: Callable[[], T], cancellation: Cancellation | None = None) -> T:
    """The work's result; raises what it raises, or TimeoutError when the deadline or a cancel comes first."""
    found: list[T] = []
    failed: list[OSError] = []

    def run() -> None:
        try:
            found.append(work())
        except OSError as error:
            failed.append(error)

    deadline.left()
    thread = Thread(target=run, name="cfgkit-resolve", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(min(TICK_SECONDS, deadline.left()))
        if cancellation is not None and cancellation.is_asked:
            raise TimeoutError
    if failed:
        raise failed[0]
    return found[0]
