"""From a setting's text to a value that knows where it comes from; each reader raises InputError."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cfgkit.errors import InputError
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfgkit.mail.settings import Given

T_co = TypeVar("T_co", covariant=True)

_YES: Final = frozenset({"y", "yes", "true", "1"})
_NO: Final = frozenset({"n", "no", "false", "0"})
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_CHARSET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
# PeopleTools' names that Python does not know, and Python's text codecs that are no mail character sets.
_CODECS: Final[Mapping[str, str]] = {"gb": "gb2312", "ks-c-5601-1992": "cp949"}
_NOT_FOR_MAIL: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "utf-7"}
)


@dataclass(frozen=True, slots=True)
class Planned(Generic[T_co]):
    """A value of the plan with the key it belongs to and the line that gives it, None for a default."""

    value: T_co
    key: str
    line: int | None = None

    @property
    def origin(self) -> str:
        """Where the value comes from, in words: `SMTPPort, line 12` or `SMTPPort, default`."""
        return f"{self.key}, default" if self.line is None else f"{self.key}, line {self.line}"


def text(given: Mapping[str, Given], key: str, default: str = "") -> Planned[str]:
    """The setting less outer blanks; an empty one is as good as an absent one. Opens no secret."""
    setting = given.get(key)
    if setting is None or isinstance(setting.text, Secret) or not setting.text.strip():
        return Planned(default, key, None if setting is None or default else setting.line)
    return Planned(setting.text.strip(), key, setting.line)


def checked(value: Planned[str], accepts: Callable[[str], bool], what: str) -> Planned[str]:
    """The value, if it is empty or accepted; `what` says what it should be."""
    if value.value and not accepts(value.value):
        raise bad(value, f"is not {what}")
    return value


def flag(given: Mapping[str, Given], key: str) -> Planned[bool]:
    """A switch, off by default. Y/N, true/false and 1/0 all count: the manual itself uses all three."""
    value = text(given, key)
    word = value.value.casefold()
    if word and word not in _YES | _NO:
        raise bad(value, "is neither Y nor N")
    return Planned(word in _YES, key, value.line)


def number(
    given: Mapping[str, Given], key: str, *, default: int, accepts: Callable[[int], bool], what: str
) -> Planned[int]:
    """A whole number that is accepted; `what` says what it should be."""
    value = text(given, key)
    if not value.value:
        return Planned(default, key)
    if _NUMBER.fullmatch(value.value) is None or not accepts(int(value.value)):
        raise bad(value, f"is not {what}")
    return Planned(int(value.value), key, value.line)


def codec_name(charset: str) -> str | None:
    """Python's name of the codec for a mail character set, None if there is none here."""
    if _CHARSET.fullmatch(charset) is None:
        return None
    try:
        name = codecs.lookup(_CODECS.get(charset.casefold(), charset)).name
        "".encode(name)
    except LookupError:  # unknown, or a codec from bytes to bytes
        return None
    return None if name.replace("_", "-") in _NOT_FOR_MAIL else name


def bad(value: Planned[object], problem: str, *, help: str = "") -> InputError:  # noqa: A002 - CfgkitError's own word
    """The error that names a setting and its line, never its text."""
    return InputError(f"{value.key} {problem}", help=help, line=value.line)
