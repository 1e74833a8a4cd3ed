"""What a mail test may be told beyond server, stage and recipient: as a value, as the lines of its form. Pure.

The names are those of `cfgkit smtp test`'s options.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfgkit.errors import InputError
from cfgkit.mail.deadline import TOTAL_SECONDS
from cfgkit.mail.oauth.grant import GrantName
from cfgkit.mail.record import Role
from cfgkit.mail.tokens import is_ehlo_name
from cfgkit.schema.release import release_of
from cfgkit.tui.model.lines import Block, Line
from cfgkit.tui.model.paths import typed_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cfgkit.schema.release import Release

_MOST_SECONDS: Final = 3600.0
_MOST_MAILS: Final = 1000


class SourceKind(StrEnum):
    """Where a secret comes from."""

    NONE = "none"
    TYPED = "typed when it is needed, never shown"
    FILE = "from a file"
    ENVIRONMENT = "from an environment variable"
    COMMAND = "from what a program prints"


class Source(NamedTuple):
    """Where a secret comes from: which file, variable or command."""

    kind: SourceKind = SourceKind.NONE
    where: str = ""

    @property
    def words(self) -> str:
        """As its line shows it."""
        return f"{self.kind}: {self.where}" if self.where else str(self.kind)


#: What is asked after the kind was chosen.
WHERE: Final = {
    SourceKind.FILE: "Path of the file that holds it",
    SourceKind.ENVIRONMENT: "Name of the environment variable",
    SourceKind.COMMAND: "The program with its arguments, run without a shell",
}
_NOWHERE: Final = Source()
_TYPED: Final = Source(SourceKind.TYPED)
_PER_LOGIN: Final = dict.fromkeys(("password", "password1", "token", "token1"), _TYPED)


def secret_name(role: Role, *, is_token: bool) -> str:
    """The name of that server's password or token."""
    return ("token" if is_token else "password") + ("1" if role is Role.BACKUP else "")


@dataclass(frozen=True, slots=True)
class Extras:
    """What is set in the form behind the form; the defaults are the sender's."""

    release: Release | None = None
    helo: str = ""
    timeout: float = TOTAL_SECONDS
    count: int = 1
    strict: bool = False
    check_name: bool = False
    blackberry: bool = False
    check_proxy: bool = False
    trust: Path | None = None
    ps_home: Path | None = None
    client_store: Path | None = None
    #: By the name of the secret; what is not there is `_PER_LOGIN`'s or none.
    sources: Mapping[str, Source] = field(default_factory=dict)
    #: None: a token is given, not fetched.
    oauth: GrantName | None = None
    tenant: str = ""
    token_url: str = ""
    authorize_url: str = ""
    device_url: str = ""
    client_id: str = ""
    scope: str = ""
    oauth_ca: Path | None = None

    def source(self, name: str) -> Source:
        """Where the secret of that name comes from."""
        return self.sources.get(name, _PER_LOGIN.get(name, _NOWHERE))

    def with_source(self, name: str, source: Source) -> Extras:
        """With another source of that secret."""
        return replace(self, sources={**self.sources, name: source})

    @property
    def changed(self) -> int:
        """How many are not as they are by default."""
        return sum(1 for one in EXTRAS if one.value(self) != one.value(_DEFAULTS))


class Extra(NamedTuple):
    """One of the lines."""

    name: str
    label: str
    block: str
    #: What stands there while nothing is set, or what it means.
    words: str
    #: A value out of what is typed; None for one that is toggled or chosen.
    read: Callable[[str], Any] | None = None
    is_source: bool = False

    def value(self, extras: Extras) -> Any:  # noqa: ANN401 - of each its own type
        """What is set."""
        return extras.source(self.name) if self.is_source else getattr(extras, self.name)

    def text(self, extras: Extras) -> str:
        """What is set, as a field would have it typed."""
        value = self.value(extras)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def line(self, extras: Extras) -> Line:
        """What its line shows."""
        value = self.value(extras)
        if isinstance(value, bool):
            return Line(f"{'yes' if value else 'no'}: {self.words}", self.label)
        if isinstance(value, Source):
            return Line(value.words, self.label)
        shown = self.text(extras)
        return Line(f"{shown} {self.words}" if isinstance(value, int | float) else shown or self.words, self.label)

    def toggled(self, extras: Extras) -> Extras | None:
        """With yes for no and no for yes; None where it is neither."""
        value = self.value(extras)
        if not isinstance(value, bool):
            return None
        changes: dict[str, Any] = {self.name: not value}
        return replace(extras, **changes)

    def typed(self, extras: Extras, text: str) -> Extras:
        """With what the text says.

        Raises:
            InputError: it is no such value.
        """
        read = self.read or str
        changes: dict[str, Any] = {self.name: read(text.strip())}
        return replace(extras, **changes)


