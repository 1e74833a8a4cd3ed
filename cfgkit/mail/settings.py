"""The settings of [SMTP Settings] that the sender reads, with the line that each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.mail.record import Role
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.document import Document

SECTION: Final = "SMTP Settings"

_SHARED: Final = (
    "SMTPSender",
    "SMTPSourceMachine",
    "SMTPCharacterSet",
    "SMTPEncodingDLL",
    "SMTPGuaranteed",
    "SMTPSendTime",
    "SMTPTimeToWaitForResult",
)
_PER_SERVER: Final = (
    "SMTPServer",
    "SMTPPort",
    "SMTPUserName",
    "SMTPUserPassword",
    "SMTPUseSSL",
    "SMTPSSLPort",
    "SMTPTLSEnable",
    "SMTPTLSRequired",
    "SMTPUseOAuth",
    "SMTPNTLMEnable",
    "SMTPSASLEnable",
    "SMTPSMIMESign",
    "SMTPSMIMEEncryption",
)
#: All keys that the plan looks at; the backup's are the primary's with a 1 behind.
KEYS: Final = (*_SHARED, *_PER_SERVER, *(f"{key}1" for key in _PER_SERVER))


def key_of(key: str, role: Role) -> str:
    """The key's name for that server: the backup's own keys end in 1, the shared ones are the same."""
    return f"{key}1" if role is Role.BACKUP and key not in _SHARED else key


@dataclass(frozen=True, slots=True)
class Given:
    """A setting as the file gives it: its text, a Secret where the key names one, and its line from 1."""

    text: str | Secret
    line: int


def given(doc: Document) -> Mapping[str, Given]:
    """The live settings of [SMTP Settings] by key, the last of duplicates; absent ones are left out."""
    found: dict[str, Given] = {}
    for key in KEYS:
        entry = doc.live(SECTION, key)
        if entry is not None:
            secret = doc.is_secret(SECTION, key)
            found[key] = Given(Secret(entry.value) if secret else entry.value, entry.line.number)
    return found
