"""The mail itself: sender, recipients, message; and the NOOP by which a session asks whether it still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail import codes
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.message import dot_stuffed
from cfgkit.mail.record import Stage, Step, done, failed

if TYPE_CHECKING:
    from cfgkit.mail.dialogue.talk import Talk
    from cfgkit.mail.wire import Reply

_ACCEPTED: Final = frozenset({codes.OK, codes.FORWARDED})


def mail(talk: Talk) -> Step:
    """MAIL FROM; before every mail but the first JavaMail's isConnected() asks NOOP."""
    if talk.delivered:
        talk.ask("NOOP")
    reply = talk.ask(f"MAIL FROM:<{talk.errand.sender}>")
    return done(reply.words) if reply.code == codes.OK else talk.refused(Stage.MAIL, reply)


def rcpt(talk: Talk) -> Step:
    """All recipients are asked for; one that is refused is enough to send nothing."""
    replies: list[Reply] = []
    for recipient in talk.errand.recipients:
        replies.append(talk.ask(f"RCPT TO:<{recipient}>"))
        if replies[-1].code not in _ACCEPTED and not codes.is_refusal(replies[-1].code):
            return talk.refused(Stage.RCPT, replies[-1])
    words = "; ".join(reply.words for reply in replies)
    refused = [reply for reply in replies if reply.code not in _ACCEPTED]
    if not refused:
        return done(words)
    step = talk.refused(Stage.RCPT, refused[0])
    partial = len(refused) < len(replies) and step.fault is not FaultClass.SERVER_CLOSING
    return failed(FaultClass.PARTIAL, words) if partial else Step(step.outcome, words, step.fault)


def data(talk: Talk) -> Step:
    """DATA, the next message, and the dot."""
    reply = talk.ask("DATA")
    if reply.code != codes.GO_AHEAD:
        return talk.refused(Stage.DATA, reply)
    talk.wire.send_message(dot_stuffed(talk.errand.messages[talk.delivered]))
    talk.after_dot = True
    reply = talk.wire.read_reply()
    if reply.code != codes.OK:
        return talk.refused(Stage.DATA, reply)
    talk.after_dot = False
    talk.delivered += 1
    return done(reply.words)
