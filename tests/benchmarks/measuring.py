"""What benchmarks have in common: rows of the table, and tasks that take turns."""

from __future__ import annotations

import gc
import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Row:
    what: str
    ours: str
    theirs: str
    ratio: float
    bar: float | None

    @property
    def is_met(self) -> bool:
        return self.bar is None or self.ratio <= self.bar


def medians(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """The median milliseconds of each task; the tasks take turns, so a busy moment meets all of them."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for found, task in zip(times, tasks, strict=True):
            gc.collect()
            started = time.perf_counter()
            task()
            found.append((time.perf_counter() - started) * 1000)
    return [statistics.median(found) for found in times]


def quiet(command: list[str], env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
