"""Rules on names. An unknown setting is legitimate: it is found only where it looks like a mistake."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.check.rule import MAIL_HOST, Rule, at_key, mail_file, named
from cfgkit.display import visible
from cfgkit.schema.renamed import renamed
from cfgkit.schema.schema import KINDS
from cfgkit.schema.sections import FILE_NAMES, PARTIAL_SECTIONS, model_section
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Subject
    from cfgkit.schema import Schema
    from cfgkit.schema.setting import FileKind

_ALIKE: Final = 0.82
# A key that stands in more sections than these may well have come to another one with a newer release.
_FEW_SECTIONS: Final = 3
_BLANKS: Final = str.maketrans("", "", " \t_-")


class _Doubt(NamedTuple):
    rule: str
    message: str
    hint: str
    #: The setting that it may be meant to be.
    meant: str = ""


@lru_cache(maxsize=2048)
def _doubt(schema: Schema, kind: FileKind, section: str, key: str) -> _Doubt | None:
    """What is strange about the name; None for a known one, and for an unknown one that is like none."""
    known = schema.find(kind, section, key)
    if known is not None:
        if known.key != key:
            return _Doubt(
                "key-case", f"{visible(key)} is spelled {known.key} here", "whether case counts is not documented"
            )
        return None
    if kind == "unknown" or schema.is_free(section):
        return None
    if not schema.knows_section(kind, section):
        return _other_file(schema, kind, section, key)
    if model_section(section) in PARTIAL_SECTIONS:
        return None
    return _misspelt(schema, kind, section, key) or _other_section(schema, kind, section, key)


def _other_file(schema: Schema, kind: FileKind, section: str, key: str) -> _Doubt | None:
    other: FileKind = "psprcs" if kind == "psappsrv" else "psappsrv"
    if schema.find(other, section, key) is None:
        return None
    homes = _homes(schema, kind, key)
    message = f"{named(section, key)} belongs into {FILE_NAMES[other]}; this is a {FILE_NAMES[kind]}"
    return _Doubt(
        "wrong-file", message, f"here it stands in {_listed(homes)}" if 0 < len(homes) <= _FEW_SECTIONS else ""
    )


def _misspelt(schema: Schema, kind: FileKind, section: str, key: str) -> _Doubt | None:
    for setting in schema.settings(kind, section):
        if key.casefold() in {alias.casefold() for alias in setting.aliases}:
            return _spelled(key, setting.key)
    if "_" not in key and not any(char.isalpha() for char in key):
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only for unknown keys

    names = {setting.key.casefold(): setting.key for setting in schema.settings(kind, section)}
    close = get_close_matches(
        key.casefold(), [one for one in names if not _differs_by_number(one, key.casefold())], 1, _ALIKE
    )
    return _spelled(key, names[close[0]]) if close else None


def _spelled(key: str, meant: str) -> _Doubt:
    return _Doubt(
        "misspelt-key", f"{visible(key)} is not known here; {meant} is", f"write {meant}, if that is meant", meant
    )


def _differs_by_number(one: str, other: str) -> bool:
    """Whether only digits tell the names apart: such names are siblings."""
    digits = "0123456789"
    return one.rstrip(digits) == other.rstrip(digits)


def _other_section(schema: Schema, kind: FileKind, section: str, key: str) -> _Doubt | None:
    homes = _homes(schema, kind, key)
    if not 0 < len(homes) <= _FEW_SECTIONS:
        return None
    return _Doubt(
        "wrong-section", f"{visible(key)} is not known in [{visible(section)}]", f"it stands in {_listed(homes)}"
    )


def _homes(schema: Schema, kind: FileKind, key: str) -> list[str]:
    return [one for one in schema.sections(kind) if schema.find(kind, one, key) is not None]


def _listed(sections: Iterable[str]) -> str:
    return " or ".join(f"[{one}]" for one in sections)


def _doubts(subject: Subject, rule: str) -> Iterator[Place]:
    for placed in subject.live:
        found = _doubt(subject.schema, subject.kind, placed.section, placed.line.key)
        if found is None or found.rule != rule:
            continue
        # Both live: the strange one is a setting of its own, unless hardly anything tells it apart.
        is_slip = subject.find(placed.section, found.meant) is None or _is_same(placed.line.key, found.meant)
        if not found.meant or is_slip:
            yield at_key(placed, found.message, found.hint)


def _is_same(one: str, other: str) -> bool:
    """Whether only blanks, the case or a plural tell the names apart."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return name.casefold().translate(_BLANKS).removesuffix("s")


