from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.errors import InputError
from cfgkit.mail.message import Occasion, build, dot_stuffed
from cfgkit.mail.resolve import Origin

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def made(
    *, host: str = "app01", user: str = "psadm2", file: str = "PSAPPSRV.CFG", charset: str = "UTF-8",
    dated: bool = False, to: tuple[str, ...] = ("a@example.com",)
) -> bytes:  # fmt: skip
    occasion = Occasion(Origin(host, user), file, NOW, "0123")
    return build(sender="ps@example.com", recipients=to, charset=charset, dated=dated, occasion=occasion)


def test_the_headers_say_who_sent_it_from_where_for_which_file() -> None:
    message = message_from_bytes(made(to=("a@example.com", "b@example.com")), policy=policy.default)
    assert message["From"] == "ps@example.com"
    assert message["To"] == "a@example.com, b@example.com"
    assert message["Subject"] == "cfgkit mail test from app01 by psadm2 for PSAPPSRV.CFG"
    assert message["X-Cfgkit"] == "smtp test; host=app01; user=psadm2; file=PSAPPSRV.CFG"
    assert message["Message-ID"] == "<0123@cfgkit.invalid>"
    assert message["MIME-Version"] == "1.0"
    assert "psadm2 on app01" in message.get_content()


def test_a_date_header_is_there_only_when_asked_for() -> None:
    assert b"Date:" not in made()
    assert b"Date: Mon, 06 May 2024 07:08:09 +0000\r\n" in made(dated=True)


@pytest.mark.parametrize(
    ("charset", "file", "encoding"),
    [
        ("UTF-8", "plain.cfg", "7bit"),
        ("latin1", "r\u00e9gie.cfg", "quoted-printable"),
        ("UTF-8", "r\u00e9gie.cfg", "quoted-printable"),
        ("UTF-8", "\u8a2d\u5b9a" * 60, "base64"),
        ("sjis", "\u8a2d\u5b9a.cfg", "quoted-printable"),
        ("ISO-2022-JP", "\u8a2d\u5b9a.cfg", "quoted-printable"),
        ("EUC-KR", "\uc124\uc815.cfg", "quoted-printable"),
        ("GB18030", "\u8bbe\u7f6e.cfg", "quoted-printable"),
        ("UTF-16", "plain.cfg", "base64"),
        ("UTF-8", "x" * 2000, "quoted-printable"),
    ],
)
def test_the_character_set_decides_the_transfer_encoding_and_the_text_survives(
    charset: str, file: str, encoding: str
) -> None:
    message = message_from_bytes(made(file=file, charset=charset), policy=policy.default)
    assert message["Content-Transfer-Encoding"] == encoding
    assert message.get_content_charset() == charset.lower()
    assert f"settings of {file}." in message.get_content()
    assert str(message["Subject"]).endswith(f" for {file}")


def test_peopletools_own_names_of_character_sets_are_encoded_too() -> None:
    assert "\u8bbe".encode("gb2312").hex().upper() == "C9E8"
    assert b"=C9=E8" in made(file="\u8bbe.cfg", charset="gb")


def test_text_that_the_character_set_lacks_becomes_a_question_mark() -> None:
    message = message_from_bytes(made(file="\u8a2d.cfg", charset="latin1"), policy=policy.default)
    assert message["Subject"].endswith(" for ?.cfg")
    assert "settings of ?.cfg." in message.get_content()


def test_encoded_words_are_as_short_as_rfc_2047_wants_them() -> None:
    head, _, _ = made(file="\u8a2d\u5b9a" * 60).partition(b"\r\n\r\n")
    words = re.findall(rb"=\?[^ \r]*\?=", head)
    assert len(words) > 5
    assert max(map(len, words)) <= 75


ANY = st.text(st.characters(), max_size=400)


@given(ANY, ANY, ANY, st.sampled_from(["UTF-8", "latin1", "ISO-2022-KR", "GB18030", "UTF-16"]), st.booleans())
def test_whatever_names_there_are_the_message_is_clean_mail(
    host: str, user: str, file: str, charset: str, dated: bool
) -> None:
    raw = made(host=host, user=user, file=file, charset=charset, dated=dated)
    assert raw.isascii()
    assert b"\0" not in raw
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert raw.endswith(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    names = [line.split(b":")[0] for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "]
    assert names == [
        *([b"Date"] if dated else []),
        b"From", b"To", b"Message-ID", b"Subject", b"MIME-Version", b"Content-Type",
        b"Content-Transfer-Encoding", b"X-Cfgkit",
    ]  # fmt: skip


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y", "a\nb", "a\rb", "a\0b"])
def test_no_line_break_gets_into_a_header(evil: str) -> None:
    occasion = Occasion(Origin("h", "u"), "f", NOW, "0123")
    with pytest.raises(InputError, match="From"):
        build(sender=evil, recipients=(), charset="UTF-8", dated=False, occasion=occasion)
    with pytest.raises(InputError, match="To"):
        made(to=("ok@example.com", evil))


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"", b".a"]).map(lambda line: line + b"\r\n")))
def test_dots_are_doubled_at_the_start_of_a_line_and_nowhere_else(lines: list[bytes]) -> None:
    stuffed = dot_stuffed(b"".join(lines)).splitlines(keepends=True)
    assert b".\r\n" not in stuffed
    unstuffed = [line.removeprefix(b".") for line in stuffed]
    assert unstuffed == (lines or [b"\r\n"])
