"""Stages and servers as a matrix: a line a server, a column a stage, and below it why those failed that did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import fitted, folded, visible
from cfgkit.mail.record import Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cfgkit.mail.record import Attempt, StageResult
    from cfgkit.mail.run import TestReport

_HEADS: Final[Mapping[Stage, str]] = {
    Stage.RESOLVE: "dns",
    Stage.CONNECT: "tcp",
    Stage.TLS: "tls",
    Stage.GREETING: "220",
    Stage.EHLO: "ehlo",
    Stage.STARTTLS: "stls",
    Stage.AUTH: "auth",
    Stage.MAIL: "mail",
    Stage.RCPT: "rcpt",
    Stage.DATA: "data",
    Stage.QUIT: "quit",
}
_CELLS: Final[Mapping[Outcome, str]] = {Outcome.OK: "ok", Outcome.FAILED: "FAIL", Outcome.SKIPPED: "-"}
_CELL: Final = 4
_SERVER: Final = len("primary")
_LEAST_NAME: Final = 12
#: Of a stage that failed, on a terminal too narrow for all stages.
_ENDING: Final = len("FAIL starttls")


def matrix(reports: Sequence[TestReport], width: int) -> str:
    """All attempts of all reports; `width` is that of the terminal, in columns."""
    heads = _row(_HEADS.values())
    narrow = width < _LEAST_NAME + _SERVER + len(heads) + 2
    behind = _ENDING if narrow else len(heads)
    name_width = max(_LEAST_NAME, min(width - behind - _SERVER - 2, _longest(reports)))
    lines = [] if narrow else [f"{'':{name_width}} {'':{_SERVER}} {heads}"]
    for report in reports:
        name = fitted_end(visible(report.options.file), name_width)
        for attempt in report.attempts:
            cells = _ending(attempt) if narrow else _row(cell(worst(attempt, stage)) for stage in _HEADS)
            lines.append(f"{name:{name_width}} {attempt.role:{_SERVER}} {cells}".rstrip())
            name = ""
    lines += [part for line in _failures(reports) for part in folded(line, width)]
    return "".join(f"{line}\n" for line in lines)


def worst(attempt: Attempt, stage: Stage) -> StageResult | None:
    """The stage's result; of several the last one that was executed, since a failed one is followed by none."""
    found = [result for result in attempt.stages if result.stage is stage]
    executed = [result for result in found if result.step.outcome is not Outcome.SKIPPED]
    return next(iter([*reversed(executed), *found]), None)


def cell(result: StageResult | None) -> str:
    """How the stage ended, in one word that needs no colour."""
    if result is None:
        return "-"
    noted = result.step.outcome is Outcome.OK and result.step.fault is not None
    return "note" if noted else _CELLS[result.step.outcome]


def fitted_end(name: str, width: int) -> str:
    """A file's name cut at its front: its end tells more."""
    return name if len(name) <= width else f"...{fitted(name[3 - width :], width - 3)}"


def _row(cells: Iterable[str]) -> str:
    return " ".join(one.ljust(_CELL) for one in cells).rstrip()


def _ending(attempt: Attempt) -> str:
    failure = attempt.failure
    return "ok" if failure is None else f"{_CELLS[Outcome.FAILED]} {failure.stage}"


def _failures(reports: Sequence[TestReport]) -> Iterator[str]:
    """Which file's server failed by which class, in the server's words."""
    failures = [
        (report, attempt, attempt.failure)
        for report in reports
        for attempt in report.attempts
        if attempt.failure is not None
    ]
    if failures:
        yield ""
    for report, attempt, failure in failures:
        words = f"{failure.stage} [{failure.step.fault}] {failure.step.message}"
        yield visible(f"{report.options.file}, {attempt.role}: {words}")


def _longest(reports: Sequence[TestReport]) -> int:
    return max(len(visible(report.options.file)) for report in reports)
