from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import InputError
from cfgkit.mail.sandbox import Expectation, sandbox
from cfgkit.mail.sandbox.login import Claim, GarbledError, log_in
from cfgkit.mail.sandbox.ntlm import NtlmError, judge, new_challenge
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mail.sandbox.conftest import Client

PASSWORD = "Pä$$word1"
EXPECTED = Expectation(
    mechanisms=("LOGIN", "PLAIN", "NTLM", "XOAUTH2"),
    user="hr@example.com",
    secret=Secret(PASSWORD),
    ntlm_domain="EXAMPLE",
)
GOOD = "235 2.7.0 Authentication successful"
REFUSED = "535 5.7.8 Error: authentication failed: authentication failure"
GARBLED = "535 5.7.8 Error: authentication failed: malformed response"


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def bearer(user: str, token: str) -> str:
    return b64(f"user={user}\x01auth=Bearer {token}\x01\x01")


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (["AUTH LOGIN", b64("hr@example.com"), b64(PASSWORD)], GOOD),
        (["AUTH LOGIN", b64("HR@example.com"), b64(PASSWORD)], GOOD),
        ([f"auth login {b64('hr@example.com')}", b64(PASSWORD)], GOOD),
        (["AUTH LOGIN", b64("hr@example.com"), b64("wrong")], REFUSED),
        (["AUTH LOGIN", b64("other"), b64(PASSWORD)], REFUSED),
        (["AUTH LOGIN", "*"], "501 5.7.0 Authentication aborted"),
        (["AUTH LOGIN", "not base64!"], GARBLED),
        (["AUTH LOGIN", b64(b"\xff")], GARBLED),
        ([f"AUTH PLAIN {b64(f'hr@example.com{chr(0)}hr@example.com{chr(0)}{PASSWORD}')}"], GOOD),
        (["AUTH PLAIN", b64(f"\0hr@example.com\0{PASSWORD}")], GOOD),
        (["AUTH PLAIN", b64(f"boss\0hr@example.com\0{PASSWORD}")], REFUSED),
        (["AUTH PLAIN ="], GARBLED),
        (["AUTH PLAIN", b64("a\0b")], GARBLED),
        ([f"AUTH XOAUTH2 {bearer('hr@example.com', 'x')}", ""], REFUSED),
        (["AUTH XOAUTH2", b64("user=x")], GARBLED),
        (["AUTH NTLM ="], GARBLED),
        (["AUTH NTLM TlRMTVNTUAABAAAAl4II4gAAAAAAAAAAAAAAAAAAAAAKALpHAAAADw==", b64("no")], GARBLED),
        (["AUTH DIGEST-MD5"], "535 5.7.8 Error: authentication failed: Invalid authentication mechanism"),
        (["AUTH"], "535 5.7.8 Error: authentication failed: Invalid authentication mechanism"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_login(client: type[Client], lines: Sequence[str], reply: str) -> None:
    with sandbox(EXPECTED) as box, client(box) as talk:
        assert "250-AUTH LOGIN PLAIN NTLM XOAUTH2" in talk.greet()
        assert [talk.say(line) for line in lines][-1] == reply
        assert talk.mail()[:3] == ("250" if reply == GOOD else "530")
        if reply == GOOD:
            assert talk.say("AUTH PLAIN") == "503 5.5.1 Error: already authenticated"
            assert box.received[0].login.casefold() == "hr@example.com"
            assert PASSWORD not in repr(box.received)


def test_a_login_before_ehlo_is_out_of_order(client: type[Client]) -> None:
    with sandbox(EXPECTED) as box, client(box) as talk:
        talk.hear()
        assert talk.say("AUTH LOGIN") == "503 5.5.1 Error: send HELO/EHLO first"


def test_the_prompts_of_login(client: type[Client]) -> None:
    with sandbox(EXPECTED) as box, client(box) as talk:
        talk.greet()
        assert talk.say("AUTH LOGIN") == f"334 {b64('Username:')}"
        assert talk.say64("u") == f"334 {b64('Password:')}"


def test_any_user_and_password_will_do_where_none_is_expected(client: type[Client]) -> None:
    with sandbox(Expectation(mechanisms=("PLAIN",))) as box, client(box) as talk:
        talk.greet()
        assert talk.say(f"AUTH PLAIN {b64(f'{chr(0)}whoever{chr(0)}whatever')}") == GOOD
        assert talk.mail().startswith("250")
        assert (box.received[0].login, box.received[0].mechanism) == ("whoever", "PLAIN")


def test_another_identity_is_acted_as_only_where_it_is_expected() -> None:
    expected = Expectation(user="u", secret=Secret("p"), authorization_id="boss")
    for acts_as, holds in (("boss", True), ("", False), ("u", False)):
        assert log_in("PLAIN", f"{acts_as}\0u\0p".encode(), lambda _: b"", expected) == Claim("u", holds)


def test_a_token(client: type[Client]) -> None:
    with sandbox(Expectation(mechanisms=("XOAUTH2",), secret=Secret("eyJ"))) as box, client(box) as talk:
        talk.greet()
        code, _, answer = talk.say(f"AUTH XOAUTH2 {bearer('a@example.com', 'expired')}").partition(" ")
        assert code == "334"
        assert json.loads(base64.b64decode(answer))["status"] == "401"
        assert talk.say("") == REFUSED
        assert talk.say("AUTH XOAUTH2") == "334 "
        assert talk.say(bearer("a@example.com", "eyJ")) == GOOD


def ntlm(talk: Client, user: str, password: str, *, like_javamail: bool = False) -> str:
    import spnego
    from spnego._ntlm_raw.messages import Authenticate

    context = spnego.client(user, password, hostname="h", service="smtp", protocol="ntlm")
    first = context.step()
    assert first is not None
    challenge = base64.b64decode(talk.say(f"AUTH NTLM {b64(first)}").removeprefix("334 "))
    last = context.step(challenge)
    assert last is not None
    if like_javamail:
        message = Authenticate.unpack(bytearray(last))  # type: ignore[arg-type]  # to write into
        message.flags = 0
        last = message.pack()
    return talk.say64(last)


@pytest.mark.parametrize("like_javamail", [False, True])
@pytest.mark.parametrize(
    ("user", "password", "reply"),
    [
        ("EXAMPLE\\hr@example.com", PASSWORD, GOOD),
        ("EXAMPLE\\HR@example.com", PASSWORD, GOOD),
        ("OTHER\\hr@example.com", PASSWORD, REFUSED),
        ("EXAMPLE\\somebody", PASSWORD, REFUSED),
        ("EXAMPLE\\hr@example.com", "wrong", REFUSED),
    ],
)
def test_ntlm(client: type[Client], user: str, password: str, reply: str, *, like_javamail: bool) -> None:
    with sandbox(EXPECTED) as box, client(box) as talk:
        talk.greet()
        assert ntlm(talk, user, password, like_javamail=like_javamail) == reply


def test_a_domain_in_the_user_s_name_wins(client: type[Client]) -> None:
    expected = Expectation(mechanisms=("NTLM",), user="corp\\hr", secret=Secret("p"), ntlm_domain="EXAMPLE")
    with sandbox(expected) as box, client(box) as talk:
        talk.greet()
        assert ntlm(talk, "CORP\\hr", "p") == GOOD


def test_ntlm_version_1_is_no_proof(monkeypatch: pytest.MonkeyPatch, client: type[Client]) -> None:
    monkeypatch.setenv("LM_COMPAT_LEVEL", "0")
    with sandbox(Expectation(mechanisms=("NTLM",), secret=Secret("p"))) as box, client(box) as talk:
        talk.greet()
        assert ntlm(talk, "D\\u", "p") == GARBLED


def test_the_challenge_asks_for_ntlm_version_2() -> None:
    import spnego
    from spnego._ntlm_raw.messages import Challenge, NegotiateFlags

    first = spnego.client("u", "p", protocol="ntlm").step()
    assert first is not None
    message, nonce = new_challenge(first)
    unpacked = Challenge.unpack(message)
    assert unpacked.server_challenge == nonce
    assert unpacked.flags & NegotiateFlags.extended_session_security
    assert unpacked.flags & NegotiateFlags.unicode
    with pytest.raises(NtlmError):
        judge(first, nonce, None)


def test_an_answer_without_a_meaning_is_garbled() -> None:
    for mechanism in ("PLAIN", "XOAUTH2", "NTLM"):
        with pytest.raises(GarbledError):
            log_in(mechanism, b"\xff\0", lambda _: b"\xff", EXPECTED)


def test_a_mechanism_that_nobody_knows_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="LOGIN, PLAIN, NTLM, XOAUTH2"), sandbox(Expectation(mechanisms=("GSSAPI",))):
        pass
