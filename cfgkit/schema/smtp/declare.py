"""How a setting of [SMTP Settings] is declared: once, for both servers and both files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfgkit.schema.setting import Setting
from cfgkit.schema.smtp.effects import history

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind, Presence, Server
    from cfgkit.schema.value_type import ValueType

SECTION: Final = "SMTP Settings"
#: What a default's source is called where the manual's page on the section states it.
MANUAL: Final = "the manual's page on the section"
#: The same where only the delivered file of 8.54 shows it.
DELIVERED_FILE: Final = "the delivered file of 8.54"
#: When the settings came that the oldest files have.
OLD: Final = "8.50 or earlier"
BY_HAND: Final = "The manual has it added by hand to either file."
_BOTH: Final[tuple[FileKind, ...]] = ("psappsrv", "psprcs")
_SECOND: Final = " Second mail server."


class Backup(NamedTuple):
    """Where the backup server's setting differs from the primary's; its key ends in 1."""

    type: ValueType[Any] | None = None
    #: The default, and whose word that is.
    default: tuple[str | None, str] | None = None
    delivered: tuple[tuple[FileKind, str], ...] | None = None
    otherwise: tuple[Presence, Presence] | None = None
    notes: tuple[str, ...] | None = None
    aliases: tuple[str, ...] = ()


class Declared(NamedTuple):
    """A setting that holds for both mail servers, or that of the primary and the same one of the backup.

    A named tuple: its class is made faster than a dataclass, and the editor's first frame waits for it.
    """

    key: str
    type: ValueType[Any]
    group: str
    description: str
    example: str
    default: str | None = None
    default_source: str = ""
    #: The files that are delivered with it, and their values.
    delivered: tuple[tuple[FileKind, str], ...] = ()
    #: How it comes into a file that is not delivered with it.
    otherwise: tuple[Presence, Presence] = ("documented", "unverified")
    since: str = "8.61 or earlier"
    depends_on: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_overridden: bool = True
    is_secret: bool = False
    #: None where one setting holds for both servers.
    backup: Backup | None = None

    def settings(self, file: FileKind) -> tuple[Setting, ...]:
        """The settings that it yields for a kind of file: one, or the primary's and the backup's."""
        if self.backup is None:
            return (_setting(self, file, "shared"),)
        backup = self._of_backup(self.backup)
        return (_setting(self, file, "primary", backup.key), _setting(backup, file, "backup", self.key))

    def _of_backup(self, backup: Backup) -> Declared:
        key = f"{self.key}1"
        default, source = (self.default, self.default_source) if backup.default is None else backup.default
        others = (one for one in self.depends_on if one != "SMTPServer")
        own = (one.replace("=", "1=") if "=" in one else f"{one}1" for one in others)
        return self._replace(
            key=key,
            type=self.type if backup.type is None else backup.type,
            description=self.description + _SECOND,
            default=default,
            default_source=source,
            delivered=self.delivered if backup.delivered is None else backup.delivered,
            otherwise=self.otherwise if backup.otherwise is None else backup.otherwise,
            depends_on=tuple(one for one in ("SMTPServer1", *own) if one != key),
            aliases=backup.aliases,
            notes=self.notes if backup.notes is None else backup.notes,
        )


def _setting(declared: Declared, file: FileKind, server: Server, counterpart: str = "") -> Setting:
    delivered = dict(declared.delivered)
    return Setting(
        file=file,
        section=SECTION,
        key=declared.key,
        type=declared.type,
        presence="delivered" if file in delivered else declared.otherwise[_BOTH.index(file)],
        history=history(file, declared.key, was_delivered=file in delivered),
        delivered=delivered.get(file),
        default=declared.default,
        default_source=declared.default_source,
        since=declared.since,
        description=declared.description,
        example=f"{declared.key}={declared.example}",
        notes=declared.notes,
        aliases=declared.aliases,
        group=declared.group,
        server=server,
        counterpart=counterpart,
        depends_on=declared.depends_on,
        is_overridden=declared.is_overridden,
        is_secret=declared.is_secret,
    )
