"""What a misdeed is: other words at some moments, another offer, or another way to begin TLS."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Moment(Enum):
    """When the server speaks; LOGIN is the verdict on an AUTH that ran, DOT that on a message."""

    GREETING = auto()
    HELLO = auto()
    STARTTLS = auto()
    AUTH = auto()
    LOGIN = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    DOT = auto()
    QUIT = auto()


class Then(Enum):
    """What follows an answer."""

    GO_ON = auto()
    #: The connection is closed in good order.
    CLOSE = auto()
    #: The connection is reset, as by a firewall.
    RESET = auto()
    #: Nothing more is ever said.
    STALL = auto()


class Only(Enum):
    """Where an answer holds; elsewhere the ordinary one does."""

    EVERYWHERE = auto()
    FIRST_RECIPIENT = auto()
    IN_CLEAR = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """Words instead of the ordinary ones, with `{name}`, `{ehlo}`, `{sender}`, `{recipient}` and `{user}`."""

    words: str = ""
    then: Then = Then.GO_ON
    only: Only = Only.EVERYWHERE

    @property
    def is_refusal(self) -> bool:
        """Whether the words say no, for now or for good."""
        return self.words.startswith(("4", "5"))


class Handshake(Enum):
    """How TLS begins."""

    GOOD = auto()
    #: Plain text comes instead of TLS.
    PLAIN = auto()
    #: Another version than the one that the client is pinned to, or no version at all.
    OTHER_VERSION = auto()
    CLOSED = auto()
    SILENT = auto()
    #: A certificate is asked for, and none is no good.
    CLIENT_REQUIRED = auto()
    #: As above, and none is trusted.
    CLIENT_REFUSED = auto()


class Flaw(Enum):
    """What is wrong with the server's certificate."""

    NONE = auto()
    EXPIRED = auto()
    NOT_YET_VALID = auto()
    UNTRUSTED = auto()
    OTHER_NAME = auto()


class Need(Enum):
    """What a client has to do for a fault to show."""

    NOTHING = auto()
    TLS = auto()
    STARTTLS = auto()
    LOGIN = auto()
    PASSWORD = auto()
    LOGIN_IN_CLEAR = auto()
    CLIENT_CERTIFICATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Misdeed:
    """What a fault does.

    `offers_auth` are the words after AUTH in the EHLO reply, where they are not those of the settings: none at
    all hide AUTH. `starttls` says whether STARTTLS is offered, where that is not the settings' matter.
    """

    meaning: str
    answers: Mapping[Moment, Answer] = field(default_factory=dict)
    offers_auth: tuple[str, ...] | None = None
    starttls: bool | None = None
    handshake: Handshake = Handshake.GOOD
    flaw: Flaw = Flaw.NONE
    need: Need = Need.NOTHING


#: What a server does that is not told to misbehave.
NO_MISDEED: Final = Misdeed(meaning="nothing is wrong")
