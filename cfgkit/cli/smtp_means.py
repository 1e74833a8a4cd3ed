"""What `smtp test` needs and the file does not hold: trusted issuers, our own keys, passwords and tokens."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from cfgkit.cli import console
from cfgkit.cli.values import ValueSource, secret_options, source_of
from cfgkit.errors import CfgkitError
from cfgkit.mail import Means, Role, user_of, wants_password
from cfgkit.mail.plan import AuthMode, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.cli.inputs import Source
    from cfgkit.cli.smtp_oauth import Fetcher
    from cfgkit.mail import Plan, TestOptions
    from cfgkit.mail.plan import ServerPlan
    from cfgkit.secret import Secret

_SECRETS: Final = {
    "password": "the primary's password",
    "password1": "the backup's password",
    "token": "the primary's access token",
    "token1": "the backup's access token",
    "trust-password": "the trust store's password",
    "client-store-password": "the key store's password",
}
_STORES: Final = (
    click.option("--client-store", type=click.Path(path_type=Path), help="Key store with SMTPClientCertAlias."),
    click.option("--ps-home", type=click.Path(path_type=Path), help="PS_HOME, for the JVM's trusted issuers."),
    click.option("--trust", type=click.Path(path_type=Path), help="Trusted issuers: JKS, PKCS12 or PEM."),
)


class Sources(NamedTuple):
    """Where to read what the file does not hold."""

    trust: Path | None
    ps_home: Path | None
    client_store: Path | None
    secrets: dict[str, ValueSource]

    def secret(self, name: str, what: str) -> Secret | None:
        """The secret of that name, None where no source was named for it."""
        source = self.secrets[name]
        return source.read(what, confirm=False) if source.is_given else None


def means_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All these options; `sources_of` gathers them again."""
    for name, what in reversed(_SECRETS.items()):
        command = secret_options(name, what)(command)
    for option in _STORES:
        command = option(command)
    return command


def sources_of(given: dict[str, Any]) -> Sources:
    """The options of `means_options` as they were given."""
    secrets = {name: source_of(name, given) for name in _SECRETS}
    return Sources(given["trust"], given["ps_home"], given["client_store"], secrets)


def read_means(sources: Sources, base: Means | None = None) -> Means:
    """Trusted issuers and the key store's password, the same for all files.

    Raises:
        InputError: a store or a source can't be read as what it should be.
        StoreError: a store can't be read.
    """
    home = sources.ps_home or (Path(os.environ["PS_HOME"]) if os.environ.get("PS_HOME") else None)
    trust = None
    if sources.trust is not None or home is not None:
        from cfgkit.mail.tls.trust import read_trust  # start-up: a plain test trusts nobody

        password = sources.secret("trust-password", "the trust store")
        trust = read_trust(sources.trust, password=password, ps_home=home)
    return (base or Means())._replace(
        trust=trust,
        client_store=sources.client_store,
        client_store_password=sources.secret("client-store-password", "the key store"),
    )


def with_logins(one: Source, options: TestOptions, sources: Sources, fetcher: Fetcher | None) -> TestOptions:
    """The options with the passwords and tokens that this file's login needs: given, fetched, or asked for.

    Raises:
        InputError: a source can't be read, or something is missing to fetch a token.
        OAuthError: no token could be fetched.
    """
    if not options.logs_in:
        return options
    passwords, tokens = dict(options.means.passwords), dict(options.means.tokens)
    planned = plan(one.document, options.release)
    for server in planned.servers:
        if not options.server.may_use(server.role):
            continue
        kind, kept = ("token", tokens) if server.login.mode.value is AuthMode.OAUTH else ("password", passwords)
        if server.login.mode.value is AuthMode.NONE:
            continue
        name = f"{kind}1" if server.role is Role.BACKUP else kind
        what = f"{server.login.user.value or kind} on {server.host.value}, for {one.name}"
        found = sources.secret(name, what)
        if found is None and fetcher is not None and kept is tokens:
            found = _fetched(one, planned, server, fetcher)
            proxied = fetcher.comes_back_by_the_gateway and server.login.oauth.internal_proxy.host.value
            options = replace(options, check_proxy=options.check_proxy or bool(proxied))
        if found is None and not options.sandbox and wants_password(server, options.means):
            found = _asked(name, what)
        if found is not None:
            kept[server.role] = found
    return replace(options, means=options.means._replace(passwords=passwords, tokens=tokens))


def _fetched(one: Source, planned: Plan, server: ServerPlan, fetcher: Fetcher) -> Secret:
    view = one.document.smtp()
    try:
        return fetcher.token(view.backup if server.role is Role.BACKUP else view.primary, user_of(planned, server))
    except CfgkitError as problem:
        problem.file = problem.file or one.name
        raise


def _asked(name: str, what: str) -> Secret | None:
    """Asks on a terminal; without one the sender says what is missing."""
    if not console.is_interactive():
        return None
    return ValueSource(prompt=True, file=None, env=None, command=None, name=name).read(what, confirm=False)
