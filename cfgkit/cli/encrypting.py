"""A password as PSCipher encrypts it: by the site's own program, or given in that form already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.options import as_one
from cfgkit.errors import InputError, RefusedError
from cfgkit.schema.secrets import is_cipher_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.document import Document
    from cfgkit.secret import Secret
    from cfgkit.syntax.lookup import Where


@dataclass(frozen=True, slots=True)
class CipherOptions:
    """What the user said of how the value is stored; none is as it comes."""

    encrypt: bool
    encrypted: bool
    allow_argv: bool

    @property
    def is_given(self) -> bool:
        """Whether the value is stored encrypted.

        Raises:
            UsageError: the options contradict each other.
        """
        if self.encrypt and self.encrypted:
            raise click.UsageError("name only one of --encrypt and --encrypted")
        if self.allow_argv and not self.encrypt:
            raise click.UsageError("--allow-argv belongs to --encrypt")
        return self.encrypt or self.encrypted


def cipher_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that can store a password encrypted, as one CipherOptions argument."""
    options = (
        click.option("--allow-argv", is_flag=True, help="Let PSCipher have the password as an argument, unasked."),
        click.option("--encrypted", is_flag=True, help="The value is PSCipher's text already: check its shape."),
        click.option("--encrypt", is_flag=True, help="Encrypt the value with the PSCipher of cfgkit.toml."),
    )
    return as_one(command, "cipher", CipherOptions, options)


class Encrypter:
    """Turns the value into what is stored, once for all files of a call."""

    def __init__(self, options: CipherOptions, files: Sequence[str], value: Secret) -> None:
        self._options = options
        self._files = files
        self._value = value
        self._made: Secret | None = None

    def text(self, document: Document, where: Where) -> Secret:
        """The encrypted text for that setting.

        Raises:
            InputError: the setting is no password, or there is no way to encrypt it.
            RefusedError: a text that is to be PSCipher's and has not its shape.
        """
        if not document.is_secret(where.section, where.key):
            raise InputError(f"{where} is no password: it is not encrypted")
        given = is_cipher_text(where.key, self._value.reveal())
        if self._options.encrypted:
            if not given:
                raise RefusedError(f"{where}: the value is not a text of PSCipher's", help="it looks like {V1.1}...")
            return self._value
        if given and self._made is None:
            raise InputError(f"{where}: the value is encrypted already", help="--encrypted stores it as it is")
        if self._made is None:
            self._made = self._encrypted()
        if not is_cipher_text(where.key, self._made.reveal()):
            raise InputError(f"{where}: what the PSCipher program printed is not a text of PSCipher's")
        return self._made

    def _encrypted(self) -> Secret:
        from cfgkit.schema.encrypting import is_passed_on
        from cfgkit.store import load_config
        from cfgkit.store.pscipher import encrypt, program_of

        programs = {program_of(load_config(Path(name))) for name in self._files}
        if len(programs) > 1:
            raise InputError("the files have different PSCipher programs", help="set them one by one")
        [program] = programs
        self._require_consent(program)
        if not is_passed_on(self._value):
            console.warn(
                "the value holds characters that PSCipher's script may not pass on as they are: test the login"
            )
        return encrypt(program, self._value)

    def _require_consent(self, program: Path) -> None:
        from cfgkit.schema.encrypting import exposure

        exposed = exposure(program)
        if self._options.allow_argv:
            console.note(f"cfgkit: {exposed}")
            return
        if not console.is_interactive():
            raise InputError(exposed, help="--allow-argv runs it all the same; --encrypted takes PSCipher's text")
        console.note(f"cfgkit: {exposed}")
        click.confirm("Run it?", abort=True, err=True)
