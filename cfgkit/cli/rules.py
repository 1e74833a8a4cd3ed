"""Which rules of check hold for a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfgkit.check import RULES, rule_settings
from cfgkit.store import load_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.check import RuleSettings

_IDS: Final = frozenset(rule.id for rule in RULES)


def rules_of(name: str, only: Sequence[str] = (), ignore: Sequence[str] = ()) -> RuleSettings:
    """The rules for one file: the options over its cfgkit.toml.

    Raises:
        InputError: cfgkit.toml is not what it should be, or an option names no rule.
    """
    settings = rule_settings(load_config(Path(name)).rules, RULES)
    settings = settings.only(only, _IDS) if only else settings
    return settings.without(ignore, _IDS)
