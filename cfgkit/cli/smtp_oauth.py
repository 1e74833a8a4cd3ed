"""--oauth of `smtp test`: an access token fetched before the login, once for each account, and never stored."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from cfgkit.cli import console
from cfgkit.cli.values import options_in_words, secret_options, source_of
from cfgkit.errors import InputError
from cfgkit.mail.deadline import TOTAL_SECONDS, Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.cli.values import ValueSource
    from cfgkit.mail.oauth import Endpoint, Grant, Http, Token
    from cfgkit.schema.smtp.view import MailServer
    from cfgkit.secret import Secret


class GrantName(StrEnum):
    """The ways to a token that --oauth has."""

    AUTHORIZATION_CODE = "authorization-code"
    DEVICE_CODE = "device-code"
    CLIENT_CREDENTIALS = "client-credentials"
    REFRESH_TOKEN = "refresh-token"  # noqa: S105 - the grant's name


#: The grants for which a user logs in with a browser, and how long that may take, in seconds: what Microsoft's
#: device codes live.
_BY_A_USER: Final = frozenset({GrantName.AUTHORIZATION_CODE, GrantName.DEVICE_CODE})
_USER_SECONDS: Final = 900.0
#: What Exchange Online takes for SMTP (Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth).
_OF_A_USER: Final = "https://outlook.office.com/SMTP.Send"
_OF_THE_APPLICATION: Final = "https://outlook.office365.com/.default"
_SECRETS: Final = {"client-secret": "the application's client secret", "refresh-token": "the refresh token"}
_OPTIONS: Final = (
    click.option("--oauth-ca", type=click.Path(path_type=Path), help="Trusted issuers of the token service alone."),
    click.option("--scope", default="", help="What the token is for; with --tenant sending by SMTP."),
    click.option("--client-id", default="", metavar="ID", help="The application's id at the token service."),
    click.option("--device-url", default="", metavar="URL", help="Where device codes come from."),
    click.option("--authorize-url", default="", metavar="URL", help="Where a user logs in with a browser."),
    click.option("--token-url", default="", metavar="URL", help="The token service, if it is not Microsoft's."),
    click.option("--tenant", default="", help="Microsoft's token service, for this tenant."),
    click.option(
        "--oauth",
        type=click.Choice([one.value for one in GrantName]),
        help="Fetch an access token where none is given and the file asks for OAuth.",
    ),
)
#: The options above, for the headings of --help.
OAUTH_OPTIONS: Final = (
    "oauth", "tenant", "token_url", "authorize_url", "device_url", "client_id", *_SECRETS, "scope", "oauth_ca",
)  # fmt: skip


class OAuthSources(NamedTuple):
    """What the options say of how to get a token; texts are empty where nothing was said."""

    grant: GrantName
    tenant: str
    token_url: str
    authorize_url: str
    device_url: str
    client_id: str
    scope: str
    authorities: Path | None
    secrets: dict[str, ValueSource]

    def endpoint(self) -> Endpoint:
        """The addresses of the token service.

        Raises:
            InputError: the grant needs one that was not given.
        """
        from cfgkit.mail.oauth import Endpoint, azure  # start-up: few tests fetch a token

        base = azure(self.tenant) if self.tenant else Endpoint("")
        found = Endpoint(
            self.token_url or base.token, self.authorize_url or base.authorize, self.device_url or base.device
        )
        needed = {"--token-url": found.token}
        if self.grant is GrantName.AUTHORIZATION_CODE:
            needed["--authorize-url"] = found.authorize
        if self.grant is GrantName.DEVICE_CODE:
            needed["--device-url"] = found.device
        for option, address in needed.items():
            if not address:
                raise self.missing(option, "or name Microsoft's token service by --tenant")
        return found

    @property
    def wanted_scope(self) -> str:
        """The scope to ask for; of another service than Microsoft's the one that it gives by itself."""
        if self.scope or not self.tenant:
            return self.scope
        return _OF_THE_APPLICATION if self.grant is GrantName.CLIENT_CREDENTIALS else _OF_A_USER

    def missing(self, option: str, more: str = "") -> InputError:
        """The error that says which option the grant needs."""
        return InputError(f"--oauth {self.grant} needs {option}", help=more)


