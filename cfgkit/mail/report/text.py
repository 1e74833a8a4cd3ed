"""The report for a reader: stages with the server's words, the verdict, what to change."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

from cfgkit.display import folded, visible
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.plan import AuthMode, PasswordState
from cfgkit.mail.record import Outcome, Role, Stage
from cfgkit.mail.report.chain import COMMAND, chain
from cfgkit.mail.report.tracing import summary_line
from cfgkit.mail.verdict import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.auth.token import TokenClaims
    from cfgkit.mail.explain import Explanation
    from cfgkit.mail.record import Attempt, StageResult
    from cfgkit.mail.run import TestReport
    from cfgkit.schema.smtp.view import Value
    from cfgkit.syntax.finding import Finding

#: Server's words in the text report are cut here; the transcript in JSON has all of them.
_WORDS: Final = 300
_LOG_LINE: Final = "  > "

_MEANING: Final[Mapping[Code, str]] = {
    Code.DELIVERED: "the mail server took the message",
    Code.NOT_DELIVERED: "a mail server was reached and the message was not delivered",
    Code.PARTIALLY_DELIVERED: "the mail server took the message for some recipients only",
    Code.FAILED_BEFORE_SENDING: "no mail server could be used, so nothing was sent",
    Code.SENT_BUT_RESULT_UNKNOWN: "PeopleSoft stopped waiting before the end (SMTPTimeToWaitForResult)",
}
_OVERRIDES: Final = (
    "PeopleCode may set another server, port, login, sender or wait for its own mail (SMTPSession, MCFOutboundEmail)"
)


def as_text(report: TestReport, width: int | None = None) -> str:
    """The whole report, in lines of that width if there is one; control characters are escaped.

    What is to be copied, a command or a line of a log, stays in one line.
    """
    lines = [visible(line) for line in _lines(report)]
    return "".join(f"{part}\n" for line in lines for part in ([line] if _is_whole(line) else folded(line, width)))


def _is_whole(line: str) -> bool:
    return line.startswith((COMMAND, _LOG_LINE))


def _lines(report: TestReport) -> Iterator[str]:
    yield from head(report)
    for attempt in report.attempts:
        yield ""
        yield from _table(attempt)
        for found in attempt.findings:
            yield from _finding(found)
        yield from chain(attempt, report.trust)
        yield from token(attempt.token)
    yield ""
    yield from verdict(report)
    for attempt in report.attempts:
        if attempt.failure is not None:
            yield ""
            yield from advice(attempt)
            yield from map(_change, to_change(report, attempt))
    yield ""
    yield f"backup server: {'tried' if report.failover.tried else 'not tried'}, {report.failover.reason}"
    yield f"on a page: {_OVERRIDES}"
    line = summary_line(report)
    if line:
        yield from ("", "SMTPTrace=2 would write (words with ? are not documented):", f"{_LOG_LINE}{line}")
    yield from ("", "assumed, because no source says it:")
    for assumption in report.plan.assumptions:
        yield f"  {assumption.id}: {assumption.text}"


def head(report: TestReport) -> Iterator[str]:
    """What was tested, from which host and address, and what that says of other hosts."""
    options, origin = report.options, report.origin
    yield f"mail test of {options.file} to {', '.join(options.to) or 'nobody (nothing is sent)'}"
    sources = ", ".join(dict.fromkeys(a.source for a in report.attempts if a.source)) or "not connected"
    yield f"from host {origin.host} (source address: {sources}) as user {origin.user}"
    if options.sandbox:
        yield "in the sandbox: nothing left this host; host and port below are the file's own, not used"
        return
    machine = report.plan.ehlo_name.value
    if machine and machine.partition(".")[0].casefold() != socket.gethostname().partition(".")[0].casefold():
        yield f"warning: SMTPSourceMachine is {machine}: this does not seem to be the domain's own host"
    yield "another host's result may differ: relay rules and firewalls look at the source address"


def _table(attempt: Attempt) -> Iterator[str]:
    yield f"{attempt.role} server {attempt.host}:{attempt.port}"
    yield from (f"  {result.stage:<9}{stage_words(result)}" for result in attempt.stages)


def stage_words(result: StageResult) -> str:
    """How a stage ended, how long it took, and in whose words."""
    step = result.step
    took = "" if step.outcome is Outcome.SKIPPED else f"{result.milliseconds:.1f} ms"
    noted = "note" if step.outcome is Outcome.OK and step.fault is not None else str(step.outcome)
    label = "" if step.fault is None else f"[{step.fault}] "
    words = step.message if len(step.message) <= _WORDS else f"{step.message[:_WORDS]}..."
    return f"{noted:<8}{took:>11}  {label}{words}".rstrip()


def _finding(found: Finding) -> Iterator[str]:
    yield f"  note: {found.message} ({found.key}{f', line {found.line}' if found.line else ''})"
    if found.hint:
        yield f"    help: {found.hint}"


def token(claims: TokenClaims | None) -> Iterator[str]:
    """What the access token says of itself, a line for each thing that it says."""
    if claims is None:
        return
    yield "  the access token, by its own words (its signature is not checked)"
    expires = "" if claims.expires is None else f"{claims.expires:%Y-%m-%d %H:%M:%S} UTC"
    for name, said in (
        ("audience", claims.audience),
        ("scope", claims.scope),
        ("expires", expires),
        ("user", claims.user),
        ("application", claims.application),
        ("tenant", claims.tenant),
    ):
        yield f"    {name:<13}{said or 'not said'}"


def verdict(report: TestReport) -> Iterator[str]:
    """What PeopleSoft would return, what really happened, and what was not put to the test."""
    result, actual = report.verdict.result, report.verdict.actual
    failure = report.attempts[-1].failure
    if failure is not None and failure.step.fault is FaultClass.CANCELLED:
        yield "verdict: none, the test was ended before it could tell"
    elif result is None or actual is None:
        yield f"verdict: the stage {report.options.last_stage} was reached; nothing was sent"
    else:
        yield f"verdict: PeopleSoft would return {int(result)} ({result.label}): {_MEANING[result]}"
        if actual is Code.SENT_BUT_RESULT_UNKNOWN:
            yield "what really happened: nobody knows, the message may have been queued"
        elif actual is not result:
            yield f"what really happened: {int(actual)} ({actual.label}): {_MEANING[actual]}"
    if report.options.count > 1 and report.options.last_stage is Stage.QUIT:
        for attempt in report.attempts:
            yield f"the {attempt.role} server took {_taken(attempt)} of {report.options.count} mails"
    yield from _passwords(report)
    for message in report.received:
        subject = next((value for name, value in message.headers if name == "Subject"), "")
        yield f"the sandbox received {len(message.raw)} bytes from {message.sender}: {subject}"


def _taken(attempt: Attempt) -> int:
    return sum(result.stage is Stage.DATA and result.step.outcome is Outcome.OK for result in attempt.stages)


def _passwords(report: TestReport) -> Iterator[str]:
    """The file's own password is encrypted for the domain's host, so it is not the one that was tried."""
    if report.options.sandbox:
        return
    for attempt in report.attempts:
        server = report.plan.backup if attempt.role is Role.BACKUP else report.plan.primary
        if server is None or not attempt.reached(Stage.AUTH):
            continue
        login = server.login
        if login.mode.value is AuthMode.OAUTH:
            yield f"the door tried at the {attempt.role} server: SMTP, by XOAUTH2, with the token given to cfgkit;"
            yield "  PeopleSoft fetches its own token, and may use another door"
        elif login.password.value is PasswordState.ENCRYPTED:
            yield f"tested with the password given: whether {login.password.key} holds the same can't be seen"


def advice(attempt: Attempt) -> Iterator[str]:
    """What the failure of an attempt means and what to do about it; nothing where it did not fail."""
    failure = attempt.failure
    if failure is None or failure.step.fault is None:
        return
    explained = _explanation(failure.step.fault)
    yield f"{attempt.role}: {failure.step.fault} at {failure.stage}: {explained.meaning}"
    yield f"  what to do: {explained.advice}"
    if failure.step.fault is FaultClass.RELAY_DENIED and attempt.source:
        yield f"  the source address that the server saw, unless something in between changes it: {attempt.source}"


def to_change(report: TestReport, attempt: Attempt) -> Iterator[Value]:
    """The settings that have a say in an attempt's failure."""
    failure = attempt.failure
    if failure is None or failure.step.fault is None:
        return
    for key in _explanation(failure.step.fault).keys:
        yield _setting(report, key, attempt.role)


def _explanation(fault: FaultClass) -> Explanation:
    from cfgkit.mail.explain import EXPLANATIONS  # noqa: PLC0415 - start-up: a test that goes well needs none

    return EXPLANATIONS[fault]


def _change(setting: Value) -> str:
    return f"  setting {setting.key}: {'not set' if setting.line is None else f'line {setting.line}'}"


def _setting(report: TestReport, key: str, role: Role) -> Value:
    """The setting, that of the backup where the two servers have one each."""
    settings = report.view.backup if role is Role.BACKUP else report.view.primary
    return settings[key] if key.casefold() in settings.values else report.view[key]
