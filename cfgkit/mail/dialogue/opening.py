"""The first stages: an address, a connection, and TLS from its first byte where SMTPUseSSL asks for it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from cfgkit.mail.faults import FaultClass, classify_connect
from cfgkit.mail.plan import TlsMode
from cfgkit.mail.record import done, failed, skipped
from cfgkit.mail.resolve import first
from cfgkit.mail.wire import Wire
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.dialogue.talk import Talk
    from cfgkit.mail.record import Step
    from cfgkit.mail.resolve import Address
    from cfgkit.mail.tls.outcome import Note, Secured

#: How long an address is tried that the application server would not try, in seconds.
_OTHER_ADDRESS_SECONDS: Final = 3.0


def resolve(talk: Talk) -> Step:
    """The addresses of the host, of which the first is used."""
    server = talk.errand.server
    if talk.address is not None:
        return skipped(f"{talk.address.shown} stands in for the server")
    try:
        found = talk.resolver(server.host.value, server.port.value, talk.deadline)
    except TimeoutError:
        return failed(FaultClass.CFGKIT_DEADLINE, "no answer from the resolver")
    except OSError as error:
        return failed(FaultClass.DNS, error.strerror or "no address")
    if not found:
        return failed(FaultClass.DNS, "no address")
    talk.address = first(found)
    talk.others = tuple(address for address in found if address != talk.address)
    others = "" if not talk.others else f", the first of {len(found)}: the application server tries no other"
    return done(f"{talk.address.ip}{others}")


def connect(talk: Talk) -> Step:
    """One connect to that one address."""
    address = talk.address
    if address is None:
        return failed(FaultClass.DNS, "no address")
    try:
        talk.take_up(_connected(talk, address, talk.deadline))
    except OSError as error:
        _try_the_others(talk)
        return failed(classify_connect(error), f"{address.shown}: {error.strerror or 'no answer'}")
    words = f"connected to {address.shown} from {talk.source}"
    talk.say(words)
    return done(words)


def _connected(talk: Talk, address: Address, deadline: Deadline) -> Wire:
    role = talk.errand.server.role
    return Wire.connect(address, deadline, talk.transcript, role, mask=talk.masked, cancellation=talk.cancellation)


def _try_the_others(talk: Talk) -> None:
    for address in talk.others:
        if talk.cancellation.is_asked:
            return
        with suppress(OSError):
            _connected(talk, address, talk.deadline.within(_OTHER_ADDRESS_SECONDS)).close()
            words = f"{address.shown} would have answered, but the application server tries no second address"
            talk.notice("second-address", Severity.WARNING, talk.errand.server.host, words)
            return


def tls(talk: Talk) -> Step:
    """TLS from the first byte."""
    if talk.errand.server.tls.value is not TlsMode.IMPLICIT:
        return skipped("the settings ask for no TLS from the first byte")
    return secure(talk)


def secure(talk: Talk) -> Step:
    """The handshake, with what is to be noticed of it."""
    server, policy = talk.errand.server, talk.errand.tls
    if policy is None:
        return failed(FaultClass.REPLY_UNEXPECTED, "no TLS was planned")
    from cfgkit.mail.tls.outcome import HandshakeError  # noqa: PLC0415 - start-up: most tests speak plain SMTP

    try:
        secured = talk.wire.start_tls(server.host.value, policy)
    except HandshakeError as error:
        talk.certificates = error.chain
        _notice(talk, error.notes)
        talk.hang_up()
        return failed(error.fault, error.words)
    talk.secured = secured
    talk.certificates = secured.chain
    _notice(talk, secured.notes)
    words = f"{secured.version} {secured.cipher}"
    talk.say(words)
    return done(f"{words}, {_identity(secured)}")


def _identity(secured: Secured) -> str:
    leaf = secured.chain[0] if secured.chain else None
    if leaf is None:
        return "no certificate"
    return f"certificate of {leaf.subject}" if leaf.subject else f"certificate {leaf.fingerprint}"


def _notice(talk: Talk, notes: tuple[Note, ...]) -> None:
    for note in notes:
        setting = talk.errand.server.host if note.id == FaultClass.CERT_NAME else talk.errand.server.tls
        talk.notice(note.id, Severity.WARNING, setting, note.text)
