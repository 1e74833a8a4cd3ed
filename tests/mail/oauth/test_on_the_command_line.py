"""`smtp test --oauth` as a process: HTTPS token service, CONNECT proxy and mail server are real, on loopback."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from processes import Ran, runner
from token_service import HttpProxy, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from processes import Runner
    from token_service import Authority, TokenService

    from cfgkit.document import Document
    from tests.mail.conftest import MakeSettings, ScriptedServer
    from tests.mail.oauth.conftest import StartService

SECRET = "s3cr3t~of/the+client"
REFRESH = "0.refresh-token-of-old"
NEW_REFRESH = "0.refresh-token-of-now"
USER = "hr@example.com"
OFFER = b"250-mx.example.com\r\n250 AUTH LOGIN XOAUTH2\r\n"
WELCOME = b"235 2.7.0 welcome\r\n"
SECRETS = {"client-secret": SECRET, "refresh-token": REFRESH}


def jwt(**claims: Any) -> str:
    parts = (
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in ({"alg": "none"}, claims)
    )
    return ".".join((*parts, "c2lnbmF0dXJl"))


TOKEN = jwt(aud="https://outlook.office.com", scp="SMTP.Send", upn=USER, exp=4_102_444_800, tid="0815")
GIVEN = said(access_token=TOKEN, token_type="Bearer", expires_in=3599, refresh_token=NEW_REFRESH)


@pytest.fixture
def issuer(tmp_path: Path, authority: Authority) -> Path:
    path = tmp_path / "issuer.der"
    path.write_bytes(authority.der)
    return path


@pytest.fixture
def config(tmp_path: Path, settings: MakeSettings) -> Callable[..., Path]:
    """A file whose login is OAuth."""

    def write(port: int, proxy: int | None = None, **others: str) -> Path:
        way = {} if proxy is None else {"Host": "127.0.0.1", "Port": str(proxy)}
        proxies = {f"SMTPOAuthExternalProxy{name}": text for name, text in way.items()}
        made: Document = settings(port, SMTPUseOAuth="Y", SMTPUserName=USER, **proxies, **others)
        path = tmp_path / "psappsrv.cfg"
        path.write_bytes(made.to_bytes())
        return path

    return write


@pytest.fixture
def how(tmp_path: Path, issuer: Path) -> Callable[..., list[object]]:
    """The options of a grant: the secrets that it needs stand in files."""

    def options(grant: str, service: TokenService, *secrets: str) -> list[object]:
        found: list[object] = ["--oauth", grant, "--oauth-ca", issuer, "--client-id", "app-1"]
        found += ["--token-url", service.endpoint.token, "--device-url", service.endpoint.device]
        found += ["--authorize-url", service.endpoint.authorize]
        for name in secrets:
            path = tmp_path / name
            path.write_text(SECRETS[name])
            found += [f"--{name}-file", path]
        return found

    return options


@dataclass(frozen=True)
class Bench:
    """All that a test needs: the command, a file for it, its options, a token service and a mail server."""

    cfgkit: Runner
    config: Callable[..., Path]
    how: Callable[..., list[object]]
    service: StartService
    scripted: Callable[..., ScriptedServer]


@pytest.fixture
def bench(
    tmp_path: Path,
    config: Callable[..., Path],
    how: Callable[..., list[object]],
    service: StartService,
    scripted: Callable[..., ScriptedServer],
) -> Bench:
    return Bench(runner(tmp_path), config, how, service, scripted)


def assert_free(*texts: str) -> None:
    """No text holds a secret, clear or in base64, alone or in the login's line."""
    login = f"user={USER}\1auth=Bearer {TOKEN}\1\1"
    for secret in (SECRET, REFRESH, NEW_REFRESH, TOKEN, TOKEN.split(".")[1], login):
        coded = secret.encode()
        for form in (secret, base64.b64encode(coded).decode(), base64.urlsafe_b64encode(coded).decode()):
            assert all(form.rstrip("=") not in text for text in texts)


def tokens(server: ScriptedServer) -> list[str]:
    """The tokens that the mail server was shown."""
    lines = [base64.b64decode(one.split()[2]).decode() for one in server.commands if one.startswith("AUTH XOAUTH2")]
    return [line.split("auth=Bearer ")[1].rstrip("\1") for line in lines]


