"""The commands of one connection (RFC 5321), answered as ever, or as the misdeed wants it."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.mail.sandbox import answers
from cfgkit.mail.sandbox.channel import HungUpError, IdleError, TooLongError
from cfgkit.mail.sandbox.login import GarbledError, log_in
from cfgkit.mail.sandbox.misdeed import Moment, Only, Then
from cfgkit.mail.sandbox.received import Received

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.sandbox.channel import Channel
    from cfgkit.mail.sandbox.encryption import Secured
    from cfgkit.mail.sandbox.misdeed import Answer
    from cfgkit.mail.sandbox.terms import Terms

#: The largest message that is taken, in bytes: Postfix's own default.
MAX_MESSAGE: Final = 10_240_000
_MOST_RECIPIENTS: Final = 1000
_MOST_ERRORS: Final = 20
_PATH: Final = r"\s*<([^<>\r\n]*)>(?:\s+(.*))?"
_SENDER: Final = re.compile(rf"FROM:{_PATH}", re.IGNORECASE)
_RECIPIENT: Final = re.compile(rf"TO:{_PATH}", re.IGNORECASE)
_PARAMETER: Final = re.compile(r"(SIZE=[0-9]{1,20}|BODY=(?:7BIT|8BITMIME)|AUTH=\S+)", re.IGNORECASE)
_BEFORE_TLS: Final = frozenset({"EHLO", "HELO", "STARTTLS", "NOOP", "RSET", "QUIT"})


class _AbortedError(Exception):
    """The client gave up its login."""


@dataclass(slots=True)
class _Mail:
    """The mail that is under way; `asked` counts the recipients, refused ones too."""

    sender: str
    recipients: list[str] = field(default_factory=list)
    asked: int = 0


class Conversation:
    """One client from the greeting to the end; each message goes to `keep`."""

    def __init__(self, channel: Channel, terms: Terms, keep: Callable[[Received], None]) -> None:
        self._channel = channel
        self._terms = terms
        self._keep = keep
        self._secured: Secured | None = None
        self._ehlo = ""
        self._login = ""
        self._mechanism = ""
        self._mail: _Mail | None = None
        self._errors = 0
        self._commands: Mapping[str, Callable[[str], None]] = {
            "EHLO": self._hello,
            "HELO": self._hello_of_old,
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._begin,
            "RCPT": self._recipient,
            "DATA": self._data,
            "RSET": self._reset,
            "NOOP": self._do_nothing,
            "VRFY": self._verify,
            "QUIT": self._quit,
        }

    def run(self) -> None:
        """Talks until one side ends it."""
        try:
            if self._terms.expected.tls == "implicit":
                self._secure()
            self._say(Moment.GREETING, answers.GREETING)
            while True:
                self._obey(self._channel.read_line())
        except TooLongError:
            self._farewell(answers.LINE_TOO_LONG)
        except IdleError:
            self._farewell(answers.TIME_OUT)
        except HungUpError:
            pass
        finally:
            self._channel.close()

    def _farewell(self, words: str) -> None:
        with suppress(HungUpError):
            self._reply(words)

    def _obey(self, line: bytes) -> None:
        verb, _, rest = line.decode("utf-8", "replace").partition(" ")
        verb = verb.upper()
        command = self._commands.get(verb)
        if command is None:
            self._error(answers.UNKNOWN)
        elif self._terms.expected.requires_tls and self._secured is None and verb not in _BEFORE_TLS:
            self._error(answers.TLS_FIRST)
        else:
            command(rest.strip())

    def _hello(self, rest: str) -> None:
        if not self._greeted(rest, "EHLO hostname"):
            return
        words = ["{name}", "PIPELINING", f"SIZE {MAX_MESSAGE}"]
        if self._terms.offers_starttls and self._secured is None:
            words.append("STARTTLS")
        if self._offers_auth:
            words.append(f"AUTH {' '.join(self._terms.offers_auth)}")
        self._say(Moment.HELLO, *(f"250-{word}" for word in words), "250-ENHANCEDSTATUSCODES", "250 8BITMIME")

    def _hello_of_old(self, rest: str) -> None:
        if self._greeted(rest, "HELO hostname"):
            self._say(Moment.HELLO, answers.HELLO)

    def _greeted(self, rest: str, usage: str) -> bool:
        if not rest:
            self._error(answers.SYNTAX, usage=usage)
            return False
        self._ehlo, self._mail = rest, None
        return True

    @property
    def _offers_auth(self) -> bool:
        """As Postfix where TLS is required: no login in clear."""
        hidden = self._terms.expected.requires_tls and self._secured is None
        return bool(self._terms.offers_auth) and not hidden

    def _starttls(self, rest: str) -> None:
        if rest:
            self._error(answers.SYNTAX, usage="STARTTLS")
        elif self._secured is not None:
            self._error(answers.TLS_ALREADY)
        elif not self._terms.offers_starttls:
            self._error(answers.UNKNOWN)
        elif self._say(Moment.STARTTLS, answers.TLS_READY):
            self._secure()

    def _secure(self) -> None:
        """Changes to TLS; what the client said of itself before counts for nothing (RFC 3207, 4.2)."""
        if self._terms.encryption is None:
            raise HungUpError
        self._secured = self._terms.encryption.begin(self._channel)
        self._mail = None

    def _auth(self, rest: str) -> None:
        name, _, first = rest.partition(" ")
        mechanism = name.upper()
        if not self._ehlo:
            self._error(answers.HELLO_FIRST)
        elif not self._offers_auth:
            self._error(answers.UNKNOWN)
        elif self._login:
            self._error(answers.LOGIN_ALREADY)
        elif not self._say(Moment.AUTH):
            return
        elif mechanism not in self._terms.offers_auth or mechanism not in self._terms.expected.mechanisms:
            self._error(answers.NO_MECHANISM)
        else:
            self._exchange(mechanism, first)

    def _exchange(self, mechanism: str, first: str) -> None:
        try:
            initial = _answer(first) if first else None
            claim = log_in(mechanism, initial, self._ask, self._terms.expected)
        except _AbortedError:
            self._error(answers.LOGIN_ABORTED)
        except GarbledError:
            self._error(answers.LOGIN_GARBLED)
        else:
            verdict = answers.LOGGED_IN if claim.holds else answers.LOGIN_REFUSED
            if self._say(Moment.LOGIN, verdict, user=claim.user) and claim.holds:
                self._login, self._mechanism = claim.user, mechanism

    def _ask(self, challenge: bytes) -> bytes:
        self._reply(f"334 {base64.b64encode(challenge).decode()}")
        line = self._channel.read_line().decode("latin-1")
        if line == "*":
            raise _AbortedError
        return _answer(line)

    def _begin(self, rest: str) -> None:
        found = _SENDER.fullmatch(rest)
        if not self._ehlo:
            self._error(answers.HELLO_FIRST)
        elif self._mail is not None:
            self._error(answers.SENDER_TWICE)
        elif found is None:
            self._error(answers.SYNTAX, usage="MAIL FROM:<address>")
        elif self._terms.expected.user and self._offers_auth and not self._login:
            self._say(Moment.MAIL, answers.LOGIN_FIRST, sender=found[1])
        elif refused := _refused_parameter(found[2] or ""):
            self._error(refused)
        elif self._say(Moment.MAIL, answers.SENDER_OK, sender=found[1]):
            self._mail = _Mail(found[1])

    def _recipient(self, rest: str) -> None:
        found = _RECIPIENT.fullmatch(rest)
        if self._mail is None:
            self._error(answers.SENDER_FIRST)
        elif found is None or not found[1]:
            self._error(answers.SYNTAX, usage="RCPT TO:<address>")
        elif found[2]:
            self._error(answers.PARAMETER)
        elif len(self._mail.recipients) >= _MOST_RECIPIENTS:
            self._error(answers.TOO_MANY_RECIPIENTS)
        else:
            self._mail.asked += 1
            if self._say(Moment.RCPT, answers.RECIPIENT_OK, recipient=found[1]):
                self._mail.recipients.append(found[1])

    def _data(self, rest: str) -> None:
        mail = self._mail
        if rest:
            self._error(answers.SYNTAX, usage="DATA")
        elif mail is None:
            self._error(answers.SENDER_FIRST)
        elif not mail.recipients:
            self._error(answers.RECIPIENT_FIRST)
        elif self._say(Moment.DATA, answers.GO_AHEAD):
            raw = self._channel.read_message(MAX_MESSAGE)
            self._mail = None
            if raw is None:
                self._reply(answers.TOO_BIG)
            else:
                self._take(mail, raw)

    def _take(self, mail: _Mail, raw: bytes) -> None:
        """Keeps the message, unless it is refused: where the answer gets lost it has arrived all the same."""
        answer = self._terms.misdeed.answers.get(Moment.DOT)
        if answer is None or not answer.is_refusal:
            secured = self._secured
            self._keep(
                Received(
                    ehlo_name=self._ehlo,
                    sender=mail.sender,
                    recipients=tuple(mail.recipients),
                    raw=raw,
                    tls=secured.words if secured else "",
                    login=self._login,
                    mechanism=self._mechanism,
                    client_certificate=secured.client if secured else "",
                )
            )
        self._say(Moment.DOT, answers.KEPT, queue_id=secrets.token_hex(5).upper())

    def _reset(self, _rest: str) -> None:
        self._mail = None
        self._reply(answers.OK)

    def _do_nothing(self, _rest: str) -> None:
        self._reply(answers.OK)

    def _verify(self, _rest: str) -> None:
        self._reply(answers.NO_VERIFYING)

    def _quit(self, _rest: str) -> None:
        self._say(Moment.QUIT, answers.BYE)
        raise HungUpError

    def _say(self, moment: Moment, *ordinary: str, **words: str) -> bool:
        """Gives the ordinary answer, if any, and True; or the misdeed's own and False."""
        answer = self._terms.misdeed.answers.get(moment)
        if answer is None or not self._holds(answer):
            self._reply(*ordinary, **words)
            return True
        if answer.words:
            self._reply(answer.words, **words)
        if answer.then is Then.STALL:
            self._channel.stall()
        if answer.then is Then.RESET:
            self._channel.reset()
        if answer.then is not Then.GO_ON:
            raise HungUpError
        return False

    def _holds(self, answer: Answer) -> bool:
        if answer.only is Only.FIRST_RECIPIENT:
            return self._mail is not None and self._mail.asked == 1
        return answer.only is Only.EVERYWHERE or self._secured is None

    def _reply(self, *lines: str, **words: str) -> None:
        # What the client said of itself must not make a line of its own in an answer.
        values = {name: visible(word) for name, word in words.items()}
        self._channel.write(*(line.format(name=self._terms.name, ehlo=visible(self._ehlo), **values) for line in lines))

    def _error(self, answer: str, **words: str) -> None:
        self._errors += 1
        if self._errors > _MOST_ERRORS:
            self._reply(answers.TOO_MANY_ERRORS)
            raise HungUpError
        self._reply(answer, **words)


def _answer(text: str) -> bytes:
    """The bytes of a base64 word; a lone `=` is an empty one (RFC 4954)."""
    try:
        return b"" if text == "=" else binascii.a2b_base64(text.encode(), strict_mode=True)
    except (binascii.Error, ValueError):
        raise GarbledError from None


def _refused_parameter(text: str) -> str:
    """What to answer to these parameters of MAIL, nothing if they are fine."""
    for word in text.split():
        if _PARAMETER.fullmatch(word) is None:
            return answers.PARAMETER
        name, _, value = word.partition("=")
        if name.upper() == "SIZE" and int(value) > MAX_MESSAGE:
            return answers.TOO_BIG
    return ""
