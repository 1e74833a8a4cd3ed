"""Whether a certificate is for a host name, as the JVM's HostnameChecker decides it (RFC 2818, 3.1)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from cfgkit.mail.tls.distinguished import common_name

if TYPE_CHECKING:
    from cfgkit.mail.tls.x509 import Fields


def is_ip(host: str) -> bool:
    """Whether the host is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def fits(certificate: Fields, host: str) -> bool:
    """Whether the certificate is for that host: an IP address only by its own kind of entry.

    The subject's common name counts only where the certificate names no host in its subjectAltName.
    Raises InputError where that name is odd.
    """
    if is_ip(host):
        return str(ipaddress.ip_address(host)) in certificate.ip_names
    names = certificate.dns_names or (common_name(certificate.subject),)
    return any(_matches(name, host) for name in names)


def _matches(pattern: str, host: str) -> bool:
    """A star stands for one whole label, the left-most one, and never for a whole name of two labels or less."""
    pattern, host = _plain(pattern), _plain(host)
    if not pattern.startswith("*."):
        return bool(pattern) and pattern == host
    rest = pattern[1:]
    label = host.removesuffix(rest)
    return "." in rest[1:] and label != host and bool(label) and "." not in label


def _plain(name: str) -> str:
    """Lower case, without the root's dot, and in the A-labels that certificates use (RFC 5890)."""
    name = name.removesuffix(".").casefold()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name
