"""--oauth of `smtp test`: an access token fetched before the login, once for each account, and never stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.cli import console
from cfgkit.cli.values import options_in_words, secret_options, source_of
from cfgkit.errors import InputError
from cfgkit.mail.oauth.grant import BY_A_USER, GrantName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.cli.values import ValueSource
    from cfgkit.mail.oauth import Token
    from cfgkit.schema.smtp.view import MailServer
    from cfgkit.secret import Secret


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
    return Fetcher(GrantName(name), texts, authorities, secrets)


def _said(texts: dict[str, str], authorities: Path | None, secrets: dict[str, ValueSource]) -> Iterator[str]:
    """The options that were given."""
    yield from (f"--{name.replace('_', '-')}" for name, text in texts.items() if text)
    if authorities is not None:
        yield "--oauth-ca"
    yield from (options_in_words(name) for name, source in secrets.items() if source.is_given)


class Fetcher:
    """Fetches tokens, and keeps each for the run: an account that several servers and files have gets one."""

    def __init__(
        self, grant: GrantName, texts: dict[str, str], authorities: Path | None, sources: dict[str, ValueSource]
    ) -> None:
        self._sources = sources
        self._tokens: dict[str, Secret] = {}
        self._secrets: dict[str, Secret | None] = {}
        self._grant, self._texts, self._authorities = grant, texts, authorities

    @property
    def comes_back_by_the_gateway(self) -> bool:
        """Whether PeopleSoft would get this grant's answer at the redirect URI, through the internal proxy."""
        return self._grant is GrantName.AUTHORIZATION_CODE

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
        account = user.casefold() if self._grant in BY_A_USER else ""
        if account not in self._tokens:
            self._tokens[account] = self._fetched(server, user).access
        return self._tokens[account]

    def _fetched(self, server: MailServer, user: str) -> Token:
        from cfgkit.mail.oauth import TokenRequest  # start-up: few tests fetch a token

        request = TokenRequest(
            grant=self._grant, **self._texts, authorities=self._authorities, secret=self._secret, words=_option
        )
        token = request.token(server, user, lambda line: console.note(f"cfgkit: {line}"), console.note)
        if self._grant is GrantName.REFRESH_TOKEN and token.refresh is not None:
            console.warn("a new refresh token came with it and is not kept: the service may have ended the old one")
        return token

    def _secret(self, name: str) -> Secret | None:
        """The secret of that name, read once; None where no source was named for it."""
        if name not in self._secrets:
            source = self._sources[name]
            self._secrets[name] = source.read(_SECRETS[name], confirm=False) if source.is_given else None
        return self._secrets[name]


def _option(name: str) -> str:
    return options_in_words(name) if name in _SECRETS else f"--{name}"
