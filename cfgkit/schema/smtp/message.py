"""Who sends, in which encoding, and what is recorded."""

from __future__ import annotations

from typing import Final

from cfgkit.schema.network_type import Email, Host
from cfgkit.schema.smtp.declare import DELIVERED_FILE, MANUAL, OLD, Backup, Declared
from cfgkit.schema.smtp.server import YES_NO
from cfgkit.schema.value_type import Choice, Flag, Number, Text

_SMIME: Final = "8.63 for the key; 8.62 has the page on signed and encrypted mail"
#: The character sets that the manual names; the list is not closed.
CHARSETS: Final = ("UTF-8", "ISO-2022-JP", "Shift_JIS", "EUC-JP", "ISO-2022-KR", "EUC-KR", "GBK", "Big5", "GB18030")
ONE_ZERO: Final = Flag("1", "0")
#: The sender that the delivered PSPRCS.CFG names.
DELIVERED_SENDER: Final = "PeopleSoft@peoplesoft.com"

MESSAGE: Final = (
    Declared(
        key="SMTPSender",
        type=Email(),
        group="identity",
        description="Sender of mail that names none of its own.",
        example="hr-noreply@example.com",
        default=DELIVERED_SENDER,
        default_source="the delivered PSPRCS.CFG of 8.54",
        delivered=(("psappsrv", ""), ("psprcs", DELIVERED_SENDER)),
        since=OLD,
    ),
    Declared(
        key="SMTPBlackberryReplyTo",
        type=Email(),
        group="identity",
        description="Reply address of mail that is to be answered from a BlackBerry.",
        example="hr-replies@example.com",
        delivered=(("psappsrv", ""),),
        since=OLD,
        aliases=("SMTPBlackBerryReplyTo",),
        notes=("Sources differ in one letter's case; the delivered file has Blackberry.",),
    ),
    Declared(
        key="SMTPSourceMachine",
        type=Host(),
        group="identity",
        description="Name that this host gives of itself to the mail server, with its domain.",
        example="app1.example.com",
        default="",
        default_source=DELIVERED_FILE,
        delivered=(("psappsrv", ""), ("psprcs", "")),
        since=OLD,
        notes=("Some mail servers insist on it.",),
    ),
    Declared(
        key="SMTPCharacterSet",
        type=Choice(CHARSETS, is_open=True),
        group="encoding",
        description="Character set of the mail's text.",
        example="UTF-8",
        default="UTF-8",
        default_source="the manual's page on mail character sets",
        delivered=(("psappsrv", "UTF-8"), ("psprcs", "")),
        since=OLD,
        notes=("Empty, the text goes out as it is, without an encoding.",),
    ),
    Declared(
        key="SMTPEncodingDLL",
        type=Text("library name"),
        group="encoding",
        description="Library that makes the text safe for transport in 7 bits.",
        example="pscmencd",
        default="",
        default_source="the manual's sample",
        delivered=(("psappsrv", ""), ("psprcs", "")),
        since=OLD,
        is_overridden=False,
    ),
    Declared(
        key="SMTPGuaranteed",
        type=ONE_ZERO,
        group="delivery",
        description="1 sends the mail of TriggerBusinessEvent by Integration Broker, where it is followed; 0 at once.",
        example="0",
        default="0",
        default_source="the manual's workflow page",
        delivered=(("psappsrv", "0"),),
        since=OLD,
        is_overridden=False,
    ),
    Declared(
        key="SMTPTrace",
        type=Number(0, 2, meanings=((0, "off"), (1, "every detail"), (2, "a line for each mail"))),
        group="trace",
        description="What the mail trace in the domain's log folder records.",
        example="2",
        default="0",
        default_source=DELIVERED_FILE,
        delivered=(("psappsrv", "0"), ("psprcs", "0")),
        since=OLD,
        notes=("LogFence has to be 5.", "Level 2 is documented from 8.61 on; when it came is not known."),
        is_overridden=False,
    ),
    Declared(
        key="SMTPSendTime",
        type=ONE_ZERO,
        group="delivery",
        description="1 writes the time of sending into the mail; 0 leaves that to the mail server.",
        example="1",
        default="0",
        default_source=DELIVERED_FILE,
        delivered=(("psappsrv", "0"), ("psprcs", "0")),
        since=OLD,
        notes=(
            "My Oracle Support 1164983.1 says PSPRCS.CFG does not have it; the delivered ones of 8.50 and 8.54 do.",
        ),
        is_overridden=False,
    ),
    Declared(
        key="SMTPTimeToWaitForResult",
        type=Number(-1, None, "milliseconds", ((-1, "wait to the end"), (0, "do not wait: the result is never known"))),
        group="delivery",
        description="How long a send waits for its result before it reports it as unknown.",
        example="10000",
        default="10000",
        default_source=MANUAL,
    ),
    Declared(
        key="SMTPDNSTimeoutRetries",
        type=Number(0, None),
        group="dns",
        description="How often IsDomainNameValid asks again whether a mail domain exists.",
        example="2",
        default="1",
        default_source="the PeopleCode manual",
        otherwise=("added by hand", "unverified"),
        notes=("The manual names PSAPPSRV.CFG only.",),
        is_overridden=False,
    ),
)

SMIME: Final = (
    Declared(
        key="SMTPSMIMEEncryption",
        type=YES_NO,
        group="smime",
        description="Y encrypts outgoing mail by S/MIME.",
        example="Y",
        default="N",
        default_source=f"by analogy with the backup's key: {MANUAL}",
        otherwise=("documented", "documented"),
        since=_SMIME,
        notes=("Keys and their passphrases are kept on the MCF Email Configuration page, not in the file.",),
        backup=Backup(default=("N", MANUAL), otherwise=("documented", "unverified")),
    ),
    Declared(
        key="SMTPSMIMESign",
        type=YES_NO,
        group="smime",
        description="Y signs outgoing mail by S/MIME.",
        example="Y",
        default="N",
        default_source=MANUAL,
        otherwise=("documented", "documented"),
        since=_SMIME,
        notes=("Keys and their passphrases are kept on the MCF Email Configuration page, not in the file.",),
        backup=Backup(default=(None, ""), otherwise=("documented", "unverified")),
    ),
    Declared(
        key="SMTPSMIMEHandling",
        type=Number(0, 1, meanings=((0, "send in plain and record the error in the mail trace"), (1, "do not send"))),
        group="smime",
        description="What happens to mail whose signing or encrypting failed.",
        example="1",
        default="1",
        default_source=MANUAL,
        since=_SMIME,
    ),
)
