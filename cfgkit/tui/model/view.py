"""Which of the rows are listed: the words to find, and what is toggled."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.tui.model.rows import State
from cfgkit.tui.model.search import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.search import Index
    from cfgkit.tui.model.session import Name


class Toggle(StrEnum):
    """What can be asked of a row."""

    MODIFIED = "modified"
    FINDINGS = "findings"
    DIFFERING = "differing"
    REBOOT = "reboot"
    SECRETS = "secrets"
    MAIL = "mail"


_HOLDS: Final[dict[Toggle, Callable[[Row], bool]]] = {
    Toggle.MODIFIED: lambda row: row.is_modified,
    Toggle.FINDINGS: lambda row: bool(row.findings),
    Toggle.DIFFERING: lambda row: row.is_different,
    Toggle.REBOOT: lambda row: row.needs_reboot,
    Toggle.SECRETS: lambda row: row.is_secret,
    Toggle.MAIL: lambda row: row.is_mail,
}
#: What a section's header may be listed for by itself.
_OF_SECTIONS: Final = frozenset({Toggle.FINDINGS, Toggle.MODIFIED})
_STATES: Final = (None, *State)


class View(NamedTuple):
    """What is listed. `kept` are settings that were edited while they were listed: they stay until the next search."""

    query: str = ""
    toggles: frozenset[Toggle] = frozenset()
    #: None lists settings in any state.
    state: State | None = None
    kept: frozenset[Name] = frozenset()

    @property
    def is_all(self) -> bool:
        """Whether everything is listed."""
        return not self.query.split() and not self.toggles and self.state is None

    def finding(self, query: str) -> View:
        """With other words to find."""
        return self._replace(query=query, kept=frozenset())

    def toggled(self, toggle: Toggle) -> View:
        """With one thing asked for, or no longer."""
        return self._replace(toggles=self.toggles ^ {toggle}, kept=frozenset())

    def with_next_state(self) -> View:
        """Any state, live, commented out, not in the file, and any again."""
        following = _STATES[(_STATES.index(self.state) + 1) % len(_STATES)]
        return self._replace(state=following, kept=frozenset())

    def keeping(self, names: Iterable[Name]) -> View:
        """With edited settings that stay listed."""
        return self._replace(kept=self.kept | frozenset(names))

    def listed(self, rows: Sequence[Row], index: Index | None) -> tuple[int, ...]:
        """The numbers of the rows to list: what is asked for, and the headers above it; without words, of no index."""
        if self.is_all:
            return tuple(range(len(rows)))
        found = range(len(rows)) if index is None else matches(index, self.query)
        listed: list[int] = []
        header: int | None = None
        for number, row in enumerate(rows):
            if row.is_header:
                header = number
            if self._lists(row, is_found=number in found):
                listed += [number] if header in {None, number} else [header, number]
                header = None
        return tuple(listed)

    def _lists(self, row: Row, *, is_found: bool) -> bool:
        if row.is_header:
            return is_found and self.state is None and bool(_OF_SECTIONS & self.toggles) and self._holds(row)
        if row.name in self.kept:
            return True
        return is_found and (self.state is None or row.state is self.state) and self._holds(row)

    def _holds(self, row: Row) -> bool:
        return all(_HOLDS[toggle](row) for toggle in self.toggles)


def counts(rows: Sequence[Row]) -> dict[Toggle, int]:
    """How many rows there are for each toggle."""
    return {toggle: sum(1 for row in rows if holds(row)) for toggle, holds in _HOLDS.items()}
