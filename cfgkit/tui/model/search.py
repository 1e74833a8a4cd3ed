"""Finding settings by words: as they are first, then letter by letter, then with a slip of the finger.

| step | a word is found in                                        | where no setting had it before     |
|------|-----------------------------------------------------------|------------------------------------|
| 1    | section, key, shown value, help, the comments above       |                                    |
| 2    | the letters of section or key, in their order             | `smtprt` finds SMTPPort            |
| 3    | the same, less any one letter of the word                 | `smptserver` finds SMTPServer      |

The value of a secret is never looked into: not even its mask is.
"""

from __future__ import annotations

import re
from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cfgkit.tui.model.rows import Row

#: A shorter word would be found nearly everywhere with a letter left out.
_SHORTEST_SLIP: Final = 5


class Index(NamedTuple):
    """The casefolded texts of rows."""

    keys: tuple[str, ...]
    sections: tuple[str, ...]
    values: tuple[str, ...]
    #: Everything else of a row that words are looked for in, its key and value among it.
    texts: tuple[str, ...]


def index_of(rows: Sequence[Row]) -> Index:
    """The texts that rows are found by."""
    # Interned: the rows of a large file have few different keys, sections, values and comments.
    keys = tuple(intern(row.key.casefold()) for row in rows)
    sections = tuple(intern(row.section.casefold()) for row in rows)
    values = tuple("" if row.is_secret else intern(row.value.casefold()) for row in rows)
    helps = ("\n".join(_help(row)).casefold() for row in rows)
    texts = tuple(intern("\n".join(parts)) for parts in zip(keys, values, helps, strict=True))
    return Index(keys, sections, values, texts)


def _help(row: Row) -> Iterable[str]:
    if row.setting is not None:
        yield row.setting.description
        yield from row.setting.aliases
    yield from row.above


def matches(index: Index, query: str) -> frozenset[int]:
    """The rows that hold every word of the query."""
    found = set(range(len(index.keys)))
    for word in query.casefold().split():
        found &= _holding(index, word)
    return frozenset(found)


def _holding(index: Index, word: str) -> set[int]:
    pairs = enumerate(zip(index.texts, index.sections, strict=True))
    plain = {number for number, (text, section) in pairs if word in text or word in section}
    if plain or len(word) == 1:
        return plain
    lettered = _lettered(index, [word])
    if lettered or len(word) < _SHORTEST_SLIP:
        return lettered
    return _lettered(index, [word[:left] + word[left + 1 :] for left in range(len(word))])


def _lettered(index: Index, words: Iterable[str]) -> set[int]:
    """The rows whose key, or section, has the letters of one of the words in their order."""
    pattern = re.compile("|".join(".*?".join(map(re.escape, word)) for word in words))
    good = {text: pattern.search(text) is not None for text in {*index.keys, *index.sections}}
    return {number for number, key in enumerate(index.keys) if key and (good[key] or good[index.sections[number]])}


def best(index: Index, query: str, among: Sequence[int]) -> int | None:
    """The row that the query means most: its key, how that begins, what stands in it, section, value, help."""
    words = query.casefold().split()
    ranked = ((sum(_rank(index, number, word) for word in words), number) for number in among if index.keys[number])
    return min(ranked, default=(0, None))[1]


def _rank(index: Index, number: int, word: str) -> int:
    key, section, value = index.keys[number], index.sections[number], index.values[number]
    places = (key == word, key.startswith(word), word in key, word in section, word in value)
    return next((rank for rank, holds in enumerate(places) if holds), len(places))
