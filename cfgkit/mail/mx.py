"""What IsDomainNameValid of PeopleCode asks: whether a mail domain has an MX record (extra [mx]).

It retries as often as SMTPDNSTimeoutRetries says, once unless told otherwise (PeopleTools manual). What it
answers for a domain without an MX but with an address, and for a null MX, no manual says.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.errors import InputError, NotAvailableError
from cfgkit.mail.deadline import TOTAL_SECONDS, Deadline
from cfgkit.mail.tokens import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dns.resolver import Resolver

    from cfgkit.mail.resolve import Address

#: Seconds that one try waits for each name server.
TRY_SECONDS: Final = 5.0
#: How often the application server asks again where SMTPDNSTimeoutRetries does not say.
RETRIES: Final = 1


class MxOutcome(StrEnum):
    """What the look-up found: part of the JSON, so a slug is never renamed."""

    MX = "mx"
    NULL_MX = "null-mx"
    ADDRESS_ONLY = "address-only"
    NO_RECORDS = "no-records"
    NO_SUCH_DOMAIN = "no-such-domain"
    TIMEOUT = "timeout"
    SERVER_FAILED = "server-failed"


@dataclass(frozen=True, slots=True, order=True)
class MailHost:
    """A host that takes the domain's mail; the lowest preference comes first."""

    preference: int
    name: str


@dataclass(frozen=True, slots=True)
class MxCheck:
    """The outcome for a domain, its mail hosts in their order, and how often the name servers were asked."""

    domain: str
    outcome: MxOutcome
    hosts: tuple[MailHost, ...]
    tries: int

    @property
    def is_valid(self) -> bool:
        """Whether the domain is known to pass: it has an MX that names a host."""
        return self.outcome is MxOutcome.MX

    @property
    def words(self) -> str:
        """What that means, in a line."""
        tries = "after 1 try" if self.tries == 1 else f"after {self.tries} tries"
        return f"{_WORDS[self.outcome]}, {tries}" if self.outcome is MxOutcome.TIMEOUT else _WORDS[self.outcome]


_WORDS: Final[Mapping[MxOutcome, str]] = {
    MxOutcome.MX: "the domain takes mail: it has MX records",
    MxOutcome.NULL_MX: "the domain says that it takes no mail (null MX); what PeopleSoft answers is documented nowhere",
    MxOutcome.ADDRESS_ONLY: (
        "no MX, but an address: mail servers would deliver there; what PeopleSoft answers is documented nowhere"
    ),
    MxOutcome.NO_RECORDS: "the domain exists, but has neither MX nor address",
    MxOutcome.NO_SUCH_DOMAIN: "there is no such domain",
    MxOutcome.TIMEOUT: "no name server answered",
    MxOutcome.SERVER_FAILED: "the name servers could not answer; it is not a time-out, so nothing is tried again",
}


def domain_of(text: str) -> str:
    """The domain of a mail address, or the bare domain.

    Raises:
        InputError: it is neither, or has an IP address in place of the domain.
    """
    address = text if "@" in text else f"postmaster@{text}"
    if not is_address(address):
        raise InputError("is neither a mail address nor a domain", help="name one such as hr@example.com")
    domain = address.rpartition("@")[2].rstrip(".")
    if not domain or domain.startswith("["):
        raise InputError("has no domain that DNS could know")
    return domain


def check_domain(
    address: str, *, retries: int = RETRIES, timeout: float = TRY_SECONDS, nameserver: Address | None = None
) -> MxCheck:
    """Looks the domain's MX up as often as it takes, at most `retries` times again, within two minutes in all.

    `timeout` is in seconds for each try and name server; without `nameserver` the system's own are asked.

    Raises:
        InputError: the address has no domain that DNS can know, the time-out is none, or the system names no
            name server.
        NotAvailableError: dnspython is not installed.
    """
    try:
        import dns.resolver  # noqa: PLC0415 - an extra, and only this check needs it
    except ModuleNotFoundError:
        raise NotAvailableError(
            "the MX check needs dnspython, which is not installed", help="pip install 'cfgkit[mx]'"
        ) from None
    if not (math.isfinite(timeout) and timeout > 0):
        raise InputError("the time-out is not a number of seconds above 0")
    domain = domain_of(address)
    resolver = _resolver(timeout, nameserver)
    deadline = Deadline.after(TOTAL_SECONDS)
    tries = 0
    while tries <= retries and time.monotonic() < deadline.at:
        tries += 1
        try:
            return MxCheck(domain, *_asked(resolver, domain), tries)
        except dns.exception.Timeout:
            continue
        except dns.resolver.NXDOMAIN:
            return MxCheck(domain, MxOutcome.NO_SUCH_DOMAIN, (), tries)
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            raise InputError("holds a domain that DNS can't know") from None
        except (dns.exception.DNSException, OSError):
            return MxCheck(domain, MxOutcome.SERVER_FAILED, (), tries)
    return MxCheck(domain, MxOutcome.TIMEOUT, (), tries)


def _asked(resolver: Resolver, domain: str) -> tuple[MxOutcome, tuple[MailHost, ...]]:
    """One try. Raises dnspython's errors."""
    import dns.resolver  # noqa: PLC0415 - as above

    try:
        answer = resolver.resolve(f"{domain}.", "MX", search=False)
    except dns.resolver.NoAnswer:
        has_address = any(_has(resolver, domain, kind) for kind in ("A", "AAAA"))
        return (MxOutcome.ADDRESS_ONLY if has_address else MxOutcome.NO_RECORDS), ()
    if all(one.exchange == dns.name.root for one in answer):
        return MxOutcome.NULL_MX, ()
    hosts = (MailHost(one.preference, visible(one.exchange.to_text(omit_final_dot=True))) for one in answer)
    return MxOutcome.MX, tuple(sorted(hosts))


def _has(resolver: Resolver, domain: str, kind: str) -> bool:
    import dns.resolver  # noqa: PLC0415 - as above

    try:
        resolver.resolve(f"{domain}.", kind, search=False)
    except dns.resolver.NoAnswer:
        return False
    return True


def _resolver(timeout: float, nameserver: Address | None) -> Resolver:
    """A resolver that asks each name server once in a try."""
    import dns.resolver  # noqa: PLC0415 - as above

    try:
        resolver = dns.resolver.Resolver(configure=nameserver is None)
    except dns.resolver.NoResolverConfiguration:
        raise InputError("this system names no name server", help="name one with --nameserver") from None
    if nameserver is not None:
        resolver.nameservers = [nameserver.ip]
        resolver.port = nameserver.port
    resolver.timeout = timeout
    resolver.lifetime = min(timeout * max(len(resolver.nameservers), 1), TOTAL_SECONDS)
    return resolver
