"""Types of values that name something on the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cfgkit.schema.value_type import Refusal, ValueType

_NO_HOST: Final = re.compile(r"[\s\x00-\x20\x7f-\xa0<>()@,;\\\"%/]")
_LONGEST_NAME: Final = 255
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,189}|\[[0-9A-Fa-f:.]{2,45}\]")
_URL: Final = re.compile(r"https?://[^\s/?#]+")
_NO_URL: Final = re.compile(r"[\s\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Host(ValueType[str]):
    """One host name or IP address; a listener's address may have // in front, as psadmin writes it."""

    listens: bool = False

    def parse(self, text: str) -> str | Refusal:
        name = text.removeprefix("//") if self.listens else text
        bare = name[1:-1] if name.startswith("[") and name.endswith("]") else name
        wrong = _NO_HOST.search(bare)
        before = text.index(bare) if bare else 0
        if wrong is not None or not bare.isprintable():
            offset = wrong.start() if wrong else next(n for n, char in enumerate(bare) if not char.isprintable())
            return Refusal(before + offset, "is not one host name or IP address")
        if not bare or len(bare) > _LONGEST_NAME:
            return Refusal(min(len(text) - 1, _LONGEST_NAME), "is not one host name or IP address")
        return name

    def format(self, value: str) -> str:
        return value

    @property
    def words(self) -> str:
        return "host name or IP address"


@dataclass(frozen=True, slots=True)
class Email(ValueType[str]):
    """One mail address in ASCII, without a display name, as MAIL FROM takes it."""

    def parse(self, text: str) -> str | Refusal:
        local, at, domain = text.partition("@")
        problem = "is not one mail address"
        first = _LOCAL.match(local)
        if first is None or first.end() < len(local) or not at:
            return Refusal(min(first.end() if first else 0, len(text) - 1), problem)
        second = _DOMAIN.match(domain)
        if second is None or second.end() < len(domain):
            return Refusal(min(len(local) + 1 + (second.end() if second else 0), len(text) - 1), problem)
        return text

    def format(self, value: str) -> str:
        return value

    @property
    def words(self) -> str:
        return "mail address"


@dataclass(frozen=True, slots=True)
class Url(ValueType[str]):
    """An http or https address."""

    def parse(self, text: str) -> str | Refusal:
        found = _URL.match(text)
        if found is None:
            common = next((n for n, (a, b) in enumerate(zip(text, "https://", strict=False)) if a != b), len(text))
            return Refusal(min(common, len(text) - 1), "is no http:// or https:// address")
        wrong = _NO_URL.search(text)
        return text if wrong is None else Refusal(wrong.start(), "holds a blank or control character")

    def format(self, value: str) -> str:
        return value

    @property
    def words(self) -> str:
        return "https:// address"
