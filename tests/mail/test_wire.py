from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import InputError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.faults import Loss
from cfgkit.mail.record import Role
from cfgkit.mail.resolve import Address, first, own_name, resolve
from cfgkit.mail.tokens import is_ehlo_name
from cfgkit.mail.transcript import Speaker, Transcript
from cfgkit.mail.wire import MAX_LINE, MAX_REPLY, Wire, WireError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def transcript() -> Transcript:
    return Transcript()


@pytest.fixture
def ends(transcript: Transcript) -> Iterator[tuple[Wire, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = Address(socket.AF_INET, "127.0.0.1", listener.getsockname()[1])
        wire = Wire.connect(address, Deadline.after(10), transcript, Role.PRIMARY)
        theirs, _ = listener.accept()
    with theirs:
        yield wire, theirs
        wire.close()


def test_the_code_is_that_of_the_first_line_and_the_last_line_has_no_hyphen(
    ends: tuple[Wire, socket.socket],
) -> None:
    wire, theirs = ends
    theirs.sendall(b"250-one\r\n250-two\n250\r\n220 next\r\n")
    reply = wire.read_reply()
    assert (reply.code, reply.lines, reply.words) == (
        250,
        ("250-one", "250-two", "250"),
        "250-one / 250-two / 250",
    )
    assert wire.read_reply().code == 220


@pytest.mark.parametrize(
    ("sent", "loss"),
    [
        pytest.param(b"", Loss.CLOSED, id="nothing"),
        pytest.param(b"250-and\r\n", Loss.CLOSED, id="half a reply"),
        pytest.param(b"hello\r\n", Loss.MALFORMED, id="no code"),
        pytest.param(b"\r\n", Loss.MALFORMED, id="an empty line"),
        pytest.param(b"25\r\n", Loss.MALFORMED, id="two digits"),
        pytest.param(b"\xd9\xa2\xd9\xa5\xd9\xa0 ok\r\n", Loss.MALFORMED, id="arabic digits"),
        pytest.param(b"2" * (MAX_LINE + 1), Loss.TOO_LONG, id="a line without end"),
        pytest.param(b"250 " + b"x" * MAX_LINE + b"\r\n", Loss.TOO_LONG, id="a long line"),
        pytest.param((b"250-" + b"x" * 1000 + b"\r\n") * (MAX_REPLY // 1000 + 1), Loss.TOO_LONG, id="many lines"),
    ],
)
def test_what_is_no_reply_is_a_loss(ends: tuple[Wire, socket.socket], sent: bytes, loss: Loss) -> None:
    wire, theirs = ends
    theirs.sendall(sent)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(WireError) as caught:
        wire.read_reply()
    assert caught.value.loss is loss


def test_a_line_cut_short_by_the_end_counts(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    theirs.sendall(b"421 bye")
    theirs.shutdown(socket.SHUT_WR)
    assert wire.read_reply().words == "421 bye"


def test_silence_ends_at_the_deadline_with_what_was_heard(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    theirs.sendall(b"250-one\r\n250 tw")
    wire.deadline = Deadline.after(0.1)
    with pytest.raises(WireError) as caught:
        wire.read_reply()
    assert (caught.value.loss, caught.value.heard) == (Loss.TIMEOUT, "250-one / 250 tw")


def test_a_passed_deadline_waits_for_nothing(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    theirs.sendall(b"220 here\r\n")
    wire.deadline = Deadline.after(-1)
    with pytest.raises(WireError, match="timeout"):
        wire.read_reply()
    with pytest.raises(WireError, match="timeout"):
        wire.send("NOOP")


def test_words_in_another_encoding_are_read_as_latin_1(ends: tuple[Wire, socket.socket]) -> None:
    wire, theirs = ends
    theirs.sendall(b"250 caf\xe9\r\n250 caf\xc3\xa9\r\n")
    assert [wire.read_reply().words, wire.read_reply().words] == ["250 caf\u00e9"] * 2


@pytest.mark.parametrize("evil", ["A\r\nB", "A\nB", "A\rB", "A\0B", "\n"])
def test_no_command_is_more_than_one_line(ends: tuple[Wire, socket.socket], evil: str) -> None:
    wire, theirs = ends
    with pytest.raises(InputError):
        wire.send(evil)
    theirs.settimeout(0)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_a_masked_command_is_sent_whole_and_shown_masked(
    ends: tuple[Wire, socket.socket], transcript: Transcript
) -> None:
    wire, theirs = ends
    wire.send("AUTH PLAIN c2VjcmV0", shown="AUTH PLAIN ********")
    theirs.sendall(b"235 ok\r\n")
    wire.read_reply()
    assert theirs.recv(100) == b"AUTH PLAIN c2VjcmV0\r\n"
    assert [(line.role, line.speaker, line.text) for line in transcript.lines()] == [
        (Role.PRIMARY, Speaker.CLIENT, "AUTH PLAIN ********"),
        (Role.PRIMARY, Speaker.SERVER, "235 ok"),
    ]


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example"])
def test_a_name_that_dns_can_t_hold_is_an_unknown_name(name: str) -> None:
    with pytest.raises(socket.gaierror):
        resolve(name, 25, Deadline.after(5))


def test_an_address_is_its_own_name() -> None:
    assert resolve("127.0.0.1", 25, Deadline.after(5)) == (Address(socket.AF_INET, "127.0.0.1", 25),)
    assert first(resolve("::1", 25, Deadline.after(5))).shown == "[::1]:25"


def test_no_time_left_is_a_timeout() -> None:
    with pytest.raises(TimeoutError):
        resolve("127.0.0.1", 25, Deadline.after(-1))


def test_the_first_ipv4_address_wins_else_the_first_ipv6() -> None:
    six, four, other = (
        Address(socket.AF_INET6, "::1", 25),
        Address(socket.AF_INET, "127.0.0.1", 25),
        Address(socket.AF_INET, "127.0.0.2", 25),
    )
    assert first([six, four, other]) is four
    assert first([six]) is six


def test_the_host_has_a_name_to_say_in_ehlo() -> None:
    assert is_ehlo_name(own_name(Deadline.after(5)))
