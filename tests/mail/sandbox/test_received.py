from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.mail.sandbox import Received


def received(raw: bytes) -> Received:
    return Received("h", "a@x", ("b@x",), raw)


@pytest.mark.parametrize(
    ("charset", "transfer"), [("utf-8", "base64"), ("utf-8", "quoted-printable"), ("iso-8859-1", "8bit")]
)
def test_the_text_is_decoded(charset: str, transfer: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Grüße"
    message.set_content("Größe\n", charset=charset, cte=transfer)
    assert received(message.as_bytes()).text == "Größe\n"


def test_the_first_text_of_several_parts_is_shown() -> None:
    message = EmailMessage()
    message.set_content("plain\n")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment(b"\x00", maintype="application", subtype="octet-stream")
    assert received(message.as_bytes()).text == "plain\n"


def test_without_text_there_is_none() -> None:
    assert received(b"Content-Type: image/png\r\n\r\n\x00").text == ""


def test_peoplesoft_s_own_names_of_character_sets_are_known() -> None:
    raw = b"Content-Type: text/plain; charset=gb\r\n\r\n" + "\u4f60\u597d".encode("gb2312")
    assert received(raw).text == "\u4f60\u597d"


WORDS = st.sampled_from(
    [b"Content-Type: text/plain; charset=", b"Content-Type: multipart/mixed; boundary=x\r\n", b"--x\r\n", b"--x--",
     b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n", b"\r\n", b"begin 644 x\r\n",
     b"charset*=utf-8''%ff", b"utf-16", b"idna", b"Content-Type: message/rfc822\r\n", b"=?utf-8?b?//?="]
)  # fmt: skip


@given(st.lists(st.one_of(WORDS, st.binary(max_size=20)), max_size=12).map(b"".join))
@example(b"Content-Type: text/plain; charset*=x''%ff\r\n\r\nx")
@example(b"Content-Type: text/plain; charset=\xff\r\n\r\nx")
def test_any_bytes_have_headers_and_a_text(raw: bytes) -> None:
    message = received(raw)
    assert isinstance(message.text, str)
    assert all(isinstance(value, str) for _, value in message.headers)
