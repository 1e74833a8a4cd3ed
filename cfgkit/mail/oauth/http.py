"""One HTTPS POST, by a proxy where there is one. Neither proxy nor trust comes from the environment."""

from __future__ import annotations

import ssl
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from socket import gaierror
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

from cfgkit.display import visible
from cfgkit.errors import InputError, OAuthError
from cfgkit.mail.deadline import STAGE_SECONDS
from cfgkit.mail.oauth.stream import Request, ask, connected
from cfgkit.mail.tokens import is_host
from cfgkit.schema.network_type import Url
from cfgkit.schema.value_type import Refusal
from cfgkit.secret import Secret

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from cfgkit.mail.deadline import Deadline
    from cfgkit.mail.oauth.stream import Answer

_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65535
_SUCCESS: Final = range(200, 300)
LOGIN_WANTED: Final = 407
_SERVICE: Final = "the token service"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; `name` is what messages call it."""

    host: str
    port: int
    name: str = "the external proxy"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in the parts that a request needs; `authority` is host and port as they stand in it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def target(url: str, what: str) -> Target:
    """The parts of an http or https address; `what` says in an error what the address is.

    Raises:
        InputError: it is none, or holds a user name.
    """
    if not url.isascii() or not url or isinstance(Url().parse(url), Refusal):
        raise InputError(f"{what} is no http:// or https:// address")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputError(f"{what} has no host and port that can be read") from None
    port = _PORTS[parts.scheme] if port is None else port
    if "@" in parts.netloc or not is_host(host) or not 0 < port <= _LAST_PORT:
        raise InputError(f"{what} has no host and port that can be used")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return Target(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path)


@dataclass(frozen=True, slots=True)
class Http:
    """How token services are reached.

    One deadline is over all that is asked, the thirty seconds of a stage over each question. `authorities`
    are the trusted certificates in DER; None are the system's own.
    """

    deadline: Deadline
    proxy: Proxy | None = None
    authorities: tuple[bytes, ...] | None = None

    def post(self, url: str, form: Mapping[str, str | Secret]) -> Answer:
        """Posts a form and gives the answer; redirects are not followed.

        Raises:
            InputError: the address is no https:// address, or a trusted certificate is none.
            OAuthError: there is no answer; one line says why.
        """
        to = target(url, "the token service's address")
        if to.scheme != "https":
            raise InputError("the token service's address is no https:// address")
        body = urlencode({name: _text(value) for name, value in form.items()}).encode()
        headers = {
            "Host": to.authority,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        context = trusting(self.authorities)
        deadline = self.deadline.within(STAGE_SECONDS)
        with self._way(to, deadline) as plain, spoken(_SERVICE), _secured(context, plain, to, deadline) as secured:
            return ask(secured, Request("POST", to.path, headers, body), deadline)

    @contextmanager
    def _way(self, to: Target, deadline: Deadline) -> Iterator[socket.socket]:
        """A connection on which the token service's TLS can begin."""
        if self.proxy is None:
            with spoken(_SERVICE):
                sock = connected(to.host, to.port, deadline)
        else:
            with spoken(self.proxy.name):
                sock = connected(self.proxy.host, self.proxy.port, deadline)
        with sock:
            if self.proxy is not None:
                with spoken(self.proxy.name):
                    status = tunnel(sock, to, deadline)
                if status not in _SUCCESS:
                    raise OAuthError(f"{self.proxy.name} {refusal(status)}", help="ask whoever runs the proxy")
            yield sock


def tunnel(sock: socket.socket, to: Target, deadline: Deadline) -> int:
    """Asks a proxy for a way to the target and gives its status; 2xx is a yes. Raises as `ask` does."""
    return ask(sock, Request("CONNECT", to.authority, {"Host": to.authority}), deadline).status


def refusal(status: int) -> str:
    """What a proxy's refusal means, in words that follow its name."""
    if status == LOGIN_WANTED:
        return "asks for a login (407), and PeopleSoft has no setting for one"
    return f"does not let this host through: it answered {status}"


def trusting(authorities: tuple[bytes, ...] | None) -> ssl.SSLContext:
    """A context that trusts these certificates in DER, or the system's.

    Raises:
        InputError: one of them is no certificate.
    """
    # Not ssl.create_default_context: that obeys SSLKEYLOGFILE and SSL_CERT_FILE.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if authorities is not None:
            context.load_verify_locations(cadata=b"".join(authorities))
        elif sys.platform == "win32":
            context.load_default_certs()
        else:
            paths = ssl.get_default_verify_paths()
            context.load_verify_locations(paths.openssl_cafile, paths.openssl_capath)
    except (ssl.SSLError, ValueError):
        raise InputError("a trusted certificate can't be read") from None
    except FileNotFoundError:
        raise InputError("this system has no trusted certificates", help="name a file of them") from None
    return context


@contextmanager
def spoken(who: str) -> Iterator[None]:
    """Makes one line of whatever keeps `who` from answering."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        words = visible(error.verify_message)
        raise OAuthError(f"the certificate of {who} is not trusted: {words}", help="trust its issuer") from None
    except ssl.SSLError as error:
        raise OAuthError(f"TLS with {who} failed: {visible(error.reason or 'the connection broke')}") from None
    except TimeoutError:
        raise OAuthError(f"{who} did not answer in time") from None
    except gaierror:
        raise OAuthError(f"the name of {who} has no address here") from None
    except OSError as error:
        raise OAuthError(f"{who} can't be reached: {error.strerror or 'it closed the connection'}") from None
    except HTTPException:
        raise OAuthError(f"the answer of {who} is no HTTP") from None


def _secured(context: ssl.SSLContext, sock: socket.socket, to: Target, deadline: Deadline) -> ssl.SSLSocket:
    # The ssl module's own time-out is over the whole handshake.
    sock.settimeout(deadline.left())
    return context.wrap_socket(sock, server_hostname=to.host)


def _text(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value
