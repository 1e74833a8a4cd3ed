from __future__ import annotations

import base64
import hashlib
import json
import socket
import traceback
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from token_service import raw, said

from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.oauth import (
    AuthorizationCode,
    ClientCredentials,
    DeviceCode,
    Endpoint,
    Given,
    RefreshToken,
    Token,
    azure,
    obtain,
)
from cfgkit.mail.oauth.answer import freed, refused, values
from cfgkit.mail.oauth.stream import MAX_ANSWER, Answer
from cfgkit.secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from token_service import Told

    from cfgkit.errors import CfgkitError
    from cfgkit.mail.oauth import Grant, Http
    from tests.mail.oauth.conftest import StartService

SECRET = "s3cr3t~of/the+client"
REFRESH = "0.refresh-token-of-old"
ACCESS = "eyJhbGciOi.access.token-4711"
SCOPE = "https://outlook.office.com/SMTP.Send offline_access"
GOOD = said(access_token=ACCESS, token_type="Bearer", expires_in=3599, scope=SCOPE, refresh_token="0.new-one")
CLIENT = ClientCredentials("app-1", Secret(SECRET))


def forms(secret: str) -> tuple[str, ...]:
    coded = secret.encode()
    return (secret, quote(secret, safe=""), base64.b64encode(coded).decode(), base64.urlsafe_b64encode(coded).decode())


def assert_free(*texts: object, secrets: tuple[str, ...] = (SECRET, REFRESH, ACCESS, "0.new-one")) -> None:
    for text in texts:
        for form in (form for secret in secrets for form in forms(secret)):
            assert form not in str(text)
            assert form not in repr(text)


def refusal(grant: Grant, endpoint: Endpoint, http: Http, told: Told) -> OAuthError:
    """The one error of a grant; nothing of it, its traceback included, holds a secret."""
    with pytest.raises(OAuthError) as caught:
        obtain(grant, endpoint, SCOPE, http, told)
    assert_free(caught.value, caught.value.help, caught.value.code, *told.lines)
    assert_free("".join(traceback.format_exception(caught.value)))
    assert "\n" not in str(caught.value)
    return caught.value


def test_client_credentials_are_posted_as_a_form(service: StartService, http: Callable[..., Http], told: Told) -> None:
    with service(GOOD) as running:
        token = obtain(CLIENT, running.endpoint, SCOPE, http(), told)
    assert (token.access.reveal(), token.expires_in, token.scope, token.kind) == (ACCESS, 3599, SCOPE, "Bearer")
    assert token.refresh == Secret("0.new-one")
    (asked,) = running.asked
    assert asked.path == "/token"
    assert asked.form == {
        "grant_type": "client_credentials",
        "client_id": "app-1",
        "client_secret": SECRET,
        "scope": SCOPE,
    }
    assert_free(token, CLIENT, *told.lines)


def test_a_refresh_token_gives_a_token(service: StartService, http: Callable[..., Http], told: Told) -> None:
    grant = RefreshToken("app-1", Secret(REFRESH), Secret(SECRET))
    with service(GOOD) as running:
        assert obtain(grant, running.endpoint, SCOPE, http(), told).access == Secret(ACCESS)
    assert running.asked[0].form["refresh_token"] == REFRESH
    assert running.asked[0].form["client_secret"] == SECRET
    assert_free(grant)


def test_a_given_token_asks_nobody(http: Callable[..., Http], told: Told) -> None:
    token = obtain(Given(Secret(ACCESS)), Endpoint(""), SCOPE, http(), told)
    assert token == Token(Secret(ACCESS))
    assert_free(token)


@pytest.mark.parametrize("text", ["", "two words", "line\r\nAUTH", "nul\0", "\u00e9", "auth=x\x01"])
def test_a_token_that_could_break_a_login_is_refused(text: str, http: Callable[..., Http], told: Told) -> None:
    with pytest.raises(OAuthError):
        obtain(Given(Secret(text)), Endpoint(""), SCOPE, http(), told)


