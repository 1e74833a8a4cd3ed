"""Types of values: from a setting's text to a Python value and back. What a type refuses, it says where.

Laws: `parse(format(v)) == v`; a Refusal's offset lies inside the text. Empty texts and `%NAME%` references
are no matter of types: `refusal` lets them pass.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

from cfgkit.secret import Secret

T = TypeVar("T")

_REFERENCE: Final = re.compile(r"%\w+%|\{\$[^}]*\}")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_NOT_A_DIGIT: Final = re.compile(r"(?!^-)[^0-9]")
_MOST_DIGITS: Final = 19
# Every spelling that some setting or file uses.
_YES_AND_NO: Final = {
    **dict.fromkeys(("y", "yes", "true", "1", "on"), True),
    **dict.fromkeys(("n", "no", "false", "0", "off"), False),
}


class Refusal(NamedTuple):
    """Why a text is no value of a type. It never holds the text."""

    #: The first wrong character, from 0, inside the text.
    offset: int
    #: What is wrong, behind the key's name: "is neither Y nor N".
    problem: str
    #: The same value as this type spells it, where there is exactly one.
    fix: str | None = None


class ValueType(ABC, Generic[T]):
    """What the values of a setting are."""

    __slots__ = ()

    @abstractmethod
    def parse(self, text: str) -> T | Refusal:
        """The value that a text without outer blanks stands for."""

    @abstractmethod
    def format(self, value: T) -> str:
        """The value as this type spells it."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What may be written, in words for the user."""


@dataclass(frozen=True, slots=True)
class Text(ValueType[str]):
    """Any text, of at most `most` characters; `what` names it: text, path, alias."""

    what: str = "text"
    most: int | None = None

    def parse(self, text: str) -> str | Refusal:
        if self.most is not None and len(text) > self.most:
            return Refusal(self.most, f"has more than {self.most} characters")
        return text

    def format(self, value: str) -> str:
        return value

    @property
    def words(self) -> str:
        return self.what if self.most is None else f"{self.what}, at most {self.most} characters"


@dataclass(frozen=True, slots=True)
class SecretText(ValueType[Secret]):
    """A password, encrypted or not."""

    def parse(self, text: str) -> Secret:
        return Secret(text)

    def format(self, value: Secret) -> str:
        return value.reveal()

    @property
    def words(self) -> str:
        return "secret, as PSCipher encrypts it"


@dataclass(frozen=True, slots=True)
class Flag(ValueType[bool]):
    """A switch; each setting has its own spelling of yes and no."""

    yes: str = "Y"
    no: str = "N"
    #: Further spellings that are as good, where no source says which one is right.
    also: tuple[tuple[str, bool], ...] = ()

    def parse(self, text: str) -> bool | Refusal:
        own = {self.yes: True, self.no: False, **dict(self.also)}
        if text in own:
            return own[text]
        meant = _YES_AND_NO.get(text.casefold())
        if meant is None:
            return Refusal(_first_strange(text, tuple(own)), f"is neither {self.yes} nor {self.no}")
        return Refusal(0, f"is written {self.yes} or {self.no}", self.format(meant))

    def format(self, value: bool) -> str:
        return self.yes if value else self.no

    @property
    def words(self) -> str:
        return f"{self.yes} or {self.no}"


@dataclass(frozen=True, slots=True)
class Number(ValueType[int]):
    """A whole number; `meanings` names values that mean something of their own."""

    low: int | None = None
    high: int | None = None
    unit: str = ""
    meanings: tuple[tuple[int, str], ...] = ()
    what: str = "number"
    #: Whether commas between thousands are taken: `2,147,483,647`.
    has_commas: bool = False

    def parse(self, text: str) -> int | Refusal:
        plain = text.replace(",", "") if self.has_commas and _THOUSANDS.fullmatch(text) else text
        if _INTEGER.fullmatch(plain) is None:
            strange = _NOT_A_DIGIT.search(plain)
            return Refusal(strange.start() if strange else 0, f"is no {self.what}")
        if len(plain) > _MOST_DIGITS:
            return Refusal(_MOST_DIGITS, "has too many digits")
        value = int(plain)
        special = any(value == one for one, _ in self.meanings)
        if not special and (
            (self.low is not None and value < self.low) or (self.high is not None and value > self.high)
        ):
            return Refusal(0, f"is out of range: {self._range}")
        return value

    def format(self, value: int) -> str:
        return str(value)

    @property
    def _range(self) -> str:
        if self.high is None:
            return "" if self.low is None else f"{self.low} or more"
        return f"{self.low} to {self.high}"

    @property
    def words(self) -> str:
        unit = f" of {self.unit}" if self.unit else ""
        range_ = f", {self._range}" if self._range else ""
        special = [f"{value} means {meaning}" for value, meaning in self.meanings]
        return "; ".join([f"{self.what}{unit}{range_}", *special])


@dataclass(frozen=True, slots=True)
class Choice(ValueType[str]):
    """One of some words. An open one knows words that it would rather see, and takes any."""

    options: tuple[str, ...]
    is_open: bool = False

    def parse(self, text: str) -> str | Refusal:
        if self.is_open or text in self.options:
            return text
        folded = [option for option in self.options if option.casefold() == text.casefold()]
        if folded:
            return Refusal(_first_strange(text, self.options), f"is written {folded[0]}", folded[0])
        return Refusal(_first_strange(text, self.options), f"is not one of {', '.join(self.options)}")

    def format(self, value: str) -> str:
        return value

    @property
    def words(self) -> str:
        return f"{'such as' if self.is_open else 'one of'} {', '.join(self.options)}"


def _first_strange(text: str, options: tuple[str, ...]) -> int:
    """The first character behind what the text has in common with any option, inside the text."""
    common = 0
    for option in options:
        length = next((n for n, (a, b) in enumerate(zip(text, option, strict=False)) if a != b), None)
        common = max(common, min(len(text), len(option)) if length is None else length)
    return min(common, len(text) - 1)


def is_reference(text: str) -> bool:
    """Whether environment variables decide what the text is: `%PS_MACH%`."""
    return _REFERENCE.search(text) is not None


@lru_cache(maxsize=8192)
def refusal(type_: ValueType[Any], text: str) -> Refusal | None:
    """Why a text is no value of the type; None for a value, for nothing, and for a reference."""
    bare = text.rstrip(" \t")
    if not bare or is_reference(bare):
        return None
    found = type_.parse(bare)
    return found if isinstance(found, Refusal) else None
