"""What a test is asked to do, and what it needs that the file does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.mail.deadline import TOTAL_SECONDS
from cfgkit.mail.record import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cfgkit.mail.record import Role
    from cfgkit.mail.sandbox import Fault
    from cfgkit.mail.tls.trust import Trust
    from cfgkit.schema.release import Release
    from cfgkit.secret import Secret


class ServerChoice(StrEnum):
    """Which server to test; `failover` does as PeopleSoft: the backup if the primary is not available."""

    PRIMARY = "primary"
    BACKUP = "backup"
    BOTH = "both"
    FAILOVER = "failover"

    def may_use(self, role: Role) -> bool:
        """Whether the test may come to that server."""
        return self in {ServerChoice.BOTH, ServerChoice.FAILOVER} or self.value == role.value


_NONE: Final[Mapping[Role, Secret]] = MappingProxyType({})


class Means(NamedTuple):
    """What the file does not hold: whom to trust, the store with our own keys, passwords, tokens."""

    #: None: the system's own issuers, which a JVM's verdict can't be compared with.
    trust: Trust | None = None
    client_store: Path | None = None
    client_store_password: Secret | None = None
    passwords: Mapping[Role, Secret] = _NONE
    tokens: Mapping[Role, Secret] = _NONE


_NOTHING_MORE: Final = Means()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What the user asked for.

    `file` is the name to show; without `to` the test ends after `auth` and sends nothing; `timeout` is in
    seconds for the whole test; `helo` overrides SMTPSourceMachine; `fault` is what the sandbox gets wrong;
    `count` mails go over one connection; `blackberry` adds the reply address of mail to a BlackBerry;
    `check_proxy` tests the internal proxy of each server that is tried.
    """

    file: str
    to: tuple[str, ...] = ()
    server: ServerChoice = ServerChoice.FAILOVER
    stop_after: Stage = Stage.QUIT
    release: Release | None = None
    sandbox: bool = False
    fault: Fault | None = None
    timeout: float = TOTAL_SECONDS
    helo: str = ""
    strict: bool = False
    check_name: bool = False
    count: int = 1
    blackberry: bool = False
    check_proxy: bool = False
    means: Means = _NOTHING_MORE

    @property
    def last_stage(self) -> Stage:
        """The stage after which the test ends."""
        return self.stop_after if self.to else min(self.stop_after, Stage.AUTH, key=lambda stage: stage.order)

    @property
    def logs_in(self) -> bool:
        """Whether the test gets as far as the login."""
        return self.last_stage.order >= Stage.AUTH.order