@pytest.mark.parametrize(
    ("grant", "secrets", "form"),
    [
        ("client-credentials", ["client-secret"], {"client_secret": SECRET, "scope": ""}),
        ("refresh-token", ["refresh-token", "client-secret"], {"refresh_token": REFRESH}),
        ("device-code", [], {"device_code": "D-1"}),
    ],
)
def test_a_token_is_fetched_through_the_external_proxy_and_logs_in(
    bench: Bench,
    tmp_path: Path,
    grant: str,
    secrets: list[str],
    form: dict[str, str],
) -> None:
    code = said(device_code="D-1", user_code="WXYZ", verification_uri="https://login.example.com", interval=1)
    answers = [code, said(400, error="authorization_pending"), GIVEN] if grant == "device-code" else [GIVEN]
    with bench.service(*answers) as tokener, HttpProxy() as proxy, bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server:
        path = bench.config(server.port, proxy.port)
        options = [*bench.how(grant, tokener, *secrets), "--to", "a@example.com", "--trace-file", tmp_path / "trace"]
        ran = bench.cfgkit("smtp", "test", path, *options, "--format", "json")
    assert ran.code == 0, ran.err
    assert tokens(server) == [TOKEN]
    assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{tokener.port} ")
    asked = tokener.asked[-1].form
    assert asked["client_id"] == "app-1"
    assert {name: asked.get(name, "") for name in form} == form
    assert_free(ran.out, ran.err, (tmp_path / "trace").read_text())
    assert ("open https://login.example.com in any browser and enter the code WXYZ" in ran.err) == (
        grant == "device-code"
    )
    assert ("a new refresh token came with it and is not kept" in ran.err) == (grant == "refresh-token")
    [attempt] = json.loads(ran.out)["results"][0]["attempts"]
    assert attempt["token"] == {
        "door": "smtp-xoauth2", "audience": "https://outlook.office.com", "scope": "SMTP.Send",
        "expires": "2100-01-01T00:00:00+00:00", "user": USER, "application": "", "tenant": "0815",
    }  # fmt: skip


def by_browser(path: Path, options: list[object], visit: Callable[..., None]) -> Ran:
    """Runs it, reads the address that it tells to open, and logs in there."""
    words = [sys.executable, "-m", "cfgkit", "smtp", "test", str(path), *map(str, options)]
    told = ""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stderr:
            told += line
            found = re.search(r"open in a browser on this host: (\S+)", line)
            if found is not None:
                question = parse_qs(urlsplit(found[1]).query)
                place = urlsplit(question["redirect_uri"][0])
                assert place.port is not None
                visit(place.port, urlencode({"code": "C-1", "state": question["state"][0]}), place.path)
                break
        out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, told + err)


def test_a_user_logs_in_with_a_browser_and_the_internal_proxy_is_tested(
    bench: Bench,
    visit: Callable[..., None],
) -> None:
    inner = HttpProxy(b"HTTP/1.1 503 Words\r\n\r\n")
    with bench.service(GIVEN) as tokener, inner, bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server:
        path = bench.config(
            server.port,
            SMTPOAuthRedirectURI="https://hr.example.com/PSIGW/redirect.v1",
            SMTPInternalProxyHost="127.0.0.1",
            SMTPInternalProxyPort=str(inner.port),
        )
        ran = by_browser(path, bench.how("authorization-code", tokener), visit)
    assert ran.code == 0, ran.err
    assert tokens(server) == [TOKEN]
    assert tokener.asked[0].form["code"] == "C-1"
    assert "the redirect comes to http://127.0.0.1, which has to be registered with the application" in ran.err
    assert inner.heads[0].startswith("CONNECT hr.example.com:443 ")
    assert "note: the internal proxy does not let this host through: it answered 503" in " ".join(ran.out.split())
    assert "    audience     https://outlook.office.com\n" in ran.out
    assert "the door tried at the primary server: SMTP, by XOAUTH2" in ran.out
    assert_free(ran.out, ran.err)


