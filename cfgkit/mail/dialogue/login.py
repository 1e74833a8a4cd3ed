"""The login: one try by the mechanism that JavaMail would take, or none where the server offers none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.mail.auth import AuthOutcome, authenticate, link_warning, offer_in
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.record import done, failed, skipped
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from cfgkit.mail.auth import Authentication
    from cfgkit.mail.dialogue.talk import Talk
    from cfgkit.mail.record import Step


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
    ended = authenticate(account, offer.mechanisms, talk.ask, advertised=offer.advertised)
    for words in ended.notes:
        talk.notice("login", Severity.WARNING, mode, words)
        talk.say(words)
    return _step(talk, ended)


def _step(talk: Talk, ended: Authentication) -> Step:
    talk.wants_tls_first = ended.outcome is AuthOutcome.TLS_FIRST and talk.secured is None
    if talk.wants_tls_first:
        return done(f"{ended.words}: STARTTLS and one more try, as JavaMail does", FaultClass.STARTTLS_NEEDED)
    if ended.outcome is AuthOutcome.ACCEPTED:
        return done(f"{ended.mechanism}: {ended.words}")
    if ended.goes_on:
        return skipped(ended.words)
    return failed(ended.fault or FaultClass.AUTH_REFUSED, ended.words)
