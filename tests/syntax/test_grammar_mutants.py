"""Hand-made faults of the grammar: each must be noticed by the independent scanner, the real one never is.

`Grammar(text)` is built from the mutated text; a mutant dies if it can't be built, if a line is read
otherwise than the scanner reads it, or if the pieces joined are not the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from lark.exceptions import LarkError
from scanner import scan_text

from cfgkit.schema import PEOPLESOFT
from cfgkit.syntax import grammar as grammar_module
from cfgkit.syntax.document import Document
from cfgkit.syntax.grammar import Grammar, source

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES: Final = (
    "[A b]", "[A b] \t", "[A b] x", "[A]b]", "[]", "[", "[open", "[open=1", " [x=1", " [A b]", "Key=1", "Key", "Key =1", "Key= 1", "Key=1 ",
    " Key=1", "\tKey=1", "=1", " =1", "Key=", "Key=a=b", "Key=;#[x]", "K[2]=x", "Key:a=1", ";", "#", "; prose", ";Key=1",
    "#Key=1", ";Key =1", "; Key=1", ";;Key=1", ";=1", ";[x]=1", "  ;Key=1", " #x", "<<<<<<< a=1", "=======", ">>>>>>> a=1",
    "||||||| a=1", " <<<<<<< a=1", "<<<<<< a=1", "", " ", "\t \t", "x\x0b=1", "x\x85=1", "\x0c", "\u2028=1", "\xa0=1", "\x00",
    "Pw {V1.1}x=", "{V1}=1", ";Pw{V2}x=1", "{x=1", "a{V=1", "a{v1=1", "Key={V1.1}x=", "{Va{V9=", ";{V=1",
)  # fmt: skip
ENDINGS: Final = ("\n", "\r\n", "\r", "")
CORPUS: Final = (
    *(line + ending for line in LINES for ending in ENDINGS),
    *(f"{line}\n{other}\r{line}" for line in LINES for other in LINES[::5]),
    "\n".join(LINES),
    "\r\n".join(LINES),
    "\r".join(LINES) + "\r",
)

MUTANTS: Final = {
    "trivia loses its priority": ("TRIVIA.4", "TRIVIA.1"),
    "header below unreadable": ("HEADER.3", "HEADER.0"),
    "setting below unreadable": ("SETTING.2", "SETTING.0"),
    "unreadable above all": ("UNREADABLE.1", "UNREADABLE.9"),
    "a header may have text behind it": ('"[" NAME "]" OUTER END', '"[" NAME "]" OUTER REST? END'),
    "a header ends without its line's end": ('"[" NAME "]" OUTER END', '"[" NAME "]" OUTER EOL?'),
    "a header takes no blanks behind it": ('"[" NAME "]" OUTER END', '"[" NAME "]" END'),
    "a header may be indented": ('HEADER.3     : "["', 'HEADER.3     : INDENT "["'),
    "a name may hold a bracket": (r"(?P<name>[^\]\r\n]++)", r"(?P<name>[^\r\n]+)"),
    "a name may be empty": (r"(?P<name>[^\]\r\n]++)", r"(?P<name>[^\]\r\n]*+)"),
    "conflict marks are settings": ("NO_CONFLICT INDENT KEY", "INDENT KEY"),
    "six signs are a conflict mark": ("<{7}", "<{6}"),
    "conflict marks of one kind only": (r"(?!<{7}|>{7}|\|{7})", "(?!<{7})"),
    "a setting may not be indented": ("NO_CONFLICT INDENT KEY", "NO_CONFLICT KEY"),
    "a key may begin with a bracket": (r"[^ \t=\[\r\n{]", r"[^ \t=\r\n{]"),
    "a key may be empty": (r"(?:[^ \t=\[\r\n{]|\{(?!V[0-9]))(?:", r"(?:"),
    "a key is one word": (r"[^=\r\n{]++", r"[^ =\r\n{]++"),
    "a key ends at a colon": (r"[^=\r\n{]++", r"[^:=\r\n{]++"),
    "a key may begin with an encrypted text": (r"[^ \t=\[\r\n{]|\{(?!V[0-9])", r"[^ \t=\[\r\n]"),
    "a key may hold an encrypted text": (r"(?:[^=\r\n{]++|\{(?!V[0-9]))*+", r"[^=\r\n]*+"),
    "a key may hold no brace": (r"(?:[^=\r\n{]++|\{(?!V[0-9]))*+", r"[^=\r\n{]*+"),
    "an encrypted text needs no digit": (r"(?:[^=\r\n{]++|\{(?!V[0-9]))*+", r"(?:[^=\r\n{]++|\{(?!V))*+"),
    "blanks behind = belong to the value": (r"SPACING      : /(?P<spacing>[ \t]*+)/", "SPACING      : /(?P<spacing>)/"),
    "a value ends at a semicolon": (r"(?P<value>[^\r\n]*+)", r"(?P<value>[^;\r\n]*+)"),
    "a value ends at an equals sign": (r"(?P<value>[^\r\n]*+)", r"(?P<value>[^=\r\n]*+)"),
    "only ; is a comment mark": ("/[;#]/", "/;/"),
    "; and ! are comment marks": ("/[;#]/", "/[;#!x]/"),
    "comments may be indented": ("COMMENT_LINE : MARK", "COMMENT_LINE : OUTER MARK"),
    "a lone CR ends no line": ('EOL          : "\\r\\n" | /[\\r\\n]/', 'EOL          : "\\r\\n" | /\\n/'),
    "CRLF is two lines": ('EOL          : "\\r\\n" | /[\\r\\n]/', "EOL          : /[\\r\\n]/"),
    "a form feed is a blank": (r"BLANK_LINE   : /[ \t]++/", r"BLANK_LINE   : /[ \t\f]++/"),
    "a tab is no blank": (r"BLANK_LINE   : /[ \t]++/", "BLANK_LINE   : /[ ]++/"),
    "the last line must be ended": (r"END          : EOL | /\Z/", "END          : EOL"),
}  # fmt: skip


def disagreements(grammar: Grammar, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The texts of the corpus that this grammar and the scanner read differently."""
    for module in ("line", "lookup", "document"):
        monkeypatch.setattr(f"cfgkit.syntax.{module}.grammar", lambda: grammar)
    monkeypatch.setattr(grammar_module, "grammar", lambda: grammar)
    for text in CORPUS:
        try:
            document = Document(grammar.blocks(text), dialect=PEOPLESOFT)
            read = [(line.kind.value, line.raw, line.key, line.value) for line in document.lines()]
        except (LarkError, ValueError, re.error):
            yield text
            continue
        if read != [(line.kind, line.raw, line.key, line.value) for line in scan_text(text)]:
            yield text


def test_the_grammar_itself_is_read_as_the_scanner_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(disagreements(Grammar(source()), monkeypatch)) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_each_fault_of_the_grammar_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = MUTANTS[name]
    text = source()
    assert old in text, "the grammar has changed: change the mutant with it"
    try:
        mutant = Grammar(text.replace(old, new))
    except (LarkError, re.error):
        return
    assert next(disagreements(mutant, monkeypatch), None) is not None
