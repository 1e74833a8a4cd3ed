"""A small DNS server on loopback, over UDP: answers by a zone, drops as many questions as a test asks."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING, Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from cfgkit.mail.resolve import Address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType


class NameServer:
    """Knows the names of its zone; `drops` are the questions that get no answer before one does."""

    def __init__(
        self,
        zone: Mapping[str, Mapping[str, Sequence[str]]],
        *,
        drops: int = 0,
        rcode: dns.rcode.Rcode = dns.rcode.NOERROR,
    ) -> None:
        self._zone = zone
        self._drops = drops
        self._rcode = rcode
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)
        self.address = Address(socket.AF_INET, "127.0.0.1", self._socket.getsockname()[1])
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(b"", self.address.sockaddr)
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            question, sender = self._socket.recvfrom(4096)
            if not question:
                return
            query = dns.message.from_wire(question)
            (asked,) = query.question
            self.asked.append(f"{asked.name} {dns.rdatatype.to_text(asked.rdtype)}")
            if self._drops:
                self._drops -= 1
                continue
            self._socket.sendto(self._answer(query).to_wire(), sender)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        (asked,) = query.question
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        kinds = self._zone.get(asked.name.to_text(omit_final_dot=True))
        answer.set_rcode(self._rcode if kinds is not None or self._rcode else dns.rcode.NXDOMAIN)
        kind = dns.rdatatype.to_text(asked.rdtype)
        if kinds and kind in kinds:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *kinds[kind]))
        return answer
