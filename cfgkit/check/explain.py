"""A setting, a section or a rule, explained: what the schema and the rules know of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.check.checking import RULES
from cfgkit.check.rule import ON_BACKUP, ON_MASKED
from cfgkit.schema.schema import KINDS
from cfgkit.schema.sections import model_section
from cfgkit.schema.smtp import SECTION

if TYPE_CHECKING:
    from cfgkit.check.rule import Rule
    from cfgkit.schema import Schema
    from cfgkit.schema.setting import Setting

_ALIKE: Final = 0.6
_MOST_NEAR: Final = 5
#: What the manual's page says of the section as a whole, in our words.
ABOUT_SECTION: Final = {
    SECTION.casefold(): (
        "The mail that PeopleSoft programs send, by application server or Process Scheduler; never by a client.",
        "Mail is MIME 1.0 over SMTP, by default in UTF-8.",
        "For programs of your own the manual recommends the mail classes of the MultiChannel Framework (MCF).",
        "PeopleCode can set most of this for one session (SMTPSession, MCFOutboundEmail); the file stays as it is.",
        "Settings that end in 1 are for the second mail server, which is tried when the first is not available.",
        "Most of it holds for PSPRCS.CFG too, as the manual says without saying what does not.",
        "Certificates: My Oracle Support 1612188.1; client certificates: 2876697.1.",
    ),
    "search indexes": ("Its keys are the site's own: check doubts none of them.",),
}


@dataclass(frozen=True, slots=True)
class ExplainedSetting:
    """A setting by its name, as each kind of file that knows it has it, and the rules that concern it."""

    section: str
    key: str
    by_file: tuple[Setting, ...]
    rules: tuple[Rule, ...]

    @property
    def first(self) -> Setting:
        """The setting as the first kind of file has it: what is the same in both can be read here."""
        return self.by_file[0]


def explained(schema: Schema, section: str, key: str) -> ExplainedSetting | None:
    """The setting of that address, or None where nobody knows it."""
    found = tuple(one for kind in KINDS if (one := schema.find(kind, section, key)) is not None)
    if not found:
        return None
    return ExplainedSetting(found[0].section, found[0].key, found, rules_on(found[0]))


def explained_key(schema: Schema, key: str) -> tuple[ExplainedSetting, ...]:
    """The settings of that key in all sections."""
    sections = dict.fromkeys(section for kind in KINDS for section in schema.sections(kind))
    return tuple(found for section in sections if (found := explained(schema, section, key)) is not None)


def section_called(schema: Schema, name: str) -> str | None:
    """The known section of that name, as it is spelled; for a messaging server's, the default one; else None."""
    model = model_section(name)
    sections = (section for kind in KINDS for section in schema.sections(kind))
    return next((one for one in sections if model_section(one) == model), None)


def explained_section(schema: Schema, section: str) -> tuple[ExplainedSetting, ...]:
    """All known settings of a section."""
    keys = dict.fromkeys(one.key for kind in KINDS for one in schema.settings(kind, section))
    return tuple(found for key in keys if (found := explained(schema, section, key)) is not None)


def rules_on(setting: Setting) -> tuple[Rule, ...]:
    """The rules that concern the setting in particular; those on the primary server's hold for the backup's too."""
    names = {setting.key, setting.counterpart} if setting.server == "backup" else {setting.key}
    if setting.server == "backup":
        names.add(ON_BACKUP)
    if setting.is_secret:
        names.add(ON_MASKED)
    return tuple(rule for rule in RULES if not names.isdisjoint(rule.keys))


def nearest(schema: Schema, words: str) -> tuple[str, ...]:
    """The addresses and rules that a name which nobody knows may be meant for."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for unknown names

    wanted_section, slash, wanted_key = words.partition("/")
    names: dict[str, str] = {rule.id: rule.id for rule in RULES}
    for kind in KINDS:
        for section in schema.sections(kind):
            names.setdefault(section.casefold(), section)
            for one in schema.settings(kind, section):
                address = f"{one.section}/{one.key}"
                names.setdefault(address.casefold() if slash else one.key.casefold(), address)
    wanted = f"{wanted_section}/{wanted_key}" if slash else words
    found = get_close_matches(wanted.casefold(), list(names), _MOST_NEAR, _ALIKE)
    return tuple(dict.fromkeys(names[one] for one in found))
