"""Layout -> Document: every line as the layout has it, and read back as what it is meant to be."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from cfgkit.convert.layout import EOLS
from cfgkit.document import Document
from cfgkit.errors import InputError
from cfgkit.schema import PEOPLESOFT
from cfgkit.syntax import Kind
from cfgkit.syntax.encoding import Encoding
from cfgkit.syntax.grammar import grammar

if TYPE_CHECKING:
    from cfgkit.convert.composed import Mark
    from cfgkit.convert.layout import Layout, Part
    from cfgkit.syntax import Dialect

_BOMS: Final = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}

#: A line that is to be written: its kind, its text with its ending, where the YAML has it.
_Wanted = tuple[Kind, str, "Mark | None"]


def rendered(layout: Layout, dialect: Dialect = PEOPLESOFT) -> Document:
    """The Document that the layout describes, to the byte.

    Raises:
        InputError: a secret is masked, or a line can't be written so that it reads back as what it is.
    """
    for part in layout.parts:
        for item in part.body:
            if item.masked:
                raise _at(
                    item.at,
                    "a secret is masked here, so the file can't be written from this YAML alone",
                    "name the file with --into, or write the YAML with --with-secrets",
                )
    wanted = [line for part in layout.parts for line in _lines(part, layout.eol)]
    text = "".join(line for _, line, _ in wanted)
    if not layout.final_newline and wanted:
        text = text.removesuffix("\n").removesuffix("\r") if text.endswith("\r\n") else text[:-1]
    if layout.bom and layout.encoding not in _BOMS:
        raise InputError(f"{layout.encoding} has no byte order mark", help="write bom: false")
    codec = Encoding(layout.encoding, _BOMS[layout.encoding] if layout.bom else b"")
    _check_encodable(codec, wanted)
    document = Document(grammar().blocks(text), codec, dialect)
    _check_read_back(document, wanted)
    return document


def _lines(part: Part, file_eol: str) -> list[_Wanted]:
    found = [(Kind.HEADER, line + EOLS[part.eol or file_eol], part.at) for line in part.header()]
    for item in part.body:
        eol = EOLS[item.eol or file_eol]
        found += [(item.kind, line + eol, item.at) for line in item.lines()]
    return found


def _check_encodable(codec: Encoding, wanted: list[_Wanted]) -> None:
    try:
        for _, line, at in wanted:
            try:
                codec.encode(line)
            except UnicodeEncodeError:
                raise _at(at, f"a character here can't be written as {codec.name}") from None
    except LookupError:
        raise InputError("unknown encoding", help="utf-8, utf-16-le, utf-16-be and latin-1 always work") from None


def _check_read_back(document: Document, wanted: list[_Wanted]) -> None:
    """Each line that was written must be found again as what it was meant to be."""
    found = list(document.lines())
    for line, (kind, _, at) in zip(found, wanted, strict=False):
        if line.kind is not kind:
            raise _at(at, f"this would not be read back as a {kind} line")
    if len(found) != len(wanted):
        raise InputError("an entry here holds a line break", help="an entry is one line; a comment is a list of lines")


def _at(mark: Mark | None, message: str, help: str = "") -> InputError:  # noqa: A002 - the word that users see
    line, column = mark or (None, None)
    return InputError(message, help=help, line=line, column=column)
