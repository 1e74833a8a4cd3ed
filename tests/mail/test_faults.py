from __future__ import annotations

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.mail.explain import EXPLANATIONS
from cfgkit.mail.faults import (
    OUTCOME_UNKNOWN,
    FaultClass,
    Loss,
    classify_connect,
    classify_loss,
    classify_reply,
)
from cfgkit.mail.record import Stage

SPOKEN = [Stage.GREETING, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.QUIT]


@pytest.mark.parametrize(
    ("stage", "reply", "fault"),
    [
        (Stage.GREETING, "554 5.7.1 no", "greeting-refused"),
        (Stage.GREETING, "421 4.3.2 busy", "greeting-refused"),
        (Stage.GREETING, "250 strange", "greeting-refused"),
        (Stage.EHLO, "550 5.7.1 bad name", "helo-refused"),
        (Stage.EHLO, "450 not now", "helo-refused"),
        (Stage.EHLO, "421 closing", "server-closing"),
        (Stage.EHLO, "421 4.7.1 mx.example.com Error: No client certificate presented", "client-cert-required"),
        (Stage.EHLO, "421 4.7.1 mx.example.com Error: Client certificate not trusted", "client-cert-refused"),
        (Stage.MAIL, "530 5.7.57 Client not authenticated to send mail", "auth-required"),
        (Stage.MAIL, "530 5.7.1 Client was not authenticated", "auth-required"),
        (Stage.MAIL, "530 5.7.0 Authentication required", "auth-required"),
        (Stage.MAIL, "530 5.7.0 Must issue a STARTTLS command first", "starttls-needed"),
        (Stage.MAIL, "530 5.7.0", "starttls-needed"),
        (Stage.MAIL, "530 no", "auth-required"),
        (Stage.MAIL, "550 5.7.60 Client does not have permissions to send as this sender", "sender-refused"),
        (Stage.MAIL, "553 5.1.8 unknown domain", "sender-refused"),
        (Stage.MAIL, "451 4.3.0 later", "temporary"),
        (Stage.MAIL, "452 4.3.1 disk", "temporary"),
        (Stage.MAIL, "552 5.3.4 too big", "too-big"),
        (Stage.MAIL, "421 4.7.0 limit", "server-closing"),
        (Stage.RCPT, "550 5.7.1 Unable to relay", "relay-denied"),
        (Stage.RCPT, "554 5.7.1 <x@y>: Relay access denied", "relay-denied"),
        (Stage.RCPT, "550 5.7.54 Unable to relay recipient in non-accepted domain", "relay-denied"),
        (Stage.RCPT, "550 5.1.1 User unknown", "recipient-refused"),
        (Stage.RCPT, "450 4.7.1 try again", "greylisted"),
        (Stage.RCPT, "451 4.2.0 Greylisted, see postgrey", "greylisted"),
        (Stage.RCPT, "450 4.2.0 Graylisting in action", "greylisted"),
        (Stage.RCPT, "451 4.3.0 internal error", "temporary"),
        (Stage.RCPT, "452 4.7.1 too many", "temporary"),
        (Stage.RCPT, "552 5.2.2 mailbox full", "temporary"),
        (Stage.RCPT, "530 5.7.0 Must issue a STARTTLS command first", "starttls-needed"),
        (Stage.RCPT, "354 what", "reply-unexpected"),
        (Stage.DATA, "554 5.6.0 spam", "content-refused"),
        (Stage.DATA, "552 5.3.4 too big", "too-big"),
        (Stage.DATA, "451 4.3.0 later", "temporary"),
        (Stage.DATA, "421 4.3.2 bye", "server-closing"),
        (Stage.DATA, "250 what", "reply-unexpected"),
        (Stage.QUIT, "500 what", "quit-unclear"),
    ],
)
def test_a_reply_has_the_class_of_its_stage_and_words(stage: Stage, reply: str, fault: str) -> None:
    assert classify_reply(stage, int(reply[:3]), reply) == fault


@pytest.mark.parametrize("code", [251, 252, 354, 199, 600, 999])
def test_an_answer_to_the_dot_that_is_no_refusal_leaves_the_outcome_open(code: int) -> None:
    assert classify_reply(Stage.DATA, code, "", after_dot=True) in OUTCOME_UNKNOWN


@pytest.mark.parametrize(
    ("stage", "loss", "fault"),
    [
        (Stage.GREETING, Loss.TIMEOUT, "greeting-timeout"),
        (Stage.GREETING, Loss.CLOSED, "greeting-closed"),
        (Stage.GREETING, Loss.MALFORMED, "reply-malformed"),
        (Stage.EHLO, Loss.TIMEOUT, "cfgkit-deadline"),
        (Stage.MAIL, Loss.CLOSED, "connection-dropped"),
        (Stage.RCPT, Loss.TOO_LONG, "reply-too-long"),
        (Stage.DATA, Loss.CLOSED, "data-dropped"),
        (Stage.DATA, Loss.TIMEOUT, "data-timeout"),
        (Stage.QUIT, Loss.CLOSED, "quit-dropped"),
        (Stage.QUIT, Loss.TIMEOUT, "quit-timeout"),
        (Stage.QUIT, Loss.MALFORMED, "quit-unclear"),
    ],
)
def test_a_lost_reply_has_the_class_of_its_stage(stage: Stage, loss: Loss, fault: str) -> None:
    assert classify_loss(stage, loss) == fault


@pytest.mark.parametrize("loss", Loss)
def test_every_loss_after_the_dot_leaves_the_outcome_open(loss: Loss) -> None:
    assert classify_loss(Stage.DATA, loss, after_dot=True) in OUTCOME_UNKNOWN
    assert classify_loss(Stage.DATA, loss) not in OUTCOME_UNKNOWN


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ECONNREFUSED, ""), "tcp-refused"),
        (OSError(errno.ETIMEDOUT, ""), "tcp-timeout"),
        (TimeoutError(), "tcp-timeout"),
        (OSError(errno.EHOSTUNREACH, ""), "tcp-unreachable"),
        (OSError(errno.ENETUNREACH, ""), "tcp-unreachable"),
    ],
)
def test_a_failed_connect_has_its_class(error: OSError, fault: str) -> None:
    assert classify_connect(error) == fault


@given(st.sampled_from(SPOKEN), st.integers(0, 999), st.text(), st.booleans())
def test_every_reply_has_a_class(stage: Stage, code: int, words: str, after_dot: bool) -> None:
    assert classify_reply(stage, code, words, after_dot=after_dot) in FaultClass


def test_every_class_is_explained() -> None:
    assert set(EXPLANATIONS) == set(FaultClass)
    assert all(one.meaning and one.advice for one in EXPLANATIONS.values())
