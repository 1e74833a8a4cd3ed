"""What stands beside the list: all that is known of the setting under the cursor, as labelled lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.check.explain import ABOUT_SECTION, ExplainedSetting, rules_on
from cfgkit.check.known import counterpart
from cfgkit.check.manual import facts
from cfgkit.compare import effects_of
from cfgkit.display import counted, visible
from cfgkit.syntax.changes import Change
from cfgkit.tui.model.pending import gone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.syntax import Entry
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session


#: A longer value is cut off in the list.
_LONG: Final = 12
#: What is said of the setting in this file already.
_SAID: Final = frozenset({"effect", "counterpart"})


class Item(NamedTuple):
    """A labelled text; several with one label belong together."""

    label: str
    text: str


def about(session: Session, row: Row) -> tuple[Item, ...]:
    """What is known of a row, the most urgent first; secrets masked, control characters escaped."""
    if row.is_header:
        return tuple(_of_section(session, row))
    return tuple(_of_setting(session, row))


def _of_section(session: Session, row: Row) -> Iterator[Item]:
    section = next(one for one in session.document.sections if (one.name, one.nth) == (row.section, row.section_nth))
    yield Item("section", f"line {section.number}, {counted(len(list(section.settings())), 'setting')}")
    yield from _findings(row)
    for change in gone(session).get((section.name, section.nth), ()):
        value = session.document.mask(row.section, change.key, change.before or "") or "(empty)"
        yield Item("taken out", f"{visible(change.key)} = {value}, line {change.line_before} on disk")
    yield from (Item("about", text) for text in ABOUT_SECTION.get(row.section.casefold(), ()))


def _of_setting(session: Session, row: Row) -> Iterator[Item]:
    yield Item("state", f"{row.state}, line {row.entry.line.number}" if row.entry else f"{row.state}; Enter adds it")
    yield from _findings(row)
    if row.is_modified:
        before = tuple(_before(session, row)) or ("the same, with other comment lines above",)
        yield from (Item("on disk", text) for text in before)
    if row.is_different:
        values = (_value(session, one.document.live(row.section, row.key)) for one in session.others)
        yield from (Item("compared", value) for value in values)
    if row.setting is not None and row.setting.description:
        yield Item("help", visible(row.setting.description))
    yield Item("effect", _effect(session, row))
    other = counterpart(session.document, row.where)
    if other is not None:
        found = session.document.live(other.section, other.key, section_nth=other.section_nth)
        yield Item("pair", f"{other.key} = {_value(session, found)}")
    if len(row.value) > _LONG:
        yield Item("value", row.value)
    # A line of strokes alone says nothing.
    yield from (Item("comment", text) for text in row.above if any(char.isalnum() for char in text))
    if row.setting is not None:
        known = ExplainedSetting(row.section, row.key, (row.setting,), rules_on(row.setting))
        yield from (Item(label, visible(text)) for label, text in facts(known, None) if label not in _SAID)


def _findings(row: Row) -> Iterator[Item]:
    for one in row.findings:
        place = f" (column {one.column})" if one.column > 1 else ""
        yield Item(one.severity.value, f"{one.message}{place}{'; ' * bool(one.hint)}{one.hint}")


def _before(session: Session, row: Row) -> Iterator[str]:
    for change in session.changes:
        if (change.section.casefold(), change.key.casefold()) == row.name:
            text = change.before
            yield "nothing" if text is None else session.document.mask(row.section, row.key, text) or "(empty)"


def _effect(session: Session, row: Row) -> str:
    change = Change("set", row.section, row.key, None, None, None, None)
    return effects_of(session.document, [change])[0].why


def _value(session: Session, found: Entry | None) -> str:
    return "(not live)" if found is None else session.document.masked(found) or "(empty)"
