"""What one setting means in one kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from cfgkit.schema.effect import Effect, History
    from cfgkit.schema.release import Release
    from cfgkit.schema.value_type import ValueType

FileKind = Literal["psappsrv", "psprcs", "unknown"]
#: How a setting comes into such a file, as far as sources say.
Presence = Literal["delivered", "delivered commented out", "added by hand", "documented", "unverified", "site"]
Server = Literal["primary", "backup", "shared", ""]


class Setting(NamedTuple):
    """A known setting of PSAPPSRV.CFG or PSPRCS.CFG."""

    file: FileKind
    section: str
    key: str
    type: ValueType[Any]
    presence: Presence
    history: History
    #: The value in the delivered file of 8.54, else of 8.50; None where it is not delivered.
    delivered: str | None = None
    #: What holds where the setting is absent or empty, and who says so; None where no source does.
    default: str | None = None
    default_source: str = ""
    #: The first release that a source shows it in, and the last one, where it went away or got another name.
    since: str = ""
    until: str = ""
    description: str = ""
    example: str = ""
    #: What else the sources say, a sentence each.
    notes: tuple[str, ...] = ()
    #: Other spellings that sources have.
    aliases: tuple[str, ...] = ()
    group: str = ""
    server: Server = ""
    #: The same setting of the other mail server.
    counterpart: str = ""
    #: The settings that it means nothing without.
    depends_on: tuple[str, ...] = ()
    #: Whether PeopleCode can set it for one session.
    is_overridden: bool = False
    is_secret: bool = False

    def effect(self, release: Release | None = None) -> Effect:
        """When a change of the setting takes effect in that release."""
        return self.history.at(release)

    @property
    def first_release(self) -> Release | None:
        """The first release that a source shows it in; None where an older one may have it too."""
        from cfgkit.schema.release import release_of  # noqa: PLC0415 - start-up: most commands need none

        return release_of(self.since[:4]) if self.since and " or earlier" not in self.since else None

    @property
    def is_documented(self) -> bool:
        """Whether the type comes from a manual, not only from a template of 8.54."""
        return bool(self.group)
