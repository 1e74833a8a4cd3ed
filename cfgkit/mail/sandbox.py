"""A mail server on loopback, in this process, that takes every message and keeps it (extra [sandbox])."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from threading import Thread
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError
from cfgkit.mail.resolve import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

_LOOPBACK: Final = "127.0.0.1"
_NAME: Final = "cfgkit-sandbox"
_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the server got it: the envelope, and the bytes after dot-unstuffing."""

    ehlo_name: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the headers, in their order."""
        return tuple((name, str(value)) for name, value in message_from_bytes(self.raw).items())


from enum import StrEnum


class Fault(StrEnum):  # replaced by the sandbox of its own
    GREYLIST = "greylist"


@dataclass(frozen=True, slots=True)
class Expectation:
    tls: str = "none"
    requires_tls: bool = False
    protocol: str = ""
    mechanisms: tuple[str, ...] = ()
    user: str = ""
    secret: object = None
    ntlm_domain: str = ""
    authorization_id: str = ""
    client_certificate: bool = False
    host: str = ""


class Sandbox:
    authority = ""
    """The running server: where it listens, and what it has received (the last 100 messages)."""

    def __init__(self, address: Address, kept: deque[Received]) -> None:
        self.address = address
        self._kept = kept

    @property
    def received(self) -> tuple[Received, ...]:
        """The messages so far, the oldest first."""
        return tuple(self._kept)


@contextmanager
def sandbox(expected: object = None, *, fault: object = None) -> Iterator[Sandbox]:
    """Runs the server on a free port of 127.0.0.1; raises NotAvailableError without aiosmtpd."""
    smtp = _smtp_class()
    kept: deque[Received] = deque(maxlen=_KEPT)
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    with socket.create_server((_LOOPBACK, 0)) as listener:
        address = Address(socket.AF_INET, _LOOPBACK, listener.getsockname()[1])
        thread = Thread(target=lambda: asyncio.run(_serve(smtp, listener, kept, started)), name=_NAME, daemon=True)
        thread.start()
        loop, stop = started.result()
        try:
            yield Sandbox(address, kept)
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()


async def _serve(
    smtp: type[SMTP],
    listener: socket.socket,
    kept: deque[Received],
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]],
) -> None:
    # aiosmtpd's own Controller wants a port number beforehand; its protocol class does not.
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    keeper = _Keeper(kept)
    server = await loop.create_server(lambda: smtp(keeper, hostname=_NAME, loop=loop), sock=listener)
    started.set_result((loop, stop))
    await stop.wait()
    server.close()


class _Keeper:
    """aiosmtpd's handler; no attribute may start with `auth_`, it would be offered as a mechanism."""

    def __init__(self, kept: deque[Received]) -> None:
        self._kept = kept

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = envelope.original_content or b""
        self._kept.append(Received(session.host_name or "", envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 2.0.0 kept in the sandbox"


def _smtp_class() -> type[SMTP]:
    try:
        from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - an extra, and only the sandbox needs it
    except ModuleNotFoundError:
        raise NotAvailableError(
            "the sandbox needs aiosmtpd, which is not installed", help="pip install 'cfgkit[sandbox]'"
        ) from None
    return SMTP
