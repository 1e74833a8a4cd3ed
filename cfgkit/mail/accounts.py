"""Who logs in: the plan's user with the password or token that was given, else with what the file holds in clear."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.auth import Account
from cfgkit.mail.plan import AuthMode, PasswordState
from cfgkit.mail.record import Role
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.mail.options import Means, TestOptions
    from cfgkit.mail.plan import Plan, ServerPlan
    from cfgkit.schema.smtp.view import SmtpView

#: The sandbox takes this one, so that a rehearsal needs none of the real ones.
_REHEARSED: Final = Secret(os.urandom(16).hex())


def account(plan: Plan, server: ServerPlan, view: SmtpView, options: TestOptions, ehlo_name: str) -> Account:
    """The account of one server.

    Raises InputError, naming setting and line, where the settings ask for a login and nothing to log in with
    was given.
    """
    login = server.login
    mode = login.mode.value
    secret = _secret(server, view, options) if options.logs_in else None
    return Account(
        mode=mode,
        user=user_of(plan, server),
        secret=secret,
        ntlm_domain=login.ntlm_domain.value,
        sasl_mechanisms=login.mechanisms if mode is AuthMode.SASL else (),
        authorization_id=login.authorization_id.value,
        realm=login.realm.value,
        workstation=ehlo_name.partition(".")[0],
    )


def user_of(plan: Plan, server: ServerPlan) -> str:
    """Who logs in at that server: with OAuth the sender's mailbox where no user is set."""
    login = server.login
    return login.user.value or (plan.message.sender.value if login.mode.value is AuthMode.OAUTH else "")


def wants_password(server: ServerPlan, means: Means) -> bool:
    """Whether the login needs a password or token that is neither given nor in the file."""
    login = server.login
    if login.mode.value is AuthMode.NONE:
        return False
    if login.mode.value is AuthMode.OAUTH:
        return server.role not in means.tokens
    return login.password.value is PasswordState.ENCRYPTED and server.role not in means.passwords


def _secret(server: ServerPlan, view: SmtpView, options: TestOptions) -> Secret | None:
    login, means = server.login, options.means
    given = means.tokens if login.mode.value is AuthMode.OAUTH else means.passwords
    if login.mode.value is AuthMode.NONE:
        return None
    if server.role in given:
        return given[server.role]
    if wants_password(server, means):
        if options.sandbox:
            return _REHEARSED
        raise _nothing_given(server)
    settings = view.backup if server.role is Role.BACKUP else view.primary
    in_file = settings["SMTPUserPassword"].text
    return in_file if isinstance(in_file, Secret) and in_file else None


def _nothing_given(server: ServerPlan) -> InputError:
    suffix = "1" if server.role is Role.BACKUP else ""
    if server.login.mode.value is AuthMode.OAUTH:
        what, options = (
            "an access token",
            f"--token{suffix}-env or --token{suffix}-file, or have one fetched by --oauth",
        )
        key, line = server.login.mode.key, server.login.mode.line
    else:
        what, options = "the password in clear text", f"--password{suffix}-prompt, -file, -env or -command"
        key, line = server.login.password.key, server.login.password.line
    return InputError(
        f"{key} needs {what} to log in with, which the file does not hold",
        help=f"give it by {options}; or end before the login with --stop-after starttls",
        line=line,
    )
