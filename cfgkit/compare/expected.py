"""Differences that are meant, as cfgkit.toml lists them: each with a reason, and an end if it has one.

    [[expected]]
    setting = "SMTP Settings/SMTPServer"    # * and ? stand for any characters, in section and key
    reason = "each environment has its relay"
    value = "mail-{name}.example.com"       # if given: what each file must say, with its own words put in
    environments = ["dev", "prd"]           # if given: all others must agree
    until = 2027-06-30                      # if given: not expected any more after that day

    [environments.dev]                      # words of one environment, for {relay} and the like
    relay = "r1"

`{name}` is the environment's name, `{database}` its DBName, `{domain}` its Domain ID or PrcsServerName.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cfgkit.compare.diff import Difference
    from cfgkit.document import Document

_NAMES: Final = frozenset({"setting", "reason", "value", "environments", "until"})
_WORD: Final = re.compile(r"\{(\w+)\}")
_HELP: Final = "see [[expected]] in the README"


@dataclass(frozen=True, slots=True)
class Expected:
    """A rule that expects differences."""

    setting: str
    reason: str
    value: str = ""
    environments: tuple[str, ...] = ()
    until: date | None = None
    #: The words of each environment, by its name.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def is_over(self, today: date) -> bool:
        """Whether its end has passed."""
        return self.until is not None and today > self.until

    def expects(self, row: Difference, names: Sequence[str], documents: Sequence[Document]) -> bool:
        """Whether it expects this difference between the files of these names."""
        if not fnmatchcase(f"{row.section}/{row.key}".casefold(), self.setting.casefold()):
            return False
        # What is not listed must agree: the difference is the listed environments' own.
        others = {group for name, group in zip(names, row.groups, strict=True) if name not in self.environments}
        if self.environments and len(others) > 1:
            return False
        if not self.value:
            return True
        return all(
            side.state == "live" and side.value == self._filled(name, document)
            for side, name, document in zip(row.sides, names, documents, strict=True)
        )

    def _filled(self, name: str, document: Document) -> str:
        words = {"name": name, **_own_words(document), **self.words.get(name, {})}
        return _WORD.sub(lambda found: words.get(found[1], found[0]), self.value)


def _own_words(document: Document) -> dict[str, str]:
    found = {"database": document.live("Startup", "DBName")}
    is_prcs = document.kind == "psprcs"
    home = ("Process Scheduler", "PrcsServerName") if is_prcs else ("Domain Settings", "Domain ID")
    found["domain"] = document.live(*home)
    return {word: entry.value.strip() for word, entry in found.items() if entry is not None}


def read_expected(rules: Any, environments: Any, source: Path) -> tuple[Expected, ...]:  # noqa: ANN401 - as TOML gave them
    """The rules that cfgkit.toml lists.

    Raises:
        InputError: one of them is not what it should be.
    """
    _expect(isinstance(environments, dict), source, "[environments.NAME] is a table of words")
    for name, words in environments.items():
        is_table = isinstance(words, dict) and all(isinstance(one, str) for one in words.values())
        _expect(is_table, source, f"[environments.{name}] is a table of texts")
    _expect(isinstance(rules, list), source, "[[expected]] is a list of tables")
    return tuple(_rule(one, environments, source) for one in rules)


def _rule(table: Any, words: Mapping[str, Mapping[str, str]], source: Path) -> Expected:  # noqa: ANN401 - same
    _expect(isinstance(table, dict), source, "[[expected]] is a list of tables")
    unknown = sorted(set(table) - _NAMES)
    _expect(not unknown, source, f"unknown name {unknown[:1]} in [[expected]]; known are {', '.join(sorted(_NAMES))}")
    texts = [table.get(name, "") for name in ("setting", "reason", "value")]
    _expect(all(isinstance(one, str) for one in texts), source, "setting, reason and value of [[expected]] are texts")
    _expect("/" in texts[0], source, "setting of [[expected]] is a SECTION/KEY, * stands for any characters")
    _expect(bool(texts[1].strip()), source, f"[[expected]] {texts[0]} has no reason")
    names, until = table.get("environments", []), table.get("until")
    is_list = isinstance(names, list) and all(isinstance(one, str) for one in names)
    _expect(is_list, source, "environments of [[expected]] is a list of names")
    _expect(until is None or (isinstance(until, date) and not isinstance(until, datetime)), source, "until is a day")
    return Expected(texts[0], texts[1], texts[2], tuple(names), until, words)


def _expect(condition: bool, source: Path, message: str) -> None:
    if not condition:
        raise InputError(message, file=source, help=_HELP)