def oauth_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All these options; `fetcher_of` gathers them again."""
    command = _OPTIONS[0](_OPTIONS[1](command))
    for name, what in reversed(_SECRETS.items()):
        command = secret_options(name, what)(command)
    for option in _OPTIONS[2:]:
        command = option(command)
    return command


def fetcher_of(given: dict[str, Any], *, sandbox: bool) -> Fetcher | None:
    """What fetches the tokens, None without --oauth; its options are taken out of the mapping.

    Raises:
        InputError: an option that only --oauth takes, and no --oauth; or --oauth for the sandbox.
    """
    texts = {
        name: given.pop(name) for name in ("tenant", "token_url", "authorize_url", "device_url", "client_id", "scope")
    }
    name, authorities = given.pop("oauth"), given.pop("oauth_ca")
    secrets = {one: source_of(one, given) for one in _SECRETS}
    if name is None:
        for option in _said(texts, authorities, secrets):
            raise InputError(f"{option} says how a token is fetched", help="add --oauth, or leave it out")
        return None
    if sandbox:
        raise InputError("--oauth asks a token service, and with --sandbox nothing leaves this host")
    return Fetcher(OAuthSources(GrantName(name), **texts, authorities=authorities, secrets=secrets))


def _said(texts: dict[str, str], authorities: Path | None, secrets: dict[str, ValueSource]) -> Iterator[str]:
    """The options that were given."""
    yield from (f"--{name.replace('_', '-')}" for name, text in texts.items() if text)
    if authorities is not None:
        yield "--oauth-ca"
    yield from (options_in_words(name) for name, source in secrets.items() if source.is_given)


class Fetcher:
    """Fetches tokens, and keeps each for the run: an account that several servers and files have gets one."""

    def __init__(self, sources: OAuthSources) -> None:
        self._sources = sources
        self._tokens: dict[str, Secret] = {}
        self._secrets: dict[str, Secret | None] = {}

    @property
    def comes_back_by_the_gateway(self) -> bool:
        """Whether PeopleSoft would get this grant's answer at the redirect URI, through the internal proxy."""
        return self._sources.grant is GrantName.AUTHORIZATION_CODE

    def warn_if_idle(self) -> None:
        """Says so where no token was fetched at all."""
        if not self._tokens:
            console.warn("--oauth fetched no token: no server that is logged in to needs one")

    def token(self, server: MailServer, user: str) -> Secret:
        """The token of that user of that server, through the server's external proxy.

        Raises:
            InputError: something is missing, or can't be used; one line says what.
            OAuthError: the token service refused, or could not be asked.
        """
        account = user.casefold() if self._sources.grant in _BY_A_USER else ""
        if account not in self._tokens:
            self._tokens[account] = self._fetched(server, user).access
        return self._tokens[account]

    def _fetched(self, server: MailServer, user: str) -> Token:
        from cfgkit.mail.oauth import obtain  # start-up: as above

        sources = self._sources
        endpoint, grant, http = sources.endpoint(), self._grant(server), self._http(server)
        way = "" if http.proxy is None else f" through {http.proxy.name}"
        console.note(f"cfgkit: a token for {user} is asked for by {sources.grant}{way}")
        token = obtain(grant, endpoint, sources.wanted_scope, http, console.note)
        lives = "" if token.expires_in is None else f", for {token.expires_in} seconds"
        console.note(f"cfgkit: a token came{lives}; it is not stored")
        if sources.grant is GrantName.REFRESH_TOKEN and token.refresh is not None:
            console.warn("a new refresh token came with it and is not kept: the service may have ended the old one")
        return token

    def _http(self, server: MailServer) -> Http:
        from cfgkit.mail.oauth import Http, external_proxy  # start-up: as above

        path, authorities = self._sources.authorities, None
        if path is not None:
            from cfgkit.mail.tls.trust import read_trust  # start-up: as above

            authorities = read_trust(path).certificates
        seconds = _USER_SECONDS if self._sources.grant in _BY_A_USER else TOTAL_SECONDS
        return Http(Deadline.after(seconds), external_proxy(server), authorities)

    def _grant(self, server: MailServer) -> Grant:
        from cfgkit.mail.oauth import ClientCredentials, DeviceCode, RefreshToken  # start-up: as above

        sources = self._sources
        client_id = sources.client_id
        if not client_id:
            raise sources.missing("--client-id")
        match sources.grant:
            case GrantName.AUTHORIZATION_CODE:
                return self._with_redirect(server)
            case GrantName.DEVICE_CODE:
                return DeviceCode(client_id, self._secret("client-secret"))
            case GrantName.CLIENT_CREDENTIALS:
                return ClientCredentials(client_id, self._needed("client-secret"))
            case GrantName.REFRESH_TOKEN:
                return RefreshToken(client_id, self._needed("refresh-token"), self._secret("client-secret"))

    def _with_redirect(self, server: MailServer) -> Grant:
        """The redirect comes to the file's own address only if that is one of this host."""
        from cfgkit.mail.oauth import AuthorizationCode, Loopback, loopback_of  # start-up: as above

        setting = server["SMTPOAuthRedirectURI"]
        own = loopback_of(server.oauth_redirect_uri or "")
        if own is None:
            console.note(
                f"cfgkit: the redirect comes to http://127.0.0.1, which has to be registered with the application: "
                f"{setting.key} is no such address of this host"
            )
        host, port, path = own or Loopback()
        return AuthorizationCode(self._sources.client_id, self._secret("client-secret"), host, port, path)

    def _needed(self, name: str) -> Secret:
        found = self._secret(name)
        if found is None:
            raise self._sources.missing(options_in_words(name))
        return found

    def _secret(self, name: str) -> Secret | None:
        """The secret of that name, read once; None where no source was named for it."""
        if name not in self._secrets:
            source = self._sources.secrets[name]
            self._secrets[name] = source.read(_SECRETS[name], confirm=False) if source.is_given else None
        return self._secrets[name]
