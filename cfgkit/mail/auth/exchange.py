"""AUTH: one mechanism, one try, as JavaMail does it, whatever the server answers.

Losing the connection is the caller's: `ask` raises, and what it raises passes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.errors import NotAvailableError
from cfgkit.mail import codes
from cfgkit.mail.auth.account import AuthMode
from cfgkit.mail.auth.choice import choose
from cfgkit.mail.auth.login import Login
from cfgkit.mail.auth.masking import masker
from cfgkit.mail.auth.mechanism import ChallengeError, Finished, encoded
from cfgkit.mail.auth.ntlm import Ntlm
from cfgkit.mail.auth.plain import Plain
from cfgkit.mail.auth.refusal import classify_auth, hints
from cfgkit.mail.auth.xoauth2 import XOAuth2
from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cfgkit.mail.auth.account import Account
    from cfgkit.mail.auth.choice import Choice
    from cfgkit.mail.auth.mechanism import Mechanism, Response
    from cfgkit.mail.wire import Reply

    #: Sends a command line and reads the reply; the second text stands for the first in the transcript.
    Ask = Callable[[str, str], Reply]

#: JavaMail's SASL login would answer challenges without end.
MOST_CHALLENGES: Final = 8
_LONGEST_WORDS: Final = 1000
_MARK: Final = 4

_MECHANISMS: Final[Mapping[str, Callable[[Account], Mechanism]]] = {
    one.name: one for one in (Login, Plain, Ntlm, XOAuth2)
}
_BY_SASL: Final = frozenset({"PLAIN", "XOAUTH2"})


class AuthOutcome(StrEnum):
    """How a login ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    #: The account asks for none, or has no secret: JavaMail goes on without.
    NOT_NEEDED = "not-needed"
    #: The server has no AUTH: JavaMail goes on without.
    NOT_OFFERED = "not-offered"
    #: A 530: JavaMail does STARTTLS, offered or not, and repeats AUTH once, without a new EHLO.
    TLS_FIRST = "tls-first"
    NOT_AVAILABLE = "not-available"
    NO_MECHANISM = "no-mechanism"


_GOES_ON: Final = frozenset({AuthOutcome.ACCEPTED, AuthOutcome.NOT_NEEDED, AuthOutcome.NOT_OFFERED})


@dataclass(frozen=True, slots=True)
class Authentication:
    """A login's end: the server's last words, or ours where it said none, secrets masked."""

    outcome: AuthOutcome
    #: Empty where none was chosen.
    mechanism: str = ""
    words: str = ""
    fault: FaultClass | None = None
    notes: tuple[str, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether JavaMail goes on to MAIL on this connection."""
        return self.outcome in _GOES_ON


def authenticate(account: Account, offered: Sequence[str], ask: Ask, *, advertised: bool) -> Authentication:
    """Logs in once; `offered` and `advertised` are those of the server's `Offer`. Raises what `ask` raises."""
    if account.mode is AuthMode.NONE:
        return Authentication(AuthOutcome.NOT_NEEDED, words="the settings ask for no login")
    if account.secret is None:
        words = "NO LOGIN: there is a user name and no password; JavaMail goes on without logging in"
        return Authentication(AuthOutcome.NOT_NEEDED, words=words, notes=(words,))
    if not advertised:
        words = "NO LOGIN: the server offers none; JavaMail goes on without and does not say so"
        return Authentication(AuthOutcome.NOT_OFFERED, words=words, notes=(words,))
    choice = choose(account, offered)
    if not choice.name:
        words = f"the server offers {' '.join(offered) or 'nothing'}: no mechanism in common"
        return _ended(AuthOutcome.NO_MECHANISM, choice, words, FaultClass.AUTH_NO_MECHANISM)
    try:
        mechanism = _mechanism(choice, account)
    except NotAvailableError as missing:
        words = f"{missing.message} ({missing.help})" if missing.help else missing.message
        return _ended(AuthOutcome.NOT_AVAILABLE, choice, words, FaultClass.AUTH_NOT_AVAILABLE_HERE)
    return _Exchange(account, choice, ask).run(mechanism)


def require_available(account: Account) -> None:
    """Raises NotAvailableError where the settings alone name a mechanism that can't be run here."""
    if account.mode is AuthMode.NTLM:
        Ntlm(account)


def _mechanism(choice: Choice, account: Account) -> Mechanism:
    kind = _MECHANISMS.get(choice.name)
    if kind is None or (choice.by_sasl and choice.name not in _BY_SASL):
        raise NotAvailableError(f"{choice.name} is what JavaMail takes here, and cfgkit can't run it")
    return Finished(kind(account)) if choice.by_sasl else kind(account)


def _ended(outcome: AuthOutcome, choice: Choice, words: str, fault: FaultClass) -> Authentication:
    return Authentication(outcome, choice.name, words, fault, choice.notes)


class _Exchange:
    """One AUTH command and what follows it; remembers what was said, so that no echo of it is shown."""

    def __init__(self, account: Account, choice: Choice, ask: Ask) -> None:
        self._account = account
        self._secrets = () if account.secret is None else (account.secret,)
        self._choice = choice
        self._ask = ask
        self._sent: list[str] = []
        self._notes = list(choice.notes)

    def run(self, mechanism: Mechanism) -> Authentication:
        """From AUTH to the first reply that is no challenge."""
        try:
            reply = self._say(mechanism.start(), f"AUTH {mechanism.name}")
            if reply.code == codes.NEEDED_FIRST:
                return self._end(AuthOutcome.TLS_FIRST, reply.words, FaultClass.STARTTLS_NEEDED)
            for _ in range(MOST_CHALLENGES):
                if reply.code != codes.CHALLENGE:
                    break
                reply = self._say(mechanism.answer(reply.lines[0][_MARK:].strip()))
        except ChallengeError as unanswered:
            return self._end(AuthOutcome.REFUSED, unanswered.words, unanswered.fault)
        if reply.code == codes.LOGGED_IN:
            return self._end(AuthOutcome.ACCEPTED, reply.words)
        self._notes += hints(reply.code, reply.words)
        return self._end(AuthOutcome.REFUSED, reply.words, classify_auth(reply.code, reply.words))

    def _say(self, response: Response | None, verb: str = "") -> Reply:
        if response is None:
            return self._ask(verb, verb)
        line = encoded(response.data)
        # Before it is sent: the reply to it may be lost with an exception.
        self._sent.append(line)
        if response.note:
            self._notes.append(response.note)
        shown = masker(self._secrets)(response.shown)
        return self._ask(f"{verb} {line}".strip(), f"{verb} {shown}".strip())

    def _end(self, outcome: AuthOutcome, words: str, fault: FaultClass | None = None) -> Authentication:
        shown = masker(self._secrets, self._sent)(words)
        shown = shown if len(shown) <= _LONGEST_WORDS else f"{shown[:_LONGEST_WORDS]}..."
        return Authentication(outcome, self._choice.name, shown, fault, tuple(self._notes))
