"""The messages against JavaMail's own, taken off its wire, and against an acceptor that is not ours."""

from __future__ import annotations

import base64
import os
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest
import spnego
from hypothesis import given
from hypothesis import strategies as st

from cfgkit.mail.auth import Account, AuthMode, AuthOutcome, authenticate
from cfgkit.mail.auth.mechanism import ChallengeError
from cfgkit.mail.auth.ntlm import Ntlm
from cfgkit.mail.wire import Reply
from cfgkit.secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.mail.auth.conftest import Server

EXTENDED: Final = 0x00080000
WITH_TARGET: Final = 0x00800000
TARGET: Final = b"\x02\x00\x04\x00A\x00B\x00" + bytes(4)
FLAGS: Final = slice(60, 64)

# What JavaMail 1.6.5 sent to a server that answered with `type2` below: user `user`, password `secretpw`.
TYPE1: Final = "TlRMTVNTUAABAAAAA7IIAAQABAAlAAAABQAFACAAAABhcHAwMWNvcnA="
TYPE1_NO_DOMAIN: Final = "TlRMTVNTUAABAAAAA6IIAAAAAAAlAAAABQAFACAAAABhcHAwMQ=="
TYPE3_V1: Final = (
    "TlRMTVNTUAADAAAAGAAYAFoAAAAYABgAcgAAAAgACABAAAAACAAIAEgAAAAKAAoAUAAAAAAAAACKAAAAAAAAAGMAbwByAHAAdQBzAGUAcgBh"
    "AHAAcAAwADEAfnWmB29MX1JQ+PVfUE0IGPF94r1Rj5zV04tZEX6n3/8PqmpTbaSa8y7YJwRrohxv"
)
TYPE3_V2: Final = (
    "TlRMTVNTUAADAAAAGAAYAFoAAAA8ADwAcgAAAAgACABAAAAACAAIAEgAAAAKAAoAUAAAAAAAAACuAAAAAAAAAGMAbwByAHAAdQBzAGUAcgBh"
    "AHAAcAAwADEAPUU0x0AzTbTH8qej+trKO16EFyXevUrU91KRBeyiFXkn1A4R+6gfHQEBAAAAAAAAUCs7KX583QFehBcl3r1K1AAAAAACAAQA"
    "QQBCAAAAAAAAAAAA"
)


def type2(flags: int, target: bytes = b"") -> str:
    head = b"NTLMSSP\0" + struct.pack("<IHHII", 2, 0, 0, 48, flags) + b"12345678" + bytes(8)
    return base64.b64encode(head + struct.pack("<HHI", len(target), len(target), 48) + target).decode()


def account(user: str = "user", password: str = "secretpw", domain: str = "corp") -> Account:
    return Account(AuthMode.NTLM, user, Secret(password), ntlm_domain=domain, workstation="app01")


def test_type_1_is_javamail_s() -> None:
    assert base64.b64encode(Ntlm(account()).start().data).decode() == TYPE1
    assert base64.b64encode(Ntlm(account(domain="")).start().data).decode() == TYPE1_NO_DOMAIN


def test_an_ntlmv1_answer_is_javamail_s_but_for_the_flags() -> None:
    theirs = base64.b64decode(TYPE3_V1)
    ours = Ntlm(account()).answer(type2(0x201))
    assert ours.data[: FLAGS.start] + ours.data[FLAGS.stop :] == theirs[: FLAGS.start] + theirs[FLAGS.stop :]
    assert ours.data[FLAGS] == struct.pack("<I", 0x8201)
    assert "NTLMv1" in ours.note


def test_an_ntlmv2_answer_is_javamail_s_but_for_the_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = base64.b64decode(TYPE3_V2)
    blob = theirs[-44:]
    (ticks,) = struct.unpack("<Q", blob[8:16])
    monkeypatch.setattr(os, "urandom", lambda count: blob[16 : 16 + count])
    monkeypatch.setattr(time, "time_ns", lambda: (ticks - 116_444_736_000_000_000) * 100)
    ours = Ntlm(account()).answer(type2(EXTENDED | WITH_TARGET, TARGET))
    assert ours.data[: FLAGS.start] + ours.data[FLAGS.stop :] == theirs[: FLAGS.start] + theirs[FLAGS.stop :]
    assert ours.data[FLAGS] == struct.pack("<I", 0x88201)
    assert "NTLMv1" not in ours.note
    assert "Angus Mail 2.0.3" in ours.note


def test_a_domain_in_the_user_name_wins_in_capitals() -> None:
    assert Ntlm(account("corp\\user", domain="other")).start().data.endswith(b"app01CORP")
    assert Ntlm(account("user", domain="other")).start().data.endswith(b"app01other")


