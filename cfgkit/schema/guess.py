"""Which release a file may belong to: no file says it, so that it is a guess and shown as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.display import visible
from cfgkit.schema.release import Release
from cfgkit.schema.secrets import is_secret, key_version
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.schema.schema import Schema
    from cfgkit.schema.setting import FileKind
    from cfgkit.syntax import Line

# PSCipher's tags: a key of 8.62 and later writes {V2.1}; {V2} was seen in 8.59.
_VERSION_TWO = Release(8, 59)
_VERSION_TWO_DOT = Release(8, 62)
# The oldest one that there are files of: it tells nothing.
_OLDEST = Release(8, 50)


@dataclass(frozen=True, slots=True)
class Guess:
    """The oldest release that explains what a file holds."""

    at_least: Release
    section: str
    key: str
    line: int

    def __str__(self) -> str:
        return (
            f"{self.at_least} or later, a guess from [{visible(self.section)}] {visible(self.key)} in line {self.line}"
        )


def guess_release(settings: Iterable[tuple[str, Line]], file: FileKind, schema: Schema) -> Guess | None:
    """The guess that the latest evidence gives, from the settings' sections and lines; None where nothing tells."""
    best: Guess | None = None
    for section, line in settings:
        seen = _first_seen(section, line, file, schema)
        if seen is not None and (best is None or seen > best.at_least):
            best = Guess(seen, section, line.key, line.number)
    return best


def _first_seen(section: str, line: Line, file: FileKind, schema: Schema) -> Release | None:
    if line.kind is Kind.SETTING and is_secret(line.key):
        version = key_version(line.value) or ""
        if version.startswith("2"):
            return _VERSION_TWO_DOT if "." in version else _VERSION_TWO
    setting = schema.find(file, section, line.key)
    found = None if setting is None else setting.first_release
    return found if found is not None and found > _OLDEST else None
