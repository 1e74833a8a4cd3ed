"""The whole schema as one value: the section on mail, the catalogue, and what a site adds to them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from cfgkit.schema.sections import FREE_SECTIONS, model_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.schema.effect import Effect
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import FileKind, Setting

KINDS: Final[tuple[FileKind, ...]] = ("psappsrv", "psprcs")
_MAIL: Final = "smtp settings"


class Schema:
    """What every known setting means. Names are looked up without regard to case.

    `site` are the site's own settings: they come first. Two schemas are equal if they are the same one.
    """

    # No dataclass: making one takes longer than reading a file's setting may.
    __slots__ = ("site",)

    def __init__(self, site: tuple[Setting, ...] = ()) -> None:
        self.site = site

    def find(self, file: FileKind, section: str, key: str) -> Setting | None:
        """The setting, or None where nobody knows it; in a file of unknown kind, as either kind knows it."""
        return _by_key(self, file, section).get(key.casefold())

    def settings(self, file: FileKind, section: str) -> tuple[Setting, ...]:
        """The known settings of a section; in a file of unknown kind, those of either kind."""
        return tuple(_by_key(self, file, section).values())

    def sections(self, file: FileKind) -> tuple[str, ...]:
        """The known sections of such a file, the delivered ones in their order."""
        from cfgkit.schema.catalogue import section_names  # noqa: PLC0415 - start-up: reading a file needs none

        return tuple(dict.fromkeys((*section_names(file), *(one.section for one in self.site if one.file == file))))

    def knows_section(self, file: FileKind, section: str) -> bool:
        """Whether such a file may have a section of that name."""
        from cfgkit.schema.catalogue import is_known_section  # noqa: PLC0415 - start-up: as above

        return is_known_section(file, section) or any(
            one.file == file and one.section.casefold() == section.casefold() for one in self.site
        )

    def is_free(self, section: str) -> bool:
        """Whether the section's keys are the site's own."""
        return section.casefold() in FREE_SECTIONS

    def effect(self, file: FileKind, section: str, key: str, release: Release | None = None) -> Effect:
        """When a change of the setting takes effect in such a file."""
        from cfgkit.schema.effect import UNKNOWN, UNKNOWN_FILE  # noqa: PLC0415 - start-up: names need none

        if file == "unknown":
            return UNKNOWN_FILE
        found = self.find(file, section, key)
        return UNKNOWN if found is None else found.effect(release)

    def known_keys(self, section: str) -> frozenset[str]:
        """The casefolded keys that a section of that name may have in either kind of file."""
        return _known_keys(self, section)

    @property
    def secret_keys(self) -> frozenset[str]:
        """The casefolded keys that the site calls secrets, beyond those that their names tell."""
        return _secret_keys(self)


@cache
def _secret_keys(schema: Schema) -> frozenset[str]:
    return frozenset(one.key.casefold() for one in schema.site if one.is_secret)


@cache
def _known_keys(schema: Schema, section: str) -> frozenset[str]:
    own = {one.key.casefold() for one in schema.site if model_section(one.section) == model_section(section)}
    return frozenset(own.union(*(_built_in(file, section) for file in KINDS)))


def _built_in(file: FileKind, section: str) -> tuple[str, ...]:
    if section.casefold() == _MAIL:
        from cfgkit.schema.smtp import smtp_settings  # noqa: PLC0415 - start-up: other sections need none

        return tuple(smtp_settings(file))
    from cfgkit.schema.catalogue import rows_of  # noqa: PLC0415 - start-up: reading a live setting needs none

    return tuple(rows_of(file, section))


@lru_cache(maxsize=1024)
def _by_key(schema: Schema, file: FileKind, section: str) -> dict[str, Setting]:
    """The settings of a section by casefolded key; of those that the site declares anew, the site's."""
    kinds, model = KINDS if file == "unknown" else (file,), model_section(section)
    found: dict[str, Setting] = {}
    for kind in kinds:
        found |= {key: one for key, one in _built_in_settings(kind, section).items() if key not in found}
    own: dict[str, Setting] = {}
    for one in schema.site:
        if one.file in kinds and model_section(one.section) == model:
            own.setdefault(one.key.casefold(), one)
    return found | own


def _built_in_settings(file: FileKind, section: str) -> Mapping[str, Setting]:
    if section.casefold() == _MAIL:
        from cfgkit.schema.smtp import smtp_settings  # noqa: PLC0415 - start-up: other sections need none

        return smtp_settings(file)
    from cfgkit.schema.catalogue import rows_of, setting_of  # noqa: PLC0415 - start-up: names need none

    return {key: setting_of(row) for key, row in rows_of(file, section).items()}


BUILT_IN: Final = Schema()
