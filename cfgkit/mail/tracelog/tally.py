"""Many lines of trace logs to counts by result and day, and to the failures; a log is streamed, never held."""

from __future__ import annotations

import codecs
import io
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cfgkit.mail.tracelog.line import MAX_LINE, send_in
from cfgkit.mail.tracelog.outcome import outcome_of
from cfgkit.mail.verdict import Code
from cfgkit.store.reading import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from cfgkit.mail.tracelog.line import Send

#: So many failures are kept, the last ones; all are counted.
KEPT: Final = 200
_FINE: Final = frozenset({Code.DELIVERED})


@dataclass(slots=True)
class Log:
    """One log: how many sends it tells of, and how many lines are something else."""

    path: Path
    sends: int = 0
    other_lines: int = 0


@dataclass(slots=True)
class Tally:
    """What all logs together say."""

    logs: list[Log] = field(default_factory=list)
    #: Sends by day and result; None for a day or a result in no form that we know.
    counts: Counter[tuple[date | None, Code | None]] = field(default_factory=Counter)
    #: The last ones that were not delivered, the oldest first.
    failures: deque[Send] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def sends(self) -> int:
        """How many mails the logs tell of."""
        return self.counts.total()

    @property
    def failed(self) -> int:
        """How many of them are not known to be delivered."""
        return sum(count for (_, code), count in self.counts.items() if code not in _FINE)

    @property
    def other_lines(self) -> int:
        """How many lines are no summary of a mail."""
        return sum(log.other_lines for log in self.logs)

    def by_result(self) -> tuple[tuple[Code | None, int], ...]:
        """The results with their counts, the most frequent first."""
        found: Counter[Code | None] = Counter()
        for (_, code), count in self.counts.items():
            found[code] += count
        return tuple(found.most_common())

    def by_day(self) -> tuple[tuple[date | None, Counter[Code | None]], ...]:
        """The days in their order with their results; sends without a day come last."""
        found: dict[date | None, Counter[Code | None]] = {}
        for (day, code), count in self.counts.items():
            found.setdefault(day, Counter())[code] += count
        return tuple(sorted(found.items(), key=lambda pair: (pair[0] is None, str(pair[0]))))


def read_logs(paths: Iterable[Path]) -> Tally:
    """The tally of the logs, read one after the other.

    Raises:
        StoreError: one of them can't be read.
    """
    tally = Tally()
    for path in paths:
        log = Log(path)
        tally.logs.append(log)
        with opened(path) as file:
            for line in lines_of(file):
                _count(tally, log, line)
    return tally


def lines_of(file: BinaryIO) -> Iterator[str]:
    """The lines of a log, blank ones left out; of one that is too long only its beginning.

    A byte order mark tells UTF-16 (Trace-Log File Character Set=UNICODE may write it); otherwise it is read as
    UTF-8, and a byte that is none as an escape: only subjects can hold one.
    """
    mark = file.read(len(codecs.BOM_UTF16))
    file.seek(0)
    codec = "utf-16" if mark in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
    text = io.TextIOWrapper(file, codec, "backslashreplace")
    try:
        is_rest = False
        while line := text.readline(MAX_LINE):
            if not is_rest and line.strip():
                yield line
            is_rest = not line.endswith("\n")
    finally:
        text.detach()


def _count(tally: Tally, log: Log, line: str) -> None:
    send = send_in(line) if len(line) < MAX_LINE else None
    if send is None:
        log.other_lines += 1
        return
    log.sends += 1
    code = outcome_of(send.code)
    tally.counts[send.day, code] += 1
    if code not in _FINE:
        tally.failures.append(send)
