from __future__ import annotations

import socket
import ssl
import traceback
from contextlib import ExitStack
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from token_service import HttpProxy, said

from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.oauth import Http, Proxy
from cfgkit.mail.oauth.http import spoken, target, trusting
from cfgkit.mail.oauth.stream import Request, ask
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from token_service import Authority

    from tests.mail.oauth.conftest import StartService

SECRET = "hunter2-of-the-client"
FORM: dict[str, str | Secret] = {"client_id": "app-1", "client_secret": Secret(SECRET)}


def failure(http: Http, url: str) -> str:
    with pytest.raises(OAuthError) as caught:
        http.post(url, FORM)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


def test_a_form_is_posted_and_answered(service: StartService, http: Callable[..., Http]) -> None:
    with service(said(ok=True)) as running:
        answer = http().post(running.endpoint.token + "?a=b%20c", FORM)
    assert (answer.status, answer.body) == (200, b'{"ok": true}')
    assert running.asked[0].path == "/token?a=b%20c"
    assert running.asked[0].form == {"client_id": "app-1", "client_secret": SECRET}


def test_a_proxy_sees_the_host_and_no_secret(service: StartService, http: Callable[..., Http]) -> None:
    with HttpProxy() as proxy, service(said()) as running:
        assert http(proxy=proxy.port).post(running.endpoint.token, FORM).status == 200
    (head,) = proxy.heads
    assert head.startswith(f"CONNECT 127.0.0.1:{running.port} HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{running.port}\r\n" in head
    assert SECRET not in head


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(b"HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic\r\n\r\n", "asks for a login (407)", id="407"),
        pytest.param(b"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno", "it answered 403", id="403"),
        pytest.param(b"HTTP/1.1 502 Bad\r\n\r\n", "it answered 502", id="502"),
        pytest.param(b"220 mx.example.com ESMTP\r\n", "answer of the external proxy is no HTTP", id="a mail server"),
        pytest.param(b"\x15\x03\x01", "answer of the external proxy is no HTTP", id="a TLS server"),
        pytest.param(b"", "the external proxy did not answer in time", id="silence"),
    ],
)
def test_a_proxy_that_says_no_is_one_clear_line(
    service: StartService, http: Callable[..., Http], answer: bytes, words: str
) -> None:
    with HttpProxy(answer) as proxy, service(said()) as running:
        assert words in failure(http(1.0, proxy=proxy.port), running.endpoint.token)
    assert running.asked == []


def test_a_tunnel_to_nothing_is_told_of_the_service(http: Callable[..., Http]) -> None:
    with HttpProxy(b"HTTP/1.1 200 OK\r\n\r\n") as proxy:
        words = failure(http(proxy=proxy.port), "https://127.0.0.1:1/")
    assert words.startswith(("TLS with the token service failed", "the token service can't be reached"))


def test_a_dead_proxy_and_a_dead_service_are_told_apart(http: Callable[..., Http], closed_port: int) -> None:
    assert (
        failure(http(proxy=closed_port), "https://127.0.0.1/")
        == "the external proxy can't be reached: Connection refused"
    )
    url = f"https://127.0.0.1:{closed_port}/"
    assert failure(http(), url) == "the token service can't be reached: Connection refused"


def test_a_name_without_address_is_told(authority: Authority) -> None:
    http = Http(Deadline.after(20), None, (authority.der,))
    assert failure(http, "https://no-such-host.invalid/") == "the name of the token service has no address here"


def test_certificates_are_verified(service: StartService, http: Callable[..., Http]) -> None:
    with service(said(), expired=True) as running:
        words = failure(http(), running.endpoint.token)
        assert words == "the certificate of the token service is not trusted: certificate has expired"
        other = running.endpoint.token.replace("127.0.0.1", "localhost")
        assert "is not trusted" in failure(http(), other)
    with service(said()) as running:
        other = running.endpoint.token.replace("127.0.0.1", "localhost")
        assert "Hostname mismatch" in failure(http(), other)


def test_nothing_comes_from_the_environment(
    service: StartService,
    http: Callable[..., Http],
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
    (tmp_path / "ca.pem").write_text(ssl.DER_cert_to_PEM_cert(authority.der))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with service(said()) as running:
        assert http().post(running.endpoint.token, FORM).status == 200
        assert "is not trusted" in failure(Http(Deadline.after(20)), running.endpoint.token)
    assert not (tmp_path / "keys").exists()


def test_a_service_that_speaks_plain_is_told(http: Callable[..., Http]) -> None:
    with HttpProxy(b"HTTP/1.1 400 Bad\r\n\r\n") as plain:
        plain.serve = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")  # type: ignore[method-assign]
        words = failure(http(), f"https://127.0.0.1:{plain.port}/")
    assert words.startswith("TLS with the token service failed")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "token",
        "http://x.example/token",
        "ftp://x.example/",
        "https://",
        "https://user:pw@x.example/",
        "https://x.example:0/",
        "https://x.example:99999/",
        "https://x.example:port/",
        "https://[::1/",
        "https://x.example/a b",
        "https://x.example/\r\nHost: y",
        "https://x.ex\u00e4mple/",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Http(Deadline.after(5)).post(url, FORM)
    assert "x.ex" not in str(caught.value)
    assert "pw" not in str(caught.value)


def test_an_address_falls_into_its_parts() -> None:
    found = target("https://[::1]/a?b=c#d", "it")
    assert (found.scheme, found.host, found.port, found.path, found.authority) == (
        "https", "::1", 443, "/a?b=c", "[::1]:443",
    )  # fmt: skip


def test_a_trusted_certificate_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="trusted certificate"):
        trusting((b"\x30\x03abc",))
    with pytest.raises(InputError, match="trusted certificate"):
        trusting(())


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"]),
)
@example(b"HTTP/1.1 100 \r\n\r\n", b"")
@example(b"Content-Length: -1\r\n\r\nx", b"HTTP/1.1 200 OK\r\n")
@example(b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx", b"HTTP/1.1 200 OK\r\n")
def test_any_bytes_are_an_answer_or_one_line(tail: bytes, head: bytes) -> None:
    with ExitStack() as stack:
        ours, theirs = (stack.enter_context(one) for one in socket.socketpair())
        theirs.sendall(head + tail)
        theirs.shutdown(socket.SHUT_WR)
        try:
            with spoken("it"):
                assert 100 <= ask(ours, Request("POST", "/", {"Host": "x"}, b"body"), Deadline.after(10)).status <= 999
        except OAuthError as problem:
            assert str(problem).isprintable()


def test_a_request_draws_no_body() -> None:
    assert SECRET not in repr(Request("POST", "/", {}, SECRET.encode()))
    assert Proxy("h", 1).name == "the external proxy"


def test_bytes_that_drip_end_at_the_deadline() -> None:
    with ExitStack() as stack:
        ours, theirs = (stack.enter_context(one) for one in socket.socketpair())

        def drip() -> None:
            try:
                while True:
                    theirs.sendall(b"H")
                    release.wait(0.05)
            except OSError:
                return

        release = Event()
        thread = Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(OAuthError, match="did not answer in time"), spoken("it"):
            ask(ours, Request("GET", "/", {"Host": "x"}), Deadline.after(0.5))
        ours.close()
        thread.join(10)