def _path(text: str) -> Path | None:
    if not text:
        return None
    found = typed_path(text)
    if not found.exists():
        raise InputError("there is nothing at that path")
    return found


def _release(text: str) -> Release | None:
    return release_of(text) if text else None


def _helo(text: str) -> str:
    if text and not is_ehlo_name(text):
        raise InputError("this is no host name: printable ASCII without blanks is one")
    return text


def _number(text: str, least: float, most: float) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not least <= found <= most:
        raise InputError(f"give a number from {least:g} to {most:g}")
    return found


def _seconds(text: str) -> float:
    return _number(text, 1, _MOST_SECONDS) if text else TOTAL_SECONDS


def _mails(text: str) -> int:
    if text and not text.isdecimal():
        raise InputError(f"give a whole number from 1 to {_MOST_MAILS}")
    return int(_number(text, 1, _MOST_MAILS)) if text else 1


_AS = "as PeopleSoft would, or not"
_STORES = "whom to trust, and our own key"
_LOGINS = "passwords and tokens, for the backup with a 1"
_SERVICE = "a token from a token service"
EXTRAS: Final = (
    Extra("release", "release", _AS, "not known: guessed where it matters", _release),
    Extra("helo", "helo", _AS, "SMTPSourceMachine, else this host's name", _helo),
    Extra("timeout", "time-out", _AS, "seconds for the whole test", _seconds),
    Extra("count", "count", _AS, "(mails over one connection)", _mails),
    Extra("strict", "strict", _AS, "a password in clear over the network is an error"),
    Extra("check_name", "check name", _AS, "a certificate for another name is an error, as from Angus 1.1 on"),
    Extra("blackberry", "blackberry", _AS, "with SMTPBlackberryReplyTo"),
    Extra("check_proxy", "check proxy", _AS, "test SMTPInternalProxyHost, too"),
    Extra("trust", "trust store", _STORES, "the JVM's below PS_HOME, else the system's", _path),
    Extra("trust-password", "its password", _STORES, "", is_source=True),
    Extra("ps_home", "PS_HOME", _STORES, "as the environment has it", _path),
    Extra("client_store", "key store", _STORES, "none: SMTPClientCertAlias has no key", _path),
    Extra("client-store-password", "password of it", _STORES, "", is_source=True),
    Extra("password", "password", _LOGINS, "", is_source=True),
    Extra("password1", "password1", _LOGINS, "", is_source=True),
    Extra("token", "token", _LOGINS, "", is_source=True),
    Extra("token1", "token1", _LOGINS, "", is_source=True),
    Extra("oauth", "oauth", _SERVICE, "not fetched: the tokens above are used"),
    Extra("tenant", "tenant", _SERVICE, "none; names Microsoft's service", str),
    Extra("client_id", "client-id", _SERVICE, "none", str),
    Extra("client-secret", "client-secret", _SERVICE, "", is_source=True),
    Extra("refresh-token", "refresh-token", _SERVICE, "", is_source=True),
    Extra("scope", "scope", _SERVICE, "to send by SMTP, of Microsoft's service", str),
    Extra("token_url", "token-url", _SERVICE, "that of the tenant", str),
    Extra("authorize_url", "authorize-url", _SERVICE, "that of the tenant", str),
    Extra("device_url", "device-url", _SERVICE, "that of the tenant", str),
    Extra("oauth_ca", "oauth-ca", _SERVICE, "issuers that the system trusts", _path),
)
_BY_LABEL: Final = {one.label: one for one in EXTRAS}
_DEFAULTS: Final = Extras()
GRANTS: Final = (None, *GrantName)
#: What the ways to a token are, in words.
GRANT_WORDS: Final = (
    "none: the token is given",
    "a browser on this host",
    "a code to enter in any browser",
    "the application itself, by its client secret",
    "a refresh token",
)


def blocks(extras: Extras) -> tuple[Block, ...]:
    """The form: a line for each, under what they are about."""
    return tuple(_blocks(extras))


def _blocks(extras: Extras) -> Iterator[Block]:
    for title in dict.fromkeys(one.block for one in EXTRAS):
        yield Block(title, tuple(one.line(extras) for one in EXTRAS if one.block == title))


def extra_of(label: str) -> Extra:
    """The one whose line has that label."""
    return _BY_LABEL[label]