@pytest.mark.parametrize("repeated", forms(SECRET), ids=["text", "quoted", "base64", "base64url"])
def test_a_wrong_secret_is_told_in_the_service_s_words_and_masked(
    service: StartService, http: Callable[..., Http], told: Told, repeated: str
) -> None:
    words = f"AADSTS7000215: Invalid client secret: {repeated}\r\nTrace ID: 1\x1b[31m"
    with service(said(401, error="invalid_client", error_description=words)) as running:
        problem = refusal(CLIENT, running.endpoint, http(), told)
    assert problem.code == "invalid_client"
    assert str(problem).startswith("the token service refused: invalid_client: AADSTS7000215")
    assert MASK in str(problem)
    assert "\\e[31m" in str(problem)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(raw(b"<html>502</html>", 502), "answered 502 without the JSON", id="a page"),
        pytest.param(raw(b"[1]"), "answered 200 without the JSON", id="a list"),
        pytest.param(raw(b"\xff\xfe{"), "without the JSON", id="bytes"),
        pytest.param(raw(b"[" * 200_000), "without the JSON", id="brackets"),
        pytest.param(raw(b'{"a":"' + b"x" * MAX_ANSWER), "has no end", id="too long"),
        pytest.param(said(), "gave no access token", id="an empty object"),
        pytest.param(said(access_token=7), "gave no access token", id="a number"),
        pytest.param(said(access_token="a b"), "a character that no token has", id="a blank"),
        pytest.param(said(400, error="x" * 2000), "refused: xxx", id="long words"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "is no HTTP", id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "is no HTTP", id="chunks"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", "is no HTTP", id="headers"),
        pytest.param(
            b"HTTP/1.1 302 Moved\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n", "answered 302", id="302"
        ),
    ],
)
def test_what_is_no_token_is_one_clear_line(
    service: StartService, http: Callable[..., Http], told: Told, answer: bytes, words: str
) -> None:
    with service(answer) as running:
        problem = refusal(CLIENT, running.endpoint, http(), told)
    assert words in str(problem)
    assert len(str(problem)) < 700


@pytest.mark.parametrize("answer", [b"", GOOD], ids=["silent", "dripping"])
def test_a_slow_service_ends_at_the_deadline(
    service: StartService, http: Callable[..., Http], told: Told, answer: bytes
) -> None:
    with service(answer, drip=0.05) as running:
        assert str(refusal(CLIENT, running.endpoint, http(0.6), told)) == "the token service did not answer in time"


@pytest.mark.parametrize(
    ("expires", "seconds"),
    [("3599", 3599), (0, 0), (-1, None), (True, None), ("soon", None), ("9" * 99, None), (1.5, None), (None, None)],
)
def test_the_life_of_a_token_is_a_number_or_not_known(
    service: StartService, http: Callable[..., Http], told: Told, expires: object, seconds: int | None
) -> None:
    with service(said(access_token=ACCESS, expires_in=expires)) as running:
        assert obtain(CLIENT, running.endpoint, "", http(), told).expires_in == seconds


# --- the code of a device


def device(pauses: list[float]) -> DeviceCode:
    return DeviceCode("app-1", Secret(SECRET), pauses.append)


BEGUN = said(device_code="dev-code-1", user_code="ABCD-EFGH", verification_uri="https://microsoft.com/devicelogin",
             expires_in=900, interval=3, message="ignored")  # fmt: skip


def test_a_device_code_is_shown_and_asked_for_until_it_is_entered(
    service: StartService, http: Callable[..., Http], told: Told
) -> None:
    pauses: list[float] = []
    pending, slow = said(400, error="authorization_pending"), said(400, error="slow_down")
    with service(BEGUN, pending, slow, pending, GOOD) as running:
        token = obtain(device(pauses), running.endpoint, SCOPE, http(), told)
    assert token.access == Secret(ACCESS)
    assert pauses == [3, 3, 8, 8]
    assert told.lines == ["open https://microsoft.com/devicelogin in any browser and enter the code ABCD-EFGH"]
    assert [asked.path for asked in running.asked] == ["/devicecode", *["/token"] * 4]
    assert running.asked[1].form["device_code"] == "dev-code-1"
    assert running.asked[1].form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"


