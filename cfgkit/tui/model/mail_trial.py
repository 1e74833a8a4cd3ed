"""What the next mail test is to do: as a value, as the lines of its form, as the sender's options. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cfgkit.errors import InputError
from cfgkit.mail.options import ServerChoice, TestOptions
from cfgkit.mail.record import Stage
from cfgkit.mail.sandbox import MEANINGS, Fault
from cfgkit.mail.tokens import is_address
from cfgkit.tui.model.lines import Block, Line
from cfgkit.tui.model.mail_extras import Extras

_PLAIN: Final = Extras()
#: The sandbox delivers to anybody.
_ANYBODY: Final = "anybody@example.com"
_SERVERS: Final = {
    ServerChoice.PRIMARY: "the primary",
    ServerChoice.BACKUP: "the backup",
    ServerChoice.BOTH: "both, one after the other",
    ServerChoice.FAILOVER: "the backup if the primary is not available",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A test that could be made."""

    server: ServerChoice = ServerChoice.FAILOVER
    last: Stage = Stage.QUIT
    to: tuple[str, ...] = ()
    is_real: bool = False
    #: What the sandbox gets wrong.
    fault: Fault | None = None
    extras: Extras = _PLAIN

    @property
    def sends(self) -> bool:
        """Whether mail leaves this host, if nothing goes wrong."""
        return self.is_real and bool(self.to) and self.last.order >= Stage.DATA.order

    def options(self, file: str) -> TestOptions:
        """As the sender is asked, without passwords."""
        extras = self.extras
        return TestOptions(
            file=file,
            to=self.to if self.is_real or self.to else (_ANYBODY,),
            server=self.server,
            stop_after=self.last,
            sandbox=not self.is_real,
            fault=None if self.is_real else self.fault,
            release=extras.release,
            helo=extras.helo,
            timeout=extras.timeout,
            count=extras.count,
            strict=extras.strict,
            check_name=extras.check_name,
            blackberry=extras.blackberry,
            check_proxy=extras.check_proxy and self.is_real,
        )

    def form(self) -> Block:
        """The lines of its form, by the labels that `Field` has."""
        nobody = "nobody: ends before anything is sent" if self.is_real else f"{_ANYBODY}, made up"
        fault = "none" if self.fault is None else f"{self.fault}: {MEANINGS[self.fault]}"
        lines = [
            Line("the real server" if self.is_real else "the sandbox on this host", "where"),
            Line(_SERVERS[self.server], "server"),
            Line(str(self.last), "last stage"),
            Line(", ".join(self.to) or nobody, "recipient"),
        ]
        lines.append(Line(self.extras.source("password").words, "password") if self.is_real else Line(fault, "fault"))
        changed = self.extras.changed
        lines.append(Line(f"{changed or 'nothing'} set; o shows time-out, trust, tokens and so on", "more"))
        return Block("test (Enter changes, r runs)", tuple(lines))

    def with_choice(self, label: str, number: int) -> Trial:
        """With the n-th of `choices` in the field of that label."""
        if label == "server":
            return replace(self, server=tuple(ServerChoice)[number])
        if label == "last stage":
            return replace(self, last=tuple(Stage)[number])
        return replace(self, fault=(None, *Fault)[number])


def choices(label: str) -> list[str]:
    """What may be chosen in the field of that label; nothing where it is typed or toggled."""
    if label == "server":
        return [f"{one}: {what}" for one, what in _SERVERS.items()]
    if label == "last stage":
        return [str(one) for one in Stage]
    return ["none", *(f"{one}: {MEANINGS[one]}" for one in Fault)] if label == "fault" else []


def recipients(text: str) -> tuple[str, ...]:
    """Mail addresses, by commas or blanks.

    Raises:
        InputError: one of them is none.
    """
    found = tuple(text.replace(",", " ").split())
    if not all(map(is_address, found)):
        raise InputError("this is not a mail address", help="give bare ones, such as user@example.com")
    return found
