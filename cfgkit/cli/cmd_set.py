"""`cfgkit set`, `unset`, `comment`, `uncomment`: edits that touch only the lines they name."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - click reads the annotations' types at run time
from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.completing import ADDRESS
from cfgkit.cli.editing import apply, edit_options, split_arguments
from cfgkit.cli.encrypting import Encrypter, cipher_options
from cfgkit.cli.values import ValueSource, options_in_words, value_options
from cfgkit.errors import InputError, RefusedError
from cfgkit.schema.value_type import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfgkit.cli.editing import EditOptions
    from cfgkit.cli.encrypting import CipherOptions
    from cfgkit.document import Document
    from cfgkit.secret import Secret
    from cfgkit.syntax.lookup import Where


def _arguments(shown: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.argument("arguments", metavar=shown, nargs=-1, type=ADDRESS)


@click.command(name="set")
@_arguments("FILE SECTION/KEY=VALUE...")
@click.option("--force", is_flag=True, help="Write a value that the setting's type refuses.")
@cipher_options
@value_options
@edit_options
def set(
    arguments: tuple[str, ...],
    options: EditOptions,
    cipher: CipherOptions,
    force: bool,
    value_prompt: bool,
    value_file: Path | None,
    value_env: str | None,
    value_command: str | None,
) -> int:
    """Change settings, or add them, in one file or several: all or nothing.

    A value that the setting's type refuses is not written, exit code 1, unless with --force.

    The address ends at the first = behind its first /. A secret never comes from the command line: name
    its SECTION/KEY alone, and one of the --value options. --encrypt stores it as the site's own PSCipher
    program encrypts it, --encrypted takes PSCipher's text.
    """
    files, wanted = split_arguments(arguments, options)
    secret = _secret(ValueSource(value_prompt, value_file, value_env, value_command), wanted, cipher)
    values: list[tuple[str, str | Secret]]
    values = [_assignment(one) for one in wanted] if secret is None else [(wanted[0], secret)]
    encrypter = Encrypter(cipher, files, secret) if secret is not None and cipher.is_given else None

    def edit(document: Document) -> Document:
        for address, given in values:
            where = document.resolve(address)
            value = given if encrypter is None else encrypter.text(document, where)
            if isinstance(value, str) and value and document.is_secret(where.section, where.key):
                raise InputError(
                    f"{where} is a secret: its value is not taken from the command line",
                    help=f"others on this host can read a command line; use {options_in_words('value')}",
                )
            if isinstance(value, str) and not force:
                _require_type(document, where, value)
            document = document.set(where.section, where.key, value, nth=where.nth, section_nth=where.section_nth)
            _say_case(document, where)
        return document

    return apply(files, edit, options)


@click.command()
@_arguments("FILE SECTION/KEY...")
@edit_options
def unset(arguments: tuple[str, ...], options: EditOptions) -> int:
    """Take live settings out; comments above them stay."""
    return _each(arguments, options, lambda document: document.remove)


@click.command()
@_arguments("FILE SECTION/KEY...")
@edit_options
def comment(arguments: tuple[str, ...], options: EditOptions) -> int:
    """Comment live settings out; uncomment gives the same bytes back."""
    return _each(arguments, options, lambda document: document.comment_out)


@click.command()
@_arguments("FILE SECTION/KEY...")
@edit_options
def uncomment(arguments: tuple[str, ...], options: EditOptions) -> int:
    """Make commented-out settings live."""
    return _each(arguments, options, lambda document: document.uncomment)


def _each(
    arguments: tuple[str, ...], options: EditOptions, method: Callable[[Document], Callable[..., Document]]
) -> int:
    files, addresses = split_arguments(arguments, options)

    def edit(document: Document) -> Document:
        for address in addresses:
            where = document.resolve(address)
            document = method(document)(where.section, where.key, nth=where.nth, section_nth=where.section_nth)
        return document

    return apply(files, edit, options)


def _secret(elsewhere: ValueSource, wanted: list[str], cipher: CipherOptions) -> Secret | None:
    """The value that does not come from the line, None where all do."""
    stored_encrypted = cipher.is_given
    if elsewhere.is_given:
        if len(wanted) != 1:
            raise click.UsageError("a --value option sets exactly one SECTION/KEY")
        return elsewhere.read(wanted[0])
    if stored_encrypted:
        raise click.UsageError(f"a value that is encrypted comes from {options_in_words('value')}")
    return None


def _assignment(text: str) -> tuple[str, str]:
    section, slash, rest = text.partition("/")
    key, equals, value = rest.partition("=")
    if not slash or not equals:
        # The text may hold a secret whose address is misspelt, so it is not shown.
        raise InputError("an argument is no SECTION/KEY=VALUE", help="write it like 'SMTP Settings/SMTPPort=587'")
    return f"{section}/{key}", value


def _require_type(document: Document, where: Where, value: str) -> None:
    setting = document.schema.find(document.kind, where.section, where.key)
    found = refusal(setting.type, value) if setting else None
    if setting is not None and found is not None:
        wanted = found.fix if found.fix is not None else setting.type.words
        raise RefusedError(f"{where} {found.problem}", help=f"write {wanted}; --force writes it all the same")


def _say_case(document: Document, where: Where) -> None:
    found = document.live(where.section, where.key)
    if found is not None and (found.section, found.key) != (where.section, where.key):
        console.warn(f"set {found.section}/{found.key}: the name matches but for its case")
