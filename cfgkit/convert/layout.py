"""cfgkit's own YAML layout as values.

    cfgkit: 1
    file: {encoding: utf-8, bom: false, newline: lf, final_newline: true, kind: psappsrv}
    sections:
      - name: SMTP Settings
        body:
          - comment: "; Settings for mail"
          - {key: SMTPServer, value: mail.example.com}
          - {off: SMTPTLSEnable, value: "Y"}
          - {blank: 2}
          - {raw: "what is this"}

The lines before the first header are the section whose name is null. `text` keeps a spelling that is not
canonical, and counts only while it still says the same key and value; `eol` keeps a line ending that is
not the file's. `secret: masked` says that an entry's secret was left out: it is never written back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.syntax import Kind
from cfgkit.syntax.line import parts

if TYPE_CHECKING:
    from cfgkit.convert.composed import Mark

VERSION: Final = "1"
MASKED: Final = "masked"
EOLS: Final = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
#: The name of an entry's first key, and the kind of line that it stands for.
KINDS: Final = {
    "key": Kind.SETTING,
    "off": Kind.COMMENTED,
    "comment": Kind.COMMENT,
    "blank": Kind.BLANK,
    "raw": Kind.UNREADABLE,
}


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """An entry of a section's body: one line, or a run of equal ones. Its repr shows no value."""

    kind: Kind
    #: The key of a setting, else the line's text; a run's lines are joined by LF.
    content: str
    value: str = ""
    #: The line as it is spelt, where that is not the canonical way; empty else.
    text: str = ""
    #: lf, crlf or cr where that is not the file's; empty else.
    eol: str = ""
    masked: bool = False
    #: Where it stands in the YAML text; None if it was not read.
    at: Mark | None = None

    def lines(self) -> list[str]:
        """The lines of the file, without endings."""
        if self.kind is Kind.SETTING or self.kind is Kind.COMMENTED:
            spelt = parts(self.kind, self.text)
            same = bool(self.text) and (spelt.key, spelt.value) == (self.content, self.value)
            return [self.text if same else self.canonical()]
        return self.content.split("\n")

    def canonical(self) -> str:
        """A setting's line as psadmin would write it."""
        return f"{'' if self.kind is Kind.SETTING else ';'}{self.content}={self.value}"

    def __repr__(self) -> str:
        return f"Item({self.kind})"


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its name (None before the first header), its header's spelling and ending, its body."""

    name: str | None
    body: tuple[Item, ...]
    text: str = ""
    eol: str = ""
    at: Mark | None = None

    def header(self) -> list[str]:
        """The header line, without its ending."""
        if self.name is None:
            return []
        plain = f"[{self.name}]"
        return [self.text if self.text.rstrip(" \t") == plain else plain]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole file."""

    encoding: str
    bom: bool
    #: lf, crlf, cr, mixed or none.
    newline: str
    final_newline: bool
    kind: str
    parts: tuple[Part, ...]

    @property
    def eol(self) -> str:
        """The name of the line ending that needs no `eol`."""
        return self.newline if self.newline in EOLS else "lf"