@pytest.mark.parametrize("code", ["access_denied", "authorization_declined", "expired_token", "bad_verification_code"])
def test_a_login_that_was_denied_ends(service: StartService, http: Callable[..., Http], told: Told, code: str) -> None:
    words = "dev-code-1 was declined"
    with service(BEGUN, said(400, error=code, error_description=words)) as running:
        problem = refusal(device([]), running.endpoint, http(), told)
    assert problem.code == code
    assert "dev-code-1" not in str(problem)


def test_a_code_that_nobody_enters_ends_at_the_deadline(
    service: StartService, http: Callable[..., Http], told: Told
) -> None:
    with service(BEGUN, said(400, error="authorization_pending")) as running:
        problem = refusal(DeviceCode("app-1"), running.endpoint, http(1.0), told)
    assert str(problem) == "nobody entered the code in time"


@pytest.mark.parametrize(
    ("values", "pause"),
    [({}, 5), ({"interval": 0}, 5), ({"interval": 10**9}, 60), ({"interval": "2"}, 2), ({"interval": [1]}, 5)],
)
def test_the_pause_is_bounded_both_ways(
    service: StartService, http: Callable[..., Http], told: Told, values: Mapping[str, Any], pause: float
) -> None:
    pauses: list[float] = []
    begun = said(device_code="d", user_code="u", verification_uri="https://x.example/", **values)
    with service(begun, GOOD) as running:
        obtain(device(pauses), running.endpoint, SCOPE, http(100), told)
    assert pauses == [pause]


def test_a_service_without_device_codes_is_told(service: StartService, http: Callable[..., Http], told: Told) -> None:
    with pytest.raises(InputError, match="no address for device codes"):
        obtain(DeviceCode("app-1"), Endpoint("https://x.example/"), SCOPE, http(), told)
    with service(said(message="no code here")) as running:
        assert "gave no device code" in str(refusal(device([]), running.endpoint, http(), told))


# --- the code of a browser


class Browser:
    """Asks for the redirect in the question's place, as the service would have it asked."""

    def __init__(self, ask: Callable[[int, str], None], host: str = "127.0.0.1", **instead: str | None) -> None:
        self.lines: list[str] = []
        self.question: dict[str, list[str]] = {}
        self._ask = ask
        self._host = host
        self._instead = instead
        self._thread: Thread | None = None

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self.question = parse_qs(urlsplit(line.rsplit(maxsplit=1)[-1]).query)
        place = urlsplit(self.question["redirect_uri"][0])
        assert place.hostname == self._host
        assert place.port is not None
        answer = {"code": "the-c0de-of-it", "state": self.question["state"][0], **self._instead}
        query = urlencode({name: value for name, value in answer.items() if value is not None})
        self._thread = Thread(target=self._ask, args=[place.port, query], daemon=True)
        self._thread.start()

    def join(self) -> None:
        assert self._thread is not None
        self._thread.join(20)
        assert not self._thread.is_alive()


