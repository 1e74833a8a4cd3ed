"""A password as the site's own PSCipher program encrypts it, checked for the shape that its texts have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.schema.secrets import is_cipher_text
from cfgkit.store.pscipher import encrypt

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.secret import Secret

# What a shell script passes on as it is even where it forgets the quotes.
_PLAIN: Final = re.compile(r"[\w.,:;@%+=/^-]+", re.ASCII)


def exposure(program: Path) -> str:
    """What the user has to agree to before the program is run."""
    return f"{program} takes the password as an argument, which others on this host can see while it runs"


def is_passed_on(clear: Secret) -> bool:
    """Whether PSCipher's script passes the text on as it is, whatever its quotes."""
    return _PLAIN.fullmatch(clear.reveal()) is not None


def encrypted(program: Path, key: str, clear: Secret) -> Secret:
    """The text that PSCipher makes of the clear one for a setting of that key.

    Raises:
        InputError: a text that it can't be given, or it fails, or it prints no text of PSCipher's.
        NotAvailableError: it can't be run.
    """
    made = encrypt(program, clear)
    if not is_cipher_text(key, made.reveal()):
        raise InputError("what the PSCipher program printed is not a text of PSCipher's")
    return made
