"""After a handshake that failed by its version: which version the server does take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cfgkit.mail.dialogue import hello, opening
from cfgkit.mail.dialogue.talk import Talk
from cfgkit.mail.plan import TlsMode
from cfgkit.mail.record import Outcome
from cfgkit.mail.wire import WireError
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.record import Step

#: How long the other version is looked for, in seconds.
_SECONDS: Final = 10.0
_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "TLSv1.3": ("TLSv1.2", "TLSv1.1"),
    "TLSv1.2": ("TLSv1.3", "TLSv1.1"),
    "": ("TLSv1.1", "TLSv1"),
}
_ANY: Final = ("TLSv1.3", "TLSv1.2")


def other_version(talk: Talk, overall: Deadline) -> None:
    """Tries the other versions, a connection each, up to the handshake; notices the one that is taken."""
    if talk.address is None:
        return
    pin = talk.errand.server.protocol.value
    for other in _OTHERS.get(pin, _ANY):
        if not talk.cancellation.is_asked and _is_taken(talk, other, overall):
            words = f"the server takes {other}"
            talk.notice("tls-other-version", Severity.INFO, talk.errand.server.protocol, words, _advice(talk, other))
            return


def _advice(talk: Talk, version: str) -> str:
    if version not in {"TLSv1.2", "TLSv1.3"}:
        return "ask the mail team for TLSv1.2 or TLSv1.3: an older version is no value of this setting"
    return f"write {talk.errand.server.protocol.key}={version}"


def _is_taken(talk: Talk, version: str, overall: Deadline) -> bool:
    policy = None if talk.errand.tls is None else replace(talk.errand.tls, pin=version)
    errand = talk.errand._replace(tls=policy, stand_in=talk.address)
    probe = Talk(
        errand,
        deadline=overall.within(_SECONDS),
        transcript=talk.transcript,
        resolver=talk.resolver,
        cancellation=talk.cancellation,
    )
    probe.say(f"a connection of its own, to see whether the server takes {version}")
    try:
        for step in _to_the_handshake(errand.server.tls.value):
            if step(probe).outcome is Outcome.FAILED:
                break
    except (WireError, TimeoutError):
        return False
    finally:
        probe.hang_up()
    # A certificate that is refused shows that the version was agreed on.
    return bool(probe.certificates)


def _to_the_handshake(mode: TlsMode) -> tuple[Callable[[Talk], Step], ...]:
    if mode is TlsMode.IMPLICIT:
        return opening.connect, opening.tls
    return opening.connect, hello.greeting, hello.ehlo, hello.upgrade
