"""Recovered edits back into the file: exactly where it has the bytes that were edited, else those that still fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cfgkit.display import visible
from cfgkit.errors import EditError
from cfgkit.syntax import Kind
from cfgkit.tui.model.selecting import replaced
from cfgkit.tui.model.unsecret import filled, holed, passwords_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.document import Document
    from cfgkit.tui.model.recovery import KeptLine, KeptPart, KeptSpan, Record


@dataclass(frozen=True, slots=True, repr=False)
class Restored:
    """A file with recovered edits."""

    document: Document
    #: How many parts of the edit there are, and how many of them fit.
    count: int
    fitting: int
    #: The settings whose secrets are to be entered again.
    again: tuple[str, ...]
    #: The lines that were wanted and don't fit the file any more.
    unfit: tuple[str, ...]


class _Edit(NamedTuple):
    """The lines that a span becomes, at its place in the file as it is now."""

    start: int
    stop: int
    span: KeptSpan


def restored(record: Record, document: Document, digest: str) -> Restored:
    """The Document, which has bytes of that digest, with the edits.

    A secret that was changed stays as the file has it, or is left empty where the file has none; a line of which
    nothing is known stays as it is, or is left out.
    """
    lines = _Lines(document)
    is_same = (digest, document.encoding) == (record.digest, record.encoding)
    edits: list[_Edit] = []
    again: list[str] = []
    unfit: list[KeptPart] = []
    for part in record.parts:
        found = [_Edit(span.start, span.stop, span) for span in part] if is_same else lines.fitting(part, edits)
        if found is None:
            unfit.append(part)
        else:
            edits += found
            again += _typed(part)
    count = len(record.parts)
    try:
        made = replaced(document, lines.filled(sorted(edits, key=lambda one: (one.start, one.stop))))
    except EditError:
        return Restored(document, count, 0, (), _wanted(record.parts))
    return Restored(made, count, count - len(unfit), tuple(dict.fromkeys(again)), _wanted(unfit))


def _typed(part: KeptPart) -> Iterator[str]:
    """The settings of which a secret was typed."""
    for span in part:
        for line in span.new:
            if None in line.origins:
                yield f"[{visible(span.section)}] {visible(line.key) or 'a line that holds one'}"


def _wanted(parts: Sequence[KeptPart]) -> tuple[str, ...]:
    """The lines that were wanted, those that were to go where nothing came for them."""
    found = []
    for part in parts:
        for span in part:
            found += [f"[{visible(span.section)}] {line.shown}" for line in span.new]
            found += [f"[{visible(span.section)}] to go: {line.shown}" for line in span.old if not span.new]
    return tuple(found)


class _Lines:
    """A file's lines, without their secrets and with them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = list(document.lines())
        passwords = passwords_of(document)
        self._holed = [holed(line, document.schema.secret_keys, passwords) for line in self._lines]
        self._texts = [one.texts for one in self._holed]
        self._sections: list[str] = []
        for line in self._lines:
            above = self._sections[-1] if self._sections else ""
            self._sections.append(line.key.casefold() if line.kind is Kind.HEADER else above)

    def fitting(self, part: KeptPart, taken: Sequence[_Edit]) -> list[_Edit] | None:
        """The part's edits at their places now; None where one has no place."""
        found: list[_Edit] = []
        for span in part:
            place = self._place(span)
            if place is not None and self._is_new(span):
                edit = _Edit(place, place + len(span.old), span)
                if any(_overlap(edit, other) for other in (*taken, *found)):
                    return None
                found.append(edit)
            elif not self._is_there(span):
                return None
        return found

    def _place(self, span: KeptSpan) -> int | None:
        """Where the lines stand now, or the one above them: as near as can be to where they stood."""
        section = span.section.casefold()
        if span.old:
            places = self._places([line.texts for line in span.old])
        elif span.above is None:
            places = [0]
        else:
            places = [place + 1 for place in self._places([span.above])]
        is_section = any(line.is_header for line in (*span.old, *span.new))
        if not is_section:
            behind = 0 if span.old else 1
            places = [place for place in places if self._section(place - behind) == section]
        if not places and not span.old:
            places = self._ends(None if is_section else section)
        return min(places, key=lambda place: abs(place - span.start), default=None)

    def _ends(self, section: str | None) -> list[int]:
        """Below the last setting of the section, or below the last line of all."""
        if section is None:
            return [len(self._lines)]
        named = zip(self._lines, self._sections, strict=True)
        return [number for number, (line, name) in enumerate(named, 1) if line.key and name == section][-1:]

    def _section(self, index: int) -> str:
        return self._sections[index] if 0 <= index < len(self._sections) else ""

    def _places(self, texts: Sequence[tuple[str, ...]]) -> list[int]:
        starts = [index for index, one in enumerate(self._texts) if one == texts[0]]
        return [index for index in starts if self._texts[index : index + len(texts)] == list(texts)]

    def _is_new(self, span: KeptSpan) -> bool:
        """Whether nothing of what would come has come meanwhile."""
        old = {line.key.casefold() for line in span.old}
        names = {name.casefold() for name in self._document.section_names}
        comes = [line for line in span.new if not line.key or line.key.casefold() not in old]
        if any(line.is_header and not span.old for line in comes):
            return span.section.casefold() not in names
        live = [line.key for line in comes if line.key and line.texts[0].lstrip()[:1] not in {";", "#"}]
        return not any(self._document.live(span.section, key) for key in live)

    def _is_there(self, span: KeptSpan) -> bool:
        """Whether the lines that were wanted have come meanwhile."""
        places = self._places([line.texts for line in span.new]) if span.new else []
        return any(self._section(place) == span.section.casefold() for place in places)

    def filled(self, edits: Sequence[_Edit]) -> list[tuple[int, int, list[str]]]:
        """The edits with the secrets that the file has for them."""
        now = {edit.span.start + step: edit.start + step for edit in edits for step in range(len(edit.span.old))}
        return [
            (edit.start, edit.stop, [text for line in edit.span.new for text in self._filled(line, edit, now)])
            for edit in edits
        ]

    def _filled(self, line: KeptLine, edit: _Edit, now: dict[int, int]) -> list[str]:
        twins = [
            number
            for number in range(edit.start, min(edit.stop, len(self._lines)))
            if line.key and self._lines[number].key.casefold() == line.key.casefold()
        ]
        if line.is_lost:
            return [self._lines[number].raw for number in twins[:1]]
        secrets = []
        for index, origin in enumerate(line.origins):
            label = _label(line.texts, index)
            same = [number for number in twins if label and _label(self._texts[number], index) == label]
            place = (now.get(origin[0]), origin[1]) if origin else (next(iter(same), None), index)
            secrets.append(self._secret(*place))
        return [filled(line.texts, secrets) + line.eol]

    def _secret(self, number: int | None, index: int) -> str:
        """A line's secret, by number; empty where it has none."""
        if number is None or number >= len(self._holed) or index >= len(self._holed[number].secrets):
            return ""
        return self._holed[number].secrets[index]


def _label(texts: Sequence[str], index: int) -> str:
    """What stands before a secret and says that it is one: in another place it would be seen."""
    words = texts[index].lstrip(";#").split() if index < len(texts) - 1 else []
    return words[-1] if words else ""


def _overlap(one: _Edit, other: _Edit) -> bool:
    return one.start < other.stop and other.start < one.stop
