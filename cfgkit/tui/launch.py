"""Whether there is a terminal to draw on, and what is opened on it. This module imports no Textual: it takes 200 ms."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from cfgkit.errors import CfgkitError, InputError, NotAvailableError, StoreError
from cfgkit.store import read
from cfgkit.tui.model.files import listed_file, listed_home
from cfgkit.tui.model.session import open_session, piped_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from cfgkit.store import DomainFile
    from cfgkit.tui.model.files import Listed, Opener
    from cfgkit.tui.model.session import Session

#: The bytes of files whose reading takes longer than 0.3 s.
_LARGE: Final = 2_000_000
#: Where one of them is set, Textual writes each key and each text to a log: passwords, too.
_LOGS: Final = ("TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL")
#: The exit code of what was interrupted.
_GIVEN_UP: Final = 130

_TWINS: Final = "cfgkit show, get, set and diff do the same without one"


def run_editor(
    files: Sequence[Path],
    *,
    homes: Mapping[str, Sequence[DomainFile]] | None = None,
    piped: bytes | None = None,
    read_only: bool = False,
    against: Sequence[Path] = (),
) -> int:
    """Open the editor on the files, what was piped and the domains of homes; gives the exit code.

    The first file is opened, and the others when they are gone to.

    Raises:
        NotAvailableError: there is no terminal, or one that can't be drawn on.
        StoreError: a named file, or every domain's, can't be read.
        InputError: a cfgkit.toml can't be read as what it should be.
    """
    require_terminal()
    for name in _LOGS:
        os.environ.pop(name, None)
    gc.disable()  # until the file is on the screen: what is imported meanwhile is no garbage
    opener = partial(open_session, read_only=read_only, against=against)
    for path in files[1:]:
        read(path)
    named = once(map(listed_file, files))
    found = once((*named, *(one for home, below in (homes or {}).items() for one in listed_home(home, below))))

    def first() -> Session:
        if piped is not None:
            return piped_session(piped, against=against)
        return opener(named[0].path) if named else _first(found, opener)

    session = opened([*files[:1], *against], first, size=len(piped or b""))
    if session is None:
        return _GIVEN_UP
    from cfgkit.tui.app.editor import EditorApp  # noqa: PLC0415 - only where there is a terminal

    # A home of one domain needs no tree.
    app = EditorApp([session], found if found[1:] else (), opener)
    app.run()
    return app.return_code or 0


def once(files: Iterable[Listed]) -> tuple[Listed, ...]:
    """Each file once, be it named twice or found below two homes."""
    found: dict[Path, Listed] = {}
    for one in files:
        found.setdefault(one.target, one)
    return tuple(found.values())


def _first(files: Sequence[Listed], opener: Opener) -> Session:
    """The first of them that can be opened.

    Raises:
        StoreError: none can.
    """
    for one in files:
        try:
            if not one.glance.problem:
                return opener(one.path)
        except CfgkitError:
            continue
    raise StoreError("none of its domains can be read", file=files[0].home, help="cfgkit domains says why")


def read_piped() -> bytes:
    """All of standard input, which then is the terminal again: Textual waits for ever on a pipe.

    Raises:
        NotAvailableError: there is no terminal, or one that can't be drawn on.
        InputError: nothing is piped in.
    """
    if sys.stdin.isatty():
        raise InputError("standard input is the terminal", help="pipe a file into it, or name one")
    require_output()
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise NotAvailableError("the editor needs a terminal for its keys", help=_TWINS) from None
    data = sys.stdin.buffer.read()
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
    return data


def opened(paths: Sequence[Path], read: Callable[[], Session], *, size: int = 0) -> Session | None:
    """What `read` makes of the files, large ones behind a screen that says so; None where the user gave up there.

    `size` is that of what is no file, in bytes.

    Raises:
        CfgkitError: as `read` does.
    """
    if size + sum(path.stat().st_size for path in paths if path.is_file()) < _LARGE:
        return read()
    from cfgkit.tui.app.opening import OpeningApp  # noqa: PLC0415 - start-up: most files are read before it would be drawn

    found = OpeningApp([path.name for path in paths] or ["standard input"], read).run()
    if isinstance(found, CfgkitError):
        raise found
    return found


def require_terminal() -> None:
    """Make sure that the editor can take keys and draw.

    Raises:
        NotAvailableError: it can't; the message names the commands that do the same.
    """
    if not sys.stdin.isatty():
        raise NotAvailableError("the editor needs a terminal", help=_TWINS)
    require_output()


def require_output() -> None:
    """Make sure that the editor can draw; it draws on standard error, as Textual does.

    Raises:
        NotAvailableError: it can't; the message names the commands that do the same.
    """
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        raise NotAvailableError("the editor needs a terminal", help=_TWINS)
    if os.environ.get("TERM", "dumb") == "dumb" and sys.platform != "win32":
        raise NotAvailableError("the editor can't draw on a dumb terminal", help=_TWINS)
