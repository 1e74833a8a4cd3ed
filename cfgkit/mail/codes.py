"""The reply codes of SMTP that the dialogue and the classes of faults look at."""

from __future__ import annotations

from typing import Final

READY: Final = 220
BYE: Final = 221
LOGGED_IN: Final = 235
OK: Final = 250
FORWARDED: Final = 251
CHALLENGE: Final = 334
GO_AHEAD: Final = 354
CLOSING: Final = 421
MAILBOX_BUSY: Final = 450
LOCAL_ERROR: Final = 451
NEEDED_FIRST: Final = 530
TOO_BIG: Final = 552

_TEMPORARY: Final = range(400, 500)
_REFUSAL: Final = range(400, 600)


def is_temporary(code: int) -> bool:
    """Whether the code asks to try again later."""
    return code in _TEMPORARY


def is_refusal(code: int) -> bool:
    """Whether the code says no, for now or for good."""
    return code in _REFUSAL
