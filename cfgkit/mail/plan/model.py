"""What the settings decide, as data: two servers, how each is talked to, and the form of a message."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from cfgkit.mail.auth.account import AuthMode

if TYPE_CHECKING:
    from cfgkit.mail.oauth.readiness import Item
    from cfgkit.mail.record import Role
    from cfgkit.schema.release import Release

T_co = TypeVar("T_co", covariant=True)


class TlsMode(StrEnum):
    """When, if ever, the connection is encrypted."""

    NONE = "none"
    IMPLICIT = "implicit"
    STARTTLS_IF_OFFERED = "starttls-if-offered"
    STARTTLS_REQUIRED = "starttls-required"


class PasswordState(StrEnum):
    """What the file holds of a password; its text never gets into a plan."""

    ABSENT = "not set"
    ENCRYPTED = "encrypted"
    CLEAR = "clear text"


#: What JavaMail takes in this order where nothing else is forced.
ORDINARY_ORDER: Final = ("LOGIN", "PLAIN", "DIGEST-MD5", "NTLM")


class Planned(NamedTuple, Generic[T_co]):
    """A value of the plan with the key it belongs to and the line that gives it, None for a default."""

    value: T_co
    key: str
    line: int | None = None

    @property
    def origin(self) -> str:
        """Where the value comes from, in words: `SMTPPort, line 12` or `SMTPPort, default`."""
        return f"{self.key}, default" if self.line is None else f"{self.key}, line {self.line}"


class Proxy(NamedTuple):
    """A proxy on the way to the token service or to the Integration Broker; empty and 0 where none is set."""

    host: Planned[str]
    port: Planned[int]


class OAuthPlan(NamedTuple):
    """What the file says of the token. Tenant, client, secret and token stand elsewhere."""

    application: Planned[str]
    redirect_uri: Planned[str]
    token_owner: Planned[str]
    uses_session: Planned[bool]
    external_proxy: Proxy
    internal_proxy: Proxy


class LoginPlan(NamedTuple):
    """How one server is logged in to."""

    mode: Planned[AuthMode]
    user: Planned[str]
    password: Planned[PasswordState]
    ntlm_domain: Planned[str]
    sasl_mechanism: Planned[str]
    authorization_id: Planned[str]
    realm: Planned[str]
    oauth: OAuthPlan

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms in the order of preference; the first that the server offers is taken."""
        by_mode = {
            AuthMode.NONE: (),
            AuthMode.PASSWORD: ORDINARY_ORDER,
            AuthMode.NTLM: ("NTLM",),
            AuthMode.SASL: tuple(self.sasl_mechanism.value.replace(",", " ").split()),
            AuthMode.OAUTH: ("XOAUTH2",),
        }
        return by_mode[self.mode.value]


class ServerPlan(NamedTuple):
    """One mail server and how it will be talked to. An empty `protocol` is negotiated.

    `checklist` is what a login by OAuth needs beside the file, empty for any other.
    """

    role: Role
    host: Planned[str]
    port: Planned[int]
    tls: Planned[TlsMode]
    protocol: Planned[str]
    client_alias: Planned[str]
    login: LoginPlan
    signs: Planned[bool]
    encrypts: Planned[bool]
    checklist: tuple[Item, ...]


class MessagePlan(NamedTuple):
    """The form of a message."""

    sender: Planned[str]
    blackberry_reply_to: Planned[str]
    charset: Planned[str]
    send_time: Planned[bool]


class Assumption(NamedTuple):
    """Something that no source says and the verdict rests on."""

    id: str
    text: str


class Obstacle(NamedTuple):
    """Why no test can be made with a setting; `role` is None where it concerns both servers."""

    key: str
    line: int | None
    problem: str
    help: str = ""
    role: Role | None = None


class Plan(NamedTuple):
    """All that the settings decide.

    `ehlo_name` is empty for the host's own name; `wait_ms` is -1 for a wait without end.
    """

    primary: ServerPlan | None
    backup: ServerPlan | None
    ehlo_name: Planned[str]
    message: MessagePlan
    wait_ms: Planned[int]
    trace_level: Planned[int]
    release: Release | None
    assumptions: tuple[Assumption, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def servers(self) -> tuple[ServerPlan, ...]:
        """The servers that are set, the primary first."""
        return tuple(server for server in (self.primary, self.backup) if server is not None)
