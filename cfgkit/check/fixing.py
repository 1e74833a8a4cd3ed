"""Safe repairs of findings, as one edit of a Document. The value of a secret is never touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.syntax import Kind
from cfgkit.syntax.line import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.document import Document
    from cfgkit.syntax import Finding, Line
    from cfgkit.syntax.finding import Fix


def fixed(document: Document, findings: Iterable[Finding]) -> Document:
    """The Document with every safe repair made; the same one where there is none.

    Raises:
        EditError: the repaired bytes would be read in another encoding.
    """
    by_line: dict[int, list[Fix]] = {}
    for one in findings:
        if one.fix is not None and (one.fix.keeps_value or not document.is_secret(one.section, one.key)):
            by_line.setdefault(one.fix.line, []).append(one.fix)
    changes = [
        (line.number, _repaired(line, by_line[line.number]))
        for line in document.lines()
        if line.number in by_line and line.kind is Kind.SETTING
    ]
    return document.respelled(dict(changes))


def _repaired(line: Line, fixes: Iterable[Fix]) -> str:
    found = parts(Kind.SETTING, line.raw)
    equals, value = line.raw[found.key_end : found.value_start], found.value
    for fix in fixes:
        equals = "=" if fix.closes_equals else equals
        value = value if fix.value is None else fix.value
    if any(fix.strips_value for fix in fixes):
        value = value.rstrip(" \t")
    return line.raw[: found.key_end] + equals + value
