"""The public Document: syntax's lossless value, with what schema/ knows of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cfgkit import syntax
from cfgkit.schema import (
    BUILT_IN,
    dialect_of,
    is_secret,
    kind_of,
    mask,
    mask_line,
    masked_text,
    masked_value,
    schema_of,
)
from cfgkit.secret import Secret
from cfgkit.syntax import address

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from cfgkit.schema import Schema
    from cfgkit.schema.effect import Effect
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import FileKind
    from cfgkit.schema.smtp.view import SmtpView
    from cfgkit.syntax import Entry, Finding, Line
    from cfgkit.syntax.changes import Change
    from cfgkit.syntax.lookup import Where


def parse(data: bytes, *, encoding: str | None = None, schema: Schema = BUILT_IN) -> Document:
    """The Document of any bytes: none are refused, none are changed.

    Raises:
        InputError: only for an `encoding` that would not give exactly the bytes back.
    """
    return Document.from_bytes(data, encoding_name=encoding, dialect=dialect_of(schema))


def load(path: str | os.PathLike[str], *, encoding: str | None = None, schema: Schema = BUILT_IN) -> Document:
    """The Document of a file; `cfgkit.schema.site.site_schema(path)` is the schema with what its site adds.

    Raises:
        StoreError: the file can't be read.
        InputError: only for an `encoding` that would not give exactly the bytes back.
    """
    from cfgkit.store import read  # noqa: PLC0415 - parsing bytes needs no store

    return parse(read(path).data, encoding=encoding, schema=schema)


class Document(syntax.Document):
    """A PSAPPSRV.CFG or PSPRCS.CFG as an immutable value; see `cfgkit.syntax.Document` for its edits."""

    __slots__ = ()

    @property
    def kind(self) -> FileKind:
        """Which kind of file it is, recognised by its sections; unknown where they don't say."""
        return kind_of(self.section_names)

    def set(
        self,
        section: str,
        key: str,
        value: str | Secret,
        *,
        nth: int | None = None,
        section_nth: int | None = None,
    ) -> Self:
        """Give the live setting a value; add the setting, and its section, where there is none.

        Raises:
            EditError: the value or the key can't stand in such a file.
            AddressError: the name is ambiguous, or `nth` names nothing.
        """
        text = value.reveal() if isinstance(value, Secret) else value
        return syntax.Document.set(self, section, key, text, nth=nth, section_nth=section_nth)

    def resolve(self, text: str) -> Where:
        """What a SECTION/KEY as users write it means here: section, key, nth, section_nth.

        Raises:
            AddressError: it is no SECTION/KEY.
        """
        return address.resolve(text, self)

    def __getitem__(self, section: str) -> Settings:
        """The live settings of the section, by key.

        Raises:
            KeyError: there is no such section.
        """
        if section not in self:
            raise KeyError(section)
        return Settings(self, section)

    def __contains__(self, section: str) -> bool:
        return any(one.name.casefold() == section.casefold() for one in self.sections)

    @property
    def schema(self) -> Schema:
        """What the settings mean."""
        return schema_of(self.dialect)

    def smtp(self) -> SmtpView:
        """[SMTP Settings] as typed values: what is wrong with one is a finding, never an exception."""
        from cfgkit.schema.smtp.view import live_lines, smtp_view  # noqa: PLC0415 - start-up: reading needs none

        return smtp_view(live_lines(self), self.kind)

    def is_secret(self, section: str, key: str) -> bool:  # noqa: ARG002 - a setting is named by both
        """Whether a setting of that name holds a secret."""
        return is_secret(key, self.schema.secret_keys)

    def mask(self, section: str, key: str, text: str) -> str:  # noqa: ARG002 - a setting is named by both
        """A value as it may be shown: masked where it is a secret, control characters escaped."""
        return mask(key, text, self.schema.secret_keys)

    def masked(self, entry: Entry) -> str:
        """The setting's value as it may be shown."""
        return mask(entry.key, entry.value, self.schema.secret_keys)

    def masked_value(self, entry: Entry) -> str:
        """The setting's value with each secret in it masked, otherwise as it is: for a pipe."""
        return masked_value(entry.key, entry.value, self.schema.secret_keys)

    def masked_line(self, line: Line) -> str:
        """The line's text with each secret in it masked, otherwise as it is."""
        return masked_text(line, self.schema.secret_keys)

    def effect(self, section: str, key: str, release: Release | None = None) -> Effect:
        """When a change of the setting takes effect in this kind of file, and how sure that is."""
        return self.schema.effect(self.kind, section, key, release)

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the text alone, in file order."""
        from cfgkit.syntax.textual import findings  # noqa: PLC0415 - start-up: reading needs none

        return findings(self)

    def changes(self, new: Document) -> tuple[Change, ...]:
        """The edits that lead from this Document to the new one, as data."""
        from cfgkit.syntax.changes import changes  # noqa: PLC0415 - start-up: reading needs none

        return changes(self, new)

    def unified_diff(self, new: Document, before_name: str, after_name: str) -> str:
        """The changed lines as a unified diff: secrets masked, control characters escaped."""
        from cfgkit.syntax.changes import unified_diff  # noqa: PLC0415 - start-up: reading needs none

        return unified_diff(
            self, new, before_name, after_name, lambda _, line: mask_line(line, self.schema.secret_keys)
        )


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Settings(Mapping[str, str | Secret]):
    """The live settings of a section: of duplicates the last one counts; a secret's value is a Secret."""

    document: Document
    section: str

    def __getitem__(self, key: str) -> str | Secret:
        found = self.document.live(self.section, key)
        if found is None:
            raise KeyError(key)
        return Secret(found.value) if self.document.is_secret(self.section, found.key) else found.value

    def __iter__(self) -> Iterator[str]:
        sections = self.document.sections
        folded = self.section.casefold()
        named = [one for one in sections if one.name == self.section]
        named = named or [one for one in sections if one.name.casefold() == folded]
        return iter(dict.fromkeys(entry.key for one in named for entry in one.settings() if entry.live))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Settings({self.section!r})"
