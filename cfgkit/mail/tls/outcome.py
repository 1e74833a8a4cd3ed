"""How a TLS handshake ended: what was agreed on and what is to be noted, or the class of the fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from cfgkit.mail.faults import FaultClass
    from cfgkit.mail.tls.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Note:
    """A thing worth knowing that changes nothing; `id` is part of the JSON contract."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Secured:
    """A finished handshake; `chain` is as the server sent it, the leaf first."""

    socket: ssl.SSLSocket
    version: str
    cipher: str
    chain: tuple[Certificate, ...]
    notes: tuple[Note, ...] = ()


class HandshakeError(Exception):
    """A handshake that failed; the connection is closed. `chain` is what the server sent, as far as it came."""

    def __init__(
        self,
        fault: FaultClass,
        words: str,
        chain: tuple[Certificate, ...] = (),
        notes: tuple[Note, ...] = (),
    ) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words
        self.chain = chain
        self.notes = notes
