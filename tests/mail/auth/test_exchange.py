"""Each mechanism to its end, good and bad; what the server was told, and what may be shown of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit.mail.auth import Account, AuthMode, AuthOutcome, authenticate
from cfgkit.mail.auth.exchange import MOST_CHALLENGES
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.faults import FaultClass
from cfgkit.mail.record import Role
from cfgkit.mail.resolve import Address, resolve
from cfgkit.mail.transcript import Transcript
from cfgkit.mail.wire import Reply, Wire, WireError
from cfgkit.secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mail.auth.conftest import Server
    from tests.mail.conftest import ScriptedServer

PASSWORD: Final = "Gehe1m/p\u00e4ss"
ACCOUNT: Final = Account(AuthMode.PASSWORD, "hr", Secret(PASSWORD))
OAUTH: Final = Account(AuthMode.OAUTH, "hr@example.com", Secret("to.ke.n12345"))


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def plain(*texts: str) -> str:
    return f"AUTH PLAIN {b64(chr(0).join(texts))}"


def test_login_waits_for_each_challenge_whatever_it_says(server: Callable[..., Server]) -> None:
    ask = server("334 VXNlcm5hbWU6", "334 no base64 at all", "235 2.7.0 welcome")
    done = authenticate(ACCOUNT, ["PLAIN", "LOGIN"], ask, advertised=True)
    assert ask.said == ["AUTH LOGIN", b64("hr"), b64(PASSWORD)]
    assert ask.shown == ["AUTH LOGIN", b64("hr"), MASK]
    assert (done.outcome, done.mechanism, done.words, done.fault) == ("accepted", "LOGIN", "235 2.7.0 welcome", None)
    assert done.goes_on


def test_plain_says_all_at_once_and_acts_as_the_user(server: Callable[..., Server]) -> None:
    ask = server("235 ok")
    authenticate(ACCOUNT, ["PLAIN"], ask, advertised=True)
    assert ask.said == [plain("hr", "hr", PASSWORD)]
    assert ask.shown == [f"AUTH PLAIN {MASK}"]


@pytest.mark.parametrize("mode", [AuthMode.PASSWORD, AuthMode.SASL])
def test_plain_acts_as_the_authorization_id(server: Callable[..., Server], mode: AuthMode) -> None:
    ask = server("235 ok")
    account = Account(mode, "hr", Secret("pw"), authorization_id="boss", sasl_mechanisms=("PLAIN",))
    assert authenticate(account, ["PLAIN"], ask, advertised=True).outcome is AuthOutcome.ACCEPTED
    assert ask.said == [plain("boss", "hr", "pw")]


def test_xoauth2_sends_user_and_token(server: Callable[..., Server]) -> None:
    ask = server("235 ok")
    authenticate(OAUTH, ["LOGIN", "XOAUTH2"], ask, advertised=True)
    said = b64("user=hr@example.com\1auth=Bearer to.ke.n12345\1\1")
    assert ask.said == [f"AUTH XOAUTH2 {said}"]
    assert ask.shown == [f"AUTH XOAUTH2 {MASK}"]


def test_xoauth2_s_json_is_decoded_and_javamail_closes(server: Callable[..., Server]) -> None:
    answer = {"status": "401", "schemes": "bearer", "scope": "https://mail.example.com/"}
    ask = server(f"334 {b64(json.dumps(answer))}", "535 never reached")
    done = authenticate(OAUTH, ["XOAUTH2"], ask, advertised=True)
    assert len(ask.said) == 1
    assert (done.outcome, done.fault) == ("refused", "auth-refused")
    assert done.words == "status 401, schemes bearer, scope https://mail.example.com/"


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        ("plain words", "plain words"),
        (b64("no json"), "no json"),
        (b64("[1, 2]"), "[1, 2]"),
        (b64("[" * 20_000), "[" * 300),
        (base64.b64encode(b"\xff\xfe").decode(), base64.b64encode(b"\xff\xfe").decode()),
        ("", ""),
    ],
)
def test_an_xoauth2_refusal_that_is_no_json_stays_readable(
    server: Callable[..., Server], challenge: str, words: str
) -> None:
    done = authenticate(OAUTH, ["XOAUTH2"], server(f"334 {challenge}"), advertised=True)
    assert (done.fault, done.words) == (FaultClass.AUTH_REFUSED, words)


def test_an_echoed_token_is_masked_in_the_decoded_json_too(server: Callable[..., Server]) -> None:
    challenge = b64(json.dumps({"status": "400", "token": "to.ke.n12345"}))
    done = authenticate(OAUTH, ["XOAUTH2"], server(f"334 {challenge}"), advertised=True)
    assert done.words == f"status 400, token {MASK}"


def test_a_530_to_auth_asks_for_tls_and_is_no_refusal_yet(server: Callable[..., Server]) -> None:
    done = authenticate(ACCOUNT, ["PLAIN"], server("530 5.7.0 STARTTLS first"), advertised=True)
    assert (done.outcome, done.fault, done.goes_on) == ("tls-first", "starttls-needed", False)


def test_a_530_to_a_later_line_is_a_refusal(server: Callable[..., Server]) -> None:
    done = authenticate(ACCOUNT, ["LOGIN"], server("334 x", "530 5.7.0 tls"), advertised=True)
    assert (done.outcome, done.fault) == ("refused", "starttls-needed")


@pytest.mark.parametrize("offered", [["LOGIN"], ["PLAIN"], ["XOAUTH2"], ["NTLM"], ["DIGEST-MD5"]])
def test_there_is_one_try_only(server: Callable[..., Server], offered: list[str]) -> None:
    modes = {"XOAUTH2": AuthMode.OAUTH}
    account = Account(modes.get(offered[0], AuthMode.PASSWORD), "hr", Secret(PASSWORD))
    ask = server("535 5.7.8 no")
    done = authenticate(account, [*offered, "CRAM-MD5"], ask, advertised=True)
    assert len(ask.said) == (0 if offered == ["DIGEST-MD5"] else 1)
    assert not done.goes_on


@pytest.mark.parametrize("word", ["DIGEST-MD5", "CRAM-MD5", "GSSAPI", "EXTERNAL", "NTLM"])
def test_what_javamail_can_and_cfgkit_can_t_ends_without_a_try(server: Callable[..., Server], word: str) -> None:
    ask = server("235 ok")
    account = Account(AuthMode.SASL, "hr", Secret(PASSWORD), sasl_mechanisms=(word, "PLAIN"))
    done = authenticate(account, ["PLAIN", "LOGIN", word], ask, advertised=True)
    assert (done.outcome, done.mechanism, done.fault) == ("not-available", word, "auth-not-available-here")
    assert ask.said == []


def test_nothing_in_common_ends_without_a_try(server: Callable[..., Server]) -> None:
    ask = server("235 ok")
    done = authenticate(ACCOUNT, ["XOAUTH2", "CRAM-MD5"], ask, advertised=True)
    assert (done.outcome, done.fault, ask.said) == ("no-mechanism", "auth-no-mechanism", [])
    assert done.words == "the server offers XOAUTH2 CRAM-MD5: no mechanism in common"
    assert authenticate(ACCOUNT, [], ask, advertised=True).fault is FaultClass.AUTH_NO_MECHANISM


@pytest.mark.parametrize(
    ("account", "advertised", "outcome", "loud"),
    [
        (ACCOUNT, False, "not-offered", True),
        (Account(AuthMode.PASSWORD, "hr", None), True, "not-needed", True),
        (Account(AuthMode.NONE, "", None), True, "not-needed", False),
    ],
)
def test_where_javamail_goes_on_without_a_login_it_is_said(
    server: Callable[..., Server], account: Account, advertised: bool, outcome: str, loud: bool
) -> None:
    ask = server("235 ok")
    done = authenticate(account, ["LOGIN"], ask, advertised=advertised)
    assert (done.outcome, done.goes_on, done.fault, ask.said) == (outcome, True, None, [])
    assert any("NO LOGIN" in note for note in done.notes) == loud


def test_an_empty_password_is_one(server: Callable[..., Server]) -> None:
    ask = server("334 x", "334 x", "235 ok")
    assert authenticate(Account(AuthMode.PASSWORD, "hr", Secret("")), ["LOGIN"], ask, advertised=True).goes_on
    assert ask.said == ["AUTH LOGIN", "aHI=", ""]


@pytest.mark.parametrize("name", ["LOGIN", "PLAIN"])
def test_challenges_without_end_have_one(server: Callable[..., Server], name: str) -> None:
    ask = server("334 more")
    done = authenticate(ACCOUNT, [name], ask, advertised=True)
    assert (done.outcome, done.fault) == ("refused", "reply-unexpected")
    assert len(ask.said) == {"LOGIN": 3, "PLAIN": 1}[name]


def test_sasl_answers_further_challenges_with_empty_lines_as_the_jdk_does(server: Callable[..., Server]) -> None:
    account = Account(AuthMode.SASL, "hr", Secret("pw"), sasl_mechanisms=("PLAIN",))
    ask = server("334 x", "334 x", "235 ok")
    assert authenticate(account, ["PLAIN"], ask, advertised=True).goes_on
    assert ask.said[1:] == ["", ""]
    ask = server("334 x")
    assert authenticate(account, ["PLAIN"], ask, advertised=True).fault is FaultClass.REPLY_UNEXPECTED
    assert len(ask.said) == 1 + MOST_CHALLENGES


REPLY = st.builds(
    lambda code, rest: f"{code}{rest}",
    st.one_of(st.sampled_from([235, 250, 334, 334, 334, 421, 454, 530, 535]), st.integers(100, 999)),
    st.one_of(
        st.just(""),
        st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: f" {text}"),
        st.binary().map(lambda data: f" {base64.b64encode(data).decode()}"),
    ),
)


@given(
    st.sampled_from([mode for mode in AuthMode if mode is not AuthMode.NONE]),
    st.lists(st.sampled_from(["LOGIN", "PLAIN", "NTLM", "XOAUTH2", "DIGEST-MD5", "plain", "X"]), max_size=5),
    st.lists(st.sampled_from(["PLAIN", "plain", "XOAUTH2", "LOGIN"]), max_size=2),
    st.lists(REPLY, min_size=1, max_size=6),
)
@example(AuthMode.PASSWORD, ["LOGIN"], [], ["334"])
def test_whatever_a_server_answers_there_is_an_end_and_no_secret(
    server: Callable[..., Server], mode: AuthMode, offered: list[str], listed: list[str], replies: list[str]
) -> None:
    account = Account(mode, "hr", Secret(PASSWORD), sasl_mechanisms=tuple(listed), workstation="app01")
    ask = server(*replies)
    done = authenticate(account, offered, ask, advertised=True)
    assert len(ask.said) <= 1 + MOST_CHALLENGES
    assert (done.fault is None) == done.goes_on
    assert all("\n" not in line and "\r" not in line for line in ask.said)
    everything = repr(done) + repr(ask.shown)
    assert PASSWORD not in everything
    assert b64(PASSWORD) not in everything


@given(
    st.sampled_from([AuthMode.PASSWORD, AuthMode.SASL, AuthMode.OAUTH, AuthMode.NTLM]),
    st.sampled_from(["LOGIN", "PLAIN", "NTLM", "XOAUTH2"]),
    st.integers(0, 3),
)
def test_a_server_that_echoes_all_that_it_hears_gives_nothing_away(mode: AuthMode, word: str, challenges: int) -> None:
    account = Account(mode, "hr", Secret(PASSWORD), sasl_mechanisms=("PLAIN", "XOAUTH2"), workstation="app01")
    heard: list[str] = []

    def ask(command: str, _shown: str) -> Reply:
        heard.append(command)
        code = 334 if len(heard) <= challenges else 535
        return Reply(code, (f"{code} bad command: {' '.join(heard)} ({PASSWORD}, {command[:40]}...)",))

    done = authenticate(account, [word], ask, advertised=True)
    shown = repr(done)
    assert PASSWORD not in shown
    for line in heard:
        secret = line.split(" ")[-1]
        assert line in {"", "AUTH LOGIN", b64("hr")} or secret.startswith("TlRMTVNTUAAB") or secret not in shown


@pytest.mark.parametrize("password", ["a", "ab", "abc"])
def test_a_short_password_is_not_echoed_in_base64_either(server: Callable[..., Server], password: str) -> None:
    line = plain("hr", "hr", password)
    account = Account(AuthMode.PASSWORD, "hr", Secret(password))
    done = authenticate(account, ["PLAIN"], server(f"500 {line.removeprefix('AUTH PLAIN ')}"), advertised=True)
    assert done.words == f"500 {MASK}"


# --- over a real connection ---


def connect(server: ScriptedServer, transcript: Transcript) -> Wire:
    [address] = resolve("127.0.0.1", server.port, Deadline.after(5))
    assert isinstance(address, Address)
    return Wire.connect(address, Deadline.after(5), transcript, Role.PRIMARY)


def over(wire: Wire) -> Callable[[str, str], Reply]:
    wire.read_reply()

    def ask(command: str, shown: str) -> Reply:
        wire.send(command, shown=shown)
        return wire.read_reply()

    return ask


def test_a_login_over_the_wire_leaves_no_secret_in_the_transcript(scripted: Callable[..., ScriptedServer]) -> None:
    transcript = Transcript()
    responses = [b"334 UGFzc3dvcmQ6\r\n", b"235 welcome\r\n"]
    with scripted(AUTH=b"334 VXNlcm5hbWU6\r\n", response=responses) as server:
        wire = connect(server, transcript)
        done = authenticate(ACCOUNT, ["LOGIN"], over(wire), advertised=True)
        wire.close()
    assert done.outcome is AuthOutcome.ACCEPTED
    assert server.commands == ["AUTH LOGIN"]
    assert server.responses == [b"hr", PASSWORD.encode()]
    assert [line.text for line in transcript.lines()] == [
        "220 mx.example.com ready", "AUTH LOGIN", "334 VXNlcm5hbWU6", b64("hr"), "334 UGFzc3dvcmQ6", MASK, "235 welcome",
    ]  # fmt: skip


def test_a_connection_lost_in_the_login_is_the_caller_s(scripted: Callable[..., ScriptedServer], say: type) -> None:
    with scripted(AUTH=say(b"", "reset")) as server:
        wire = connect(server, Transcript())
        with pytest.raises(WireError):
            authenticate(ACCOUNT, ["PLAIN"], over(wire), advertised=True)
        wire.close()
