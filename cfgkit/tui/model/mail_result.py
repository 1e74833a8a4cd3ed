"""What came of a mail test, stage by stage while it runs and as a whole when it has ended. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.display import counted
from cfgkit.mail.report import trace
from cfgkit.mail.report.chain import chain
from cfgkit.mail.report.text import advice, head, stage_words, to_change, token, verdict
from cfgkit.mail.report.tracing import summary_line
from cfgkit.tui.model.lines import Block, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfgkit.mail import Received, TestReport
    from cfgkit.mail.record import Attempt, Role, StageResult

VERDICT: Final = "outcome"


def running(results: Sequence[tuple[Role, StageResult]], told: Sequence[str] = ()) -> tuple[Block, ...]:
    """The stages that have ended, server by server, and that more is to come; first what the user was told."""
    blocks: dict[Role, list[Line]] = {}
    for role, result in results:
        blocks.setdefault(role, []).append(_stage(result))
    found = [Block(f"{role} server", tuple(lines)) for role, lines in blocks.items()]
    before = [Block("getting ready", tuple(map(Line, told)))] if told else []
    return (*before, *found, Block("running", (Line("Esc ends the test"),)))


def ended(report: TestReport) -> tuple[Block, ...]:
    """The whole report: stages, verdict, what to change, what the sandbox received, certificates, dialogue."""
    blocks = [Block(_title(one, report), tuple(_attempt(one))) for one in report.attempts]
    blocks.append(Block(VERDICT, tuple(map(Line, [*verdict(report), _failover(report)]))))
    blocks += [Block(to_change_of(one), tuple(_changes(report, one))) for one in report.attempts]
    blocks.append(Block("received by the sandbox", tuple(map(_received, report.received))))
    for attempt in report.attempts:
        title, *lines = [*chain(attempt, report.trust)] or [""]
        blocks.append(Block(title, tuple(map(Line, lines))))
    for attempt in report.attempts:
        title, *lines = [line.strip() for line in token(attempt.token)] or [""]
        blocks.append(Block(title, tuple(map(Line, lines))))
    said = f"{counted(len(report.transcript), 'line')}: Enter shows them"
    blocks.append(Block("dialogue", (Line(said, details=trace(report)),)))
    blocks.append(Block("made from here", tuple(map(Line, head(report)))))
    line = summary_line(report)
    blocks.append(Block("SMTPTrace=2 would write (words with ? are not documented)", (Line(line),) if line else ()))
    return tuple(block for block in blocks if block.lines)


def to_change_of(attempt: Attempt) -> str:
    """The title above what to change after an attempt."""
    return f"what to change, {attempt.role}"


def _title(attempt: Attempt, report: TestReport) -> str:
    where = ", in the sandbox" if report.options.sandbox else ""
    return f"{attempt.role} server {attempt.host}:{attempt.port}{where}"


def _stage(result: StageResult) -> Line:
    return Line(stage_words(result), result.stage)


def _attempt(attempt: Attempt) -> Iterator[Line]:
    yield from map(_stage, attempt.stages)
    for found in attempt.findings:
        yield Line(f"{found.message}{'; ' * bool(found.hint)}{found.hint}", "note")


def _failover(report: TestReport) -> str:
    return f"backup server: {'tried' if report.failover.tried else 'not tried'}, {report.failover.reason}"


def _changes(report: TestReport, attempt: Attempt) -> Iterable[Line]:
    yield from map(Line, advice(attempt))
    for setting in to_change(report, attempt):
        place = "not set" if setting.line is None else f"line {setting.line}"
        yield Line(f"{place}: Enter goes there", setting.key, key=setting.key)


def _received(message: Received) -> Line:
    way = ", ".join(filter(None, [message.tls or "in clear", message.mechanism]))
    return Line(
        f"{len(message.raw)} bytes from {message.sender}, {way}: Enter shows the message",
        details="\n".join(_letter(message)),
    )


def _letter(message: Received) -> Iterator[str]:
    yield f"from <{message.sender}> to {', '.join(f'<{one}>' for one in message.recipients)}"
    yield f"EHLO {message.ehlo_name}, {message.tls or 'in clear'}"
    yield f"login {message.login} by {message.mechanism}" if message.login else "no login"
    yield from ("", "HEADERS", *(f"{name}: {value}" for name, value in message.headers))
    yield from ("", "TEXT", *message.text.splitlines())
    yield from ("", "RAW", *message.raw.decode("utf-8", "backslashreplace").split("\r\n"))
