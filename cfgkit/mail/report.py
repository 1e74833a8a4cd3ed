"""The report of a mail test, as plain data in the JSON shape of the contract and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfgkit.display import visible
from cfgkit.mail.explain import EXPLANATIONS
from cfgkit.mail.record import Outcome
from cfgkit.mail.settings import key_of
from cfgkit.mail.verdict import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.record import Attempt, StageResult
    from cfgkit.mail.run import TestReport

#: Server's words in the text report are cut here; the transcript in JSON has all of them.
_WORDS: Final = 300

_MEANING: Final[Mapping[Code, str]] = {
    Code.DELIVERED: "the mail server took the message",
    Code.NOT_DELIVERED: "a mail server was reached and the message was not delivered",
    Code.PARTIALLY_DELIVERED: "the mail server took the message for some recipients only",
    Code.FAILED_BEFORE_SENDING: "no mail server could be used, so nothing was sent",
    Code.SENT_BUT_RESULT_UNKNOWN: "PeopleSoft stopped waiting before the end (SMTPTimeToWaitForResult)",
}


def as_json(report: TestReport) -> dict[str, Any]:
    """One entry of `results`, in the contract's shape; all text is safe on a terminal."""
    return {
        "file": visible(report.options.file),
        "sandbox": report.options.sandbox,
        "result": _code(report.verdict.result),
        "actual": _code(report.verdict.actual),
        "attempts": [_attempt(attempt) for attempt in report.attempts],
        "failover": {"tried": report.failover.tried, "reason": report.failover.reason},
        "assumptions": [{"id": a.id, "text": a.text} for a in report.plan.assumptions],
        "transcript": [
            {
                "at_ms": line.at_ms,
                "server": str(line.role),
                "from": str(line.speaker),
                "text": visible(line.text),
            }
            for line in report.transcript
        ],
    }


def as_text(report: TestReport) -> str:
    """The report for a reader: stages with the server's words, the verdict, what to change."""
    lines = [*_head(report)]
    for attempt in report.attempts:
        lines += ["", *_table(attempt)]
    lines += ["", *_verdict(report)]
    for attempt in report.attempts:
        if attempt.failure is not None:
            lines += ["", *_advice(report, attempt, attempt.failure)]
    lines += [
        "",
        f"backup server: {'tried' if report.failover.tried else 'not tried'}, {report.failover.reason}",
    ]
    lines += ["", "assumed, because no source says it:"]
    lines += [f"  {assumption.id}: {assumption.text}" for assumption in report.plan.assumptions]
    return "".join(f"{visible(line)}\n" for line in lines)


def _code(code: Code | None) -> dict[str, Any] | None:
    return None if code is None else {"code": int(code), "name": code.label}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "server": str(attempt.role),
        "host": visible(attempt.host),
        "port": attempt.port,
        "outcome": str(attempt.outcome),
        "stages": [
            {
                "stage": str(result.stage),
                "outcome": str(result.step.outcome),
                "milliseconds": result.milliseconds,
                "class": None if result.step.fault is None else str(result.step.fault),
                "message": visible(result.step.message),
            }
            for result in attempt.stages
        ],
    }


def _head(report: TestReport) -> Iterator[str]:
    options, origin = report.options, report.origin
    yield f"mail test of {options.file} to {', '.join(options.to) or 'nobody (nothing is sent)'}"
    sources = ", ".join(dict.fromkeys(a.source for a in report.attempts if a.source)) or "not connected"
    yield f"from host {origin.host} (source address: {sources}) as user {origin.user}"
    if options.sandbox:
        yield "in the sandbox: nothing left this host; host and port below are the file's own, not used"
    else:
        yield "another host's result may differ: relay rules and firewalls look at the source address"


def _table(attempt: Attempt) -> Iterator[str]:
    yield f"{attempt.role} server {attempt.host}:{attempt.port}"
    for result in attempt.stages:
        step = result.step
        took = "" if step.outcome is Outcome.SKIPPED else f"{result.milliseconds:.1f} ms"
        noted = "note" if step.outcome is Outcome.OK and step.fault is not None else str(step.outcome)
        label = "" if step.fault is None else f"[{step.fault}] "
        words = step.message if len(step.message) <= _WORDS else f"{step.message[:_WORDS]}..."
        yield f"  {result.stage:<9}{noted:<8}{took:>11}  {label}{words}".rstrip()


def _verdict(report: TestReport) -> Iterator[str]:
    result, actual = report.verdict.result, report.verdict.actual
    if result is None or actual is None:
        yield f"verdict: the stage {report.options.last_stage} was reached; nothing was sent"
        return
    yield f"verdict: PeopleSoft would return {int(result)} ({result.label}): {_MEANING[result]}"
    if actual is Code.SENT_BUT_RESULT_UNKNOWN:
        yield "what really happened: nobody knows, the message may have been queued"
    elif actual is not result:
        yield f"what really happened: {int(actual)} ({actual.label}): {_MEANING[actual]}"
    for message in report.received:
        subject = next((value for name, value in message.headers if name == "Subject"), "")
        yield f"the sandbox received {len(message.raw)} bytes from {message.sender}: {subject}"


def _advice(report: TestReport, attempt: Attempt, failure: StageResult) -> Iterator[str]:
    if failure.step.fault is None:
        return
    explained = EXPLANATIONS[failure.step.fault]
    yield f"{attempt.role}: {failure.step.fault} at {failure.stage}: {explained.meaning}"
    yield f"  what to do: {explained.advice}"
    for key in explained.keys:
        name = key_of(key, attempt.role)
        line = report.lines.get(name)
        yield f"  setting {name}: {'not set' if line is None else f'line {line}'}"
