"""What may stand in a command or a header: the one gate against CR, LF, NUL and blanks from a setting."""

from __future__ import annotations

import re
from typing import Final

_ATEXT: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]"
_ADDRESS: Final = re.compile(rf"{_ATEXT}{{1,64}}@(?:[A-Za-z0-9_.-]{{1,189}}|\[[0-9A-Fa-f:.]{{2,45}}\])")
_HOST: Final = re.compile(r"[^\s\x00-\x20\x7f-\xa0<>()@,;\\\"%]{1,255}")
_EHLO: Final = re.compile(r"[!-~]{1,255}")
_UNSAFE: Final = re.compile(r"[\r\n\0]")


def is_address(text: str) -> bool:
    """Whether the text is a bare mail address in ASCII, as MAIL FROM and RCPT TO take it."""
    return _ADDRESS.fullmatch(text) is not None


def is_host(text: str) -> bool:
    """Whether the text can be one host name or one IP address."""
    return _HOST.fullmatch(text) is not None and text.isprintable()


def is_ehlo_name(text: str) -> bool:
    """Whether the text can follow EHLO: printable ASCII without a blank."""
    return _EHLO.fullmatch(text) is not None


def is_one_line(text: str) -> bool:
    """Whether the text has no CR, LF or NUL."""
    return _UNSAFE.search(text) is None
