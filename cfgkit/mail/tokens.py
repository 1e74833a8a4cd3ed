"""What may stand in a command or a header: the one gate against CR, LF, NUL and blanks from a setting."""

from __future__ import annotations

import re
from typing import Final

from cfgkit.schema.network_type import Email, Host
from cfgkit.schema.value_type import Refusal

_EHLO: Final = re.compile(r"[!-~]{1,255}")
_UNSAFE: Final = re.compile(r"[\r\n\0]")


def is_address(text: str) -> bool:
    """Whether the text is a bare mail address in ASCII, as MAIL FROM and RCPT TO take it."""
    return bool(text) and not isinstance(Email().parse(text), Refusal)


def is_host(text: str) -> bool:
    """Whether the text can be one host name or one IP address."""
    return bool(text) and not isinstance(Host().parse(text), Refusal)


def is_ehlo_name(text: str) -> bool:
    """Whether the text can follow EHLO: printable ASCII without a blank."""
    return _EHLO.fullmatch(text) is not None


def is_one_line(text: str) -> bool:
    """Whether the text has no CR, LF or NUL."""
    return _UNSAFE.search(text) is None
