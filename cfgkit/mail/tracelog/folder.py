"""Where a domain writes its SMTP trace logs, and which files there are such logs.

By the manual: SMTP<DD_MM>.log below LOGS of the domain's folder, or in Log Directory where that is set. Its own
example, SMTP6_27.log, has the month first, so both are taken, and the day comes from the lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError, StoreError
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cfgkit.document import Document

_KEY: Final = "Log Directory"
#: The section of the settings on logging, by kind of file.
LOG_SECTION: Final[Mapping[str, str]] = {"psappsrv": "Domain Settings", "psprcs": "Process Scheduler"}
_LOGS: Final = "logs"
_NAME: Final = re.compile(r"SMTP[0-9]{1,2}_[0-9]{1,2}\.log", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"%([^%\s]+)%")
_SERVER_FOLDER: Final = "PS_SERVDIR"
_CONFIG_HOME: Final = "PS_CFG_HOME"
_HELP: Final = "name the folder with --log-dir"


@dataclass(frozen=True, slots=True)
class LogFolder:
    """The folder of the logs, and what says so: a setting with its line, or a default."""

    path: Path
    origin: str


def log_folder(document: Document, file: Path) -> LogFolder:
    """The folder that the file leads to; `file` is where it stands, which is the domain's folder.

    Raises:
        InputError: Log Directory holds a variable that the file's place does not tell.
    """
    section = LOG_SECTION.get(document.kind)
    entry = document.live(section, _KEY) if section is not None else None
    home = file.absolute().parent
    if entry is None or not entry.value.strip():
        return LogFolder(_named(home, _LOGS) or home / _LOGS.upper(), f"{_KEY} is not set, so LOGS beside the file")
    known = _variables(home)

    def told(variable: re.Match[str]) -> str:
        value = known.get(variable[1].upper())
        if value is None:
            raise InputError(
                f"{_KEY} holds a variable that the file's place does not tell",
                help=_HELP,
                file=file,
                line=entry.line.number,
            )
        return str(value)

    # A backslash divides folders on Unix as well: the delivered files write it there.
    text = _VARIABLE.sub(told, entry.value.strip()).replace("\\", "/")
    return LogFolder(home / text, f"{section}/{entry.key}, line {entry.line.number}")


def logs_in(folder: Path) -> tuple[Path, ...]:
    """The SMTP trace logs in a folder, by name.

    Raises:
        StoreError: the folder can't be read.
    """
    try:
        return tuple(sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()))
    except (OSError, ValueError) as error:  # ValueError: a NUL in its name
        words = reason(error) if isinstance(error, OSError) else "is no path"
        raise StoreError(words, file=folder, help=_HELP) from None


def _variables(home: Path) -> Mapping[str, Path]:
    """PS_SERVDIR is the domain's folder, below PS_CFG_HOME/appserv or PS_CFG_HOME/appserv/prcs."""
    above = home.parent.parent if home.parent.name.casefold() == "prcs" else home.parent
    found = {_SERVER_FOLDER: home}
    return found | {_CONFIG_HOME: above.parent} if above.name.casefold() == "appserv" else found


def _named(folder: Path, name: str) -> Path | None:
    try:
        return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == name), None)
    except OSError:
        return None
