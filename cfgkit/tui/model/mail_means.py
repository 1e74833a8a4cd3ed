"""What a mail test needs and the file does not hold, gathered before it begins: typed, read, fetched.

`gathered` waits for programs, token services and users: it runs in a thread.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfgkit.errors import OAuthError
from cfgkit.mail import Role, read_trust, user_of, wants_password
from cfgkit.mail.cancel import TICK_SECONDS
from cfgkit.mail.oauth import GrantName, TokenRequest
from cfgkit.mail.oauth.grant import BY_A_USER
from cfgkit.mail.options import Means
from cfgkit.mail.plan import AuthMode
from cfgkit.store.secret_sources import from_command, from_environment, from_file
from cfgkit.tui.model.mail_extras import WHERE, SourceKind, secret_name
from cfgkit.tui.model.paths import typed_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfgkit.document import Document
    from cfgkit.mail import Cancellation, TestOptions
    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.mail.tls.trust import Trust
    from cfgkit.secret import Secret
    from cfgkit.tui.model.mail_extras import Extras, Source

#: A token that ends in so many seconds is not used again.
_MARGIN: Final = 60.0
#: Whom a password is for: user, host and port, so that it never goes to another server.
Login = tuple[str, str, int]
#: A login's secret, or one of those that have a name.
Key = Login | str


class Kept(NamedTuple):
    """A token that was fetched, and until when on the monotonic clock it may be used again."""

    token: Secret
    until: float


#: Fetched tokens, by all that made them what they are.
Tokens = dict[tuple[str, ...], Kept]


def login_of(server: ServerPlan) -> Login:
    """Whom the server's password is for."""
    return server.login.user.value, server.host.value, server.port.value


def question(server: ServerPlan) -> str:
    """How its password is asked for."""
    what = "Access token" if _is_token(server) else "Password"
    user = server.login.user.value
    return f"{what}{f' of {user}' if user else ''} on {server.host.value} ({server.role}); kept until you leave"


def questions(planned: Plan, options: TestOptions, extras: Extras) -> dict[Key, str]:
    """What has to be typed for the test, each with how it is asked for."""
    asked: dict[Key, str] = {}
    is_fetched = False
    for server in _logins(planned, options):
        source = _source(extras, server)
        if _is_token(server) and extras.oauth is not None and source.kind not in WHERE:
            is_fetched = True
        elif source.kind is SourceKind.TYPED and wants_password(server, options.means):
            asked[login_of(server)] = question(server)
    named = [
        ("trust-password", extras.trust is not None and not options.sandbox),
        ("client-store-password", extras.client_store is not None),
        ("client-secret", is_fetched),
        ("refresh-token", is_fetched and extras.oauth is GrantName.REFRESH_TOKEN),
    ]
    for name, is_needed in named:
        if is_needed and extras.source(name).kind is SourceKind.TYPED:
            asked[name] = f"The {name}; kept until you leave"
    return asked


