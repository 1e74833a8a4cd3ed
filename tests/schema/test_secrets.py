"""Which settings are secrets, and that nothing draws one."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
from typing import TYPE_CHECKING

import pytest
import scanner
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from cfgkit import Secret, parse
from cfgkit.check import check
from cfgkit.schema import is_encrypted, is_secret, mask, mask_line, masked_text, relation
from cfgkit.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Callable

HIDDEN = "hunter2"
SECRET_KEYS = (
    "UserPswd", "ConnectPswd", "StandbyUserPswd", "DomainConnectionPwd", "SMTPUserPassword1", "SEC_PRINCIPAL_PASSWORD",
    "Remote Administration Password", "Remote Search Server Credentials", "default_auth_token", "ClientSecret",
    "KeyPassphrase", "Pass Phrase", "Wallet Passwd", "pasword", "PASSOWRD", "passwrod", "Passord", "pswrd", "pssword",
    "Passwrd", "UserPass", "UserPass1", "Secert", "Credental", "Tokken", "Credientials", "Credntials", "Sercet", "Secrect", "my-pass", "db.pwd",
)  # fmt: skip
OPEN_KEYS = (
    "SMTPServer",
    "UserId",
    "Bypass",
    "PassThrough",
    "Passive",
    "PSDB Maximum Cursors",
    "Encryption",
    "Caps Word",
    "Credit Limit",
    "Section",
)


@pytest.mark.parametrize("key", SECRET_KEYS)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_a_key_of_that_name_is_a_secret(key: str, change: Callable[[str], str]) -> None:
    assert is_secret(change(key))
    assert mask(key, HIDDEN) == MASK
    assert mask(key, "") == ""


@pytest.mark.parametrize("key", OPEN_KEYS)
def test_a_key_of_another_name_is_none(key: str) -> None:
    assert not is_secret(key)
    assert mask(key, HIDDEN) == HIDDEN


def test_of_the_known_settings_these_are_secrets() -> None:
    assert {key for _, key in scanner.known_keys() if is_secret(key)} == {
        "userpswd", "connectpswd", "standbyuserpswd", "domainconnectionpwd", "remote administration password",
        "remote search server credentials", "process scheduler credentials", "application server credentials",
        "default_auth_token", "smtpuserpassword", "smtpuserpassword1", "smtpoauthpiapassword", "smtpoauthpiapassword1",
        "remote administration ssl keystore password", "sec_principal_password",
    }  # fmt: skip


FORMS = (
    "{key}={value}", "  {key} = {value}", "\t{key}\t=\t{value} ", ";{key}={value}", "#{key}={value}", "; {key} = {value}",
    ";;{key}={value}", "; the {key} is: {value}", ";For example: {key}={value}", "  ;{key}={value}", "{key} {value}",
    "[{key}={value}", "<<<<<<< {key}={value}", "JavaVM Options=-D{key}={value} -Xmx1m", "Note=\"-Da.{key}.x='{value}'\"",
    "a=x;{key}={value};y", "Url=https://me:{value}@host/x", "a={key}={value}", ';JavaVM Options=-Dx.{key}="a {value} b"',
    'A=1 -D{key}="x\\" {value}" -Xmx1', 'A="-D{key}=x {value}"', "=-D{key}={value}", "[x]{key}={value}",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", [key for key in SECRET_KEYS if " " not in key])
def test_no_line_form_shows_it(form: str, key: str) -> None:
    document = parse(f"[Startup]\n{form.format(key=key, value=HIDDEN)}\n".encode())
    line = list(document.lines())[1]
    assert HIDDEN in line.text
    assert HIDDEN not in mask_line(line) + masked_text(line) + document.masked_line(line)
    assert MASK in mask_line(line)
    for entry in document.entries():
        assert HIDDEN not in document.masked(entry) + document.masked_value(entry)


CIPHER_FORMS = (
    "UserPswd {0}", "UserPswd{0}", "{0}", ";UserPswd {0}", "; it was {0} before", "Own Key={0}", "Own Key=a {0};b", "# {0}", " {0}=x",
    "JavaVM Options=-Dx={0} -Xmx1m", "[{0}", "Own{0}Key=1",
)  # fmt: skip


@pytest.mark.parametrize("form", CIPHER_FORMS)
@pytest.mark.parametrize("text", ["{V1.1}q83vEjRWeJA=", "{V1}q83vEjRWeJA=", "{V2.12}q83vEjRWeJA"])
def test_what_pscipher_wrote_is_shown_nowhere(form: str, text: str) -> None:
    document = parse(f"[Startup]\n{form.format(text)}\n".encode())
    line = list(document.lines())[1]
    assert "q83v" in line.text
    assert "q83v" not in mask_line(line) + masked_text(line) + document.masked_line(line) + line.key
    for entry in document.entries():
        assert "q83v" not in document.masked(entry) + document.masked_value(entry) + entry.key
    assert not any("q83v" in one.message + one.hint + one.key for one in check(document))


@given(data=strategies.files(), key=st.sampled_from(SECRET_KEYS), form=st.sampled_from(FORMS[:8]))
def test_nothing_that_describes_a_document_holds_a_secret(data: bytes, key: str, form: str) -> None:
    text = scanner.decode(data)
    assume(HIDDEN not in text)
    document = parse(f"[Startup]\n{form.format(key=key, value=HIDDEN)}\n{text}".encode())
    other = parse(document.to_bytes().replace(HIDDEN.encode(), b"x" + HIDDEN.encode()))
    drawn = [document, document.blocks, list(document.lines()), document.sections, list(document.entries())]
    drawn += [document.findings(), document.changes(other), document["Startup"], document.unified_diff(other, "a", "b")]
    drawn += [document._editor(), [mask_line(line) for line in document.lines()]]
    for one in drawn:
        assert HIDDEN not in repr(one) + str(one) + f"{one}" + pprint.pformat(one)


def test_a_secret_draws_its_mask_however_it_is_drawn(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(HIDDEN)
    drawn = [str(secret), repr(secret), f"{secret}", f"{secret!r:>20}", f"{secret:.3}", "%s %r" % (secret, secret)]  # noqa: UP031 - a form to test
    drawn += [f"{[secret]}", pprint.pformat({"a": secret}), json.dumps({"a": secret}, default=str), ascii(secret)]
    logging.getLogger("cfgkit").error("%s", secret)
    assert MASK in caplog.text
    assert HIDDEN not in "".join(drawn) + caplog.text
    assert not hasattr(secret, "__dict__")
    assert HIDDEN not in repr(Secret.__slots__)


@pytest.mark.parametrize("carry", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, bytes, list, len])
def test_a_secret_is_not_carried_off(carry: Callable[[object], object]) -> None:
    with pytest.raises(TypeError) as caught:
        carry(Secret(HIDDEN))
    assert HIDDEN not in str(caught.value)


def test_secrets_are_equal_if_their_texts_are() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert (bool(Secret("")), bool(Secret("a"))) == (False, True)
    assert Secret("a").reveal() == "a"


def test_the_facade_hands_out_secrets_as_secrets() -> None:
    document = parse(b"[Startup]\nUserPswd=hunter2\nDBName=x\n")
    assert document["Startup"]["UserPswd"] == Secret(HIDDEN)
    assert document["Startup"]["DBName"] == "x"
    assert document.set("Startup", "UserPswd", Secret("new")).to_bytes() == b"[Startup]\nUserPswd=new\nDBName=x\n"


@pytest.mark.parametrize(
    ("key", "value", "encrypted"),
    [
        ("SMTPUserPassword", "{V1}abc", True),
        ("SMTPUserPassword", "{V1.1}abc==", True),
        ("SMTPUserPassword", "{V2}", True),
        ("SMTPUserPassword", "{V}abc", False),
        ("SMTPUserPassword", "x{V1}", False),
        ("UserPswd", "AAAAAAAAAAA=", True),
        ("connectpswd", "AAAAAAAAAAAAAAAAAAAAAA==", True),
        ("SMTPUserPassword", "AAAAAAAAAAA=", False),
        ("UserPswd", "AAAAAAAAAAB=", False),
        ("UserPswd", "AAAAAA==", False),
        ("UserPswd", "Welcome1", False),
        ("UserPswd", "AAAA*AAAAAAA=", False),
        ("UserPswd", "=", False),
        ("UserPswd", "é=", False),
        ("UserPswd", "", False),
    ],
)
def test_encrypted_or_not(key: str, value: str, encrypted: bool) -> None:
    assert is_encrypted(key, value) is encrypted


def test_how_two_secrets_compare() -> None:
    assert relation("UserPswd", "{V1}a", "{V1}a") == "same"
    assert relation("UserPswd", "a", "b") == "different"
    assert relation("UserPswd", "{V1}a", "{V1}b") == "incomparable"
    assert relation("UserPswd", "a", "{V1}b") == "incomparable"


@pytest.mark.parametrize(
    "unit", ["-D", "a.", "-Dtoken", "token", "pass ", "x://", "secret=", '-Dpwd="', "-D.=", "passw", "u:p@", "'\""]
)
def test_a_hostile_line_is_masked(unit: str) -> None:
    """Patterns that give back what they took needed minutes here: pytest's own time-out is the judge."""
    for form in ("k={}", "{}", ";{}", "[{}"):
        for line in parse(form.format(unit * 20_000).encode()).lines():
            assert mask_line(line)
