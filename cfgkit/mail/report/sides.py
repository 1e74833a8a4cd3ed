"""Two files' tests side by side, and the first stage at which they part."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.display import fitted, folded, visible
from cfgkit.mail.record import Outcome, Stage
from cfgkit.mail.report.grid import cell, fitted_end, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail.record import Attempt, StageResult
    from cfgkit.mail.run import TestReport

_STAGE: Final = 9


class Difference(NamedTuple):
    """The first stage that ended in another way, with both results; None where it was never begun."""

    attempt: int
    stage: Stage
    left: StageResult | None
    right: StageResult | None


def first_difference(left: TestReport, right: TestReport) -> Difference | None:
    """The first stage, attempt by attempt, whose outcome or class of fault is not the same."""
    for number, (one, other) in enumerate(zip_longest(left.attempts, right.attempts)):
        for stage in Stage:
            here, there = _result(one, stage), _result(other, stage)
            if _ending(here) != _ending(there):
                return Difference(number, stage, here, there)
    return None


def side_by_side(left: TestReport, right: TestReport, width: int) -> str:
    """Stage by stage in two columns, `width` columns in all."""
    half = max(20, (width - _STAGE - 3) // 2)
    lines = [_row("", left.options.file, right.options.file, half)]
    for number, (one, other) in enumerate(zip_longest(left.attempts, right.attempts)):
        lines.append(_row("", _server(one), _server(other), half))
        lines += [
            _row(
                stage,
                _words(_result(one, stage)),
                _words(_result(other, stage)),
                half,
                _mark(left, right, number, stage),
            )
            for stage in Stage
        ]
    conclusion = [part for line in _conclusion(left, right) for part in folded(line, width)]
    return "".join(f"{line}\n" for line in (*lines, *conclusion))


def _conclusion(left: TestReport, right: TestReport) -> Iterator[str]:
    yield ""
    found = first_difference(left, right)
    if found is None:
        yield "both go the same way, stage by stage"
        return
    yield f"the first stage that differs is {found.stage} (marked *)"
    for report, result in ((left, found.left), (right, found.right)):
        yield f"  {visible(report.options.file)}: {visible(_words(result))}"


def _mark(left: TestReport, right: TestReport, attempt: int, stage: Stage) -> str:
    found = first_difference(left, right)
    return "*" if found is not None and (found.attempt, found.stage) == (attempt, stage) else " "


def _row(head: str, left: str, right: str, half: int, mark: str = " ") -> str:
    shown = [fitted_end(visible(one), half) if not head else fitted(visible(one), half) for one in (left, right)]
    return f"{mark}{head:{_STAGE}} {shown[0]:{half}} {shown[1]}".rstrip()


def _server(attempt: Attempt | None) -> str:
    return "" if attempt is None else f"{attempt.role} {attempt.host}:{attempt.port}"


def _result(attempt: Attempt | None, stage: Stage) -> StageResult | None:
    return None if attempt is None else worst(attempt, stage)


def _ending(result: StageResult | None) -> tuple[str, str]:
    """How it ended; a stage that was not reached says nothing of its own."""
    if result is None or result.step.outcome is Outcome.SKIPPED:
        return "-", ""
    return str(result.step.outcome), str(result.step.fault or "")


def _words(result: StageResult | None) -> str:
    if result is None:
        return "-"
    fault = f" [{result.step.fault}]" if result.step.fault is not None else ""
    words = (
        "" if result.step.outcome is Outcome.SKIPPED and result.step.message == "not reached" else result.step.message
    )
    return f"{cell(result)}{fault} {words}".rstrip()