@dataclass(frozen=True, slots=True)
class Gathering:
    """All that it takes to get ready for a test."""

    document: Document
    planned: Plan
    options: TestOptions
    extras: Extras
    typed: Mapping[Key, Secret]
    tokens: Tokens
    cancellation: Cancellation
    #: Shows a line to the user who waits, or has to log in.
    tell: Callable[[str], None]

    def secret(self, name: str) -> Secret | None:
        """The secret of that name.

        Raises:
            InputError: its source can't be read.
            StoreError: its file can't be read.
        """
        source = self.extras.source(name)
        return self.typed.get(name) if source.kind is SourceKind.TYPED else _read(name, source)

    def pause(self, seconds: float) -> None:
        """Wait between two questions to a token service.

        Raises:
            OAuthError: the test was ended meanwhile.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.cancellation.is_asked:
                raise OAuthError("the test was ended")
            time.sleep(TICK_SECONDS)


class Gathered(NamedTuple):
    """The options with all that was missing, and the tokens that may be used again."""

    options: TestOptions
    tokens: Tokens


def gathered(what: Gathering) -> Gathered:
    """Read and fetch what the test needs.

    Raises:
        InputError: a source or a store can't be read as what it should be, or something is missing for a token.
        StoreError: a file can't be read.
        NotAvailableError: an extra is missing for such a store.
        OAuthError: no token could be had.
    """
    extras, options, tokens = what.extras, what.options, dict(what.tokens)
    passwords: dict[Role, Secret] = {}
    given: dict[Role, Secret] = {}
    for server in _logins(what.planned, options):
        source, name = _source(extras, server), secret_name(server.role, is_token=_is_token(server))
        if source.kind in WHERE:
            found = _read(name, source)
        elif _is_token(server) and extras.oauth is not None:
            found = _fetched(what, server, extras.oauth, tokens)
            by_gateway = extras.oauth is GrantName.AUTHORIZATION_CODE and server.login.oauth.internal_proxy.host.value
            options = replace(options, check_proxy=options.check_proxy or bool(by_gateway))
        else:
            found = what.typed.get(login_of(server)) if wants_password(server, options.means) else None
        if found is not None:
            (given if _is_token(server) else passwords)[server.role] = found
    means = Means(
        trust=_trust(what),
        client_store=extras.client_store,
        client_store_password=what.secret("client-store-password") if extras.client_store else None,
        passwords=passwords,
        tokens=given,
    )
    return Gathered(replace(options, means=means), tokens)


def _logins(planned: Plan, options: TestOptions) -> Iterator[ServerPlan]:
    """The servers that the test may log in to with something that is not made up."""
    if options.sandbox or not options.logs_in:
        return
    for server in planned.servers:
        if options.server.may_use(server.role) and server.login.mode.value is not AuthMode.NONE:
            yield server


def _is_token(server: ServerPlan) -> bool:
    return server.login.mode.value is AuthMode.OAUTH


def _source(extras: Extras, server: ServerPlan) -> Source:
    return extras.source(secret_name(server.role, is_token=_is_token(server)))


def _read(name: str, source: Source) -> Secret | None:
    match source.kind:
        case SourceKind.FILE:
            return from_file(typed_path(source.where))
        case SourceKind.ENVIRONMENT:
            return from_environment(source.where)
        case SourceKind.COMMAND:
            return from_command(source.where, f"the program for the {name}")
    return None


def _trust(what: Gathering) -> Trust | None:
    """The issuers to trust: the store that was named, else the domain's own JVM's, where PS_HOME says where it is."""
    extras, home = what.extras, os.environ.get("PS_HOME")
    below = extras.ps_home or (Path(home) if home else None)
    if what.options.sandbox or (extras.trust is None and below is None):
        return None
    return read_trust(extras.trust, password=what.secret("trust-password"), ps_home=below)


def _fetched(what: Gathering, server: ServerPlan, grant: GrantName, tokens: Tokens) -> Secret:
    """The token of the account; one that still holds is not fetched again."""
    extras = what.extras
    request = TokenRequest(
        grant=grant,
        tenant=extras.tenant,
        token_url=extras.token_url,
        authorize_url=extras.authorize_url,
        device_url=extras.device_url,
        client_id=extras.client_id,
        scope=extras.scope,
        authorities=extras.oauth_ca,
        secret=what.secret,
    )
    user = user_of(what.planned, server)
    account = user.casefold() if grant in BY_A_USER else ""
    key = (grant, extras.tenant, request.token_url, request.client_id, request.wanted_scope, account)
    kept = tokens.get(key)
    if kept is not None and kept.until > time.monotonic():
        return kept.token
    view = what.document.smtp()
    settings = view.backup if server.role is Role.BACKUP else view.primary
    token = request.token(settings, user, what.tell, what.tell, what.pause)
    # Of this run's two servers the second has it, too, whatever the service says of its life.
    tokens[key] = Kept(token.access, time.monotonic() + max((token.expires_in or 0) - _MARGIN, 1))
    return token.access
