"""Every error that cfgkit raises on purpose.

    CfgkitError
    ├── EditError            (ValueError)  an edit that can't be made; the Document is unchanged
    ├── AddressError         (ValueError)  a SECTION/KEY that names nothing, or more than one thing
    ├── RefusedError         (ValueError)  a value that its setting's type refuses; nothing is written
    ├── InputError           (ValueError)  a file, YAML text or option that can't be read as what it should be
    ├── StoreError           (OSError)     reading or writing a file; the old bytes are whole
    │   ├── ChangedOnDiskError             the file changed since it was read
    │   ├── LockedError                    another cfgkit holds the file's lock
    │   ├── NotReplaceableError            a rename would lose owner, mode, ACL or hard links
    │   └── ProtectedError                 cfgkit.toml marks the file as protected
    ├── OAuthError                         no token could be had; its words are free of secrets
    └── NotAvailableError                  an extra, a mode or a program that is not here

Errors carry data; `str()` draws the one line that a user reads. None of them ever holds a setting's
value: a value may be a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class CfgkitError(Exception):
    """Base of all errors that cfgkit raises on purpose.

    `message` is one line without a full stop; `help` says what to do about it, or is empty;
    `file`, `line` and `column` say where, from 1, as far as known.
    """

    def __init__(
        self,
        message: str,
        *,
        help: str = "",  # noqa: A002 - the word that users see
        file: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        if self.file is None:
            return self.message.strip()
        place = "".join(f":{part}" for part in (self.line, self.column) if part is not None)
        return f"{self.file}{place}: {self.message}".strip()


class EditError(CfgkitError, ValueError):
    """An edit that can't be made; the Document is unchanged."""


class AddressError(CfgkitError, ValueError):
    """A SECTION/KEY that names nothing, or more than one thing."""


class InputError(CfgkitError, ValueError):
    """A file, a YAML text or an option that can't be read as what it should be."""


class RefusedError(CfgkitError, ValueError):
    """A value that its setting's type refuses; nothing is written."""


class StoreError(CfgkitError, OSError):
    """Reading or writing a file failed; the old bytes are whole."""


class ChangedOnDiskError(StoreError):
    """The file changed since it was read."""


class LockedError(StoreError):
    """Another cfgkit holds the file's lock."""


class NotReplaceableError(StoreError):
    """A rename would lose the file's owner, mode, ACL or hard links."""


class ProtectedError(StoreError):
    """cfgkit.toml marks the file as protected."""


class OAuthError(CfgkitError):
    """No token could be had; `code` is the token service's own word for it, or empty."""

    def __init__(self, message: str, *, code: str = "", help: str = "") -> None:  # noqa: A002 - as above
        super().__init__(message, help=help)
        self.code = code


class NotAvailableError(CfgkitError):
    """An extra, a mode or a program that is needed is not here."""
