"""OAuth 2.0: a token for XOAUTH2, by the standard library alone, and what has to be in order around it.

    grant       the ways to a token, as values             redirect    the loopback end of an authorization code
    http        one exchange, by a proxy if there is one   stream      a socket that keeps to a deadline
    obtain      grant -> token                             answer      what a token service says, freed of secrets
    proxies     the internal proxy, tested                 checklist   what the file does not hold

A token or a client secret is opened for the wire only, and never stored.
"""

from __future__ import annotations

from cfgkit.mail.oauth.checklist import Item, checklist
from cfgkit.mail.oauth.grant import (
    AuthorizationCode,
    ClientCredentials,
    DeviceCode,
    Endpoint,
    Given,
    Grant,
    RefreshToken,
    azure,
)
from cfgkit.mail.oauth.http import Http, Proxy
from cfgkit.mail.oauth.obtain import Token, obtain
from cfgkit.mail.oauth.proxies import ProxyCheck, ProxyOutcome, external_proxy, probe_internal_proxy

__all__ = [
    "AuthorizationCode",
    "ClientCredentials",
    "DeviceCode",
    "Endpoint",
    "Given",
    "Grant",
    "Http",
    "Item",
    "Proxy",
    "ProxyCheck",
    "ProxyOutcome",
    "RefreshToken",
    "Token",
    "azure",
    "checklist",
    "external_proxy",
    "obtain",
    "probe_internal_proxy",
]
