"""A copy of files that can be mailed: what is private in them is replaced, the same in each by the same.

The copy's lines are of the same kinds, with the same sections and keys; `check` finds in it what it found,
and `diff` between copies shows the rows that it showed. The exception is the delivered password, which is
replaced too: then nothing is said of it any more. Section names, keys and the names of environment
variables stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cfgkit.convert.private import bare, judgement, may_hold_names, private_of
from cfgkit.convert.stand_in import StandIns
from cfgkit.display import visible
from cfgkit.schema.secrets import masked_text, masked_value
from cfgkit.secret import MASK
from cfgkit.syntax import Kind
from cfgkit.syntax.collector import collector_paused
from cfgkit.syntax.grammar import grammar
from cfgkit.syntax.line import parts
from cfgkit.syntax.lookup import lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cfgkit.convert.private import Category, Private
    from cfgkit.document import Document
    from cfgkit.schema.value_type import ValueType
    from cfgkit.syntax import Line

SECRETS: Final = "secrets"
_REFERENCE: Final = r"%\w+%|\{\$[^}]*+\}"
# What a name may stand beside, as expressions before and behind it; `mail` is no user in mail.example.com.
_EDGES: Final[dict[Category, tuple[str, str]]] = {
    "hosts": ("(?<!-)", r"(?![\w-])"),
    "users": ("(?<![.-])", r"(?![\w-]|\.\w)"),
    "databases": ("", r"(?!\w)"),
}
_HIDDEN_COMMENT: Final = " redacted"
_HIDDEN_LINE: Final = "redacted"


@dataclass(frozen=True, slots=True)
class Redacted:
    """The copies, and what was hidden in them."""

    documents: tuple[Document, ...]
    #: The labels that came with the files, with the names in them replaced as in the files.
    labels: tuple[str, ...]
    #: Of each category, and of secrets: how many different ones were replaced, and in how many places.
    counts: Mapping[str, tuple[int, int]]


def redacted(documents: Sequence[Document], hide: Collection[Category] = (), labels: Sequence[str] = ()) -> Redacted:
    """Copies without secrets, and without the names of the categories that are to be hidden.

    Secrets are replaced always. All documents share the stand-ins, so that the copies differ where the files do.
    """
    with collector_paused():
        taken = "\n".join([document.text for document in documents]).casefold()
        pen = _Pen(private_of(documents, hide), StandIns(taken))
        copies = tuple([pen.copy(document) for document in documents])
    counts = {what: (len(pen.seen.get(what, ())), pen.places[what]) for what in (SECRETS, *hide)}
    return Redacted(copies, tuple([pen.without_names(label) for label in labels]), counts)


class _Pen:
    """Writes the copies of one run."""

    def __init__(self, private: Private, stand_ins: StandIns) -> None:
        self._names = private.names
        self._stand_ins = stand_ins
        self._pattern = _pattern(private)
        #: What was replaced, by category, and in how many places.
        self.seen: dict[str, set[str]] = {}
        self.places: Counter[str] = Counter()

    def copy(self, document: Document) -> Document:
        """The document, redacted."""
        kind, header = document.kind, ""
        out: list[str] = []
        for line in document.lines():
            if line.kind is Kind.HEADER:
                header = line.raw
            if line.kind in (Kind.SETTING, Kind.COMMENTED):
                found = parts(line.kind, line.raw)
                setting = document.schema.find(kind, header and header[1 : header.index("]")], line.key)
                value = self._value(document, line, None if setting is None else setting.type)
                out.append(line.raw[: found.value_start] + value + line.eol)
            elif line.kind in (Kind.COMMENT, Kind.UNREADABLE):
                out.append(self._prose(document, line, header) + line.eol)
            else:
                out.append(line.raw)
        return replace(document, blocks=grammar().blocks("".join(out)))

    def without_names(self, text: str) -> str:
        """The text with each name that was collected replaced, and each password."""
        return text if self._pattern is None else self._pattern.sub(self._found, text)

    def _value(self, document: Document, line: Line, type_: ValueType[Any] | None) -> str:
        core = line.value.strip()
        also = document.schema.secret_keys
        if not core:
            return line.value
        if document.is_secret("", line.key):
            new = self._secret(core, type_)
        elif not may_hold_names(type_, core):
            return line.value
        else:
            new = self.without_names(masked_value(line.key, core, also, self._secret))
            if _looks(new, type_) != _looks(core, type_):
                new = self._stand_ins.whole(core, type_)
        before = line.value.index(core)
        return line.value[:before] + new + line.value[before + len(core) :]

    def _prose(self, document: Document, line: Line, header: str) -> str:
        text = line.text
        new = self.without_names(masked_text(line, document.schema.secret_keys, self._secret))
        if new == text or document.dialect.is_marker(text) != document.dialect.is_marker(new):
            return text
        if _kind(document, header, new) is line.kind:
            return new
        return text[0] + _HIDDEN_COMMENT if line.kind is Kind.COMMENT else _HIDDEN_LINE

    def _secret(self, text: str, type_: ValueType[Any] | None = None) -> str:
        core = bare(text)
        if core in {"", MASK}:
            return text
        self._note(SECRETS, core)
        before = text.index(core)
        return text[:before] + self._stand_ins.whole(core, type_) + text[before + len(core) :]

    def _found(self, match: re.Match[str]) -> str:
        text = match[0]
        if match.lastgroup == "password":
            return self._secret(text)
        category = self._names.get(text.casefold())
        if category is None:
            return text
        self._note(category, text.casefold())
        return self._stand_ins.name(category, text)

    def _note(self, what: str, text: str) -> None:
        self.seen.setdefault(what, set()).add(text)
        self.places[what] += 1


def _looks(text: str, type_: ValueType[Any] | None) -> tuple[str, bool]:
    """What `check` says of a value alone."""
    return judgement(type_, text), visible(text) == text


def _kind(document: Document, header: str, text: str) -> Kind:
    """What a line of that text is, below that header."""
    first, *others = grammar().blocks(text)
    return Kind.HEADER if others else lines_of(first._replace(header=header), document.dialect)[-1].kind


def _pattern(private: Private) -> re.Pattern[str] | None:
    """References first, which stay; then passwords to the letter, and names in any case, the longest first."""
    passwords = [re.escape(one) for one in sorted(private.passwords, key=_longest_first)]
    names = []
    for name in sorted(private.names, key=_longest_first):
        before, behind = _EDGES[private.names[name]]
        names.append(before + re.escape(name) + behind)
    if not passwords and not names:
        return None
    whole = [_REFERENCE]
    if passwords:
        whole.append(rf"(?<!\w)(?P<password>{'|'.join(passwords)})(?!\w)")
    if names:
        whole.append(rf"(?i:(?<!\w)(?:{'|'.join(names)}))")
    return re.compile("|".join(whole))


def _longest_first(text: str) -> tuple[int, str]:
    return -len(text), text
