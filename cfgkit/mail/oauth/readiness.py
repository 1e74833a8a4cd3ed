"""What OAuth needs that no setting holds: each point with who says so, or marked as an assumption."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.schema.smtp.view import MailServer, SmtpView

_AZURE: Final = "PeopleTools manual, Setting Up MCF Email Using Azure"
_SETTINGS: Final = "PeopleTools manual, SMTP Settings"
_RETRIEVE: Final = "PeopleTools manual, Retrieving OAuth2 Access Token"
_SESSION: Final = "PeopleTools manual of 8.63, SMTPOAuthUseUserSession"
_EXCHANGE: Final = "Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth"
_NOBODY: Final = "no manual says so"


class Place(StrEnum):
    """What a point is about: something that a login needs and no setting holds, or something to be in order."""

    NOT_IN_THE_FILE = "not-in-the-file"
    OUTSIDE_THE_FILE = "outside-the-file"


@dataclass(frozen=True, slots=True)
class Item:
    """One point: what has to be there, who says so, and whether that is only assumed."""

    id: str
    text: str
    source: str
    assumed: bool = False
    place: Place = Place.OUTSIDE_THE_FILE


def _needed(id_: str, text: str, source: str = _AZURE) -> Item:
    return Item(id_, text, source, place=Place.NOT_IN_THE_FILE)


_NOT_IN_THE_FILE: Final = (
    _needed("tenant", "the tenant: it stands in the service application's addresses"),
    _needed("client-id", "the application's client id: it stands on the service application page"),
    _needed("client-secret", "the application's client secret: it stands on the service application page"),
    _needed("scope", "the scope: the page is delivered with https://graph.microsoft.com/mail.readwrite"),
)
_OUTSIDE: Final = (
    Item("app-registration", "the application is registered with the mail provider, with this redirect URI", _AZURE),
    Item("service-application", "PeopleSoft has a service application of the type Email Client for it", _AZURE),
    Item("gateway", "a browser reaches the redirect URI, which is the Integration Broker gateway's", _AZURE),
    Item("smtp-auth", "SMTP AUTH is enabled for the mailbox and not switched off for the tenant", _EXCHANGE),
    Item(
        "smtp-send",
        "the application may SMTP.Send: the scope https://outlook.office.com/SMTP.Send for a user's token; "
        "a Graph token is refused by smtp.office365.com",
        _EXCHANGE,
    ),
    Item("send-as", "the mailbox may send as SMTPSender where that is another address", _EXCHANGE),
    Item("xoauth2", "PeopleSoft hands the token to the mail server by XOAUTH2", _NOBODY, assumed=True),
    Item("graph", "with the delivered Graph scope PeopleSoft may send by HTTPS and not by SMTP", _NOBODY, assumed=True),
)
_OF_THE_SESSION: Final = (
    _needed("token", "the token: that of the user whose session sends (SMTPOAuthUseUserSession=Y)", _SESSION),
    Item("role", "each user who sends has the role PeopleTools MCF Email", _SETTINGS),
    Item("retrieved", "each user who sends has fetched a token on Retrieve OAuth2 Access Token", _RETRIEVE),
)


def checklist(view: SmtpView, server: MailServer) -> tuple[Item, ...]:
    """What a login by OAuth to that server of the file needs beside the file; empty where it uses none."""
    if not server.uses_oauth:
        return ()
    return (*_NOT_IN_THE_FILE, *_about_the_token(view, server), *_OUTSIDE, *_about_proxies(server))


def _about_the_token(view: SmtpView, server: MailServer) -> tuple[Item, ...]:
    if view.uses_session_token:
        return _OF_THE_SESSION
    user = server["SMTPOAuthPIAUser"]
    who = f"the user of {user.key}" if user.text else f"the user that {user.key} should name"
    return (
        _needed("token", f"the token: PeopleSoft keeps that of {who}", _RETRIEVE),
        Item("role", f"{who} has the role PeopleTools MCF Email", _SETTINGS),
        Item("retrieved", f"{who} has fetched a token on Retrieve OAuth2 Access Token", _RETRIEVE),
    )


def _about_proxies(server: MailServer) -> Iterator[Item]:
    for stem, where in (
        ("SMTPOAuthExternalProxy", "the token service"),
        ("SMTPInternalProxy", "the Integration Broker gateway"),
    ):
        host, port = server[f"{stem}Host"], server[f"{stem}Port"]
        if not host.text:
            text = f"this host reaches {where} without a proxy: {host.key} is not set"
            yield Item(stem, text, _SETTINGS)
        elif port.value is None:
            yield Item(stem, f"{port.key} is set too: {host.key} alone names no proxy", _SETTINGS)
