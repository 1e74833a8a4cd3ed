"""Paths as a user types them, and which of them are the same file."""

from __future__ import annotations

from pathlib import Path

from cfgkit.errors import EditError


def typed_path(text: str) -> Path:
    """The path that was typed, `~` expanded.

    Raises:
        EditError: it is none.
    """
    if not text.strip() or not text.isprintable():
        raise EditError("that names no file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise EditError("nobody of that name has a home here") from None


def target_of(path: Path) -> Path:
    """The file itself, symbolic links followed; the path as it is where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()
