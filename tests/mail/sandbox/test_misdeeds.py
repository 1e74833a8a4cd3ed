"""What a client sees of each fault that needs no TLS; test_encryption.py has the others."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import InputError
from cfgkit.mail import FaultClass
from cfgkit.mail.faults import classify_reply
from cfgkit.mail.record import Stage
from cfgkit.mail.sandbox import FAULTS, MEANINGS, Expectation, Fault, sandbox
from cfgkit.mail.sandbox.misdeed import Need
from cfgkit.mail.sandbox.misdeeds import MISDEEDS
from cfgkit.mail.wire import MAX_REPLY
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from tests.mail.sandbox.conftest import Client

#: No server can cause these: there is none, or it is cfgkit that ends the test.
NEEDS_NO_SERVER = {"dns", "tcp-refused", "tcp-timeout", "tcp-unreachable", "strict", "cancelled", "tls-failed"}
LOGIN = Expectation(mechanisms=("LOGIN", "PLAIN"), user="u", secret=Secret("p"))
STARTTLS = Expectation(tls="starttls")
PLAIN = f"AUTH PLAIN {base64.b64encode(b'u' + bytes(1) + b'u' + bytes(1) + b'p').decode()}"


def test_every_class_that_a_server_can_cause_has_a_fault() -> None:
    assert {one.value for one in FaultClass} - NEEDS_NO_SERVER == {one.value for one in FAULTS.values() if one}


def test_every_fault_has_a_misdeed_and_a_meaning() -> None:
    assert set(FAULTS) == set(MISDEEDS) == set(MEANINGS) == set(Fault)
    assert len(set(MEANINGS.values())) == len(MEANINGS)


def test_every_fault_that_names_a_class_is_of_that_class() -> None:
    classes = {one.value for one in FaultClass}
    for fault, found in FAULTS.items():
        assert fault.value not in classes or found == fault.value, fault


@pytest.mark.parametrize("fault", [one for one in Fault if MISDEEDS[one].need is not Need.NOTHING])
def test_a_fault_that_can_not_show_is_refused(fault: Fault) -> None:
    with pytest.raises(InputError, match=f"the fault {fault} shows only with"), sandbox(fault=fault):
        pass


@pytest.mark.parametrize("fault", [one for one in Fault if MISDEEDS[one].need is Need.NOTHING])
def test_a_fault_goes_with_any_settings(fault: Fault) -> None:
    for expected in (Expectation(), LOGIN, STARTTLS):
        with sandbox(expected, fault=fault) as box:
            assert box.received == ()


@pytest.mark.parametrize(
    ("fault", "stage", "after_dot"),
    [
        (Fault.GREETING_REFUSED, Stage.GREETING, False),
        (Fault.HELO_REFUSED, Stage.EHLO, False),
        (Fault.AUTH_REQUIRED, Stage.MAIL, False),
        (Fault.STARTTLS_NEEDED, Stage.MAIL, False),
        (Fault.SENDER_REFUSED, Stage.MAIL, False),
        (Fault.TEMPORARY, Stage.MAIL, False),
        (Fault.SERVER_CLOSING, Stage.MAIL, False),
        (Fault.REPLY_UNEXPECTED, Stage.MAIL, False),
        (Fault.RELAY_DENIED, Stage.RCPT, False),
        (Fault.RECIPIENT_REFUSED, Stage.RCPT, False),
        (Fault.GREYLIST, Stage.RCPT, False),
        (Fault.TOO_BIG, Stage.DATA, True),
        (Fault.DISK_FULL, Stage.DATA, True),
        (Fault.CONTENT_REFUSED, Stage.DATA, True),
    ],
)
def test_a_refusal_is_of_its_class(client: type[Client], fault: Fault, stage: Stage, *, after_dot: bool) -> None:
    with sandbox(fault=fault) as box, client(box) as talk:
        reply = talk.hear()
        if stage is not Stage.GREETING:
            reply = talk.say("EHLO me")
        if stage.order > Stage.EHLO.order:
            reply = talk.mail()
        assert classify_reply(stage, int(reply[:3]), reply, after_dot=after_dot) == FAULTS[fault]
        assert box.received == ()


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (Fault.AUTH_REFUSED, "535 5.7.8 Error: authentication failed: authentication failure"),
        (
            Fault.AUTH_BASIC_DISABLED,
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [cfgkit-sandbox]",
        ),
        (
            Fault.AUTH_TEMPORARY,
            "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
        ),
    ],
)
def test_a_login_is_refused_whatever_the_password(client: type[Client], fault: Fault, reply: str) -> None:
    with sandbox(LOGIN, fault=fault) as box, client(box) as talk:
        talk.greet()
        assert talk.say(PLAIN) == reply
        assert talk.mail().startswith("530")


@pytest.mark.parametrize(
    ("fault", "offer"),
    [(Fault.AUTH_NO_MECHANISM, "250-AUTH GSSAPI\n"), (Fault.AUTH_DIGEST_MD5, "250-AUTH DIGEST-MD5\n")],
)
def test_other_mechanisms_are_offered(client: type[Client], fault: Fault, offer: str) -> None:
    with sandbox(LOGIN, fault=fault) as box, client(box) as talk:
        assert offer in talk.greet()
        assert talk.say("AUTH DIGEST-MD5").startswith("535 5.7.8")


def test_without_an_offer_mail_goes_on_without_a_login(client: type[Client]) -> None:
    with sandbox(LOGIN, fault=Fault.AUTH_MISSING) as box, client(box) as talk:
        assert "AUTH" not in talk.greet()
        assert talk.mail().startswith("250")
        assert box.received[0].login == ""


def test_a_login_may_need_starttls_first(client: type[Client]) -> None:
    with sandbox(LOGIN, fault=Fault.STARTTLS_BEFORE_AUTH) as box, client(box) as talk:
        assert "250-STARTTLS" in talk.greet()
        assert talk.say(PLAIN) == "530 5.7.0 Must issue a STARTTLS command first"
        assert talk.say("STARTTLS").startswith("220")
        talk.secure()
        assert talk.say(PLAIN).startswith("235")
        assert talk.mail().startswith("250")


def test_starttls_may_be_missing_or_refused(client: type[Client]) -> None:
    with sandbox(STARTTLS, fault=Fault.STARTTLS_MISSING) as box, client(box) as talk:
        assert "STARTTLS" not in talk.greet()
        assert talk.say("STARTTLS").startswith("502")
        assert talk.mail().startswith("250")
    with sandbox(STARTTLS, fault=Fault.STARTTLS_REFUSED) as box, client(box) as talk:
        assert "STARTTLS" in talk.greet()
        assert talk.say("STARTTLS") == "454 4.7.0 TLS not available due to local problem"
        assert talk.mail().startswith("250")


def test_only_the_first_recipient_of_a_mail_is_refused(client: type[Client]) -> None:
    with sandbox(fault=Fault.ONE_RECIPIENT_REFUSED) as box, client(box) as talk:
        talk.greet()
        for _ in range(2):
            talk.say("MAIL FROM:<a@x>")
            assert [talk.say(f"RCPT TO:<{one}@x>")[:3] for one in "bcd"] == ["550", "250", "250"]
            talk.say("RSET")


@pytest.mark.parametrize(
    ("fault", "command", "kept"),
    [
        (Fault.DROP_AT_MAIL, "MAIL", 0),
        (Fault.DROP_IN_DATA, "DATA", 0),
        (Fault.DROP_AFTER_DOT, ".", 1),
        (Fault.DROP_AT_QUIT, "QUIT", 1),
        (Fault.SILENCE_AT_MAIL, "MAIL", 0),
        (Fault.SILENCE_IN_DATA, "DATA", 0),
        (Fault.SILENCE_AFTER_DOT, ".", 1),
        (Fault.SILENCE_AT_QUIT, "QUIT", 1),
    ],
)
def test_where_it_drops_or_falls_silent(client: type[Client], fault: Fault, command: str, kept: int) -> None:
    commands = {"MAIL": "MAIL FROM:<a@x>", "RCPT": "RCPT TO:<b@x>", "DATA": "DATA", ".": ".", "QUIT": "QUIT"}
    with sandbox(fault=fault) as box, client(box) as talk:
        talk.greet()
        for verb, line in commands.items():
            if verb != command:
                assert talk.say(line)[:1] in "23"
                continue
            talk.socket.settimeout(0.2 if "silence" in fault else 20)
            with pytest.raises(TimeoutError if "silence" in fault else ConnectionResetError):
                talk.say(line)
            break
        assert len(box.received) == kept


def test_a_greeting_that_never_comes(client: type[Client]) -> None:
    with sandbox(fault=Fault.GREETING_CLOSED) as box, client(box) as talk:
        assert talk.hear() == ""
    with sandbox(fault=Fault.GREETING_TIMEOUT) as box, client(box) as talk:
        talk.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            talk.say("EHLO me")


@pytest.mark.parametrize(
    ("fault", "reply", "kept"),
    [
        (Fault.REPLY_MALFORMED, "Ok", 0),
        (Fault.UNCLEAR_AFTER_DOT, "queued", 1),
    ],
)
def test_answers_that_are_none(client: type[Client], fault: Fault, reply: str, kept: int) -> None:
    with sandbox(fault=fault) as box, client(box) as talk:
        talk.greet()
        assert talk.mail() == reply
        assert len(box.received) == kept


def test_a_strange_answer_to_quit(client: type[Client]) -> None:
    with sandbox(fault=Fault.UNCLEAR_AT_QUIT) as box, client(box) as talk:
        talk.greet()
        assert talk.say("QUIT") == "500 5.5.2 Error: bad syntax"
        assert talk.hear() == ""


def test_an_answer_that_is_longer_than_any_client_reads(client: type[Client]) -> None:
    with sandbox(fault=Fault.REPLY_TOO_LONG) as box, client(box) as talk:
        talk.greet()
        assert len(talk.say("MAIL FROM:<a@x>")) > MAX_REPLY
