"""An independent reader of the file format, as oracle: written from contract.md, not from the grammar.

Plain string methods line by line; it shares no pattern and no code with cfgkit. The keys that PeopleSoft
knows are data, so they are read from the same table.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_CATALOGUE: Final = _ROOT / "cfgkit" / "schema" / "catalogue.tsv"
_MAIL_FACTS: Final = _ROOT / "tests" / "schema" / "smtp_facts.json"
_BLANKS: Final = " \t"
_CONFLICTS: Final = tuple(char * 7 for char in "<=>|")
_SENTENCE_OPENERS: Final = {"for", "set", "if", "to"}
_MOST_WORDS: Final = 5
MARKER: Final = ";_@_APSRV"


@dataclass(frozen=True)
class Scanned:
    """A line as the scanner reads it; `section` is the name of the header above it."""

    kind: str
    number: int
    raw: str
    section: str
    key: str = ""
    value: str = ""

    @property
    def text(self) -> str:
        return self.raw.rstrip("\r\n")


def physical_lines(text: str) -> list[str]:
    """LF, CRLF and lone CR each end a line; nothing else does."""
    return list(io.StringIO(text, newline=""))


def decode(data: bytes) -> str:
    """A BOM means what it says where that is exact; else strict UTF-8; else latin-1."""
    for bom, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data[: len(bom)] == bom:
            try:
                text = data[len(bom) :].decode(codec)
            except UnicodeDecodeError:
                return data.decode("latin-1")
            return text if bom + text.encode(codec) == data else data.decode("latin-1")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


@cache
def known_keys() -> frozenset[tuple[str, str]]:
    """The (section, key) pairs of the catalogue and of the facts on mail, in lower case."""
    rows = [line.split("\t") for line in _CATALOGUE.read_text("utf-8").split("\n")[1:] if line]
    mail = [("smtp settings", fact["name"].casefold()) for fact in json.loads(_MAIL_FACTS.read_text("utf-8"))]
    return frozenset([*((row[1].casefold(), row[2].casefold()) for row in rows if row[2]), *mail])


def _is_known(section: str, key: str) -> bool:
    for what in ("BRK", "PUB", "SUB"):
        for part in ("DSP", "HND"):
            if section.upper().startswith(f"PS{what}{part}_"):
                section = f"PS{what}{part}_dflt"
    return (section.casefold(), key.casefold()) in known_keys()


def _is_prose(key: str) -> bool:
    if len(key) < 2 or not "A" <= key[0] <= "Z" or key[1].isspace():
        return True
    if any(char in key for char in ':",') or len(key.split()) > _MOST_WORDS:
        return True
    word = ""
    for char in key:
        if not (char.isalnum() or char == "_"):
            break
        word += char
    return word.casefold() in _SENTENCE_OPENERS


def _key_and_value(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    # An encrypted password begins with {V1 or the like; where it stands before the =, there is no key.
    is_key = bool(equals) and not any(part[:1] in set("0123456789") for part in key.split("{V")[1:])
    return (key.strip(_BLANKS), value.lstrip(_BLANKS)) if is_key else ("", "")


def _scan_line(raw: str, number: int, section: str) -> Scanned:
    text = raw.rstrip("\r\n")
    bare = text.strip(_BLANKS)
    if not bare:
        return Scanned("blank", number, raw, section)
    if text[0] in ";#":
        key, value = _key_and_value(text[1:])
        candidate = key and text[1] not in _BLANKS and key[0] != "["
        if candidate and (_is_known(section, key) or not _is_prose(key)):
            return Scanned("commented", number, raw, section, key, value)
        return Scanned("comment", number, raw, section)
    if text[0] == "[" and len(bare) > 2 and bare.find("]") == len(bare) - 1:
        return Scanned("header", number, raw, bare[1:-1], bare[1:-1])
    key, value = _key_and_value(text)
    if not key or bare[0] == "[" or text.startswith(_CONFLICTS):
        return Scanned("unreadable", number, raw, section)
    return Scanned("setting", number, raw, section, key, value)


def scan_text(text: str) -> list[Scanned]:
    """Every line of the text."""
    found: list[Scanned] = []
    section = ""
    for number, raw in enumerate(physical_lines(text), 1):
        found.append(_scan_line(raw, number, section))
        section = found[-1].section
    return found


def scan(data: bytes) -> list[Scanned]:
    """Every line of the file."""
    return scan_text(decode(data))


def settings_of(data: bytes) -> list[tuple[str, str, str, bool]]:
    """The settings as (section, key, value, live), in file order."""
    return [
        (line.section, line.key, line.value, line.kind == "setting")
        for line in scan(data)
        if line.kind in {"setting", "commented"}
    ]