def test_the_file_s_own_redirect_is_used_where_it_comes_to_this_host(
    bench: Bench,
    visit: Callable[..., None],
) -> None:
    with bench.service(GIVEN) as tokener, bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server:
        ran = by_browser(
            bench.config(server.port, SMTPOAuthRedirectURI="http://localhost/back"),
            bench.how("authorization-code", tokener),
            visit,
        )
    assert ran.code == 0, ran.err
    assert re.fullmatch(r"http://localhost:\d+/back", tokener.asked[0].form["redirect_uri"])
    assert "the redirect comes to" not in ran.err
    assert "internal proxy" not in ran.out


def test_the_internal_proxy_can_be_tested_with_a_token_that_was_given(
    bench: Bench,
) -> None:
    with bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server:
        path = bench.config(server.port)
        ran = bench.cfgkit(
            "smtp", "test", path, "--check-proxy", "--token-env", "TOKEN", "--format", "json", TOKEN=TOKEN
        )
        refused = bench.cfgkit("smtp", "test", path, "--check-proxy", "--sandbox")
    assert ran.code == 0, ran.err
    [found] = [
        one for one in json.loads(ran.out)["results"][0]["attempts"][0]["findings"] if one["rule"] == "internal-proxy"
    ]
    assert (found["severity"], found["message"]) == ("info", "no internal proxy is set")
    assert (refused.code, refused.out) == (2, "")
    assert "--check-proxy asks a proxy outside" in refused.err


@pytest.mark.parametrize(("second", "grant", "times"), [
    (USER.upper(), "device-code", 1),
    ("other@example.com", "device-code", 2),
    ("other@example.com", "client-credentials", 1),
])  # fmt: skip
def test_an_account_gets_one_token(
    bench: Bench,
    second: str,
    grant: str,
    times: int,
) -> None:
    code = said(device_code="D-1", user_code="WXYZ", verification_uri="https://login.example.com", interval=1)
    answers = [code, GIVEN, code, GIVEN] if grant == "device-code" else [GIVEN]
    with (
        bench.service(*answers) as tokener,
        bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server,
        bench.scripted(EHLO=OFFER, AUTH=WELCOME) as backup,
    ):
        other = {"SMTPServer1": "127.0.0.1", "SMTPPort1": str(backup.port), "SMTPUseOAuth1": "Y"}
        path = bench.config(server.port, SMTPUserName1=second, **other)
        ran = bench.cfgkit("smtp", "test", path, "--server", "both", *bench.how(grant, tokener, "client-secret"))
    assert ran.code == 0, ran.err
    assert tokens(server) == tokens(backup) == [TOKEN]
    assert [one.path for one in tokener.asked].count("/token") == times


def test_a_token_that_is_given_is_taken_and_none_is_fetched(
    bench: Bench,
) -> None:
    with bench.service(GIVEN) as tokener, bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server:
        options = [*bench.how("client-credentials", tokener, "client-secret"), "--token-env", "TOKEN"]
        ran = bench.cfgkit("smtp", "test", bench.config(server.port), *options, TOKEN="opaque-token")
    assert ran.code == 0, ran.err
    assert tokens(server) == ["opaque-token"]
    assert tokener.asked == []
    assert "warning: --oauth fetched no token" in ran.err
    assert "note: the access token can't be looked into: it is no JWT" in " ".join(ran.out.split())


