"""What is listed, as text to take along: YAML that `from-yaml --into` takes, a Markdown table, commands.

Secrets are masked in YAML and Markdown; commands leave them to a human. Whatever the settings hold, the text has
no control characters.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.compare import Edit, as_commands, as_json, edits_between
from cfgkit.compare.edits import NEVER_CARRIED, REPEATED, by_hand
from cfgkit.compare.markdown import as_markdown, escaped, row
from cfgkit.convert import to_yaml
from cfgkit.convert.plain import as_yaml
from cfgkit.display import counted, visible
from cfgkit.errors import InputError
from cfgkit.tui.model.compared import diff_of
from cfgkit.tui.model.edits import refused
from cfgkit.tui.model.rows import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cfgkit.tui.model.compared import ComparedRow
    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

#: Why a value is left to a human that its type refuses.
_REFUSED: Final = "its type refuses the value: cfgkit set --force writes it"


class ExportForm(StrEnum):
    """What the text is."""

    YAML = "YAML"
    MARKDOWN = "Markdown"
    COMMANDS = "commands"


def settings_export(session: Session, rows: Sequence[Row], form: ExportForm) -> str:
    """The listed settings, as they are on the screen.

    Raises:
        InputError: a command can't name the file.
    """
    listed = [one for one in rows if not one.is_header]
    if form is ExportForm.MARKDOWN:
        return _markdown(listed)
    if form is ExportForm.YAML:
        return to_yaml(session.document, only={one.name for one in listed if one.entry is not None})
    live = [one for one in listed if one.state is State.LIVE]
    left = f"# {counted(len(listed) - len(live), 'listed setting')} not live: no command\n" if live != listed else ""
    return as_commands(_file(session), [_edit(session, one) for one in live]) + left


def _markdown(rows: Sequence[Row]) -> str:
    lines = [row(["Section", "Setting", "Value", "Effect", "Findings"]), row(["---"] * 5)]
    for one in rows:
        state = "" if one.state is State.LIVE else f"({one.state})"
        value = " ".join(text for text in (escaped(one.value), state) if text)
        found = "; ".join(f"{finding.severity}: {escaped(finding.message)}" for finding in one.findings)
        lines.append(row([escaped(one.section), escaped(one.key), value, one.effect, found]))
    return "".join(f"{line}\n" for line in lines)


def _edit(session: Session, one: Row) -> Edit:
    """What sets a live setting to the value that it has."""
    value = one.entry.value if one.entry is not None else ""
    reasons = (
        NEVER_CARRIED if one.is_secret else "",
        REPEATED if len(session.document.live_all(one.section, one.key)) > 1 else "",
        by_hand(one.section, one.key, [value], new=value),
        "" if refused(one, value) is None else _REFUSED,
    )
    reason = next((reason for reason in reasons if reason), "")
    return Edit("by-hand", one.section, one.key, reason=reason) if reason else Edit("set", one.section, one.key, value)


def differences_export(session: Session, rows: Sequence[ComparedRow], form: ExportForm) -> str:
    """The listed differences; commands make each of the other files like the one on the screen.

    Raises:
        InputError: a command can't name a file.
    """
    listed = tuple(one.difference for one in rows if one.difference is not None)
    found = diff_of(session)
    diff = replace(found, differences=listed, expected=tuple(one for one in found.expected if one not in listed))
    if form is ExportForm.MARKDOWN:
        return as_markdown(diff)
    if form is ExportForm.YAML:
        shape = as_json(diff)
        shape["files"] = [str(session.snapshot.path), *(str(one.path) for one in session.others)]
        return as_yaml({"schema": "cfgkit.diff/1", "results": [shape]})
    return "".join(
        as_commands(_named(one.path), edits_between(listed, index, 0)) for index, one in enumerate(session.others, 1)
    )


def _file(session: Session) -> str:
    """The session's file as a command names it; what was piped in is piped in there, too."""
    return "-" if session.is_piped else _named(session.snapshot.path)


def _named(path: Path) -> str:
    name = str(path.absolute())
    if not name.isprintable():
        raise InputError(f"no command can name {visible(name)}", help="rename the file")
    return name
