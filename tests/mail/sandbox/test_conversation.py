from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfgkit.mail.sandbox import Expectation, Fault, sandbox
from cfgkit.mail.sandbox.channel import MAX_LINE
from cfgkit.mail.sandbox.conversation import MAX_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail import Sandbox
    from tests.mail.sandbox.conftest import Client


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


def test_it_offers_what_a_plain_server_offers(box: Sandbox, client: type[Client]) -> None:
    with client(box) as talk:
        assert talk.greet().split("\n") == [
            "250-cfgkit-sandbox", "250-PIPELINING", f"250-SIZE {MAX_MESSAGE}", "250-ENHANCEDSTATUSCODES", "250 8BITMIME",
        ]  # fmt: skip
        assert talk.say("HELO me") == "250 cfgkit-sandbox"


@pytest.mark.parametrize(
    ("commands", "reply"),
    [
        (["MAIL FROM:<a@x>"], "503 5.5.1 Error: send HELO/EHLO first"),
        (["EHLO"], "501 5.5.4 Syntax: EHLO hostname"),
        (["EHLO me", "RCPT TO:<a@x>"], "503 5.5.1 Error: need MAIL command"),
        (["EHLO me", "DATA"], "503 5.5.1 Error: need MAIL command"),
        (["EHLO me", "MAIL FROM:<a@x>", "DATA"], "554 5.5.1 Error: no valid recipients"),
        (["EHLO me", "MAIL FROM:<a@x>", "MAIL FROM:<a@x>"], "503 5.5.1 Error: nested MAIL command"),
        (["EHLO me", "MAIL FROM:<a@x>", "RSET", "MAIL FROM:<a@x>"], "250 2.1.0 Ok"),
        (["EHLO me", "MAIL FROM:<a@x>", "EHLO me", "RCPT TO:<a@x>"], "503 5.5.1 Error: need MAIL command"),
        (["EHLO me", "MAIL FROM:<>"], "250 2.1.0 Ok"),
        (["EHLO me", "mail from: <a@x> SIZE=100 BODY=8BITMIME"], "250 2.1.0 Ok"),
        (["EHLO me", f"MAIL FROM:<a@x> SIZE={MAX_MESSAGE + 1}"], "552 5.3.4 Message size exceeds fixed limit"),
        (["EHLO me", "MAIL FROM:<a@x> RET=FULL"], "555 5.5.4 Unsupported option"),
        (["EHLO me", "MAIL FROM:a@x"], "501 5.5.4 Syntax: MAIL FROM:<address>"),
        (["EHLO me", "MAIL FROM:<a@x>", "RCPT TO:<>"], "501 5.5.4 Syntax: RCPT TO:<address>"),
        (["EHLO me", "MAIL FROM:<a@x>", "RCPT TO:<a@x> NOTIFY=NEVER"], "555 5.5.4 Unsupported option"),
        (["EHLO me", "STARTTLS"], "502 5.5.2 Error: command not recognized"),
        (["EHLO me", "AUTH PLAIN"], "502 5.5.2 Error: command not recognized"),
        (["VRFY a"], "502 5.5.1 VRFY command is disabled"),
        (["NOOP"], "250 2.0.0 Ok"),
        (["DANCE"], "502 5.5.2 Error: command not recognized"),
        (["QUIT"], "221 2.0.0 Bye"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_it_answers_as_postfix_does(box: Sandbox, client: type[Client], commands: list[str], reply: str) -> None:
    with client(box) as talk:
        talk.hear()
        assert [talk.say(command) for command in commands][-1] == reply


def test_commands_may_come_all_at_once(box: Sandbox, client: type[Client]) -> None:
    with client(box) as talk:
        talk.greet()
        talk.send(b"MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n")
        assert [talk.hear()[:3] for _ in range(3)] == ["250", "250", "354"]
        talk.send(b"one\r\n.\r\nMAIL FROM:<c@x>\r\nQUIT\r\n")
        assert [talk.hear()[:3] for _ in range(3)] == ["250", "250", "221"]
        assert box.received[-1].raw == b"one\r\n"
        assert talk.hear() == ""


def test_a_dot_between_bare_line_feeds_ends_no_message(box: Sandbox, client: type[Client]) -> None:
    smuggled = b"one\n.\nMAIL FROM:<evil@x>\r\n\r.\r\ntwo\r\n"
    with client(box) as talk:
        talk.greet()
        assert talk.mail(smuggled).startswith("250 2.0.0 Ok: queued as ")
        assert box.received[-1].raw == smuggled


def test_an_empty_message_is_one(box: Sandbox, client: type[Client]) -> None:
    with client(box) as talk:
        talk.greet()
        assert talk.mail(b"").startswith("250")
        assert box.received[-1].raw == b""


def test_a_message_that_is_too_big_is_read_to_its_end_and_not_kept(box: Sandbox, client: type[Client]) -> None:
    line = b"x" * 998 + b"\r\n"
    before = box.received
    with client(box) as talk:
        talk.greet()
        assert talk.mail(line * (MAX_MESSAGE // len(line) + 1)) == "552 5.3.4 Message size exceeds fixed limit"
        assert box.received == before
        assert talk.mail(line * (MAX_MESSAGE // len(line))).startswith("250")
        assert len(box.received[-1].raw) == MAX_MESSAGE


def test_a_line_without_an_end_is_cut(box: Sandbox, client: type[Client]) -> None:
    with client(box) as talk:
        talk.hear()
        talk.send(b"x" * (MAX_LINE * 3))
        assert talk.hear() == "500 5.5.2 Error: line too long"
        assert talk.hear() == ""


def test_a_client_that_only_errs_is_sent_away(box: Sandbox, client: type[Client]) -> None:
    with client(box) as talk:
        talk.hear()
        replies = [talk.say("DANCE") for _ in range(21)]
    assert replies[19] == "502 5.5.2 Error: command not recognized"
    assert replies[20] == "421 4.7.0 cfgkit-sandbox Error: too many errors"


def test_names_in_a_refusal_are_no_lines_of_their_own(client: type[Client]) -> None:
    with sandbox(fault=Fault.HELO_REFUSED) as box, client(box) as talk:
        talk.hear()
        assert (
            talk.say("EHLO a\n250 b\x1b{name}")
            == "550 5.7.1 <a\\n250 b\\e{name}>: Helo command rejected: Host not found"
        )


def test_where_tls_is_required_nothing_goes_without(client: type[Client]) -> None:
    with sandbox(Expectation(tls="starttls", requires_tls=True, mechanisms=("PLAIN",))) as box, client(box) as talk:
        offered = talk.greet()
        assert "250-STARTTLS" in offered
        assert "AUTH" not in offered
        assert talk.mail() == "530 5.7.0 Must issue a STARTTLS command first"
        talk.say("STARTTLS")
        talk.secure()
        offered = talk.say("EHLO me")
        assert "250-AUTH PLAIN" in offered
        assert "STARTTLS" not in offered
        assert talk.say("STARTTLS") == "554 5.5.1 Error: TLS already active"
        assert talk.mail().startswith("250")
        assert box.received[0].tls.startswith("TLSv1.3 TLS_")


def test_what_was_said_in_clear_behind_starttls_counts_for_nothing(client: type[Client]) -> None:
    with sandbox(Expectation(tls="starttls")) as box, client(box) as talk:
        talk.greet()
        talk.send(b"STARTTLS\r\nMAIL FROM:<evil@x>\r\n")
        talk.hear()
        talk.secure()
        assert talk.say("RCPT TO:<a@x>") == "503 5.5.1 Error: need MAIL command"


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from([b"EHLO me", b"AUTH PLAIN", b"AUTH NTLM =", b"AUTH LOGIN dQ==", b"AUTH XOAUTH2 =", b"*"]),
            st.sampled_from([b"MAIL FROM:<a@x>", b"RCPT TO:<b@x>", b"DATA", b".", b"=", b"TlRMTVNTUAABAAAA", b"QUIT"]),
        ).map(lambda line: line + b"\r\n"),
        max_size=12,
    )
)
def test_whatever_a_client_says_the_server_stays(garbled: Sandbox, client: type[Client], lines: list[bytes]) -> None:
    with client(garbled) as talk, suppress(OSError):
        talk.send(b"".join(lines) + b"QUIT\r\n")
    with client(garbled) as talk:
        assert talk.say("NOOP").startswith("220")


@pytest.fixture(scope="module")
def garbled() -> Iterator[Sandbox]:
    with sandbox(Expectation(mechanisms=("LOGIN", "PLAIN", "NTLM", "XOAUTH2"))) as running:
        yield running


def test_a_recipient_in_a_refusal_is_text_and_no_more(client: type[Client]) -> None:
    with sandbox(fault=Fault.RELAY_DENIED) as box, client(box) as talk:
        talk.greet()
        talk.say("MAIL FROM:<a@x>")
        assert talk.say("RCPT TO:<b\x1b{name}@x>") == "554 5.7.1 <b\\e{name}@x>: Relay access denied"
