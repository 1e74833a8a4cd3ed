"""What a delivered .cfx template says of its settings: the `;;` marks above each of them.

| mark                  | meaning                                                             |
|-----------------------|---------------------------------------------------------------------|
| `dt="n"`              | type: c a box to tick, d and dx a list, n a number, e encrypted     |
| `option(va = 3, ...)` | one of the values                                                   |
| `dy="Y"`              | a running domain takes it up, where dynamic changes are allowed     |
| `rl="Y"`              | needs the domain to be booted                                       |

Only names, types, values and marks are taken over; the template's words stay where they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.schema.secrets import is_secret, masked_value
from cfgkit.schema.smtp import SECTION
from cfgkit.schema.type_names import value_type
from cfgkit.schema.value_type import refusal
from cfgkit.syntax.line import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfgkit.schema.setting import FileKind
    from cfgkit.syntax import Document

_MARK: Final = re.compile(r"\b(dt|dy|rl)\s*=\s*\"([^\"]*)\"")
_OPTION: Final = re.compile(r"\boption\s*\(\s*va\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s,)\"']+))")
_QUOTED_TEXT: Final = re.compile(r"\b(?:sd|ld)\s*=\s*\"[^\"]*\"?")
_BOX: Final = {
    frozenset("YN"): "flag:Y/N",
    frozenset("01"): "flag:1/0",
    frozenset(("true", "false")): "flag:true/false",
}
_BIT: Final = re.compile(r"[1-9][0-9]{0,17}")


class Marked(NamedTuple):
    """A setting as a template has it."""

    section: str
    key: str
    type: str
    effect: str
    delivered: str | None


def marked_settings(document: Document) -> Iterator[Marked]:
    """The settings of a template, live or commented out, in its order."""
    section = ""
    above: list[str] = []
    for line in document.lines():
        if line.kind is Kind.HEADER:
            section = line.key
            above = []
        elif line.kind is Kind.COMMENT and line.raw.startswith(";;"):
            above.append(line.text)
        elif line.kind in (Kind.SETTING, Kind.COMMENTED):
            yield _marked(section, line.key, line.value if line.kind is Kind.SETTING else None, above)
            above = []


def note_lines(document: Document) -> frozenset[int]:
    """The numbers of the lines that a template has beyond a .cfg: `;;` marks and `;<` notes; of a .cfg none."""
    notes = [line for line in document.lines() if line.kind is Kind.COMMENT and line.raw.startswith((";;", ";<"))]
    is_template = any(_MARK.search(line.raw) or _OPTION.search(line.raw) for line in notes if line.raw[1] == ";")
    return frozenset(line.number for line in notes) if is_template else frozenset()


def _marked(section: str, key: str, value: str | None, above: Sequence[str]) -> Marked:
    text = _QUOTED_TEXT.sub("", "\n".join(above))
    options = [option for found in _OPTION.findall(text) if (option := "".join(found))]
    marks = dict(_MARK.findall(text))
    hidden = is_secret(key) or marks.get("dt") == "e"
    effect = "reboot" if marks.get("rl") == "Y" else "dynamic-if-allowed" if marks.get("dy") == "Y" else "unknown"
    if effect == "dynamic-if-allowed" and section.casefold() == SECTION.casefold():
        effect = "dynamic"
    type_ = "secret" if hidden else _type(marks.get("dt", ""), options, value or "")
    holds_secret = hidden or (value is not None and masked_value(key, value) != value)
    return Marked(section, key, type_, effect, None if holds_secret else value)


def _type(mark: str, options: list[str], value: str) -> str:
    """The type that the marks tell; text where it would refuse the template's own value."""
    name = _marked_type(mark, options, value)
    return "text" if refusal(value_type(name), value) is not None else name


def _marked_type(mark: str, options: list[str], value: str) -> str:
    choices = "|".join(dict.fromkeys(options))
    if mark == "c":
        words = frozenset(options or ([value] if value else []))
        box = next((name for known, name in _BOX.items() if words and words <= known), "")
        are_bits = bool(options) and all(_BIT.fullmatch(one) for one in options)
        return box or ("bits" if are_bits else "text" if options else "flag")
    if mark in {"d", "dx"} and options and (not value or value in options) and not any("|" in one for one in options):
        return f"choice:{choices}" if mark == "d" else f"open:{choices}"
    return "int" if mark == "n" else "text"


def as_toml(settings: Sequence[Marked], file: FileKind, source: str) -> str:
    """The settings as a schema file of a site."""
    blocks = [f"# What the template {_quoted(source)} says of its settings; by cfgkit schema import.\n"]
    for one in settings:
        lines = ["[[setting]]", f'file = "{file}"', f"section = {_quoted(one.section)}", f"key = {_quoted(one.key)}"]
        lines += [f"type = {_quoted(one.type)}", f'effect = "{one.effect}"', 'certainty = "template"']
        lines += [f"delivered = {_quoted(one.delivered)}"] if one.delivered is not None else []
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    """The text as a basic string of TOML."""
    return (
        '"'
        + "".join(char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08x}" for char in text)
        + '"'
    )
