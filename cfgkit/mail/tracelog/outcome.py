"""The words of a return code in the trace, and what each code means there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.mail.verdict import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX: Final = re.compile(r"%?obemail", re.IGNORECASE)
_NO_LETTER: Final = re.compile(r"[^a-z]")
# `NOT DELIVERED` is the only one that a manual shows; the others are taken to be the constants' names likewise.
_BY_LETTERS: Final[Mapping[str, Code]] = {code.label.casefold(): code for code in Code}
_BY_NUMBER: Final[Mapping[str, Code]] = {str(int(code)): code for code in Code}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a return code says, and what to look at next; no advice where nothing is wrong."""

    words: str
    advice: str = ""


MEANINGS: Final[Mapping[Code | None, Meaning]] = {
    Code.DELIVERED: Meaning("the mail server took the mail; whether it reached the mailbox is in the server's log"),
    Code.NOT_DELIVERED: Meaning(
        "no mail server took the mail: a refusal, or a connection or login that failed",
        "run `cfgkit smtp test` with the same sender and recipient: it says at which step, and why",
    ),
    Code.PARTIALLY_DELIVERED: Meaning(
        "the mail server took the mail for some recipients only",
        "look at the addresses of the mail one by one: the server's log names the refused ones",
    ),
    Code.FAILED_BEFORE_SENDING: Meaning(
        "the mail failed before anything was sent: it could not be built, or a setting can't be used",
        "run `cfgkit check` on the file, and look at the sender, the recipients and the attachments of the mail",
    ),
    Code.SENT_BUT_RESULT_UNKNOWN: Meaning(
        "PeopleSoft stopped waiting (SMTPTimeToWaitForResult) and the send went on: the mail may have arrived",
        "raise SMTPTimeToWaitForResult, or find out by `cfgkit smtp test` what takes so long",
    ),
    None: Meaning(
        "a return code whose words no manual shows", "compare the words with the return codes of MCFOutboundEmail.Send"
    ),
}


def outcome_of(words: str) -> Code | None:
    """The code that the words name, as words (`NOT DELIVERED`), constant or number; None for any others."""
    bare = words.strip()
    letters = _NO_LETTER.sub("", _PREFIX.sub("", bare.casefold(), count=1))
    return _BY_NUMBER.get(bare, _BY_LETTERS.get(letters))
