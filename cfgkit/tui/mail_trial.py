"""What the next mail test is to do: as a value, as the lines of its form, as the sender's options. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.accounts import wants_password
from cfgkit.mail.options import Means, ServerChoice, TestOptions
from cfgkit.mail.plan import AuthMode
from cfgkit.mail.record import Stage
from cfgkit.mail.sandbox import MEANINGS, Fault
from cfgkit.mail.tokens import is_address
from cfgkit.tui.lines import Block, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.mail.record import Role
    from cfgkit.secret import Secret

#: The sandbox delivers to anybody.
_ANYBODY: Final = "anybody@example.com"
_SERVERS: Final = {
    ServerChoice.PRIMARY: "the primary",
    ServerChoice.BACKUP: "the backup",
    ServerChoice.BOTH: "both, one after the other",
    ServerChoice.FAILOVER: "the backup if the primary is not available",
}
#: Whom a password is for: user, host and port, so that it never goes to another server.
Login = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """A test that could be made."""

    server: ServerChoice = ServerChoice.FAILOVER
    last: Stage = Stage.QUIT
    to: tuple[str, ...] = ()
    is_real: bool = False
    #: What the sandbox gets wrong.
    fault: Fault | None = None

    @property
    def sends(self) -> bool:
        """Whether mail leaves this host, if nothing goes wrong."""
        return self.is_real and bool(self.to) and self.last.order >= Stage.DATA.order

    def options(self, file: str) -> TestOptions:
        """As the sender is asked, without passwords."""
        return TestOptions(
            file=file,
            to=self.to if self.is_real or self.to else (_ANYBODY,),
            server=self.server,
            stop_after=self.last,
            sandbox=not self.is_real,
            fault=None if self.is_real else self.fault,
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
        lines += [] if self.is_real else [Line(fault, "fault")]
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


def login_of(server: ServerPlan) -> Login:
    """Whom the server's password is for."""
    return server.login.user.value, server.host.value, server.port.value


def unknown_logins(planned: Plan, options: TestOptions) -> tuple[ServerPlan, ...]:
    """The servers whose password or token has to be asked for."""
    if options.sandbox or not options.logs_in:
        return ()
    return tuple(
        server
        for server in planned.servers
        if options.server.may_use(server.role) and wants_password(server, options.means)
    )


def question(server: ServerPlan) -> str:
    """How its password is asked for."""
    what = "Access token" if server.login.mode.value is AuthMode.OAUTH else "Password"
    user = server.login.user.value
    return f"{what}{f' of {user}' if user else ''} on {server.host.value} ({server.role}); kept until you leave"


def with_secrets(options: TestOptions, planned: Plan, known: Mapping[Login, Secret]) -> TestOptions:
    """The options with the passwords and tokens that are known."""
    passwords: dict[Role, Secret] = {}
    tokens: dict[Role, Secret] = {}
    for server in unknown_logins(planned, options):
        secret = known.get(login_of(server))
        if secret is not None:
            (tokens if server.login.mode.value is AuthMode.OAUTH else passwords)[server.role] = secret
    return replace(options, means=Means(passwords=passwords, tokens=tokens))
