"""How a setting is edited: what kind of field fits its type, and what may be chosen in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cfgkit.schema.network_type import Email, Host, Url
from cfgkit.schema.value_type import Choice, Flag, Number, Refusal, Text

if TYPE_CHECKING:
    from cfgkit.schema.setting import Setting
    from cfgkit.schema.value_type import ValueType

_LIST: Final = "list of paths"
_DRIVE: Final = re.compile(r"[A-Za-z]:")


class FieldKind(StrEnum):
    """What is typed or chosen."""

    FLAG = "yes or no"
    CHOICE = "choice"
    NUMBER = "number"
    HOST = "host"
    ADDRESS = "address"
    LIST = "list"
    SECRET = "secret"  # noqa: S105 - a kind of field
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """The field for a setting."""

    kind: FieldKind
    #: What may be written, in words.
    words: str
    #: The values to choose from, each with what it means; a field with some may take others, too.
    options: tuple[tuple[str, str], ...] = ()
    low: int | None = None
    high: int | None = None
    #: What stands between the items of a list.
    separator: str = ""

    def stepped(self, text: str, step: int) -> str:
        """The number with a step added, inside its range; the text as it is where it is no number."""
        if re.fullmatch(r"-?[0-9]{1,18}", text) is None:
            return text or str(self.low if self.low is not None else 0)
        number = int(text) + step
        number = number if self.low is None else max(number, self.low)
        return str(number if self.high is None else min(number, self.high))

    def split(self, text: str) -> list[str]:
        """A list's items; `joined` gives the same text back."""
        return text.split(self.separator) if text else []

    def joined(self, items: list[str]) -> str:
        """The list that has these items."""
        return self.separator.join(items)


def field_of(setting: Setting | None, value: str, *, is_secret: bool) -> Field:
    """The field for a setting with that value; free text where nobody knows the setting."""
    if is_secret:
        return Field(FieldKind.SECRET, "secret, as PSCipher encrypts it")
    if setting is None:
        return Field(FieldKind.TEXT, "free text: no source knows this setting")
    type_, words = setting.type, setting.type.words
    if isinstance(type_, Flag):
        return Field(FieldKind.FLAG, words, _flag_options(type_, value))
    if isinstance(type_, Choice):
        return Field(FieldKind.CHOICE, words, tuple((one, "") for one in type_.options))
    if isinstance(type_, Number):
        options = tuple((str(one), what) for one, what in type_.meanings)
        return Field(FieldKind.NUMBER, words, options, type_.low, type_.high)
    return _text_field(type_, value)


def _text_field(type_: ValueType[Any], value: str) -> Field:
    if isinstance(type_, Text) and type_.what == _LIST:
        return Field(FieldKind.LIST, type_.words, separator=_separator(value))
    kinds = {Host: FieldKind.HOST, Email: FieldKind.ADDRESS, Url: FieldKind.ADDRESS}
    return Field(kinds.get(type(type_), FieldKind.TEXT), type_.words)


def _flag_options(type_: Flag, value: str) -> tuple[tuple[str, str], ...]:
    """No and yes in the spelling that the value has, where the type takes it."""
    spellings = [(type_.yes, type_.no)]
    also: dict[bool, list[str]] = {True: [], False: []}
    for text, meant in type_.also:
        also[meant].append(text)
    spellings += list(zip(also[True], also[False], strict=False))
    fits = not isinstance(type_.parse(value), Refusal)
    yes, no = next((pair for pair in spellings if fits and value in pair), spellings[0])
    return (yes, "yes"), (no, "no")


def _separator(value: str) -> str:
    """What stands between a list's items: Unix' `:`, else Windows' `;`, where a drive has a colon of its own."""
    is_windows = ";" in value or "\\" in value or _DRIVE.match(value) is not None
    return ":" if (":" in value or value.startswith("/")) and not is_windows else ";"
