"""The site's own PSCipher program, which encrypts a password as the application server reads it.

    [pscipher]
    program = "/psft/webserv/peoplesoft/piabin/PSCipher.sh"     # absolute, or relative to cfgkit.toml

Oracle documents one way to run it, in its own folder, with the clear text as the argument; what it prints has a
line `Encrypted text: {V1.1}...`. Nothing that it prints gets into an error: it may be the password.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError, NotAvailableError
from cfgkit.secret import Secret
from cfgkit.store.reading import reason

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.store.config import Config

_PRINTED: Final = re.compile(r"^\s*Encrypted text:\s*(\S+)\s*$", re.MULTILINE)
#: Java starts slowly on a busy host.
_SECONDS: Final = 60
_SHELL_OF_WINDOWS: Final = frozenset({".bat", ".cmd"})
# cmd.exe reads the arguments of a batch file once more.
_SPECIAL_THERE: Final = frozenset('"%&|<>^!()')
_HELP: Final = "run it by hand to see why, or give the encrypted text with --encrypted"


def program_of(config: Config) -> Path:
    """The program that cfgkit.toml names.

    Raises:
        InputError: it names none, or not by a text.
    """
    table = config.pscipher
    if table.source is None:
        raise InputError(
            "cfgkit.toml names no PSCipher program", help='write [pscipher] and program = "/path/to/PSCipher.sh" there'
        )
    program = table.values.get("program")
    if not isinstance(program, str) or not program or set(table.values) != {"program"}:
        raise InputError("[pscipher] has one text, program", file=table.source, help="see cfgkit.toml in the README")
    return table.source.parent / program


def encrypt(program: Path, clear: Secret) -> Secret:
    """What the program makes of the text, as it printed it; other users of this host can see the text meanwhile.

    Raises:
        InputError: a text that it can't be given, or it fails, or it prints no encrypted text.
        NotAvailableError: it can't be run.
    """
    text = clear.reveal()
    _require_argument(program, text)
    try:
        done = subprocess.run(
            [program.absolute(), text],
            cwd=program.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"the PSCipher program took longer than {_SECONDS} seconds", help=_HELP) from None
    except OSError as error:
        raise NotAvailableError(f"the PSCipher program can't be run: {reason(error)}", file=program) from None
    if done.returncode:
        raise InputError(f"the PSCipher program failed with exit code {done.returncode}", help=_HELP)
    printed = _PRINTED.search(done.stdout.decode("utf-8", "replace"))
    if printed is None:
        raise InputError("the PSCipher program printed no line `Encrypted text:`", help=_HELP)
    return Secret(printed[1])


def _require_argument(program: Path, text: str) -> None:
    """A text that begins with - would be an option: `-buildkey` makes a new key."""
    if not text:
        raise InputError("there is nothing to encrypt: the value is empty")
    if text.startswith("-"):
        raise InputError("the value begins with -, which PSCipher takes for an option")
    if not text.isprintable():
        raise InputError("the value holds a line break or another character that can't be an argument")
    if program.suffix.casefold() in _SHELL_OF_WINDOWS and not _SPECIAL_THERE.isdisjoint(text):
        raise InputError("the value holds a character that the shell of Windows would not pass on as it is", help=_HELP)
