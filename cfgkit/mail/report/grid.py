"""Stages and servers as a matrix: a line a server, a column a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import fitted, visible
from cfgkit.mail.record import Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.mail.record import Attempt, StageResult
    from cfgkit.mail.run import TestReport

_HEADS: Final[Mapping[Stage, str]] = {
    Stage.RESOLVE: "dns",
    Stage.CONNECT: "tcp",
    Stage.TLS: "tls",
    Stage.GREETING: "greet",
    Stage.EHLO: "ehlo",
    Stage.STARTTLS: "stls",
    Stage.AUTH: "auth",
    Stage.MAIL: "mail",
    Stage.RCPT: "rcpt",
    Stage.DATA: "data",
    Stage.QUIT: "quit",
}
_CELLS: Final[Mapping[Outcome, str]] = {Outcome.OK: "ok", Outcome.FAILED: "FAIL", Outcome.SKIPPED: "-"}
_SERVER: Final = 8
_LEAST_NAME: Final = 12


def matrix(reports: Sequence[TestReport], width: int) -> str:
    """All attempts of all reports; `width` is that of the terminal, in columns."""
    heads = " ".join(head.ljust(5) for head in _HEADS.values())
    name_width = max(_LEAST_NAME, min(width - len(heads) - _SERVER - 2, _longest(reports)))
    lines = [f"{'':{name_width}} {'':{_SERVER}} {heads}".rstrip()]
    for report in reports:
        name = fitted_end(visible(report.options.file), name_width)
        for attempt in report.attempts:
            lines.append(f"{name:{name_width}} {attempt.role:{_SERVER}} {_cells(attempt)}".rstrip())
            name = ""
    return "".join(f"{line}\n" for line in lines)


def worst(attempt: Attempt, stage: Stage) -> StageResult | None:
    """The stage's result; of several the failed one, else the last one that was executed."""
    found = [result for result in attempt.stages if result.stage is stage]
    failed = [result for result in found if result.step.outcome is Outcome.FAILED]
    executed = [result for result in found if result.step.outcome is not Outcome.SKIPPED]
    return next(iter([*failed, *reversed(executed), *found]), None)


def cell(result: StageResult | None) -> str:
    """How the stage ended, in one word that needs no colour."""
    if result is None:
        return "-"
    noted = result.step.outcome is Outcome.OK and result.step.fault is not None
    return "note" if noted else _CELLS[result.step.outcome]


def fitted_end(name: str, width: int) -> str:
    """A file's name cut at its front: its end tells more."""
    return name if len(name) <= width else f"...{fitted(name[3 - width :], width - 3)}"


def _cells(attempt: Attempt) -> str:
    return " ".join(cell(worst(attempt, stage)).ljust(5) for stage in _HEADS)


def _longest(reports: Sequence[TestReport]) -> int:
    return max(len(visible(report.options.file)) for report in reports)
