"""An open file as a value: what was read, the history of Documents, the rows to show."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.document import parse
from cfgkit.store import Rewrite, load_config, read, save_all
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.document import Document
    from cfgkit.store import Config, Saved, Snapshot
    from cfgkit.syntax import Entry
    from cfgkit.syntax.changes import Change

_EFFECTS: Final = {
    "dynamic": "dynamic",
    "dynamic-if-allowed": "if allowed",
    "reboot": "reboot",
    "configure": "configure",
    "unknown": "",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a section's header, or a setting."""

    section: str
    section_nth: int
    #: None on a section's header row.
    entry: Entry | None
    modified: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """An open file. Every edit gives a new Session; `history[at]` is the Document on the screen."""

    snapshot: Snapshot
    config: Config
    #: Why the file can't be edited, in words; empty if it can.
    locked: str
    history: tuple[Document, ...]
    at: int = 0

    @property
    def document(self) -> Document:
        """The Document on the screen."""
        return self.history[self.at]

    @property
    def original(self) -> Document:
        """The Document as it is on disk."""
        return parse(self.snapshot.data)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What a save would change."""
        return self.original.changes(self.document)

    @property
    def is_modified(self) -> bool:
        """Whether the screen differs from the disk."""
        return self.document.to_bytes() != self.snapshot.data

    def edited(self, document: Document) -> Session:
        """With a new Document on the screen; what had been undone is forgotten."""
        if document == self.document:
            return self
        return replace(self, history=(*self.history[: self.at + 1], document), at=self.at + 1)

    def undone(self) -> Session:
        """One edit back; the same at the beginning."""
        return replace(self, at=max(self.at - 1, 0))

    def redone(self) -> Session:
        """One edit forth; the same at the end."""
        return replace(self, at=min(self.at + 1, len(self.history) - 1))

    def saved(self) -> tuple[Session, Saved]:
        """Write the file; the history stays, so that a saved edit can still be undone.

        Raises:
            StoreError: it can't be written, or was changed outside; nothing is lost on the screen.
        """
        keys = tuple(f"{change.section}/{change.key}" for change in self.changes)
        done = save_all([Rewrite(self.snapshot, self.document.to_bytes(), keys, self.config)])[0]
        return replace(self, snapshot=read(self.snapshot.path)), done

    def rows(self, query: str = "") -> list[Row]:
        """The sections and settings that the query is found in: in section, key or shown value."""
        changed = {change.line_after for change in self.changes}
        wanted = query.casefold().split()
        found: list[Row] = []
        for section in self.document.sections:
            entries = [entry for entry in section.settings() if self._matches(entry, wanted)]
            if entries or not wanted:
                found.append(Row(section.name, section.nth, None))
                found += [Row(section.name, section.nth, one, one.line.number in changed) for one in entries]
        return found

    def _matches(self, entry: Entry, wanted: list[str]) -> bool:
        text = f"{entry.section} {entry.key} {self.document.masked(entry)}".casefold()
        return all(word in text for word in wanted)

    def comments_above(self, entry: Entry) -> list[str]:
        """The comment lines that stand right above the setting, masked and escaped."""
        section = next(
            one for one in self.document.sections if (one.name, one.nth) == (entry.section, entry.section_nth)
        )
        above: list[str] = []
        for line in section.lines():
            if line.number == entry.line.number:
                break
            above = [*above, visible(self.document.masked_line(line))] if line.kind is Kind.COMMENT else []
        return above

    def effect_of(self, entry: Entry) -> str:
        """When a change takes effect, in a word or two."""
        return _EFFECTS[self.document.effect(entry.section, entry.key).effect]

    def __repr__(self) -> str:
        return f"Session({str(self.snapshot.path)!r}, edit {self.at} of {len(self.history) - 1})"


def open_session(path: Path, *, read_only: bool = False) -> Session:
    """The file, read.

    Raises:
        StoreError: it can't be read.
        InputError: a cfgkit.toml can't be read as what it should be.
    """
    snapshot = read(path)
    document = parse(snapshot.data)
    config = load_config(snapshot.target)
    startup = document.live("Startup", "DBName")
    protection = config.protection(snapshot.target, startup.value if startup else None)
    if protection is not None:
        locked = f"protected: {visible(protection.name)}"
    elif read_only:
        locked = "read-only"
    elif not os.access(snapshot.target, os.W_OK):
        locked = "read-only: no right to write"
    else:
        locked = ""
    return Session(snapshot, config, locked, (document,))
