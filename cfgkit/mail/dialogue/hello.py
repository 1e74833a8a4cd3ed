"""The greeting, EHLO or HELO, and STARTTLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.dialogue.opening import secure
from cfgkit.mail.faults import FaultClass, classify_reply
from cfgkit.mail.plan import TlsMode
from cfgkit.mail.record import Stage, done, failed, skipped
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from cfgkit.mail.dialogue.talk import Talk
    from cfgkit.mail.record import Step

_BEHIND_THE_CODE: Final = 4
_IN_CLEAR: Final = "the server does not offer STARTTLS, and so everything goes over the network in clear text"


def greeting(talk: Talk) -> Step:
    """The server's first words: 220, or the end."""
    reply = talk.wire.read_reply()
    talk.greeted = reply.code == codes.READY
    if talk.greeted:
        return done(reply.words)
    return failed(classify_reply(Stage.GREETING, reply.code, reply.words), reply.words)


def ehlo(talk: Talk) -> Step:
    """EHLO, and HELO when it is refused."""
    name = talk.errand.ehlo_name
    modern = talk.ask(f"EHLO {name}")
    if modern.code == codes.OK:
        talk.ehlo_lines = modern.lines
        return done(modern.words)
    talk.ehlo_lines = ()
    reply = talk.ask(f"HELO {name}")
    if reply.code == codes.OK:
        return done(f"EHLO refused ({modern.words}), HELO accepted: {reply.words}")
    return failed(classify_reply(Stage.EHLO, reply.code, reply.words), reply.words)


def starttls(talk: Talk) -> Step:
    """STARTTLS where the settings ask for it and the server offers it."""
    mode = talk.errand.server.tls
    if mode.value is TlsMode.IMPLICIT:
        return skipped("TLS is on already")
    if mode.value is TlsMode.NONE:
        return skipped("the settings ask for no STARTTLS")
    if "STARTTLS" in {line[_BEHIND_THE_CODE:].partition(" ")[0].upper() for line in talk.ehlo_lines[1:]}:
        return upgrade(talk)
    if mode.value is TlsMode.STARTTLS_REQUIRED:
        return failed(FaultClass.STARTTLS_MISSING, "the server does not offer STARTTLS, which the settings require")
    talk.notice("starttls-not-offered", Severity.WARNING, mode, _IN_CLEAR, "set SMTPTLSRequired to send nothing then")
    talk.say(_IN_CLEAR)
    return skipped("not offered: goes on in clear text, as JavaMail does")


def upgrade(talk: Talk) -> Step:
    """STARTTLS and its handshake; what had come before it does not count after it."""
    reply = talk.ask("STARTTLS")
    if reply.code != codes.READY:
        fault = FaultClass.SERVER_CLOSING if reply.code == codes.CLOSING else FaultClass.STARTTLS_REFUSED
        return failed(fault, reply.words)
    return secure(talk)
