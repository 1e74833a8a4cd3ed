"""How a token is to be had, as the user says it: the grant, the service's addresses, what it needs besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.deadline import TOTAL_SECONDS, Deadline
from cfgkit.mail.oauth.grant import (
    BY_A_USER,
    AuthorizationCode,
    ClientCredentials,
    DeviceCode,
    Endpoint,
    GrantName,
    RefreshToken,
    azure,
)
from cfgkit.mail.oauth.http import Http
from cfgkit.mail.oauth.obtaining import obtain
from cfgkit.mail.oauth.proxies import external_proxy
from cfgkit.mail.oauth.redirect import Loopback, loopback_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cfgkit.mail.oauth.grant import Grant
    from cfgkit.mail.oauth.obtaining import Token
    from cfgkit.schema.smtp.view import MailServer
    from cfgkit.secret import Secret


#: How long a user may take to log in, in seconds: what Microsoft's device codes live.
_USER_SECONDS: Final = 900.0
#: What Exchange Online takes for SMTP (Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth).
_OF_A_USER: Final = "https://outlook.office.com/SMTP.Send"
_OF_THE_APPLICATION: Final = "https://outlook.office365.com/.default"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """How to get a token; texts are empty where nothing was said."""

    grant: GrantName
    tenant: str = ""
    token_url: str = ""
    authorize_url: str = ""
    device_url: str = ""
    client_id: str = ""
    scope: str = ""
    #: Trusted issuers of the token service alone.
    authorities: Path | None = None
    #: Gives `client-secret` or `refresh-token`; None where none was named.
    secret: Callable[[str], Secret | None]
    #: How an error names what the request lacks.
    words: Callable[[str], str] = "--{}".format

    def endpoint(self) -> Endpoint:
        """The addresses of the token service.

        Raises:
            InputError: the grant needs one that was not given.
        """
        base = azure(self.tenant) if self.tenant else Endpoint("")
        found = Endpoint(
            self.token_url or base.token, self.authorize_url or base.authorize, self.device_url or base.device
        )
        needed = {"token-url": found.token}
        if self.grant is GrantName.AUTHORIZATION_CODE:
            needed["authorize-url"] = found.authorize
        if self.grant is GrantName.DEVICE_CODE:
            needed["device-url"] = found.device
        for name, address in needed.items():
            if not address:
                raise self._missing(name, f"or name Microsoft's token service by {self.words('tenant')}")
        return found

    @property
    def wanted_scope(self) -> str:
        """The scope to ask for; of another service than Microsoft's the one that it gives by itself."""
        if self.scope or not self.tenant:
            return self.scope
        return _OF_THE_APPLICATION if self.grant is GrantName.CLIENT_CREDENTIALS else _OF_A_USER

    def token(
        self,
        server: MailServer,
        user: str,
        note: Callable[[str], None],
        tell: Callable[[str], None],
        pause: Callable[[float], None] | None = None,
    ) -> Token:
        """The token of that user of that server, through the server's external proxy.

        `note` says what is done, `tell` what the user has to do; `pause` waits so many seconds between two
        questions for a device code.

        Raises:
            InputError: something is missing, or can't be used; one line says what.
            OAuthError: the token service refused, or could not be asked.
        """
        endpoint, grant, http = self.endpoint(), self._grant(server, note, pause), self._http(server)
        way = "" if http.proxy is None else f" through {http.proxy.name}"
        note(f"a token for {user} is asked for by {self.grant}{way}")
        token = obtain(grant, endpoint, self.wanted_scope, http, tell)
        lives = "" if token.expires_in is None else f", for {token.expires_in} seconds"
        note(f"a token came{lives}; it is not stored")
        return token

    def _missing(self, name: str, more: str = "") -> InputError:
        return InputError(f"--oauth {self.grant} needs {self.words(name)}", help=more)

    def _http(self, server: MailServer) -> Http:
        authorities = None
        if self.authorities is not None:
            from cfgkit.mail.tls.trust import read_trust  # noqa: PLC0415 - start-up: most services need none

            authorities = read_trust(self.authorities).certificates
        seconds = _USER_SECONDS if self.grant in BY_A_USER else TOTAL_SECONDS
        return Http(Deadline.after(seconds), external_proxy(server), authorities)

    def _grant(self, server: MailServer, note: Callable[[str], None], pause: Callable[[float], None] | None) -> Grant:
        client_id = self.client_id
        if not client_id:
            raise self._missing("client-id")
        match self.grant:
            case GrantName.AUTHORIZATION_CODE:
                return self._with_redirect(server, note)
            case GrantName.DEVICE_CODE:
                grant = DeviceCode(client_id, self.secret("client-secret"))
                return grant if pause is None else DeviceCode(client_id, grant.secret, pause)
            case GrantName.CLIENT_CREDENTIALS:
                return ClientCredentials(client_id, self._needed("client-secret"))
            case GrantName.REFRESH_TOKEN:
                return RefreshToken(client_id, self._needed("refresh-token"), self.secret("client-secret"))

    def _with_redirect(self, server: MailServer, note: Callable[[str], None]) -> Grant:
        """The redirect comes to the file's own address only if that is one of this host."""
        setting = server["SMTPOAuthRedirectURI"]
        own = loopback_of(server.oauth_redirect_uri or "")
        if own is None:
            note(
                f"the redirect comes to http://127.0.0.1, which has to be registered with the application: "
                f"{setting.key} is no such address of this host"
            )
        host, port, path = own or Loopback()
        return AuthorizationCode(self.client_id, self.secret("client-secret"), host, port, path)

    def _needed(self, name: str) -> Secret:
        found = self.secret(name)
        if found is None:
            raise self._missing(name)
        return found
