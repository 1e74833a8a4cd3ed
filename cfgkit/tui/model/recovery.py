"""Unsaved edits as JSON without a secret; `restoring` is the way back.

    {"schema": "cfgkit.recovery/1", "file", "digest", "encoding",
     "parts": [[{"section", "start", "stop", "above": texts | null, "old": [LINE], "new": [LINE]}, ...]]}
    LINE: {"texts", "eol", "key", "from": [[line, hole] | null, ...]}

`texts` is what stands round a line's secrets; `from` says which line of the file has the same secret. One that no
of the changed lines had was typed, and is typed again. What is not kept: the secrets that were typed, the single
steps of the edit, and a line that holds one of the file's passwords where none is to be expected.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.secret import MASK
from cfgkit.syntax import Kind
from cfgkit.tui.model.raw import Lines
from cfgkit.tui.model.selecting import parts_of
from cfgkit.tui.model.unsecret import holed, passwords_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.document import Document
    from cfgkit.syntax import Line
    from cfgkit.syntax.changes import Change
    from cfgkit.tui.model.selecting import Span
    from cfgkit.tui.model.unsecret import Holed

_SCHEMA: Final = "cfgkit.recovery/1"


class KeptLine(NamedTuple):
    """A line without its secrets."""

    texts: tuple[str, ...]
    eol: str
    #: The setting's key; empty on other lines.
    key: str
    #: For each secret the index of the line, and of the secret there, that had the same one before the edit.
    origins: tuple[tuple[int, int] | None, ...] = ()

    @property
    def shown(self) -> str:
        """The line as it may be shown."""
        return visible(MASK.join(self.texts))

    @property
    def is_header(self) -> bool:
        """Whether it is a section's header."""
        return not self.key and self.texts[0].startswith("[")

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it is known."""
        return self.texts == ("", "") and self.origins == (None,)


class KeptSpan(NamedTuple):
    """Lines that stood from `start` to `stop`, from 0, below `above`, and those that came for them."""

    section: str
    start: int
    stop: int
    above: tuple[str, ...] | None
    old: tuple[KeptLine, ...]
    new: tuple[KeptLine, ...]


#: Lines that belong together.
KeptPart = tuple[KeptSpan, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """Unsaved edits of a file that had bytes of that digest."""

    digest: str
    encoding: str
    parts: tuple[KeptPart, ...]


def recorded(file: str, digest: str, original: Document, document: Document, changes: Iterable[Change]) -> bytes:
    """The edits from one Document to the other; `digest` is that of the original's bytes, in hexadecimals."""
    pen = _Pen(original, document)
    parts = parts_of(original, document, changes)
    pen.learn(span for part in parts for span in part.spans)
    data = {
        "schema": _SCHEMA,
        "file": file,
        "digest": digest,
        "encoding": original.encoding,
        "parts": [list(map(pen.span, part.spans)) for part in parts],
    }
    return json.dumps(data, ensure_ascii=True).encode()


class _Pen:
    """Writes the lines of one edit."""

    def __init__(self, original: Document, document: Document) -> None:
        self._also = document.schema.secret_keys
        self._there = passwords_of(original)
        self._passwords = self._there | passwords_of(document)
        self._before = Lines(original)
        self._origins: dict[str, tuple[int, int]] = {}

    def learn(self, spans: Iterable[Span]) -> None:
        """Note where the changed lines of the file have their secrets, as `restoring` will find them there."""
        for span in spans:
            for number, line in enumerate(span.old, span.start):
                for index, secret in enumerate(holed(line, self._also, self._there).secrets):
                    self._origins.setdefault(secret, (number, index))

    def span(self, span: Span) -> dict[str, Any]:
        """Some lines and what they became."""
        return {
            "section": span.section,
            "start": span.start,
            "stop": span.stop,
            "above": self._hole(self._before[span.start - 1]).texts if span.start else None,
            "old": list(map(self._line, span.old)),
            "new": list(map(self._line, span.new)),
        }

    def _line(self, line: Line) -> dict[str, Any]:
        found = self._hole(line)
        key = line.key if line.kind in {Kind.SETTING, Kind.COMMENTED} else ""
        origins = [self._origins.get(one) for one in found.secrets]
        return {"texts": found.texts, "eol": line.eol, "key": key, "from": origins}

    def _hole(self, line: Line) -> Holed:
        return holed(line, self._also, self._passwords)


def read_record(data: bytes) -> Record:
    """The edits that were recorded.

    Raises:
        InputError: it is no such record.
    """
    try:
        top = json.loads(data)
        if top["schema"] != _SCHEMA:
            raise InputError(f"is not of the schema {_SCHEMA}")
        parts = tuple(tuple(map(_span, part)) for part in top["parts"])
        return Record(str(top["digest"]), str(top["encoding"]), parts)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise InputError("is no record of edits") from None


def _span(raw: Any) -> KeptSpan:  # noqa: ANN401 - as JSON gave it
    above = None if raw["above"] is None else tuple(map(str, raw["above"]))
    start, stop = int(raw["start"]), int(raw["stop"])
    if not 0 <= start <= stop:
        raise ValueError(start)
    return KeptSpan(
        str(raw["section"]), start, stop, above, tuple(map(_line, raw["old"])), tuple(map(_line, raw["new"]))
    )


def _line(raw: Any) -> KeptLine:  # noqa: ANN401 - as JSON gave it
    texts = tuple(map(str, raw["texts"]))
    origins = tuple(None if one is None else (int(one[0]), int(one[1])) for one in raw["from"])
    if len(texts) != len(origins) + 1 or raw["eol"] not in {"", "\n", "\r", "\r\n"}:
        raise ValueError(texts)
    return KeptLine(texts, raw["eol"], str(raw["key"]), origins)
