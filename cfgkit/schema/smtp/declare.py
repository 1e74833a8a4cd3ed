"""How a setting of [SMTP Settings] is declared: once, for both servers and both files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A setting that holds for both mail servers."""

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

    def settings(self, file: FileKind) -> tuple[Setting, ...]:
        """The settings that it yields for a kind of file."""
        return (self._setting(file, self.key, "shared"),)

    def _setting(self, file: FileKind, key: str, server: Server, counterpart: str = "") -> Setting:
        delivered = dict(self.delivered)
        is_backup = server == "backup"
        return Setting(
            file=file,
            section=SECTION,
            key=key,
            type=self.type,
            presence="delivered" if file in delivered else self.otherwise[_BOTH.index(file)],
            history=history(file, key, was_delivered=file in delivered),
            delivered=delivered.get(file),
            default=self.default,
            default_source=self.default_source,
            since=self.since,
            description=self.description + _SECOND * is_backup,
            example=f"{key}={self.example}",
            notes=self.notes,
            aliases=self.aliases,
            group=self.group,
            server=server,
            counterpart=counterpart,
            depends_on=self._depends_on(is_backup=is_backup),
            is_overridden=self.is_overridden,
            is_secret=self.is_secret,
        )

    def _depends_on(self, *, is_backup: bool) -> tuple[str, ...]:
        if not is_backup:
            return self.depends_on
        others = (one for one in self.depends_on if one != "SMTPServer")
        own = (one.replace("=", "1=") if "=" in one else f"{one}1" for one in others)
        return tuple(one for one in ("SMTPServer1", *own) if one != f"{self.key}1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Shared):
    """A setting of the primary mail server, and the same one of the backup, whose key ends in 1."""

    #: Where the backup's differs: its type, its default and whose that is, what is delivered, other spellings, notes.
    backup_type: ValueType[Any] | None = None
    backup_default: tuple[str | None, str] | None = None
    backup_delivered: tuple[tuple[FileKind, str], ...] | None = None
    backup_aliases: tuple[str, ...] = ()
    backup_notes: tuple[str, ...] | None = None
    backup_otherwise: tuple[Presence, Presence] | None = None

    def settings(self, file: FileKind) -> tuple[Setting, ...]:
        """The primary's and the backup's."""
        primary, backup = self.key, f"{self.key}1"
        return (
            self._setting(file, primary, "primary", backup),
            self._as_backup()._setting(file, backup, "backup", primary),  # noqa: SLF001 - its own class
        )

    def _as_backup(self) -> Pair:
        default, source = (self.default, self.default_source) if self.backup_default is None else self.backup_default
        return Pair(
            key=self.key,
            type=self.type if self.backup_type is None else self.backup_type,
            group=self.group,
            description=self.description,
            example=self.example,
            default=default,
            default_source=source,
            delivered=self.delivered if self.backup_delivered is None else self.backup_delivered,
            otherwise=self.otherwise if self.backup_otherwise is None else self.backup_otherwise,
            since=self.since,
            depends_on=self.depends_on,
            aliases=self.backup_aliases,
            notes=self.notes if self.backup_notes is None else self.backup_notes,
            is_overridden=self.is_overridden,
            is_secret=self.is_secret,
        )
