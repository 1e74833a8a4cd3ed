from __future__ import annotations

import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.mail.sandbox import channel

LIMIT = 40
PIECES = st.one_of(st.binary(max_size=30), st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"x" * LIMIT]))


@given(st.lists(PIECES, max_size=8), st.integers(1, 64))
@example([b"x" * (LIMIT + 10)], 1)
def test_a_message_ends_where_it_ends_however_it_comes_in_pieces(pieces: list[bytes], size: int) -> None:
    said = b"".join(pieces) + b"\r\n.\r\n"
    end = (b"\r\n" + said).index(b"\r\n.\r\n")
    message, rest = said[:end], said[end + 3 :]
    lines = [line.removeprefix(b".") for line in message.split(b"\r\n")]
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.MonkeyPatch.context() as patch:
        patch.setattr(channel, "_CHUNK", size)
        theirs.sendall(said + b"NOOP\r\n")
        reader = channel.Channel(ours)
        assert reader.read_message(LIMIT) == (None if len(message) > LIMIT else b"\r\n".join(lines))
        assert reader.read_line() == (rest + b"NOOP\r\n").split(b"\r\n")[0]
