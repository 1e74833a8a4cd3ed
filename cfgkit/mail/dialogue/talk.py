"""What the stages of one attempt share: the connection, what the server offers, and what was noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.mail import codes
from cfgkit.mail.auth.masking import masker
from cfgkit.mail.faults import Loss, classify_loss, classify_reply
from cfgkit.mail.record import failed
from cfgkit.mail.transcript import Speaker
from cfgkit.mail.wire import WireError
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.mail.auth.token import TokenClaims
    from cfgkit.mail.cancel import Cancellation
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.dialogue.errand import Errand
    from cfgkit.mail.logins import Logins
    from cfgkit.mail.plan import Planned
    from cfgkit.mail.record import Stage, Step
    from cfgkit.mail.resolve import Address, Resolver
    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.mail.tls.outcome import Secured
    from cfgkit.mail.transcript import Transcript
    from cfgkit.mail.wire import Reply, Wire
    from cfgkit.syntax.finding import Severity


class Talk:
    """One attempt's state; a stage reads and moves it on."""

    def __init__(
        self,
        errand: Errand,
        *,
        deadline: Deadline,
        transcript: Transcript,
        resolver: Resolver,
        cancellation: Cancellation,
        logins: Logins | None = None,
    ) -> None:
        self.errand = errand
        self.deadline = deadline
        self.transcript = transcript
        self.resolver = resolver
        self.cancellation = cancellation
        self.logins = logins
        secret = errand.account.secret
        #: The server's words without the secret, should it repeat it.
        self.masked: Callable[[str], str] = str if secret is None else masker((secret,))
        self.address: Address | None = errand.stand_in
        #: The addresses that the application server would not try.
        self.others: tuple[Address, ...] = ()
        self.connection: Wire | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self.source = ""
        self.greeted = False
        #: The lines of the reply to EHLO, codes included; empty after HELO.
        self.ehlo_lines: tuple[str, ...] = ()
        self.secured: Secured | None = None
        self.certificates: tuple[Certificate, ...] = ()
        #: What the access token says of itself; None before the login, and of a token that can't be looked into.
        self.token: TokenClaims | None = None
        #: The server asked for STARTTLS before it takes a login.
        self.wants_tls_first = False
        self.after_dot = False
        self.delivered = 0
        self.refusal: Reply | None = None
        self._findings: list[Finding] = []

    @property
    def wire(self) -> Wire:
        """The connection; raises WireError where there is none any more."""
        if self.connection is None:
            raise WireError(Loss.CLOSED)
        return self.connection

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed so far."""
        return tuple(self._findings)

    def notice(self, rule: str, severity: Severity, setting: Planned[object], message: str, hint: str = "") -> None:
        """Keeps something that the reader should know, with the setting that has a say in it."""
        found = Finding(rule, severity, setting.line or 0, 0, SECTION, setting.key, message, hint)
        if found not in self._findings:
            self._findings.append(found)

    def ask(self, command: str, shown: str | None = None) -> Reply:
        """Sends one command and reads the reply; raises WireError."""
        self.wire.send(command, shown=shown)
        reply = self.wire.read_reply()
        if codes.is_refusal(reply.code):
            self.refusal = reply
        return reply

    def say(self, words: str) -> None:
        """Puts a note into the transcript."""
        self.transcript.add(self.errand.server.role, Speaker.NOTE, words)

    def refused(self, stage: Stage, reply: Reply) -> Step:
        """A refusal from MAIL on: RSET, whose own trouble is of no interest, then QUIT."""
        try:
            self.ask("RSET")
        except WireError:
            self.hang_up()
        fault = classify_reply(stage, reply.code, reply.words, after_dot=self.after_dot)
        return failed(fault, reply.words)

    def lost(self, stage: Stage, loss: WireError) -> Step:
        """A lost connection; a server that closes mostly says why in the refusal before."""
        self.hang_up()
        last = loss.reply if loss.reply is not None and codes.is_refusal(loss.reply.code) else self.refusal
        if loss.fault is not None:
            return failed(loss.fault, heard(loss))
        if loss.loss is Loss.CLOSED and last is not None:
            return failed(classify_reply(stage, last.code, last.words), f"{last.words}, then closed")
        return failed(classify_loss(stage, loss.loss, after_dot=self.after_dot), heard(loss))

    def take_up(self, connection: Wire) -> None:
        """Goes on over this connection, which a cancel shuts down; raises OSError."""
        self.connection = connection
        self.source = connection.source
        self._unwatch = self.cancellation.watch(connection.socket)

    def hang_up(self) -> None:
        """Ends the connection without a word."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
            self._unwatch()


def heard(lost: WireError) -> str:
    """How a reply was lost, in words, with what had come of it."""
    words = {
        Loss.CLOSED: "the connection was closed",
        Loss.TIMEOUT: "no answer in time",
        Loss.TOO_LONG: "an answer without an end",
        Loss.MALFORMED: "not an SMTP answer",
    }[lost.loss]
    return f"{words}: {lost.heard}" if lost.heard else words
