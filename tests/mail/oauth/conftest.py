"""The token service and the proxy of tests/support, started for a test and ended after it."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Protocol

import pytest
from token_service import TokenService, Told, throw_away_authority

from cfgkit.mail.deadline import Deadline
from cfgkit.mail.oauth import Http, Proxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from token_service import Authority


class StartService(Protocol):
    def __call__(
        self, *answers: bytes, drip: float = 0.0, expired: bool = False
    ) -> AbstractContextManager[TokenService]: ...


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return throw_away_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def service(authority: Authority) -> StartService:
    def start(*answers: bytes, drip: float = 0.0, expired: bool = False) -> TokenService:
        return TokenService(authority.expired if expired else authority.good, answers, drip)

    return start


@pytest.fixture
def http(authority: Authority) -> Callable[..., Http]:
    def make(seconds: float = 20.0, proxy: int | None = None) -> Http:
        way = None if proxy is None else Proxy("127.0.0.1", proxy)
        return Http(Deadline.after(seconds), way, (authority.der,))

    return make


@pytest.fixture
def visit() -> Callable[..., None]:
    """A browser: one connection that it never uses, its icon, then the redirect."""

    def ask(port: int, query: str, path: str = "/") -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=20):
            pass
        statuses = []
        for asked in ("/favicon.ico", f"{path}?{query}"):
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", asked)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
            connection.close()
        assert statuses == [404, 200]

    return ask
