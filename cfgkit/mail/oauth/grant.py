"""The ways to a token, as values, and the addresses of the services that give one (RFC 6749, 7636, 8628)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.secret import Secret

_TENANT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}")


class GrantName(StrEnum):
    """The ways to a token that can be asked for."""

    AUTHORIZATION_CODE = "authorization-code"
    DEVICE_CODE = "device-code"
    CLIENT_CREDENTIALS = "client-credentials"
    REFRESH_TOKEN = "refresh-token"  # noqa: S105 - the grant's name


#: The grants for which a user logs in with a browser.
BY_A_USER: Final = frozenset({GrantName.AUTHORIZATION_CODE, GrantName.DEVICE_CODE})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The https addresses of a token service; one that a grant does not need may be empty."""

    token: str
    authorize: str = ""
    device: str = ""


def azure(tenant: str) -> Endpoint:
    """Microsoft's service for a tenant, as PeopleSoft's page on MCF mail with Azure has it.

    Raises:
        InputError: the tenant is neither an id nor a domain name.
    """
    if _TENANT.fullmatch(tenant) is None:
        raise InputError("the tenant is neither an id nor a domain name")
    base = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
    return Endpoint(f"{base}/token", f"{base}/authorize", f"{base}/devicecode")


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A user logs in with a browser on this host: the grant that PeopleSoft itself uses with Azure.

    `host` stands in the redirect URI, as it is registered with the application: Microsoft's portal takes
    localhost; so does `path`. We listen on 127.0.0.1 either way, on `port`, or on a free one if that is 0.
    """

    client_id: str
    secret: Secret | None = None
    host: Literal["127.0.0.1", "localhost"] = "127.0.0.1"
    port: int = 0
    path: str = "/"


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A user logs in with a browser anywhere; `pause` waits so many seconds between two questions."""

    client_id: str
    secret: Secret | None = None
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The application itself, without a user."""

    client_id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that was had before."""

    client_id: str
    token: Secret
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An access token that was had elsewhere: nobody is asked."""

    token: Secret


Grant: TypeAlias = AuthorizationCode | DeviceCode | ClientCredentials | RefreshToken | Given
