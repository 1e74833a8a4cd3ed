"""What an access token says of itself, read without checking its signature: enough to see which door it opens.

The claims are those of Microsoft Entra ID (aud, scp, roles, exp, upn, appid, tid); other issuers' are read as far
as they have the same names. The token itself is never shown.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfgkit.secret import Secret

_LONGEST: Final = 200
_PARTS: Final = 3
_GRAPH: Final = frozenset({"graph.microsoft.com", "00000003-0000-0000-c000-000000000000"})
_EXCHANGE: Final = frozenset({"outlook.office.com", "outlook.office365.com", "00000002-0000-0ff1-ce00-000000000000"})
_SENDS: Final = ("SMTP.Send", "SMTP.SendAsApp")
_USER_CLAIMS: Final = ("upn", "preferred_username", "unique_name", "email")


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """The claims that matter for mail; a text is empty where the token does not say it."""

    audience: str = ""
    #: The permissions of a user's token (scp), or those of an application's own (roles), a blank between.
    scope: str = ""
    expires: datetime | None = None
    user: str = ""
    #: The application's id.
    application: str = ""
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a token that a reader should know."""

    severity: Severity
    text: str


def claims(token: Secret) -> TokenClaims | None:
    """The claims of a JWT, None for a token that is none: it may be as good, only nobody can look inside."""
    payload = _payload(token.reveal())
    if payload is None:
        return None
    return TokenClaims(
        audience=_text(payload.get("aud")),
        scope=_text(payload.get("scp")) or _text(payload.get("scope")) or _text(payload.get("roles")),
        expires=_time(payload.get("exp")),
        user=next((text for text in (_text(payload.get(name)) for name in _USER_CLAIMS) if text), ""),
        application=next((text for text in map(_text, map(payload.get, ("appid", "azp", "client_id"))) if text), ""),
        tenant=_text(payload.get("tid")),
    )


def remarks(found: TokenClaims | None, *, now: datetime, user: str = "", refused: bool = False) -> tuple[Remark, ...]:
    """What the claims mean for a login over SMTP; `user` logs in, `now` has a time zone.

    A Graph audience is an error only after the server refused the token: which door PeopleTools takes is not
    documented.
    """
    if found is None:
        return (Remark(Severity.INFO, "the access token can't be looked into: it is no JWT"),)
    return tuple(_remarks(found, now, user, refused=refused))


def _remarks(found: TokenClaims, now: datetime, user: str, *, refused: bool) -> Iterator[Remark]:
    audiences = {_door(word) for word in found.audience.split()}
    if audiences & _GRAPH:
        severity = Severity.ERROR if refused else Severity.INFO
        yield Remark(
            severity, "the access token is for Microsoft Graph, not for SMTP: Exchange Online refuses it there"
        )
    elif audiences & _EXCHANGE and not any(right in found.scope.split() for right in _SENDS):
        severity = Severity.ERROR if refused else Severity.WARNING
        yield Remark(severity, f"the access token is for Exchange Online and has no {' or '.join(_SENDS)}")
    if found.expires is not None and found.expires <= now:
        yield Remark(Severity.WARNING, f"the access token expired on {found.expires:%Y-%m-%d %H:%M:%S} UTC")
    if found.user and user and found.user.casefold() != user.casefold():
        yield Remark(Severity.INFO, f"the access token is for {found.user}, the login for {user}")


def _door(audience: str) -> str:
    """The host of an audience that is a URL, else the audience."""
    return audience.casefold().partition("://")[2].partition("/")[0] or audience.casefold()


def _payload(token: str) -> Mapping[str, Any] | None:
    parts = token.split(".")
    if len(parts) != _PARTS:
        return None
    try:
        data = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        found = json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: object) -> str:
    if isinstance(value, list):
        value = " ".join(one for one in value if isinstance(one, str))
    return value[:_LONGEST] if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None
