"""What stands in for a private text: numbered in the order of first appearance, never derived from the text.

Kept of a secret is only what `check` says of it anyway: whether it is encrypted, by which version of the
key, whether the environment holds it, and whether it has an invisible character. Kept of a name is its form:
an address, a name with or without a domain; in another case it gets the same stand-in in another case, so
that `diff` sees what it saw.
"""

from __future__ import annotations

from base64 import b64encode
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from cfgkit.convert.private import is_ipv4, is_ipv6, judgement
from cfgkit.display import visible
from cfgkit.schema import is_encrypted
from cfgkit.schema.secrets import is_in_environment, key_version
from cfgkit.schema.value_type import Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfgkit.convert.private import Category
    from cfgkit.schema.value_type import ValueType

#: An invisible character that every encoding has.
_INVISIBLE: Final = "\x7f"
# The ranges that are set aside for documentation.
_NETS: Final = ("192.0.2", "198.51.100", "203.0.113")
_HOSTS_IN_NET: Final = 254
_BARE_KEY: Final = "UserPswd"
_DOMAIN: Final = "example.invalid"


class StandIns:
    """The stand-ins of one run: the same text has the same one, in whatever file it stands."""

    def __init__(self, taken: str) -> None:
        """`taken` is the files' text, casefolded: no stand-in is to be found there."""
        self._taken = taken
        self._numbers: dict[str, Iterator[int]] = {}
        self._whole: dict[tuple[ValueType[Any] | None, str], str] = {}
        self._names: dict[tuple[Category, str], str] = {}
        #: The stand-ins of a name in each case that it is written in.
        self._cases: dict[tuple[Category, str], list[str]] = {}

    def whole(self, text: str, type_: ValueType[Any] | None = None) -> str:
        """What stands in for a secret, or for a whole value: the type says of it what it says of the text."""
        found = self._typed(text, None)
        return found if judgement(type_, found) == judgement(type_, text) else self._typed(text, type_)

    def _typed(self, text: str, type_: ValueType[Any] | None) -> str:
        found = self._whole.get((type_, text))
        if found is None:
            found = self._whole[type_, text] = self._fresh("whole", lambda n: _whole(text, type_, n))
        return found

    def name(self, category: Category, text: str) -> str:
        """What stands in for a name."""
        found = self._names.get((category, text))
        if found is None:
            cases = self._cases.setdefault((category, text.casefold()), [])
            found = _in_case(cases[0], len(cases)) if cases else None
            found = found or self._fresh(category, lambda n: _name(category, text, n))
            cases.append(found)
            self._names[category, text] = found
        return found

    def _fresh(self, kind: str, spell: Callable[[int], str]) -> str:
        """The first of these texts that nothing has yet; numbers are short, so they are only counted."""
        for number in self._numbers.setdefault(kind, count(1)):
            text = spell(number)
            if text.lstrip("-").isdigit() or text.casefold() not in self._taken:
                return text
        raise AssertionError("numbers never end")


def _whole(text: str, type_: ValueType[Any] | None, number: int) -> str:
    """The first spelling of which the type says what it says of the text."""
    mark = "" if visible(text) == text else _INVISIBLE
    spellings = [one + mark for one in _spellings(text, type_, number)]
    wanted = judgement(type_, text)
    return next((one for one in spellings if judgement(type_, one) == wanted), spellings[0])


def _spellings(text: str, type_: ValueType[Any] | None, number: int) -> Iterator[str]:
    """Of the text's own form first; then forms that some types ask for, and some refuse."""
    if is_encrypted(_BARE_KEY, text):
        version = key_version(text)
        is_long = version is not None and version.startswith("2")
        block = f"redacted{number:08}" if is_long else f"redact{number:02}"[-8:]
        yield (f"{{V{version}}}" if version else "") + b64encode(block.encode()).decode()
    elif is_in_environment(text):
        yield f"%redacted_{number}%"
    yield f"redacted-{number}"
    yield f"https://redacted-{number}.{_DOMAIN}/"
    yield f"redacted-{number}@{_DOMAIN}"
    yield f"x{number}"
    yield f"redacted {number}"
    if isinstance(type_, Number):
        yield str((type_.low or 0) + number)


def _name(category: Category, text: str, number: int) -> str:
    if category != "hosts":
        return f"user{number}" if category == "users" else f"DB{number}"
    if is_ipv4(text) and number <= _HOSTS_IN_NET * len(_NETS):
        net, host = divmod(number - 1, _HOSTS_IN_NET)
        return f"{_NETS[net]}.{host + 1}"
    if is_ipv6(text):
        return f"2001:db8::{number:x}"
    return f"host-{number}.{_DOMAIN}" if "." in text else f"host-{number}"


def _in_case(text: str, nth: int) -> str | None:
    """The text in the n-th other case, or None where it has no further one."""
    letters = [place for place, char in enumerate(text) if char.isalpha()]
    if nth >> len(letters):
        return None
    swapped = {place for bit, place in enumerate(letters) if nth >> bit & 1}
    return "".join(char.swapcase() if place in swapped else char for place, char in enumerate(text))
