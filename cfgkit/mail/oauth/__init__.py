"""OAuth 2.0: a token for XOAUTH2, by the standard library alone, and what has to be in order around it.

    grant       the ways to a token, as values             redirect    the loopback end of an authorization code
    http        one exchange, by a proxy if there is one   stream      a socket that keeps to a deadline
    obtaining   grant -> token                             answer      what a token service says, freed of secrets
    proxies     the internal proxy, tested                 readiness   what the file does not hold
    request     how a token is to be had, as users say it

A token or a client secret is opened for the wire only, and never stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.mail.oauth.grant import (
        AuthorizationCode,
        ClientCredentials,
        DeviceCode,
        Endpoint,
        Given,
        Grant,
        GrantName,
        RefreshToken,
        azure,
    )
    from cfgkit.mail.oauth.http import Http, Proxy
    from cfgkit.mail.oauth.obtaining import Token, obtain
    from cfgkit.mail.oauth.proxies import (
        ProxyCheck,
        ProxyOutcome,
        external_proxy,
        internal_proxy_finding,
        probe_internal_proxy,
    )
    from cfgkit.mail.oauth.readiness import Item, Place, checklist
    from cfgkit.mail.oauth.redirect import Loopback, loopback_of
    from cfgkit.mail.oauth.request import TokenRequest

_HOMES = {
    "grant": (
        "AuthorizationCode",
        "ClientCredentials",
        "DeviceCode",
        "Endpoint",
        "Given",
        "Grant",
        "GrantName",
        "RefreshToken",
        "azure",
    ),
    "http": ("Http", "Proxy"),
    "obtaining": ("Token", "obtain"),
    "proxies": ("ProxyCheck", "ProxyOutcome", "external_proxy", "internal_proxy_finding", "probe_internal_proxy"),
    "readiness": ("Item", "Place", "checklist"),
    "request": ("TokenRequest",),
    "redirect": ("Loopback", "loopback_of"),
}
__all__ = [
    "AuthorizationCode",
    "ClientCredentials",
    "DeviceCode",
    "Endpoint",
    "Given",
    "Grant",
    "GrantName",
    "Http",
    "Item",
    "Loopback",
    "Place",
    "Proxy",
    "ProxyCheck",
    "ProxyOutcome",
    "RefreshToken",
    "Token",
    "TokenRequest",
    "azure",
    "checklist",
    "external_proxy",
    "internal_proxy_finding",
    "loopback_of",
    "obtain",
    "probe_internal_proxy",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