def test_a_refusal_is_one_line_without_a_secret_and_nothing_is_sent(
    bench: Bench,
) -> None:
    words = f"AADSTS7000215: {SECRET} or {base64.b64encode(SECRET.encode()).decode()} is wrong\x1b[2J"
    with (
        bench.service(said(401, error="invalid_client", error_description=words)) as tokener,
        bench.scripted(EHLO=OFFER, AUTH=WELCOME) as server,
    ):
        path = bench.config(server.port)
        ran = bench.cfgkit("smtp", "test", path, *bench.how("client-credentials", tokener, "client-secret"))
    assert (ran.code, ran.out, server.connections) == (2, "", 0)
    line = f"cfgkit: error: {path}: the token service refused: invalid_client: AADSTS7000215: ******** or ******** is wrong"
    assert line in ran.err
    assert "\x1b" not in ran.err
    assert_free(ran.err)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--oauth", "device-code"], "--oauth device-code needs --token-url"),
        (["--oauth", "device-code", "--tenant", "a/b"], "the tenant is neither an id nor a domain name"),
        (["--oauth", "device-code", "--token-url", "https://x.example"], "--oauth device-code needs --device-url"),
        (
            ["--oauth", "authorization-code", "--token-url", "https://x.example"],
            "--oauth authorization-code needs --authorize-url",
        ),
        (["--oauth", "device-code", "--tenant", "t"], "--oauth device-code needs --client-id"),
        (
            ["--oauth", "client-credentials", "--tenant", "t", "--client-id", "a"],
            "--oauth client-credentials needs --client-secret-prompt, --client-secret-file",
        ),
        (
            ["--oauth", "refresh-token", "--tenant", "t", "--client-id", "a"],
            "--oauth refresh-token needs --refresh-token-prompt",
        ),
        (
            ["--oauth", "refresh-token", "--tenant", "t", "--client-id", "a", "--refresh-token-env", "NOT_THERE"],
            "the environment has no variable NOT_THERE",
        ),
        (
            [
                "--oauth",
                "device-code",
                "--token-url",
                "http://x.example",
                "--device-url",
                "http://x",
                "--client-id",
                "a",
            ],
            "the token service's address is no https:// address",
        ),
        (["--oauth", "device-code", "--tenant", "t", "--client-id", "a", "--oauth-ca", "no.pem"], "no.pem: "),
        (["--oauth", "device-code", "--sandbox"], "--oauth asks a token service, and with --sandbox nothing leaves"),
        (["--client-id", "a"], "--client-id says how a token is fetched"),
        (["--client-secret-env", "A"], "--client-secret-env or --client-secret-command says how a token is fetched"),
        (["--oauth-ca", "x.pem"], "--oauth-ca says how a token is fetched"),
        ([], "needs an access token to log in with"),
    ],
)
def test_what_is_missing_is_one_line(bench: Bench, closed_port: int, options: list[str], words: str) -> None:
    ran = bench.cfgkit("smtp", "test", bench.config(closed_port), *options)
    assert (ran.code, ran.out) == (2, "")
    [line] = [one for one in ran.err.splitlines() if one.startswith("cfgkit: error: ")]
    assert words in line


def test_half_a_proxy_is_told_with_file_and_line(
    bench: Bench,
) -> None:
    with bench.service(GIVEN) as tokener:
        path = bench.config(25, SMTPOAuthExternalProxyHost="proxy.example.com")
        ran = bench.cfgkit("smtp", "test", path, *bench.how("client-credentials", tokener, "client-secret"))
    assert ran.code == 2
    assert re.search(r"psappsrv\.cfg:\d+: the external proxy has no SMTPOAuthExternalProxyPort", ran.err)
    assert tokener.asked == []


@pytest.mark.parametrize(
    ("answer", "claims", "severity", "words"),
    [
        (
            WELCOME,
            {"aud": "https://outlook.office.com", "scp": "SMTP.Send", "exp": 1},
            "warning",
            "expired on 1970-01-01",
        ),
        (WELCOME, {"aud": "https://graph.microsoft.com"}, "info", "is for Microsoft Graph, not for SMTP"),
        (b"535 5.7.3 no\r\n", {"aud": "https://graph.microsoft.com"}, "error", "is for Microsoft Graph, not for SMTP"),
    ],
)
def test_what_the_token_says_of_itself_is_judged(
    bench: Bench,
    answer: bytes,
    claims: dict[str, Any],
    severity: str,
    words: str,
) -> None:
    with bench.scripted(EHLO=OFFER, AUTH=answer) as server:
        path = bench.config(server.port)
        ran = bench.cfgkit("smtp", "test", path, "--token-env", "TOKEN", "--format", "json", TOKEN=jwt(**claims))
    [found] = [one for one in json.loads(ran.out)["results"][0]["attempts"][0]["findings"] if one["rule"] == "token"]
    assert found["severity"] == severity
    assert words in found["message"]


def test_in_the_sandbox_nothing_is_said_of_a_token_that_nobody_gave(
    bench: Bench,
) -> None:
    ran = bench.cfgkit("smtp", "test", bench.config(25), "--to", "a@example.com", "--sandbox")
    assert ran.code == 0, ran.err
    assert "access token" not in ran.out.partition("assumed")[0].replace("the access token goes over", "")
