"""The editor in a terminal of its own, beside an app with a list of ten rows: first paint, memory, bytes a key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measuring import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILE: Final = Path(__file__).resolve().parents[2] / "fixtures" / "psappsrv" / "psappsrv.cfg"
_TEN_ROWS: Final = """
from textual.app import App
from textual.widgets import Footer, OptionList
class Ten(App):
    def compose(self):
        yield OptionList(*[f"row {number}" for number in range(10)])
        yield Footer()
Ten().run()
"""
_OURS: Final = ([sys.executable, "-m", "cfgkit", "edit", "--read-only", str(FILE)], b"Startup")
_THEIRS: Final = ([sys.executable, "-c", _TEN_ROWS], b"row 9")
_ROUNDS: Final = 5
#: A key is done with when nothing was sent for so many seconds.
_QUIET: Final = 0.5
_MOST_BYTES: Final = 8000


class Terminal:
    """A process on a terminal that counts what it is sent."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid, self._handle = pid, handle

    def wait_for(self, words: bytes) -> None:
        seen = b""
        while words not in seen:
            if not select.select([self._handle], [], [], 30)[0]:
                raise TimeoutError(f"never drew {words!r}")
            seen += os.read(self._handle, 65536)

    def press(self, key: str) -> int:
        """How many bytes a key brings."""
        os.write(self._handle, key.encode())
        return self.drain()

    def drain(self) -> int:
        count = 0
        while select.select([self._handle], [], [], _QUIET)[0]:
            count += len(os.read(self._handle, 65536))
        return count

    @property
    def resident(self) -> int:
        """Bytes of memory."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def terminal(command: Sequence[str], width: int = 80, height: int = 24) -> Iterator[Terminal]:
    pid, handle = pty.fork()
    if not pid:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        os.execve(command[0], list(command), {**os.environ, "TERM": "xterm-256color"})  # noqa: S606 - no shell is wanted
    try:
        yield Terminal(pid, handle)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(handle)


def editing() -> list[Row]:
    return [*starting(), *(row for size in ((80, 24), (160, 50)) for row in sending(*size))]


def starting() -> list[Row]:
    """First paint and memory; the two take turns."""
    times: list[list[float]] = [[], []]
    sizes: list[list[int]] = [[], []]
    for _ in range(_ROUNDS):
        for place, (command, words) in enumerate((_OURS, _THEIRS)):
            started = time.perf_counter()
            with terminal(command) as found:
                found.wait_for(words)
                times[place].append((time.perf_counter() - started) * 1000)
                found.drain()
                sizes[place].append(found.resident)
    a, b = map(statistics.median, times)
    ours, theirs = map(statistics.median, ([float(one) for one in some] for some in sizes))
    room = 1.5 * theirs + 10 * FILE.stat().st_size
    return [
        Row("editor, first paint : app with ten rows", f"{a:.0f} ms", f"{b:.0f} ms", a / b, 1.5),
        Row("its memory : 1.5 x that + 10 x file", f"{ours / 1e6:.0f} MB", f"{room / 1e6:.0f} MB", ours / room, 1.0),
    ]


def sending(width: int, height: int) -> list[Row]:
    """The most bytes that a key brings."""
    with terminal(_OURS[0], width, height) as found:
        found.wait_for(_OURS[1])
        found.drain()
        moves = max(found.press(key) for key in "jjjkjj")
        found.press("/")
        typed = max(found.press(key) for key in "smtpport")
    return [
        Row(f"bytes, {what}, {width}x{height} : {_MOST_BYTES}", str(count), str(_MOST_BYTES), count / _MOST_BYTES, 1.0)
        for what, count in (("cursor move", moves), ("typed character", typed))
    ]


if __name__ == "__main__":
    for one in editing():
        print(one)
