"""The editor in a terminal of its own, beside an app with a list of ten rows: first paint, memory, bytes and CPU a key.

A file of 4 MB: how long a key waits, at rest and while the file is checked in the background.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measuring import Row

from cfgkit.schema import BUILT_IN
from cfgkit.schema.schema import KINDS

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
_ROWS: Final = 1500


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

    def latency(self, key: str) -> float:
        """How many milliseconds pass from a key to the first that is drawn for it."""
        started = time.perf_counter()
        os.write(self._handle, key.encode())
        select.select([self._handle], [], [], 30)
        elapsed = (time.perf_counter() - started) * 1000
        os.read(self._handle, 65536)
        return elapsed

    def until(self, key: str, words: bytes) -> float:
        """How many milliseconds pass from a key until the words are drawn."""
        started = time.perf_counter()
        os.write(self._handle, key.encode())
        self.wait_for(words)
        return (time.perf_counter() - started) * 1000

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time so far, in all threads."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in tasks) / 1e6

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
    compileall.compile_dir(Path(__file__).resolve().parents[2] / "cfgkit", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        return [
            *starting(),
            *(row for size in ((80, 24), (160, 50)) for row in sending(*size)),
            filtering(Path(folder) / "psappsrv.cfg"),
            *large(Path(folder) / "large.cfg"),
        ]


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


def filtering(path: Path) -> Row:
    """The processor's time for a typed character, over all settings of both kinds of file, in 1,500 rows."""
    lines: list[str] = []
    for kind in KINDS:
        for section in BUILT_IN.sections(kind):
            lines += [f"[{section}]", *(f"{one.key}=1" for one in BUILT_IN.settings(kind, section))]
    lines = (lines * 3)[:_ROWS]
    path.write_text("\n".join([*lines, ""]))
    with terminal([*_OURS[0][:-1], str(path)]) as found:
        found.wait_for(_OURS[1])
        found.drain()
        found.press("/")
        spent = []
        for key in "smtpport":
            before = found.cpu
            found.press(key)
            spent.append(found.cpu - before)
    typical = statistics.median(spent)
    return Row(f"CPU a typed character, {len(lines)} rows : 30 ms", f"{typical:.0f} ms", "30 ms", typical / 30, 1.0)


def large(path: Path) -> list[Row]:
    """A file of 4 MB, a hundred times ours with section names of their own."""
    data = FILE.read_bytes()
    path.write_bytes(b"".join(data.replace(b"\n[", b"\n[%dx" % number) for number in range(100)))
    with terminal(_THEIRS[0]) as found:
        found.wait_for(_THEIRS[1])
        found.drain()
        room = 1.5 * found.resident + 10 * path.stat().st_size
    command = [sys.executable, "-m", "cfgkit", "edit", str(path)]
    started = time.perf_counter()
    with terminal(command) as found:
        found.wait_for(b"0xDatabase")
        opened = (time.perf_counter() - started) * 1000
        checking = max(found.latency("j") for _ in range(8))
        found.drain()
        found.drain()
        resting = statistics.median(found.latency("j") for _ in range(5))
        found.drain()
        last = found.until("G", b"99x")
        found.drain()
        found.press("g")
        found.press("/")
        typed = max(found.latency(key) for key in "smtp")
        found.drain()
        found.press("\x1b")
        found.press("gjjj\r")
        edited = found.until("7\r", b"unsaved")
        after = max(found.latency("j") for _ in range(5))
        found.drain()
        resident = found.resident
    megabytes = f"{path.stat().st_size / 1e6:.0f} MB"
    return [
        Row(f"{megabytes}: first paint", f"{opened:.0f} ms", "", opened, None),
        Row(f"{megabytes}: cursor key : 50 ms", f"{resting:.0f} ms", "50 ms", resting / 50, 1.0),
        Row(f"{megabytes}: the worst while it is checked", f"{checking:.0f} ms", "", checking, None),
        Row(f"{megabytes}: to the end", f"{last:.0f} ms", "", last, None),
        Row(f"{megabytes}: the worst of typed characters", f"{typed:.0f} ms", "", typed, None),
        Row(f"{megabytes}: an edit is drawn", f"{edited:.0f} ms", "", edited, None),
        Row(f"{megabytes}: the worst key after it", f"{after:.0f} ms", "", after, None),
        Row(
            f"{megabytes}: memory : 1.5 x ten rows + 10 x file",
            f"{resident / 1e6:.0f} MB",
            f"{room / 1e6:.0f} MB",
            resident / room,
            1.0,
        ),
    ]


if __name__ == "__main__":
    for one in editing():
        print(one)
