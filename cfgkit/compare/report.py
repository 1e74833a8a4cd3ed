"""The differences as text, for a terminal of any width, and as JSON; secrets masked in both."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from cfgkit.compare.cells import EFFECT_MARKS, RELATIONS, cell, effect_shown, value_carried, value_shown
from cfgkit.display import fitted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfgkit.compare.diff import Diff, Difference
    from cfgkit.compare.layout import Note

_WIDTH: Final = 80
_KEY: Final = 26
_NARROWEST: Final = 14
_BOLD, _ODD, _PLAIN = "\x1b[1m", "\x1b[33m", "\x1b[0m"
_PAIR: Final = 2


def as_text(diff: Diff, *, width: int = _WIDTH, colour: bool = False, table: bool = False) -> str:
    """The differences for a reader: a block each for two files, a table for more, groups for many.

    `table` asks for the table of two files as well.
    """
    rows = _in_order(diff)
    shown = [visible(name) for name in diff.files]
    if is_table(diff, width=width, table=table):
        text = "".join(f"{line}\n" for line in _table(rows, shown, _column(diff, width), colour=colour))
    else:
        draw = side_block if len(shown) == _PAIR else _groups_block
        text = "\n".join(draw(one, shown, colour=colour) for one in rows)
    return text + "".join(_note_block(one, shown) for one in diff.notes)


def is_table(diff: Diff, *, width: int = _WIDTH, table: bool = False) -> bool:
    """Whether `as_text` draws a table: one is asked for, or there are more than two files, and it fits."""
    return _column(diff, width) >= _NARROWEST and (table or len(diff.files) > _PAIR)


def _column(diff: Diff, width: int) -> int:
    """How wide a file's column is."""
    return (width - _KEY - 2) // max(len(diff.files), 1)


def _in_order(diff: Diff) -> list[Difference]:
    """The differences, and those that are the same everywhere where they were asked for, by section."""
    rows = [*diff.differences, *diff.equal]
    sections = list(dict.fromkeys(one.section for one in rows))
    return sorted(rows, key=lambda one: sections.index(one.section)) if diff.equal else rows


def side_block(one: Difference, names: Sequence[str], *, colour: bool = False) -> str:
    """A line for each file: where it has the setting, and its value."""
    places = [
        f"{name}:{side.line}" if side.line is not None else name for name, side in zip(names, one.sides, strict=True)
    ]
    width = max(map(len, places))
    lines = [_head(one, colour=colour)]
    for place, side in zip(places, one.sides, strict=True):
        note = {"commented": "  (commented out)", "duplicate": f"  (last of {side.occurrence})"}.get(side.state, "")
        text = "- (absent)" if side.value is None else f"= {value_shown(one.key, side)}{note}"
        lines.append(f"  {place:<{width}}  {text}")
    return "\n".join([*lines, *_relation(one)]) + "\n"


def _groups_block(one: Difference, names: Sequence[str], *, colour: bool) -> str:
    """A line for each value, the majority's first, with the files that have it."""
    lines = [_head(one, colour=colour)]
    members: dict[int, list[int]] = {}
    for index, group in enumerate(one.groups):
        members.setdefault(group, []).append(index)
    odd_ones = one.odd_ones
    for _, found in sorted(members.items()):
        odd = odd_ones[found[0]]
        places = ((names[index], one.sides[index].line) for index in found)
        where = ", ".join(f"{name}:{line}" if line else name for name, line in places)
        line = f"{'*' if odd else ' '} {cell(one, found[0])}"
        lines.append(_painted(line, _ODD, colour=colour and odd))
        lines.append(f"      {where}")
    return "\n".join([*lines, *_relation(one)]) + "\n"


def _head(one: Difference, *, colour: bool) -> str:
    return _painted(f"[{visible(one.section)}] {visible(one.key)}", _BOLD, colour=colour) + f"  ({effect_shown(one)})"


def _relation(one: Difference) -> list[str]:
    return [] if one.secret_relation is None else [f"  {RELATIONS[one.secret_relation]}"]


def _table(rows: Iterable[Difference], names: Sequence[str], column: int, *, colour: bool) -> Iterator[str]:
    """A row for each setting, with the letter of its effect, a column for each file; * marks the odd ones out."""
    head = " " * (_KEY + 2) + "".join(_cell(f" {name}", column) for name in names)
    yield _painted(head.rstrip(), _BOLD, colour=colour)
    for section, found in groupby(rows, key=lambda one: one.section):
        yield _painted(f"[{visible(section)}]", _BOLD, colour=colour)
        for one in found:
            cells = ""
            for index, (side, odd) in enumerate(zip(one.sides, one.odd_ones, strict=True)):
                line = f"{side.line} " if side.line is not None else ""
                text = _cell(f"{'*' if odd else ' '}{line}{cell(one, index)}", column)
                cells += _painted(text, _ODD, colour=colour and odd)
            yield f"  {_cell(visible(one.key), _KEY - 1)}{EFFECT_MARKS[one.effect.effect]}{cells}".rstrip()


def _cell(text: str, width: int) -> str:
    """The text in exactly that width, a blank at its end."""
    return f"{fitted(text, width - 1)} "


def _painted(text: str, style: str, *, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour and text else text


def _note_block(note: Note, names: Sequence[str]) -> str:
    lines = [f"[{visible(note.section)}] {note.what}" if note.section else f"{note.what} of the sections"]
    for name, side in zip(names, note.sides, strict=True):
        lines.append(f"  {name}:")
        lines += [f"      {visible(text)}" for text in side]
    return "\n" + "\n".join(lines) + "\n"


def expected_text(diff: Diff) -> str:
    """The differences that cfgkit.toml expects, a line each with the reason."""
    return "".join(
        f"[{visible(one.section)}] {visible(one.key)}: {visible(one.expected.reason)}\n"
        for one in diff.expected
        if one.expected is not None
    )


def as_json(diff: Diff) -> dict[str, Any]:
    """The result's shape of cfgkit.diff/1."""
    found: dict[str, Any] = {
        "files": list(diff.files),
        "differences": [difference_json(one) for one in diff.differences],
        "ignored": len(diff.expected),
    }
    if diff.equal:
        found["equal"] = [difference_json(one) for one in diff.equal]
    if diff.notes:
        found["notes"] = [_note_json(one) for one in diff.notes]
    return found


def _note_json(note: Note) -> dict[str, Any]:
    return {"section": note.section, "what": note.what, "sides": [list(side) for side in note.sides]}


def difference_json(one: Difference) -> dict[str, Any]:
    """A difference's shape, of which cfgkit.diff/1 has many."""
    return {
        "section": one.section,
        "key": one.key,
        "sides": [
            {
                "value": value_carried(one.key, side),
                "state": side.state,
                "line": side.line,
                "occurrence": side.occurrence,
            }
            for side in one.sides
        ],
        "groups": list(one.groups),
        "effect": one.effect.effect,
        "effect_certainty": one.effect.certainty,
        "effect_source": one.effect.source,
        "secret": one.hides_secret,
        "secret_relation": one.secret_relation,
    }
