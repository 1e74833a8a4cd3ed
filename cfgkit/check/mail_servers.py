"""Rules on the two mail servers, on waiting for them, and on the trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check.rule import MAIL_HOST, ON_BACKUP, Rule, at_value, mail_file
from cfgkit.schema.smtp import SECTION
from cfgkit.schema.value_type import is_reference
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Subject
    from cfgkit.schema.smtp.view import MailServer, SmtpView, Value

# How long Linux tries to connect to a host that does not answer: six repeats, the last wait included.
_DEAD_HOST_MS: Final = 127_000
_TRACE_FENCE: Final = "5"
_PORT: Final = 25
#: Where mail servers expect SSL from the first byte.
SSL_PORT: Final = 465
_FENCE_SECTION: Final = {"psappsrv": "Domain Settings", "psprcs": "Process Scheduler"}


def is_named(server: MailServer) -> bool:
    """Whether the file names this mail server, be it by an environment variable."""
    return bool(server["SMTPServer"].text)


def sends_mail(smtp: SmtpView) -> bool:
    """Whether the file names a primary mail server: without one no rule on mail has anything to say."""
    return is_named(smtp.primary)


def servers(smtp: SmtpView) -> tuple[MailServer, ...]:
    """The mail servers that the file names; none where it does not name the primary."""
    return tuple(one for one in (smtp.primary, smtp.backup) if is_named(one)) if sends_mail(smtp) else ()


def may_be_on(switch: Value) -> bool:
    """Whether a switch is on, as far as the file tells: an environment variable may switch it on."""
    return bool(switch.text) and switch.value is not False


def _not_configured(subject: Subject) -> Iterator[Place]:
    smtp = subject.smtp
    has_section = any(one.section.casefold() == SECTION.casefold() for one in subject.headers)
    if has_section and not sends_mail(smtp):
        also = ", though SMTPServer1 is" if is_named(smtp.backup) else ""
        yield at_value(smtp.primary["SMTPServer"], f"SMTPServer is not set{also}: mail can't be sent")


def _backup_incomplete(subject: Subject) -> Iterator[Place]:
    smtp = subject.smtp
    if not sends_mail(smtp) or is_named(smtp.backup):
        return
    # A switch that says off asks for nothing.
    given = [one for one in smtp.backup if one.is_set and one.value is not False]
    if given:
        names = ", ".join(one.key for one in given)
        yield at_value(
            given[0], f"{names} set, but no SMTPServer1: they have no effect", "name the backup server or unset them"
        )


def _backup_same(subject: Subject) -> Iterator[Place]:
    smtp = subject.smtp
    if len(servers(smtp)) > 1 and _target(smtp.primary) == _target(smtp.backup):
        message = "SMTPServer1 is the same host and port as SMTPServer"
        yield at_value(smtp.backup["SMTPServer"], message, "a backup that fails with the primary is none")


def _target(server: MailServer) -> tuple[str, str | int]:
    port, usual = (server["SMTPSSLPort"], SSL_PORT) if server.uses_ssl else (server["SMTPPort"], _PORT)
    text = str(port.text)
    return str(server["SMTPServer"].text).casefold(), text if is_reference(text) else port.value or usual


def _wait_zero(subject: Subject) -> Iterator[Place]:
    wait = subject.smtp["SMTPTimeToWaitForResult"]
    if sends_mail(subject.smtp) and wait.value == 0:
        yield at_value(wait, "a wait of 0: no send ever knows its result", "10000 is the default, -1 waits to the end")


def _wait_short(subject: Subject) -> Iterator[Place]:
    smtp = subject.smtp
    wait = smtp["SMTPTimeToWaitForResult"]
    if len(servers(smtp)) > 1 and isinstance(wait.value, int) and 0 < wait.value < _DEAD_HOST_MS:
        place = wait if wait.line else smtp.backup["SMTPServer"]
        message = f"a wait of {wait.value} ms ends before a primary that does not answer is given up"
        yield at_value(place, message, "mail may still go out by the backup, but its result is reported as unknown")


def _trace(subject: Subject) -> Iterator[Place]:
    trace = subject.smtp["SMTPTrace"]
    section = _FENCE_SECTION.get(subject.kind)
    if not sends_mail(subject.smtp) or not trace.value or section is None:
        return
    fence = subject.find(section, "LogFence")
    level = "" if fence is None else fence.line.value.strip()
    if level != _TRACE_FENCE and not is_reference(level):
        hint = f"set {section}/LogFence to {_TRACE_FENCE} while tracing"
        message = "SMTPTrace needs LogFence 5"
        yield at_value(trace, message if fence is None else f"{message}; line {fence.line.number} has another", hint)


def _no_sender(subject: Subject) -> Iterator[Place]:
    sender = subject.smtp["SMTPSender"]
    if sends_mail(subject.smtp) and not sender.text:
        server = subject.smtp.primary["SMTPServer"]
        place = sender if sender.line else server
        yield at_value(place, "SMTPSender is not set: mail that names no sender of its own has none")


_BOTH: Final = (MAIL_HOST, "SMTPServer1=mail2.example.com")
MAIL_SERVER_RULES: Final = (
    Rule(
        id="mail-not-configured",
        severity=Severity.INFO,
        summary="no mail server is set",
        why="Delivered files are so. All other rules on mail are silent then.",
        example=mail_file("SMTPServer="),
        mended=mail_file(MAIL_HOST),
        keys=("SMTPServer",),
        find=_not_configured,
    ),
    Rule(
        id="mail-backup-incomplete",
        severity=Severity.WARNING,
        summary="settings of a backup server that is not named",
        why="A setting counts as given where it differs from the delivered value; port 0 is the delivered one.",
        example=mail_file(MAIL_HOST, "SMTPPort1=587"),
        mended=mail_file(*_BOTH, "SMTPPort1=587"),
        keys=(ON_BACKUP,),
        find=_backup_incomplete,
    ),
    Rule(
        id="mail-backup-same",
        severity=Severity.WARNING,
        summary="the backup server is the primary",
        why="A backup is there for the day when the primary is not.",
        example=mail_file(MAIL_HOST, "SMTPServer1=MAIL.example.com"),
        mended=mail_file(*_BOTH),
        keys=("SMTPServer", "SMTPPort", "SMTPSSLPort"),
        find=_backup_same,
    ),
    Rule(
        id="mail-wait-zero",
        severity=Severity.WARNING,
        summary="sends do not wait for their result",
        why="Every send then returns -1, which says nothing; programs that look at the result can't tell success.",
        example=mail_file(MAIL_HOST, "SMTPTimeToWaitForResult=0"),
        mended=mail_file(MAIL_HOST, "SMTPTimeToWaitForResult=10000"),
        keys=("SMTPTimeToWaitForResult",),
        find=_wait_zero,
    ),
    Rule(
        id="mail-wait-short",
        severity=Severity.INFO,
        summary="the wait is shorter than a dead primary takes",
        why="Connecting to a host that does not answer takes Linux about 127 s, other systems other times. That the "
        "wait spans both servers is an assumption.",
        example=mail_file(*_BOTH, "SMTPTimeToWaitForResult=10000"),
        mended=mail_file(*_BOTH, "SMTPTimeToWaitForResult=-1"),
        keys=("SMTPTimeToWaitForResult", "SMTPServer1"),
        find=_wait_short,
    ),
    Rule(
        id="mail-trace-log-fence",
        severity=Severity.WARNING,
        summary="the mail trace is on and LogFence is not 5",
        why="The manual asks for LogFence 5; below it the trace may stay empty.",
        example=mail_file(MAIL_HOST, "SMTPTrace=2"),
        mended=mail_file(MAIL_HOST, "SMTPTrace=2").replace("LogFence=3", "LogFence=5"),
        keys=("SMTPTrace", "LogFence"),
        find=_trace,
    ),
    Rule(
        id="mail-no-sender",
        severity=Severity.INFO,
        summary="no default sender is set",
        why="The delivered PSAPPSRV.CFG is so. Programs that set a sender of their own do not need it.",
        example=mail_file(MAIL_HOST, "SMTPSender="),
        mended=mail_file(MAIL_HOST, "SMTPSender=hr@example.com"),
        keys=("SMTPSender",),
        find=_no_sender,
    ),
)
