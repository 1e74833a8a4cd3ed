"""Bytes on disk: read, lock, back up, replace; this floor knows nothing of what the bytes mean.

| module  | idea                                                                  |
|---------|-----------------------------------------------------------------------|
| reading | a file's bytes, and one clear line where they can't be had             |
| files   | a file as it was read, and a stamp that says whether it is still so   |
| lock    | one cfgkit at a time                                                  |
| replace | the old file or the new one, whole, whatever happens in between       |
| backups | a copy for each save, and the way back                                |
| saving  | one save, or several as one                                           |
| journal | when, who, which keys: never a value                                  |
| recovery | unsaved edits where a crash does not reach them                      |
| config  | cfgkit.toml                                                           |
| pscipher | the site's own program that encrypts passwords                     |
| secret_sources | a secret out of a file, the environment, a program           |
| domains | the files below a config home; listing: those that JSON names         |
| archive | the copies that psadmin keeps of them                                 |
| folders | the user's state and configuration folders                            |

Names are imported at first use: `cfgkit get` reads a file and needs none of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.store.archive import ArchivedCopy, newest_archive
    from cfgkit.store.backups import Backup, find_backup, list_backups
    from cfgkit.store.config import Config, Protection, load_config
    from cfgkit.store.domains import DomainFile, DomainKind, find_domains
    from cfgkit.store.files import Snapshot, Stamp, read
    from cfgkit.store.listing import listed_domains
    from cfgkit.store.recovery import Keeper, LeftBehind
    from cfgkit.store.saving import Rewrite, Saved, create, save, save_all

_HOMES = {
    "archive": ("ArchivedCopy", "newest_archive"),
    "backups": ("Backup", "find_backup", "list_backups"),
    "config": ("Config", "Protection", "load_config"),
    "domains": ("DomainFile", "DomainKind", "find_domains"),
    "files": ("Snapshot", "Stamp", "read"),
    "listing": ("listed_domains",),
    "recovery": ("Keeper", "LeftBehind"),
    "saving": ("Rewrite", "Saved", "create", "save", "save_all"),
}
__all__ = [
    "ArchivedCopy",
    "Backup",
    "Config",
    "DomainFile",
    "DomainKind",
    "Keeper",
    "LeftBehind",
    "Protection",
    "Rewrite",
    "Saved",
    "Snapshot",
    "Stamp",
    "create",
    "find_backup",
    "find_domains",
    "list_backups",
    "listed_domains",
    "load_config",
    "newest_archive",
    "read",
    "save",
    "save_all",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
