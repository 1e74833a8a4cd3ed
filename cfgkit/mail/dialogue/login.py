"""The login: one try by the mechanism that JavaMail would take, or none where the server offers none.

An account whose login was refused in this run is not tried again, as PeopleSoft would at a backup that is the
same server: each refused login counts towards a lock-out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth import AuthMode, AuthOutcome, authenticate, claims, link_warning, offer_in, remarks
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.logins import Logins
from cfgkit.mail.record import done, failed, skipped
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from cfgkit.mail.auth import Authentication, Offer
    from cfgkit.mail.dialogue.talk import Talk
    from cfgkit.mail.logins import Login
    from cfgkit.mail.record import Step

_NOT_AGAIN: Final = "not tried: this user's login at this server was refused before in this run, and tries count"


def auth(talk: Talk) -> Step:
    """AUTH; a 530 to it has the dialogue start TLS and ask once more."""
    account, mode = talk.errand.account, talk.errand.server.login.mode
    offer = offer_in(talk.ehlo_lines)
    warning = link_warning(account, encrypted=talk.secured is not None) if offer.advertised else None
    if warning is not None:
        talk.notice("password-in-clear", Severity.WARNING, mode, warning, "switch TLS on for this server")
        talk.say(warning)
        if talk.errand.strict:
            return failed(FaultClass.STRICT, f"not sent, because of --strict: {warning}")
    login = (talk.logins or Logins()).of(talk.errand.server.host.value, account.user)
    try:
        with login.turn(talk.deadline, talk.cancellation):
            return _tried(talk, login, offer)
    except TimeoutError:
        return failed(FaultClass.CFGKIT_DEADLINE, "another test was logging in as the same user all the time")


def _tried(talk: Talk, login: Login, offer: Offer) -> Step:
    before = login.refusal
    if before is not None:
        return failed(before.fault or FaultClass.AUTH_REFUSED, f"{_NOT_AGAIN}: {before.message}")
    login.refusal = failed(FaultClass.AUTH_REFUSED, "the connection was lost")
    ended = authenticate(talk.errand.account, offer.mechanisms, talk.ask, advertised=offer.advertised)
    for words in ended.notes:
        talk.notice("login", Severity.WARNING, talk.errand.server.login.mode, words)
        talk.say(words)
    if talk.errand.account.mode is AuthMode.OAUTH:
        _look_into_the_token(talk, refused=ended.outcome is AuthOutcome.REFUSED)
    step = _step(talk, ended)
    login.refusal = step if ended.outcome is AuthOutcome.REFUSED else None
    return step


def _look_into_the_token(talk: Talk, *, refused: bool) -> None:
    """What the token says of itself, for the report; of one that is made up for the sandbox nothing is said."""
    account, mode = talk.errand.account, talk.errand.server.login.mode
    if account.secret is None:
        return
    talk.token = claims(account.secret)
    if talk.token is None and talk.errand.stand_in is not None:
        return
    for remark in remarks(talk.token, now=datetime.now(UTC), user=account.user, refused=refused):
        talk.notice("token", remark.severity, mode, remark.text)
        talk.say(remark.text)


def _step(talk: Talk, ended: Authentication) -> Step:
    talk.wants_tls_first = ended.outcome is AuthOutcome.TLS_FIRST and talk.secured is None
    if talk.wants_tls_first:
        return done(f"{ended.words}: STARTTLS and one more try, as JavaMail does", FaultClass.STARTTLS_NEEDED)
    if ended.outcome is AuthOutcome.ACCEPTED:
        return done(f"{ended.mechanism}: {ended.words}")
    if ended.goes_on:
        return skipped(ended.words)
    return failed(ended.fault or FaultClass.AUTH_REFUSED, ended.words)