def test_a_browser_brings_the_code_and_the_proof_fits_the_challenge(
    service: StartService, http: Callable[..., Http], visit: Callable[[int, str], None]
) -> None:
    browser = Browser(visit)
    with service(GOOD) as running:
        grant = AuthorizationCode("app-1", Secret(SECRET))
        token = obtain(grant, running.endpoint, SCOPE, http(), browser)
        browser.join()
    assert token.access == Secret(ACCESS)
    (asked,) = running.asked
    assert asked.form["code"] == "the-c0de-of-it"
    assert asked.form["redirect_uri"] == browser.question["redirect_uri"][0]
    digest = hashlib.sha256(asked.form["code_verifier"].encode()).digest()
    assert browser.question["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    assert browser.question["code_challenge_method"] == ["S256"]
    assert browser.question["scope"] == [SCOPE]
    assert browser.lines[0].startswith(f"open in a browser on this host: https://127.0.0.1:{running.port}/authorize?")
    assert_free(*browser.lines, secrets=(SECRET, asked.form["code_verifier"]))


def test_a_connection_that_the_browser_never_uses_holds_nothing_up(
    service: StartService, http: Callable[..., Http], visit: Callable[[int, str], None]
) -> None:
    def ask(port: int, query: str) -> None:
        with socket.create_connection(("127.0.0.1", port)):
            visit(port, query)

    browser = Browser(ask)
    with service(GOOD) as running:
        assert obtain(AuthorizationCode("app-1"), running.endpoint, SCOPE, http(15), browser).access == Secret(ACCESS)
        browser.join()


def test_the_redirect_may_be_registered_as_localhost(
    service: StartService, http: Callable[..., Http], visit: Callable[[int, str], None]
) -> None:
    browser = Browser(visit, "localhost")
    with service(GOOD) as running:
        obtain(AuthorizationCode("app-1", host="localhost"), running.endpoint, SCOPE, http(), browser)
        browser.join()


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        pytest.param({"state": "another"}, "its state differs", id="another state"),
        pytest.param({"state": None}, "its state differs", id="no state"),
        pytest.param({"state": "\u00e9"}, "its state differs", id="a strange state"),
        pytest.param({"code": None}, "holds no code", id="no code"),
        pytest.param({"code": ""}, "holds no code", id="an empty code"),
        pytest.param(
            {"code": None, "error": "access_denied", "error_description": "user said no\x1b"},
            "refused: access_denied: user said no\\e",
            id="denied",
        ),
    ],
)
def test_a_redirect_that_brings_no_code_asks_nobody(
    service: StartService,
    http: Callable[..., Http],
    visit: Callable[[int, str], None],
    instead: dict[str, str | None],
    words: str,
) -> None:
    browser = Browser(visit, "127.0.0.1", **instead)
    with service(GOOD) as running:
        with pytest.raises(OAuthError) as caught:
            obtain(AuthorizationCode("app-1"), running.endpoint, SCOPE, http(), browser)
        browser.join()
    assert words in str(caught.value)
    assert running.asked == []


def test_nobody_at_the_browser_ends_at_the_deadline(http: Callable[..., Http], told: Told) -> None:
    endpoint = Endpoint("https://127.0.0.1/", "https://127.0.0.1/")
    problem = refusal(AuthorizationCode("app-1"), endpoint, http(0.3), told)
    assert str(problem) == "nobody logged in with the browser in time"


def test_a_port_that_is_taken_is_told(service: StartService, http: Callable[..., Http], told: Told) -> None:
    with service(GOOD) as running, pytest.raises(InputError, match="can't be had"):
        obtain(AuthorizationCode("app-1", port=running.port), running.endpoint, SCOPE, http(), told)


def test_no_secret_of_any_grant_is_drawn() -> None:
    assert_free(CLIENT, RefreshToken("a", Secret(REFRESH), Secret(SECRET)), Given(Secret(ACCESS)))
    assert_free(AuthorizationCode("a", Secret(SECRET)), DeviceCode("a", Secret(SECRET)))


def test_azure_has_its_three_addresses() -> None:
    base = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0"
    assert azure("contoso.example") == Endpoint(f"{base}/token", f"{base}/authorize", f"{base}/devicecode")


@pytest.mark.parametrize("tenant", ["", "a/b", "a b", "..", "x\r\n", "a" * 300, "\u00e9"])
def test_a_tenant_that_would_change_the_address_is_refused(tenant: str) -> None:
    with pytest.raises(InputError):
        azure(tenant)


@given(st.binary(max_size=300) | st.from_regex(r'\{"(error|access_token|error_description)":.{0,20}\}').map(str.encode))
@example(b'{"error":{}}')
@example(b'{"error":"a","error_description":7}')
@example(b"NaN")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answer_is_values_or_one_line(body: bytes) -> None:
    try:
        found = values(Answer(200, body))
        problem: CfgkitError | None = refused(found, [Secret(SECRET)])
    except OAuthError as error:
        problem = error
    if problem is not None:
        assert str(problem).isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=20), st.text(max_size=20))
@example("a/+b\u00e9", "")
def test_no_form_of_a_secret_survives(secret: str, around: str) -> None:
    text = around.join(("", *forms(secret), ""))
    for form in forms(secret):
        assert form.rstrip("=") not in freed(text, [Secret(secret)]).replace(MASK, "") or form in around


def test_the_answer_draws_no_body() -> None:
    assert_free(Answer(200, json.dumps({"access_token": ACCESS}).encode()))
