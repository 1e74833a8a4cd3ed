"""Which rules are on, and how much each matters: the user's options over cfgkit.toml over the rules' own."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cfgkit.check.rule import Rule
    from cfgkit.store.config import Table

_OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What the user wants of the rules."""

    #: The severity that a rule gets instead of its own; None switches it off.
    severities: Mapping[str, Severity | None] = field(default_factory=dict)

    def severity(self, rule: str, own: Severity) -> Severity | None:
        """The rule's severity; None where it is off."""
        return self.severities.get(rule, own)

    def only(self, selected: Iterable[str], known: Collection[str]) -> RuleSettings:
        """These settings with all rules off but the selected ones: ids, or patterns such as mail-*.

        Raises:
            InputError: no rule is meant.
        """
        chosen = {one for pattern in selected for one in _matching(pattern, known)}
        return RuleSettings({**self.severities, **{one: None for one in known if one not in chosen}})

    def without(self, ignored: Iterable[str], known: Collection[str]) -> RuleSettings:
        """These settings with some rules off: ids, or patterns.

        Raises:
            InputError: no rule is meant.
        """
        return RuleSettings(
            {**self.severities, **{one: None for pattern in ignored for one in _matching(pattern, known)}}
        )


def rule_settings(table: Table, rules: Iterable[Rule]) -> RuleSettings:
    """What the table [rules] of cfgkit.toml says.

    Raises:
        InputError: it names no rule, or no severity.
    """
    known = {rule.id for rule in rules}
    found: dict[str, Severity | None] = {}
    for name, value in table.values.items():
        try:
            matching = _matching(name, known)
        except InputError as problem:
            problem.file = table.source
            raise
        if not isinstance(value, str) or value not in {_OFF, *Severity}:
            raise InputError(f"rule {name} is off, info, warning or error", file=table.source)
        found |= dict.fromkeys(matching, None if value == _OFF else Severity(value))
    return RuleSettings(found)


def _matching(pattern: str, known: Collection[str]) -> list[str]:
    found = [one for one in known if fnmatchcase(one, pattern)]
    if not found:
        raise InputError(f"no rule is called {pattern!r}", help="cfgkit explain --rules lists them")
    return found
