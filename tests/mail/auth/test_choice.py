"""Each row was seen on the wire of JavaMail 1.6.5 unless it says otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.mail.auth import Account, AuthMode, Offer, choose, offer_in
from cfgkit.secret import Secret


def chosen(mode: AuthMode, offered: str, *listed: str) -> tuple[str, bool]:
    choice = choose(Account(mode, "u", Secret("p"), sasl_mechanisms=listed), offered.split())
    return choice.name, choice.by_sasl


@pytest.mark.parametrize(
    ("offered", "name"),
    [
        ("PLAIN LOGIN", "LOGIN"),
        ("NTLM DIGEST-MD5 PLAIN", "PLAIN"),
        ("NTLM DIGEST-MD5", "DIGEST-MD5"),
        ("XOAUTH2 NTLM", "NTLM"),
        ("login", "LOGIN"),
        ("XOAUTH2 CRAM-MD5 SCRAM-SHA-256", ""),
        ("", ""),
    ],
)
def test_a_password_takes_the_first_of_javamail_s_order(offered: str, name: str) -> None:
    assert chosen(AuthMode.PASSWORD, offered) == (name, False)


@pytest.mark.parametrize(("mode", "name"), [(AuthMode.NTLM, "NTLM"), (AuthMode.OAUTH, "XOAUTH2")])
def test_ntlm_and_oauth_take_theirs_or_nothing(mode: AuthMode, name: str) -> None:
    choice = choose(Account(mode, "u", Secret("p")), ["LOGIN", "PLAIN", name])
    assert (choice.name, choice.by_sasl) == (name, False)
    assert chosen(mode, "LOGIN PLAIN") == ("", False)


@pytest.mark.parametrize(
    ("offered", "listed", "expected"),
    [
        ("LOGIN PLAIN", ("PLAIN",), ("PLAIN", True)),
        ("LOGIN plain", ("PLAIN",), ("PLAIN", True)),
        ("LOGIN PLAIN", ("plain",), ("LOGIN", False)),
        ("LOGIN CRAM-MD5", ("PLAIN",), ("LOGIN", False)),
        ("PLAIN LOGIN", ("LOGIN",), ("LOGIN", False)),
        ("LOGIN PLAIN CRAM-MD5", ("CRAM-MD5", "PLAIN"), ("CRAM-MD5", True)),
        ("LOGIN PLAIN", ("CRAM-MD5", "PLAIN"), ("PLAIN", True)),
        ("LOGIN CRAM-MD5 PLAIN", (), ("CRAM-MD5", True)),
        ("LOGIN PLAIN", (), ("PLAIN", True)),
        ("NTLM PLAIN", (), ("NTLM", True)),
        ("EXTERNAL PLAIN", (), ("EXTERNAL", True)),
        ("SCRAM-SHA-256 XOAUTH2 PLAIN", (), ("XOAUTH2", True)),
        ("LOGIN plain", (), ("LOGIN", False)),
        ("SCRAM-SHA-256", (), ("", False)),
    ],
)
def test_sasl_takes_what_the_jdk_knows_or_falls_back(
    offered: str, listed: tuple[str, ...], expected: tuple[str, bool]
) -> None:
    assert chosen(AuthMode.SASL, offered, *listed) == expected


@pytest.mark.parametrize(
    ("offered", "listed", "why"),
    [
        ("LOGIN PLAIN", ("plain",), "in capitals"),
        ("LOGIN", ("PLAIN",), "offers none of the listed"),
        ("LOGIN", ("LOGIN",), "the JDK knows none"),
        ("LOGIN", (), "the JDK knows none"),
    ],
)
def test_a_fallback_is_said_loudly_with_its_reason(offered: str, listed: tuple[str, ...], why: str) -> None:
    [note] = choose(Account(AuthMode.SASL, "u", Secret("p"), sasl_mechanisms=listed), offered.split()).notes
    assert "NOT used" in note
    assert why in note


def test_a_realm_has_no_effect_in_plain() -> None:
    account = Account(AuthMode.SASL, "u", Secret("p"), sasl_mechanisms=("PLAIN",), realm="example.com")
    assert "SMTPSASLRealm has no effect: PLAIN has no realm" in choose(account, ["PLAIN"]).notes
    account = Account(AuthMode.SASL, "u", Secret("p"), sasl_mechanisms=("DIGEST-MD5",), realm="example.com")
    assert not any("Realm" in note for note in choose(account, ["DIGEST-MD5"]).notes)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["250-AUTH LOGIN PLAIN"], Offer(("LOGIN", "PLAIN"), advertised=True)),
        (["250-auth login"], Offer(("login",), advertised=True)),
        (["250-AUTH"], Offer((), advertised=True)),
        (["250-AUTH=LOGIN"], Offer((), advertised=True)),
        (["250-AUTH=PLAIN"], Offer()),
        (["250-AUTH CRAM-MD5", "250-AUTH=LOGIN"], Offer(("CRAM-MD5", "LOGIN"), advertised=True)),
        (["250-AUTH LOGIN", "250-AUTH PLAIN"], Offer(("PLAIN",), advertised=True)),
        (["250-SIZE 1000", "250-XAUTH LOGIN"], Offer()),
        ([], Offer()),
    ],
)
def test_the_offer_is_read_as_javamail_reads_it(lines: list[str], expected: Offer) -> None:
    assert offer_in(["250-mx.example.com AUTH", *lines, "250 OK"]) == expected


@given(st.lists(st.text()))
def test_every_reply_has_an_offer(lines: list[str]) -> None:
    offer = offer_in(lines)
    assert offer.advertised or not offer.mechanisms


@given(
    st.sampled_from([mode for mode in AuthMode if mode is not AuthMode.NONE]),
    st.lists(st.text(max_size=8)),
    st.lists(st.text(max_size=8)),
)
def test_what_is_chosen_was_offered(mode: AuthMode, offered: list[str], listed: list[str]) -> None:
    name = choose(Account(mode, "u", Secret("p"), sasl_mechanisms=tuple(listed)), offered).name
    assert not name or name in {word.upper() for word in offered}
