"""Tests of several files at a time, with a line of progress, and an end to all of them at Ctrl-C."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.cli import console
from cfgkit.display import visible
from cfgkit.errors import CfgkitError
from cfgkit.mail import Cancellation, Logins, run_test

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from cfgkit.document import Document
    from cfgkit.mail import Role, StageResult, TestOptions, TestReport

#: How often a wait looks up, in seconds, so that Ctrl-C is heard on every system.
_TICK: Final = 0.1


class Ran(NamedTuple):
    """What came of the tests, in the files' order; of an interrupted run what there was until then."""

    reports: tuple[TestReport, ...]
    problems: tuple[CfgkitError, ...]
    interrupted: bool


def run_all(work: Sequence[tuple[Document, TestOptions]], jobs: int) -> Ran:
    """Tests each document, `jobs` at a time."""
    cancellation, logins = Cancellation(), Logins()
    interrupted = False
    running: list[Future[TestReport]] = []
    with console.live_line() as show, ThreadPoolExecutor(jobs) as pool:
        progress = _Progress(show, len(work))

        def one(document: Document, options: TestOptions) -> TestReport:
            watch = progress.watcher(options.file)
            report = run_test(document, options, cancellation=cancellation, watch=watch, logins=logins)
            progress.count()
            return report

        try:
            running += (pool.submit(one, document, options) for document, options in work)
            _wait(running)
        except KeyboardInterrupt:
            interrupted = True
            cancellation.cancel()
            for future in running:
                future.cancel()
    ended = [future for future in running if not future.cancelled()]
    problems = [future.exception() for future in ended]
    for problem in problems:
        if problem is not None and not isinstance(problem, CfgkitError):
            raise problem
    return Ran(
        tuple(future.result() for future in ended if future.exception() is None),
        tuple(problem for problem in problems if isinstance(problem, CfgkitError)),
        interrupted,
    )


def _wait(running: Sequence[Future[TestReport]]) -> None:
    for future in running:
        while not future.done():
            try:
                future.exception(timeout=_TICK)
            except TimeoutError:
                continue


class _Progress:
    """The line of progress, drawn by one test at a time: of one file the stage, of several how many are done."""

    def __init__(self, show: Callable[[str], None], total: int) -> None:
        self._show = show
        self._total = total
        self._done = 0
        self._lock = Lock()

    def count(self) -> None:
        """One file more is done."""
        with self._lock:
            self._done += 1

    def watcher(self, file: str) -> Callable[[Role, StageResult], None]:
        """What to call as a stage of that file's test ends."""

        def ended(role: Role, result: StageResult) -> None:
            with self._lock:
                count = f"{self._done} of {self._total} files, " if self._total > 1 else ""
                self._show(f"{count}{visible(file)}: {role}, {result.stage} {result.step.outcome}")

        return ended
