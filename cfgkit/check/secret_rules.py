"""Rules on passwords. None of them ever shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check.rule import ON_MASKED, Rule, at_line
from cfgkit.display import visible
from cfgkit.schema import is_encrypted
from cfgkit.schema.secrets import is_in_environment, is_password, is_published, key_version
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.check.rule import Place
    from cfgkit.check.subject import Placed, Subject


def _clear_secrets(subject: Subject) -> Iterator[Place]:
    for placed, live in subject.secrets:
        line = placed.line
        is_safe = is_encrypted(line.key, line.value) or is_in_environment(line.value)
        if is_password(line.key) and not is_safe:
            state = "" if live else ", commented out,"
            hint = "let psadmin or PSCipher encrypt it; who can read the file can read it"
            yield at_line(placed, f"{visible(line.key)}{state} is probably clear text", hint)


def _published(subject: Subject) -> Iterator[Place]:
    for placed, _ in subject.secrets:
        if is_published(placed.line.value):
            message = f"{visible(placed.line.key)} is the delivered one: everybody knows its clear text"
            yield at_line(placed, message, "choose another password and encrypt it with PSCipher")


def _key_versions(subject: Subject) -> Iterator[Place]:
    first: tuple[str, Placed] | None = None
    for placed, live in subject.secrets:
        version = key_version(placed.line.value)
        if version is None or not live or is_published(placed.line.value):
            continue
        first = first or (version, placed)
        if version != first[0]:
            before = f"line {first[1].line.number} with {first[0]}"
            message = f"{visible(placed.line.key)} is encrypted with key {version}, {before}"
            yield at_line(placed, message, "check that this host's psvault has both keys, or encrypt again")


_CIPHER: Final = "q83vEjRWeJA="
SECRET_RULES: Final = (
    Rule(
        id="clear-secret",
        severity=Severity.WARNING,
        summary="a password in clear text",
        why="Who can read the file can read it. psadmin encrypts UserPswd and ConnectPswd, PSCipher the rest.",
        example="[Startup]\nUserPswd=secret1\n",
        mended=f"[Startup]\nUserPswd={{V1.1}}{_CIPHER}\n",
        keys=(ON_MASKED,),
        find=_clear_secrets,
    ),
    Rule(
        id="published-secret",
        severity=Severity.WARNING,
        summary="the delivered password of the remote administration",
        why="Its encrypted text and its clear text are both public. Delivered files get this warning on purpose.",
        example="",
        mended="",
        keys=("Remote Administration Password",),
        find=_published,
    ),
    Rule(
        id="key-versions",
        severity=Severity.WARNING,
        summary="passwords of one file encrypted with different keys",
        why="Text encrypted with {V1.2} needs a psvault that has that key; one with {V1.1} is readable everywhere. "
        "A mix is often a password that was copied from another host.",
        example=f"[Startup]\nUserPswd={{V1.1}}{_CIPHER}\nConnectPswd={{V1.2}}{_CIPHER}\n",
        mended=f"[Startup]\nUserPswd={{V1.1}}{_CIPHER}\nConnectPswd={{V1.1}}{_CIPHER}\n",
        keys=(ON_MASKED,),
        find=_key_versions,
    ),
)