def _misspelt_sections(subject: Subject) -> Iterator[Place]:
    if subject.kind == "unknown":
        return
    present = {one.section.casefold() for one in subject.headers}
    for placed in subject.headers:
        meant = _meant_section(subject.schema, subject.kind, placed.section)
        if meant and (meant.casefold() not in present or _is_same(placed.section, meant)):
            yield at_key(
                placed, f"[{visible(placed.section)}] is not known; [{meant}] is", f"write [{meant}], if that is meant"
            )


@lru_cache(maxsize=4096)
def _meant_section(schema: Schema, kind: FileKind, section: str) -> str:
    if not section or any(schema.knows_section(one, section) for one in KINDS):
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 - only for unknown sections

    names = {one.casefold().replace(" ", ""): one for one in schema.sections(kind)}
    close = get_close_matches(section.casefold().replace(" ", ""), list(names), 1, _ALIKE)
    return names[close[0]] if close else ""


def _renamed(subject: Subject) -> Iterator[Place]:
    for placed in subject.live:
        found = renamed(subject.kind, placed.section, placed.line.key)
        if found is None:
            continue
        is_newer = subject.release is not None and subject.release >= found.by
        if is_newer or subject.find(placed.section, found.new) is not None:
            message = f"{found.old} is called {found.new} since {found.by} or before"
            yield at_key(placed, message, f"move its value to {found.new}")


def _too_new(subject: Subject) -> Iterator[Place]:
    if subject.release is None:
        return
    for placed in subject.live:
        setting = subject.schema.find(subject.kind, placed.section, placed.line.key)
        since = None if setting is None else setting.first_release
        if since is not None and since > subject.release:
            message = f"{visible(placed.line.key)} is first seen in {since}; the release given is {subject.release}"
            yield at_key(placed, message, "an older release may not read it")


def _rule(id_: str, severity: Severity, summary: str, why: str, example: tuple[str, str]) -> Rule:
    return Rule(
        id=id_,
        severity=severity,
        summary=summary,
        why=why,
        example=example[0],
        mended=example[1],
        find=lambda subject: _doubts(subject, id_),
    )


def _prcs(*lines: str) -> str:
    return "\n".join(("[Process Scheduler]", "PrcsServerName=PSUNX", *lines, ""))


NAME_RULES: Final = (
    _rule(
        "misspelt-key",
        Severity.WARNING,
        "a key that looks like a known one with a slip",
        "A key that nobody reads is ignored without a word. Unknown keys that are like no known one are not reported.",
        (
            mail_file(MAIL_HOST, "SMTPUsernam=hr"),
            mail_file(MAIL_HOST, "SMTPUserName=hr"),
        ),
    ),
    _rule(
        "key-case",
        Severity.INFO,
        "a known key in another case",
        "Whether case counts is not documented; files and manuals themselves differ.",
        ("[Domain Settings]\nDomain Id=HRDEMO\n", "[Domain Settings]\nDomain ID=HRDEMO\n"),
    ),
    _rule(
        "wrong-section",
        Severity.WARNING,
        "a key that is known in another section only",
        "It has no effect where it stands. Keys of many sections are not reported, a new release may add one.",
        (
            "[Domain Settings]\nDomain ID=X\n[PSBRKHND_dflt]\nScan Interval=1\n",
            "[Domain Settings]\nDomain ID=X\n[PSBRKDSP_dflt]\nScan Interval=1\n",
        ),
    ),
    _rule(
        "wrong-file",
        Severity.WARNING,
        "a setting of the other kind of file",
        "PSAPPSRV.CFG and PSPRCS.CFG keep some settings in different sections: Allow Dynamic Changes stands in "
        "[Domain Settings] of the one and in [Process Scheduler] of the other.",
        (_prcs("[Tuxedo Settings]", "[Domain Settings]", "Allow Dynamic Changes=Y"), _prcs("Allow Dynamic Changes=Y")),
    ),
    Rule(
        id="misspelt-section",
        severity=Severity.WARNING,
        summary="a section that looks like a known one with a slip",
        why="The settings of a section that nobody reads are ignored without a word.",
        example="[Domain Settings]\nDomain ID=X\n[SMTP Setting]\nSMTPServer=\n",
        mended="[Domain Settings]\nDomain ID=X\n[SMTP Settings]\nSMTPServer=\n",
        find=_misspelt_sections,
    ),
    Rule(
        id="renamed-key",
        severity=Severity.INFO,
        summary="a setting that got another name",
        why="Reported where the release is given, or where the new one is live as well.",
        example="[Workstation Listener]\nEncryption=0\nWSL Encryption=0\n",
        mended="[Workstation Listener]\nWSL Encryption=0\n",
        find=_renamed,
    ),
    Rule(
        id="too-new",
        severity=Severity.INFO,
        summary="a setting that was first seen in a later release",
        why="Reported only where the release is given with --release. When a setting came is not documented for most.",
        example="",
        mended="",
        find=_too_new,
    ),
)
