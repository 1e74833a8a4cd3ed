"""The mail servers, and how the connection to them is encrypted."""

from __future__ import annotations

from typing import Final

from cfgkit.schema.network_type import Host
from cfgkit.schema.smtp.declare import BY_HAND, DELIVERED_FILE, MANUAL, OLD, Backup, Declared
from cfgkit.schema.value_type import Choice, Flag, Number, Text

PORT: Final = Number(1, 65535, what="port", meanings=((0, "not set"),))
#: The port of a server that is named: not setting it is leaving it out.
_NAMED_PORT: Final = Number(1, 65535, what="port")
YES_NO: Final = Flag("Y", "N")

SERVERS: Final = (
    Declared(
        key="SMTPServer",
        type=Host(),
        group="server",
        description="Mail server that takes the domain's outgoing mail. Without it nothing is sent.",
        example="mail.example.com",
        default="",
        default_source=DELIVERED_FILE,
        delivered=(("psappsrv", ""), ("psprcs", "")),
        since=OLD,
        notes=(
            "The manual asks for a host name and an IP address; its own samples have one of them.",
            "The backup is tried when the primary is not available; which failures count is documented nowhere.",
        ),
        backup=Backup(),
    ),
    Declared(
        key="SMTPPort",
        type=_NAMED_PORT,
        group="server",
        description="TCP port for plain connections and for STARTTLS.",
        example="25",
        default="25",
        default_source=f"{DELIVERED_FILE} and the PeopleCode property",
        delivered=(("psappsrv", "25"), ("psprcs", "25")),
        since=OLD,
        depends_on=("SMTPServer",),
        backup=Backup(
            type=PORT,
            default=("0", f"{DELIVERED_FILE}; the PeopleCode property of the backup says 25"),
            delivered=(("psappsrv", "0"), ("psprcs", "0")),
            notes=("Delivered as 0, which means that it is not set.",),
        ),
    ),
)

ENCRYPTION: Final = (
    Declared(
        key="SMTPUseSSL",
        type=YES_NO,
        group="ssl",
        description="Y encrypts the connection from its first byte, on SMTPSSLPort.",
        example="Y",
        default="N",
        default_source=MANUAL,
        delivered=(("psappsrv", "N"), ("psprcs", "N")),
        since=OLD,
        notes=("The 8.54 template says that only mail of the MCF classes uses it.",),
        backup=Backup(),
    ),
    Declared(
        key="SMTPTLSEnable",
        type=YES_NO,
        group="tls",
        description="Y changes to TLS by STARTTLS where the server offers it; else mail goes in clear.",
        example="Y",
        otherwise=("added by hand", "added by hand"),
        notes=(
            BY_HAND,
            "Offered but failing: nothing is sent. Not offered: sent in clear, without a word.",
            "Which port is used is not documented; SMTPPort is assumed.",
        ),
        backup=Backup(),
    ),
    Declared(
        key="SMTPTLSRequired",
        type=YES_NO,
        group="tls",
        description="Y sends only after STARTTLS succeeded; it works without SMTPTLSEnable too.",
        example="Y",
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSSLPort",
        type=_NAMED_PORT,
        group="ssl",
        description="TCP port for connections that are encrypted from their first byte.",
        example="465",
        default="465",
        default_source=MANUAL,
        delivered=(("psappsrv", "465"), ("psprcs", "465")),
        since=OLD,
        depends_on=("SMTPUseSSL=Y",),
        backup=Backup(type=PORT),
    ),
    Declared(
        key="SMTPClientCertAlias",
        type=Text("key store alias"),
        group="ssl",
        description="Alias, in the key store, of the certificate that this side shows to a server that asks for one.",
        example="psft-mail-client",
        default="",
        default_source=DELIVERED_FILE,
        delivered=(("psappsrv", ""), ("psprcs", "")),
        since=OLD,
        notes=(
            "It acts with SSL and with STARTTLS.",
            "Set-up of certificates: My Oracle Support 1612188.1; of client certificates: 2876697.1.",
        ),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSSLProtocol",
        type=Choice(("TLSv1.2", "TLSv1.3")),
        group="ssl",
        description="The one protocol version that is used, with SSL and with STARTTLS.",
        example="TLSv1.2",
        default="TLSv1.3",
        default_source="the manuals of 8.61 and 8.63; earlier releases: not documented",
        backup=Backup(),
    ),
)
