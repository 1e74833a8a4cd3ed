"""Bytes <-> Document, lossless; this floor knows nothing of PeopleSoft's settings.

| module    | idea                                                                     |
|-----------|--------------------------------------------------------------------------|
| grammar   | the Lark grammar at work: text -> blocks of segments                     |
| line      | a physical line, as what it is                                           |
| encoding  | bytes <-> text, exactly                                                  |
| collector | Python's cyclic collector, out of the way of a parse                      |
| dialect   | what a program that reads the files knows beyond their syntax, as a value |
| lookup    | finding settings by name                                                 |
| placement | where a new line goes                                                    |
| edit      | from blocks to new blocks                                                |
| document  | the immutable value that the other floors work with                      |
| address   | SECTION/KEY, as users write it                                           |
| changes   | the edits between two Documents, as data and as a unified diff           |
| textual   | findings of the text alone                                               |
| finding   | the record of a finding                                                  |
"""

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use
from cfgkit.syntax.dialect import PLAIN, Dialect
from cfgkit.syntax.document import Document, Section
from cfgkit.syntax.line import Kind, Line
from cfgkit.syntax.lookup import Entry

if TYPE_CHECKING:
    from cfgkit.syntax.finding import Finding, Severity

__all__ = ["PLAIN", "Dialect", "Document", "Entry", "Finding", "Kind", "Line", "Section", "Severity"]

# Reading a value needs no findings.
__getattr__ = names_at_first_use(__name__, {"finding": ("Finding", "Severity")})
