"""[SMTP Settings]: every key, each primary/backup pair declared once.

| module   | idea                                                          |
|----------|---------------------------------------------------------------|
| declare  | a declaration, and the Settings that it yields                 |
| effects  | when changes take effect, by file and release                  |
| message  | who sends, in which encoding, what is recorded                 |
| server   | the mail servers and how the connection to them is encrypted   |
| login    | how the application server logs in                             |
| view     | the section as typed values                                    |
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cfgkit.schema.smtp.declare import SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.schema.setting import FileKind, Setting

__all__ = ["SECTION", "smtp_settings"]


@cache
def smtp_settings(file: FileKind) -> Mapping[str, Setting]:
    """The settings of [SMTP Settings] by casefolded key, in the manual's order."""
    from cfgkit.schema.smtp import login, message, server  # noqa: PLC0415 - start-up: most commands need none

    declared = (*server.SERVERS, *message.MESSAGE, *login.PASSWORD, *server.ENCRYPTION, *login.OTHER, *message.SMIME)
    found = [setting for one in declared for setting in one.settings(file)]
    return {setting.key.casefold(): setting for setting in found}