@pytest.fixture
def accept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Reply]:
    """pyspnego's own acceptor behind the words of SMTP."""
    users = tmp_path / "users"
    users.write_text("CORP:user:secretpw\nCORP:m\u00fcller:p\u00e4sswort\n", "utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    context = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)

    def ask(command: str, _shown: str) -> Reply:
        try:
            token = context.step(base64.b64decode(command.removeprefix("AUTH NTLM ")))
        except spnego.exceptions.SpnegoError:
            return Reply(535, ("535 5.7.8 no",))
        line = "235 2.7.0 welcome" if token is None else f"334 {base64.b64encode(token).decode()}"
        return Reply(int(line[:3]), (line,))

    return ask


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        (account(domain="CORP"), AuthOutcome.ACCEPTED),
        (account("corp\\user", domain="other"), AuthOutcome.ACCEPTED),
        (account("m\u00fcller", "p\u00e4sswort", "CORP"), AuthOutcome.ACCEPTED),
        (account(password="wrong", domain="CORP"), AuthOutcome.REFUSED),
        (account(domain="OTHER"), AuthOutcome.REFUSED),
        (account("nobody", domain="CORP"), AuthOutcome.REFUSED),
    ],
)
def test_an_acceptor_takes_the_right_account_only(
    accept: Callable[[str, str], Reply], who: Account, outcome: AuthOutcome
) -> None:
    done = authenticate(who, ["NTLM"], accept, advertised=True)
    assert (done.outcome, done.mechanism) == (outcome, "NTLM")


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "AAAA",
        "no base64!",
        base64.b64encode(b"x" * 48).decode(),
        type2(EXTENDED | WITH_TARGET, TARGET)[:-8],
        base64.b64encode(base64.b64decode(type2(EXTENDED | WITH_TARGET))[:40]).decode(),
    ],
)
def test_a_type_2_that_is_none_ends_the_login_as_in_javamail(server: Callable[..., Server], challenge: str) -> None:
    ask = server(f"334 {challenge}", "235 welcome")
    done = authenticate(account(), ["NTLM"], ask, advertised=True)
    assert (done.outcome, done.fault, len(ask.said)) == (AuthOutcome.REFUSED, "reply-unexpected", 1)
    assert "challenge" in done.words or "cut short" in done.words


def test_what_javamail_has_no_room_for_ends_the_login(server: Callable[..., Server]) -> None:
    ask = server(f"334 {type2(EXTENDED | WITH_TARGET, bytes(400))}", "235 welcome")
    done = authenticate(account(), ["NTLM"], ask, advertised=True)
    assert (done.outcome, len(ask.said)) == (AuthOutcome.REFUSED, 1)
    assert "JavaMail has room for 512" in done.words
    done = authenticate(account(domain="x" * 250), ["NTLM"], server("235 welcome"), advertised=True)
    assert "JavaMail has room for 256" in done.words
    done = authenticate(account(domain="x" * 70_000), ["NTLM"], server("235 welcome"), advertised=True)
    assert done.outcome is AuthOutcome.REFUSED


def test_an_echoed_answer_is_masked_since_passwords_can_be_guessed_from_it() -> None:
    heard: list[str] = []

    def ask(command: str, shown: str) -> Reply:
        heard.append(command)
        line = f"334 {type2(EXTENDED)}" if len(heard) == 1 else f"535 {command} ({command[:40]}...)"
        assert shown in {f"AUTH NTLM {TYPE1}", MASK}
        return Reply(int(line[:3]), (line,))

    assert authenticate(account(), ["NTLM"], ask, advertised=True).words == f"535 {MASK} ({MASK}...)"


def test_a_second_challenge_has_no_answer(server: Callable[..., Server]) -> None:
    ask = server(f"334 {type2(EXTENDED)}")
    done = authenticate(account(), ["NTLM"], ask, advertised=True)
    assert (done.outcome, len(ask.said)) == (AuthOutcome.REFUSED, 2)


@given(st.binary(max_size=120), st.booleans())
def test_whatever_the_challenge_there_is_an_answer_or_an_end(challenge: bytes, is_type2: bool) -> None:
    data = b"NTLMSSP\0\2\0\0\0" * is_type2 + challenge
    try:
        response = Ntlm(account()).answer(base64.b64encode(data).decode())
    except ChallengeError as end:
        assert end.words
    else:
        assert response.data
        assert "secretpw" not in repr(response)


def test_a_password_that_looks_like_hashes_is_a_password() -> None:
    """pyspnego's own functions would take it for a pair of them."""
    pair = "0" * 32 + ":" + "1" * 32
    assert Ntlm(account(password=pair))._nt_hash() != bytes.fromhex("1" * 32)


def test_without_pyspnego_nothing_is_sent_and_the_extra_is_named() -> None:
    script = """
import sys
sys.modules["spnego"] = None
from cfgkit.errors import NotAvailableError
from cfgkit.mail.auth import Account, AuthMode, authenticate, require_available
from cfgkit.secret import Secret
account = Account(AuthMode.NTLM, "u", Secret("geheim"))
try:
    require_available(account)
except NotAvailableError as missing:
    print(missing, missing.help)
done = authenticate(account, ["NTLM"], None, advertised=True)
print(done)
require_available(Account(AuthMode.PASSWORD, "u", Secret("geheim")))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.count("pip install 'cfgkit[crypto]'") == 2
    assert "auth-not-available-here" in ran.stdout
    assert "geheim" not in ran.stdout
