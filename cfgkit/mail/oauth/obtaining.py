"""From a grant to a token. What is shown on the way is the address and code that a user needs, never a secret."""

from __future__ import annotations

import hmac
import secrets as random
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlencode

from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.oauth.answer import freed, refused, values
from cfgkit.mail.oauth.grant import AuthorizationCode, ClientCredentials, DeviceCode, Given, RefreshToken
from cfgkit.mail.oauth.http import target
from cfgkit.mail.oauth.redirect import listening
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.oauth.grant import Endpoint, Grant
    from cfgkit.mail.oauth.http import Http

_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"
#: Seconds between two questions of the device grant where the service names none, and what slow_down adds (RFC 8628).
_INTERVAL: Final = 5.0
_LONGEST_INTERVAL: Final = 60.0
_BYTES: Final = 32

_Form: TypeAlias = "dict[str, str | Secret]"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as the service gave it; its repr shows no secret, and nothing here stores one."""

    access: Secret
    #: Seconds from now, None where the service does not say.
    expires_in: int | None = None
    #: What it is good for, by the service's own words; empty where it does not say.
    scope: str = ""
    kind: str = ""
    refresh: Secret | None = None


def obtain(grant: Grant, endpoint: Endpoint, scope: str, http: Http, tell: Callable[[str], None]) -> Token:
    """The token that the grant gives; `tell` shows a line to the user who has to log in.

    Raises:
        InputError: an address of the service is missing or wrong, or a port can't be had.
        OAuthError: the service refused, or could not be asked; no message holds a secret.
    """
    match grant:
        case Given(token):
            return Token(_usable(token))
        case ClientCredentials(client_id, secret):
            form: _Form = {"grant_type": "client_credentials", "client_id": client_id, "scope": scope}
            return _asked(http, endpoint, form | _proof(secret))
        case RefreshToken(client_id, token, optional):
            form = {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": token, "scope": scope}
            return _asked(http, endpoint, form | _proof(optional))
        case AuthorizationCode():
            return _by_browser(grant, endpoint, scope, http, tell)
        case DeviceCode():
            return _by_device(grant, endpoint, scope, http, tell)


def _by_browser(
    grant: AuthorizationCode, endpoint: Endpoint, scope: str, http: Http, tell: Callable[[str], None]
) -> Token:
    target(endpoint.authorize, "the address to log in at")
    verifier, state = Secret(random.token_urlsafe(_BYTES)), random.token_urlsafe(_BYTES)
    with listening(grant.port, grant.path) as redirect:
        uri = f"http://{grant.host}:{redirect.port}{grant.path}"
        query = {
            "response_type": "code",
            "client_id": grant.client_id,
            "redirect_uri": uri,
            "scope": scope,
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in endpoint.authorize else "?"
        tell(f"open in a browser on this host: {endpoint.authorize}{joint}{urlencode(query)}")
        came = redirect.wait(http.deadline)
    if not hmac.compare_digest(came.get("state", "").encode(), state.encode()):
        raise OAuthError("the redirect is not the answer to our question: its state differs", code="state")
    code = Secret(came.get("code", ""))
    problem = refused(came, (code, verifier))
    if problem is not None:
        raise problem
    if not code:
        raise OAuthError("the redirect holds no code")
    form: _Form = {"grant_type": "authorization_code", "client_id": grant.client_id, "redirect_uri": uri}
    return _asked(http, endpoint, form | {"code": code, "code_verifier": verifier} | _proof(grant.secret))


def _by_device(grant: DeviceCode, endpoint: Endpoint, scope: str, http: Http, tell: Callable[[str], None]) -> Token:
    if not endpoint.device:
        raise InputError("this token service has no address for device codes")
    proof = _proof(grant.secret)
    begun = _values(http, endpoint.device, {"client_id": grant.client_id, "scope": scope, **proof})
    code = Secret(_word(begun, "device_code"))
    place, shown = (freed(_word(begun, name), (code,)) for name in ("verification_uri", "user_code"))
    if not code or not place or not shown:
        raise OAuthError("the token service gave no device code")
    tell(f"open {place} in any browser and enter the code {shown}")
    interval = min(max(_seconds(begun.get("interval")) or _INTERVAL, 1.0), _LONGEST_INTERVAL)
    form: _Form = {"grant_type": _DEVICE, "client_id": grant.client_id, "device_code": code, **proof}
    while True:
        try:
            grant.pause(min(interval, http.deadline.left()))
            http.deadline.left()
        except TimeoutError:
            raise OAuthError("nobody entered the code in time") from None
        try:
            return _asked(http, endpoint, form)
        except OAuthError as problem:
            if problem.code == "slow_down":
                interval += _INTERVAL
            elif problem.code != "authorization_pending":
                raise


def _asked(http: Http, endpoint: Endpoint, form: _Form) -> Token:
    answer = _values(http, endpoint.token, form)
    secrets = [value for value in form.values() if isinstance(value, Secret)]
    refresh = _word(answer, "refresh_token")
    return Token(
        access=_usable(Secret(_word(answer, "access_token"))),
        expires_in=_seconds(answer.get("expires_in")),
        scope=freed(_word(answer, "scope"), secrets),
        kind=freed(_word(answer, "token_type"), secrets),
        refresh=Secret(refresh) if refresh else None,
    )


def _values(http: Http, url: str, form: _Form) -> Mapping[str, Any]:
    answer = values(http.post(url, form))
    problem = refused(answer, [value for value in form.values() if isinstance(value, Secret)])
    if problem is not None:
        raise problem
    return answer


def _usable(token: Secret) -> Secret:
    """The token, if it can follow `Bearer` in a login: printable ASCII without a blank."""
    text = token.reveal()
    if not text:
        raise OAuthError("the token service gave no access token")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise OAuthError("the access token holds a character that no token has")
    return token


def _proof(secret: Secret | None) -> _Form:
    return {} if secret is None else {"client_secret": secret}


def _challenge(verifier: Secret) -> str:
    return urlsafe_b64encode(sha256(verifier.reveal().encode()).digest()).decode().rstrip("=")


def _word(answer: Mapping[str, Any], name: str) -> str:
    found = answer.get(name)
    return found if isinstance(found, str) else ""


def _seconds(value: object) -> int | None:
    """Seconds as a number or, as some services write it, as its digits; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _BYTES:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
