"""Finding settings: by exact name first, then without regard to case; duplicates are never merged."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cfgkit.display import visible
from cfgkit.errors import AddressError
from cfgkit.syntax.dialect import PLAIN
from cfgkit.syntax.encoding import count_lines
from cfgkit.syntax.grammar import grammar
from cfgkit.syntax.line import Kind, Line, section_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfgkit.syntax.dialect import Dialect
    from cfgkit.syntax.grammar import Block

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A live or commented-out setting, and where it stands.

    Its repr shows no value: a value may be a password.
    """

    line: Line
    section: str
    #: Which one of the sections of exactly this name, from 1.
    section_nth: int
    key: str
    #: Which one of the settings of exactly this key, in this section and state, from 1.
    nth: int
    live: bool
    value: str

    def __repr__(self) -> str:
        state = "live" if self.live else "commented"
        return f"Entry({self.section!r}, {self.key!r}, line {self.line.number}, {state})"


class Where(NamedTuple):
    """What an edit names: a setting, and which one of several."""

    section: str
    key: str
    nth: int | None = None
    section_nth: int | None = None

    def __str__(self) -> str:
        return visible(f"{self.section}/{self.key}")


class Hit(NamedTuple):
    """A setting that was found: its block, and its line, counted from the block's first."""

    block: int
    line: Line
    section: str
    section_nth: int
    nth: int


def _key(text: str) -> str:
    """The key without the blanks behind it; once in memory, however many lines of a large file have it."""
    return intern(text.rstrip(" \t"))


def lines_of(block: Block, dialect: Dialect, number: int = 1) -> list[Line]:
    """The block's lines, its header first, counted from `number` on."""
    section = section_name(block.header)
    found = [Line(Kind.HEADER, number, block.header, section)] if block.header else []
    setting = grammar().setting.match
    for index, (type_, text) in enumerate(block.body):
        if type_ == "TRIVIA":
            found += _run_lines(text, section, dialect, number + len(found), index)
        elif type_ == "SETTING" and (match := setting(text)) is not None:
            key, value = match.group("key", "value")
            found.append(Line(Kind.SETTING, number + len(found), text, _key(key), value, index))
        else:
            found.append(Line(Kind.UNREADABLE, number + len(found), text, "", "", index))
    return found


def named_lines_of(block: Block, dialect: Dialect, number: int = 1) -> tuple[list[Line], int]:
    """The block's lines less its comments and blank lines, and the number of the line behind the block."""
    section = section_name(block.header)
    found = [Line(Kind.HEADER, number, block.header, section)] if block.header else []
    number += len(found)
    setting = grammar().setting.match
    for index, (type_, text) in enumerate(block.body):
        if type_ == "TRIVIA":
            found += commented_lines(text, section, dialect, number, index)
            number += count_lines(text)
            continue
        match = setting(text) if type_ == "SETTING" else None
        if match is not None:
            key, value = match.group("key", "value")
            found.append(Line(Kind.SETTING, number, text, _key(key), value, index))
        else:
            found.append(Line(Kind.UNREADABLE, number, text, "", "", index))
        number += 1
    return found, number


def commented_lines(text: str, section: str, dialect: Dialect, number: int, segment: int) -> Iterator[Line]:
    """The commented-out settings in a run of comments and blanks whose first line has that number."""
    done = 0
    for match in grammar().commented.finditer(text):
        key = _key(match["key"])
        if dialect.is_setting(section, key):
            start = match.start()
            number += count_lines(text[done:start])
            done = start
            yield Line(Kind.COMMENTED, number, match[0], key, match["value"], segment, start)


def _run_lines(text: str, section: str, dialect: Dialect, number: int, segment: int) -> list[Line]:
    """The lines of a run of comments and blanks, commented-out settings among them."""
    found = []
    candidate = grammar().commented.match
    start = 0
    for raw in grammar().run_line.findall(text):
        match = candidate(raw) if "=" in raw else None
        if match is not None and dialect.is_setting(section, _key(match["key"])):
            key, value = _key(match["key"]), match["value"]
            found.append(Line(Kind.COMMENTED, number, raw, key, value, segment, start))
        else:
            kind = Kind.COMMENT if raw[0] in ";#" else Kind.BLANK
            found.append(Line(kind, number, raw, "", "", segment, start))
        number += 1
        start += len(raw)
    return found


def block_indices(blocks: Sequence[Block], name: str, section_nth: int | None = None) -> list[int]:
    """The blocks of that name: exactly so first, then without regard to case; only the n-th if given."""
    found = _by_name(range(len(blocks)), name, lambda index: section_name(blocks[index].header))
    if section_nth is not None:
        return found[section_nth - 1 : section_nth] if section_nth > 0 else []
    return found


def live_hits(blocks: Sequence[Block], dialect: Dialect, where: Where) -> list[Hit]:
    """The live settings that the name means; only the n-th if given."""
    return _hits(blocks, dialect, where, Kind.SETTING)


def commented_hits(blocks: Sequence[Block], dialect: Dialect, where: Where) -> list[Hit]:
    """The commented-out settings that the name means; only the n-th if given."""
    return _hits(blocks, dialect, where, Kind.COMMENTED)


def the_one(hits: list[Hit], where: Where, state: str) -> Hit:
    """The only hit.

    Raises:
        AddressError: there is none, or more than one.
    """
    if not hits:
        raise AddressError(f"no {state} setting {where}", help="cfgkit show FILE lists what is there")
    if len(hits) > 1:
        raise AddressError(
            f"{len(hits)} {state} settings are called {where}",
            help=f"name one of them: {_numbered(hits)}",
        )
    return hits[0]


def _hits(blocks: Sequence[Block], dialect: Dialect, where: Where, kind: Kind) -> list[Hit]:
    inside: list[Hit] = []
    seen: dict[str, int] = {}
    for place, index in enumerate(block_indices(blocks, where.section), 1):
        name = section_name(blocks[index].header)
        seen[name] = section_nth = seen.get(name, 0) + 1
        if where.section_nth in (None, place):
            inside += _hits_in(blocks[index], dialect, kind, (index, name, section_nth))
    found = _by_name(inside, where.key, lambda hit: hit.line.key)
    if where.nth is not None:
        return found[where.nth - 1 : where.nth] if where.nth > 0 else []
    return found


def _hits_in(block: Block, dialect: Dialect, kind: Kind, place: tuple[int, str, int]) -> Iterator[Hit]:
    index, name, section_nth = place
    seen: dict[str, int] = {}
    # What a comment is makes no difference to a live setting, so the known keys need not be loaded for it.
    for line in lines_of(block, PLAIN if kind is Kind.SETTING else dialect):
        if line.kind is kind:
            seen[line.key] = nth = seen.get(line.key, 0) + 1
            yield Hit(index, line, name, section_nth, nth)


def _by_name(items: Sequence[T], name: str, name_of: Callable[[T], str]) -> list[T]:
    exact = [item for item in items if name_of(item) == name]
    if exact:
        return exact
    folded = name.casefold()
    return [item for item in items if name_of(item).casefold() == folded]


def _numbered(hits: list[Hit]) -> str:
    return ", ".join(
        f"{visible(hit.section)}{_index(hit.section_nth, hits[0].section_nth != hits[-1].section_nth)}"
        f"/{visible(hit.line.key)}{_index(hit.nth, hits[0].section_nth == hits[-1].section_nth)}"
        for hit in hits
    )


def _index(number: int, needed: bool) -> str:
    return f"[{number}]" if needed else ""
