"""Exit codes, and the only place that writes to standard error. Standard output is data."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cfgkit.display import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from cfgkit.errors import CfgkitError
    from cfgkit.syntax import Finding

T = TypeVar("T")

#: Progress is shown of so many items, or of work that takes so many seconds; and drawn anew so often.
_MANY: Final = 20
_LONG: Final = 1.0
_REDRAWN: Final = 0.1
_WIDTH: Final = 80


class ExitCode(IntEnum):
    """What a script can rely on; as diff(1) has it."""

    #: Fine, or no difference.
    OK = 0
    #: Findings, differences, a missing setting, or the mail test failed.
    FOUND = 1
    #: Wrong use or unreadable input; one line on standard error says what.
    WRONG = 2
    INTERRUPTED = 130


def error(message: str, help: str = "") -> None:
    """One line that says what is wrong, and one that says what to do."""
    note(f"cfgkit: error: {message}")
    if help:
        note(f"help: {help}")


def fail(problem: CfgkitError) -> None:
    """Draw one of our own errors."""
    error(str(problem), problem.help)


def warn(message: str) -> None:
    """One line that the user should know."""
    note(f"cfgkit: warning: {message}")


def note(text: str) -> None:
    """One line of narration, whatever a file or an argument put into it."""
    sys.stderr.write(f"{visible(text)}\n")


def finding(file: str, found: Finding) -> None:
    """A finding, where standard output holds something else."""
    place = f"{file}:{found.line}:{found.column}" if found.line else file
    note(f"{place}: {found.severity}[{found.rule}] {found.message}")
    if found.hint:
        note(f"  help: {found.hint}")


@contextmanager
def progress(doing: str, items: Collection[T]) -> Iterator[Iterable[T]]:
    """The items one by one, and on a terminal a line that counts them where they are many or take long.

    The line is gone at the end; whoever takes the items writes nothing meanwhile.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield items
        return
    drawn = [""]
    try:
        yield _counted(doing, items, drawn)
    finally:
        _redraw(drawn, "")


@contextmanager
def live_line() -> Iterator[Callable[[str], None]]:
    """A function that shows where the work is, in one line on a terminal that is gone at the end."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield lambda _text: None
        return
    drawn = [""]
    try:
        yield lambda text: _redraw(drawn, f"cfgkit: {text}"[:_WIDTH])
    finally:
        _redraw(drawn, "")


def _counted(doing: str, items: Collection[T], drawn: list[str]) -> Iterator[T]:
    from time import monotonic

    total = len(items)
    due = monotonic() + (0 if total > _MANY else _LONG)
    for number, item in enumerate(items, 1):
        if monotonic() >= due:
            _redraw(drawn, f"cfgkit: {doing} {number} of {total}")
            due = monotonic() + _REDRAWN
        yield item


def _redraw(drawn: list[str], text: str) -> None:
    """Write the text over the one that stands there; without a text only wipe."""
    if drawn[0] != text:
        wiped = f"\r{' ' * len(drawn[0])}\r" if drawn[0] else ""
        sys.stderr.write(f"{wiped}{text}")
        sys.stderr.flush()
        drawn[0] = text


def data(text: str) -> None:
    """Text that was asked for, on standard output; characters that it can't hold are escaped."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        codec = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(codec, "backslashreplace").decode(codec))


def data_bytes(content: bytes) -> None:
    """Bytes that were asked for, on standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def results(command: str, found: Sequence[dict[str, Any]]) -> None:
    """The JSON of a command, in the shape that every command has."""
    import json

    data(json.dumps({"schema": f"cfgkit.{command}/1", "results": list(found)}, indent=2) + "\n")


def is_terminal() -> bool:
    """Whether standard output is drawn on a terminal, where control characters would act."""
    return sys.stdout.isatty()


def width() -> int:
    """How many columns text on standard output may fill: a terminal's own, else 80."""
    if not is_terminal():
        return _WIDTH
    import shutil

    return shutil.get_terminal_size().columns


def fold_width() -> int | None:
    """How wide lines of text may be on a terminal; None elsewhere, where whoever reads them looks for whole ones."""
    return width() if is_terminal() else None


def has_colour() -> bool:
    """Whether standard output may be coloured: on a terminal that takes it, and not under NO_COLOR."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def is_interactive() -> bool:
    """Whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()
