"""A secret is a type, not a habit: whatever draws it draws a mask."""

from __future__ import annotations

from typing import Final, final

MASK: Final = "********"


@final
class Secret:
    """A text that must not be seen: a password, as clear text or encrypted.

    `str`, `repr`, `format` and every other drawing give `MASK`, whose length says nothing. Two secrets
    are equal if their texts are. Only `reveal` opens it: for the wire, and for writing the user's own file.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __str__(self) -> str:
        return MASK

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not pickled")
