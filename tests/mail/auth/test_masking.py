from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cfgkit.mail.auth import masked, masker
from cfgkit.secret import MASK, Secret

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# What the mask itself holds can't be told from it.
SECRET = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="*"), min_size=1)


@given(TEXT, SECRET, TEXT)
@example("", "\u0130", "")
def test_a_clear_echo_is_masked(before: str, secret: str, after: str) -> None:
    assume("*" not in secret)
    shown = masked(before + secret + after, [Secret(secret)])
    assert secret not in shown
    assert MASK in shown


@given(st.binary(max_size=20), st.text(st.characters(exclude_categories=["Cs"]), min_size=5), st.binary(max_size=20))
@example(b"", "COMMA", b"")
def test_an_echo_in_base64_is_masked_wherever_the_secret_stands_in_it(before: bytes, secret: str, after: bytes) -> None:
    word = base64.b64encode(before + secret.encode() + after).decode()
    # A secret that stands in the server's own words is masked there, too.
    words = masked("bad command (", [Secret(secret)])
    assert masked(f"bad command ({word})", [Secret(secret)]) == f"{words}{MASK})"


@given(SECRET)
def test_the_base64_of_the_secret_alone_is_masked(secret: str) -> None:
    word = base64.b64encode(secret.encode()).decode()
    assert word not in masked(f"535 {word} no", [Secret(secret)])


@given(SECRET)
def test_the_secret_as_a_url_has_it_is_masked(secret: str) -> None:
    assume("*" not in secret)
    for form in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        assert MASK in masked(f"what {form} is", [Secret(secret)])
        assert form not in masked(f"({form})", [Secret(secret)]).replace(MASK, "") or len(form) == 1


def test_an_echo_that_is_cut_short_is_masked() -> None:
    line = base64.b64encode(b"hr\0hr\0geheimgeheim").decode()
    hide = masker([Secret("geheimgeheim")], [line])
    assert hide(f"unknown: AUTH PLAIN {line[:12]}...") == f"unknown: AUTH PLAIN {MASK}..."


def test_a_latin_1_reading_and_another_case_are_masked() -> None:
    secret = Secret("p\u00e4sswort")
    assert masked("p\u00e4sswort".encode().decode("latin-1"), [secret]) == MASK
    assert masked("user P\u00c4SSWORT refused", [secret]) == f"user {MASK} refused"


@pytest.mark.parametrize("text", ["535 5.7.8 Error: authentication failed", "334 VXNlcm5hbWU6", ""])
def test_other_words_stay(text: str) -> None:
    assert masked(text, [Secret("geheim"), Secret("")]) == text
    assert masked(text, []) == text


def test_a_secret_that_is_no_text_is_masked_too() -> None:
    assert masked("geheim\udcff", [Secret("geheim\udcff")]) == MASK


def test_a_secret_that_is_a_word_of_the_server_is_masked_in_any_case() -> None:
    assert masked("bad command (", [Secret("COMMA")]) == f"bad {MASK}nd ("
    assert masked("bad command (", [Secret("hunter2")]) == "bad command ("
