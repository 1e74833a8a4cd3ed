"""A file as the rules see it: its settings found once, for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.schema.smtp import SECTION
from cfgkit.schema.smtp.view import smtp_view
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.document import Document
    from cfgkit.schema import Schema
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import FileKind
    from cfgkit.schema.smtp.view import SmtpView
    from cfgkit.syntax import Line

_MAIL: Final = SECTION.casefold()


class Placed(NamedTuple):
    """A setting's line, or a section's header, and the section it belongs to."""

    section: str
    line: Line


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is given."""

    document: Document
    kind: FileKind
    #: As the user gave it; None where it is not known.
    release: Release | None
    schema: Schema
    headers: Sequence[Placed]
    live: Sequence[Placed]
    commented: Sequence[Placed]
    #: The live settings by casefolded section and key; of duplicates the last.
    by_name: Mapping[tuple[str, str], Placed]
    smtp: SmtpView
    #: The settings that hold a secret and are not empty, and whether each is live.
    secrets: Sequence[tuple[Placed, bool]]

    def find(self, section: str, key: str) -> Placed | None:
        """The live setting of that name."""
        return self.by_name.get((section.casefold(), key.casefold()))


def subject_of(
    document: Document, lines: Sequence[Line], release: Release | None = None, kind: FileKind | None = None
) -> Subject:
    """The subject that a document makes; `lines` are its named ones, `kind` overrides what its sections tell."""
    section = folded = ""
    headers, live, commented = [], [], []
    by_name = {}
    for line in lines:
        if line.kind is Kind.SETTING:
            live.append(placed := Placed(section, line))
            by_name[folded, intern(line.key.casefold())] = placed
        elif line.kind is Kind.COMMENTED:
            commented.append(Placed(section, line))
        elif line.kind is Kind.HEADER:
            # Folded and interned once: a large file has many settings, and few different names.
            section, folded = line.key, line.key.casefold()
            headers.append(Placed(section, line))

    def is_filled_secret(placed: Placed) -> bool:
        return bool(placed.line.value) and document.is_secret(placed.section, placed.line.key)

    kind = kind or document.kind
    return Subject(
        document=document,
        kind=kind,
        release=release,
        schema=document.schema,
        headers=headers,
        live=live,
        commented=commented,
        by_name=by_name,
        smtp=smtp_view({key: one.line for (name, key), one in by_name.items() if name == _MAIL}, kind),
        secrets=[
            (one, state)
            for state, settings in ((True, live), (False, commented))
            for one in settings
            if is_filled_secret(one)
        ],
    )
