"""A rule: what it finds, why that matters, and an example that a test runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cfgkit.check.subject import Placed, Subject
    from cfgkit.schema.smtp.view import Value
    from cfgkit.syntax import Severity
    from cfgkit.syntax.finding import Fix


#: For the keys of a rule that is about all settings of the backup server, or about all secrets.
ON_BACKUP: Final = "the backup server's"
ON_MASKED: Final = "what is masked"


class Place(NamedTuple):
    """Where a rule finds something, and what; 0 for line and column where no line is concerned."""

    line: int
    column: int
    section: str
    key: str
    message: str
    hint: str = ""
    fix: Fix | None = None
    #: How much this place matters, where that is not the rule's own severity.
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule. What its id, severity and texts say is its page in the documentation."""

    id: str
    severity: Severity
    #: What it finds, in half a line.
    summary: str
    #: Why that matters, and what to do.
    why: str
    #: A file that it finds something in, and the same file mended.
    example: str
    mended: str
    #: The settings that it is about, for `explain`.
    keys: tuple[str, ...] = ()
    #: Finds the places; None where reading the text or the values finds them.
    find: Callable[[Subject], Iterable[Place]] | None = None


def at_value(value: Value, message: str, hint: str = "", fix: Fix | None = None) -> Place:
    """A place in [SMTP Settings]; of a setting that the file does not have, none of its lines."""
    return Place(value.line or 0, value.column, value.setting.section, value.key, message, hint, fix)


def at_line(placed: Placed, message: str, hint: str = "", fix: Fix | None = None) -> Place:
    """A setting's value as the place."""
    section, line = placed
    return Place(line.number, line.value_column, section, line.key, message, hint, fix)


def at_key(placed: Placed, message: str, hint: str = "") -> Place:
    """A setting's key as the place, or a section's header."""
    section, line = placed
    column = 1 + len(line.raw) - len(line.raw.lstrip(" \t;#"))
    return Place(line.number, column, section, line.key, message, hint)


def named(section: str, key: str) -> str:
    """A setting's name for a message."""
    return f"[{visible(section)}] {visible(key)}"


#: A line of the examples: without a mail server the rules on mail are silent.
MAIL_HOST: Final = "SMTPServer=mail.example.com"


def mail_file(*lines: str) -> str:
    """An application server's file with these lines in [SMTP Settings], as an example."""
    return "\n".join(("[Domain Settings]", "Domain ID=HRDEMO", "LogFence=3", "[SMTP Settings]", *lines, ""))
