"""What a mechanism is: perhaps an initial response, then an answer to each challenge."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from cfgkit.mail.faults import FaultClass
from cfgkit.secret import MASK

if TYPE_CHECKING:
    from cfgkit.secret import Secret

MORE_ASKED: Final = "the server asks for more than this mechanism has to say"


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent, before base64; `shown` stands for the base64 in the transcript, `note` is for the reader."""

    data: bytes = field(repr=False)
    shown: str = MASK
    note: str = ""


class ChallengeError(Exception):
    """A challenge that JavaMail has no answer to: it closes the connection."""

    def __init__(self, words: str, fault: FaultClass = FaultClass.REPLY_UNEXPECTED) -> None:
        super().__init__(words)
        self.words = words
        self.fault = fault


class Mechanism(Protocol):
    """One run of a mechanism."""

    @property
    def name(self) -> str:
        """The word behind AUTH, in capitals."""

    def start(self) -> Response | None:
        """The initial response, None where none is sent; raises ChallengeError where none can be made."""

    def answer(self, challenge: str) -> Response:
        """The answer to the words behind 334, as they came; raises ChallengeError."""


class Finished:
    """A mechanism in the JDK's SASL framework that has said all: each further challenge gets an empty line."""

    def __init__(self, inner: Mechanism) -> None:
        self.name = inner.name
        self._inner = inner

    def start(self) -> Response | None:
        """The mechanism's own initial response."""
        return self._inner.start()

    def answer(self, _challenge: str) -> Response:
        """Nothing."""
        return Response(b"", shown="")


def encoded(data: bytes) -> str:
    """Base64 in one line, as all that a login says."""
    return base64.b64encode(data).decode()


def decoded(challenge: str) -> bytes:
    """The bytes of a challenge; raises ChallengeError for what is no base64."""
    try:
        return base64.b64decode(challenge, validate=True)
    except (binascii.Error, ValueError):
        raise ChallengeError("the server's challenge is no base64") from None


def opened(secret: Secret | None) -> str:
    """The clear text, for the wire alone; no secret is an empty one."""
    return "" if secret is None else secret.reveal()
