"""The rules of the text alone, which cfgkit.syntax.textual applies, and of single values, which the types apply."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cfgkit.check.rule import MAIL_HOST, Place, Rule, at_key, mail_file
from cfgkit.display import visible
from cfgkit.schema.judged import SPELLING, VALUE_TYPE, type_finding
from cfgkit.schema.value_type import refusal
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.subject import Subject
    from cfgkit.schema import Schema
    from cfgkit.schema.setting import FileKind, Setting


@lru_cache(maxsize=2048)
def _refused(schema: Schema, kind: FileKind, section: str, key: str, value: str) -> Setting | None:
    """The setting, if its type refuses the value."""
    setting = schema.find(kind, section, key)
    return setting if setting is not None and refusal(setting.type, value) is not None else None


def refused_values(subject: Subject, rule: str) -> Iterator[Place]:
    """The live values that their types refuse, or spell otherwise."""
    for section, line in subject.live:
        setting = _refused(subject.schema, subject.kind, section, line.key, line.value)
        found = type_finding(setting, section, line) if setting else None
        if found is not None and found.rule == rule:
            yield Place(
                found.line, found.column, section, line.key, found.message, found.hint, found.fix, found.severity
            )


def _live_and_commented(subject: Subject) -> Iterator[Place]:
    for placed in subject.commented:
        live = subject.find(placed.section, placed.line.key)
        if live is not None:
            key = visible(placed.line.key)
            yield at_key(placed, f"{key} is commented out here and live on line {live.line.number}")


TEXT_RULES: Final = (
    Rule(
        id="unreadable-line",
        severity=Severity.ERROR,
        summary="a line that is no header, setting or comment",
        why="Nobody documents what psadmin makes of such a line. Conflict marks of a merge are such lines too.",
        example="[Startup]\nDBName HRDEV\n",
        mended="[Startup]\nDBName=HRDEV\n",
    ),
    Rule(
        id="duplicate-section",
        severity=Severity.WARNING,
        summary="a section stands twice in the file",
        why="Which of the two is read is not documented. Merge them.",
        example="[Trace]\nTracePC=0\n[Trace]\nTraceSql=0\n",
        mended="[Trace]\nTracePC=0\nTraceSql=0\n",
    ),
    Rule(
        id="duplicate-key",
        severity=Severity.WARNING,
        summary="a key is live twice in its section",
        why="Which of the two is read is not documented. Keep one.",
        example="[Trace]\nTracePC=0\nTracePC=4\n",
        mended="[Trace]\nTracePC=0\n;TracePC=4\n",
    ),
    Rule(
        id="key-before-section",
        severity=Severity.WARNING,
        summary="a setting stands above the first section",
        why="It belongs to no section, so nothing reads it.",
        example="DBName=HRDEV\n[Startup]\n",
        mended="[Startup]\nDBName=HRDEV\n",
    ),
    Rule(
        id="blank-round-equals",
        severity=Severity.WARNING,
        summary="blanks round the = of a setting",
        why="The Process Scheduler manual asks for none, and delivered files have none. --fix takes them away.",
        example="[Trace]\nTracePC = 0\n",
        mended="[Trace]\nTracePC=0\n",
    ),
    Rule(
        id="trailing-blank",
        severity=Severity.WARNING,
        summary="blanks at the end of a value",
        why="They belong to the value: a host name with a blank behind it is another name. --fix takes them away, "
        "except from a secret.",
        example="[Trace]\nTracePC=0 \n",
        mended="[Trace]\nTracePC=0\n",
    ),
    Rule(
        id="indented-comment",
        severity=Severity.WARNING,
        summary="a comment mark behind blanks",
        why="Only a mark at the line's very start makes a comment: this one is read as part of a key.",
        example="[Trace]\n  ;TracePC=0\n",
        mended="[Trace]\n;TracePC=0\n",
    ),
    Rule(
        id="mixed-newlines",
        severity=Severity.WARNING,
        summary="more than one kind of line ending",
        why="Usually the trace of a file that was carried between Windows and Unix. cfgkit keeps each as it is.",
        example="[Trace]\r\nTracePC=0\n",
        mended="[Trace]\nTracePC=0\n",
    ),
    Rule(
        id="control-character",
        severity=Severity.WARNING,
        summary="a control or invisible character in a value",
        why="It acts on terminals, and is easily overlooked. Pasting from a document often brings one along.",
        example="[Trace]\nTracePC=0\x07\n",
        mended="[Trace]\nTracePC=0\n",
    ),
    Rule(
        id="live-and-commented",
        severity=Severity.INFO,
        summary="a setting is live and commented out as well",
        why="The comment is often the value before a change; who uncomments it makes a duplicate.",
        example="[Trace]\n;TracePC=4\nTracePC=0\n",
        mended="[Trace]\nTracePC=0\n",
        find=_live_and_commented,
    ),
    Rule(
        id=VALUE_TYPE,
        severity=Severity.ERROR,
        summary="a value that its setting can't have",
        why="An error where a manual gives the type, a warning where only the template of 8.54 does.",
        example=mail_file(MAIL_HOST, "SMTPPort=2x5"),
        mended=mail_file(MAIL_HOST, "SMTPPort=25"),
        find=lambda subject: refused_values(subject, VALUE_TYPE),
    ),
    Rule(
        id=SPELLING,
        severity=Severity.WARNING,
        summary="a value in the spelling of another setting",
        why="Switches are written Y or N, 1 or 0, true or false, each setting in its own way; whether another "
        "spelling is understood is not documented. --fix writes the setting's own.",
        example=mail_file(MAIL_HOST, "SMTPUseSSL=true", "SMTPSSLProtocol=TLSv1.3"),
        mended=mail_file(MAIL_HOST, "SMTPUseSSL=Y", "SMTPSSLProtocol=TLSv1.3"),
        find=lambda subject: refused_values(subject, SPELLING),
    ),
)
