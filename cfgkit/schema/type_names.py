"""Value types by name, as catalogue.tsv and a site's schema write them.

| written                  | what                                                        |
|--------------------------|-------------------------------------------------------------|
| `text`, `text:8`         | any text; at most 8 characters                              |
| `path`, `path-list`      | a path; several                                             |
| `int`, `int:MB:20..1500` | a whole number; its unit; its range, `int::1..5` without unit |
| `bits`                   | a sum of powers of two                                      |
| `port`                   | a TCP port; 0 is not set                                    |
| `flag`, `flag:Y/N`       | a switch in any spelling; in this one                       |
| `choice:a|b`, `open:a|b` | one of these words; any word, these are known               |
| `host`, `email`, `url`   | what they say; a host may have // in front                  |
| `secret`                 | a password                                                  |
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cfgkit.errors import InputError
from cfgkit.schema.network_type import Email, Host, Url
from cfgkit.schema.value_type import Choice, Flag, Number, SecretText, Text

if TYPE_CHECKING:
    from cfgkit.schema.value_type import ValueType

_RANGE: Final = re.compile(r"(-?[0-9]{1,18})\.\.(-?[0-9]{1,18})")
_LENGTH: Final = re.compile(r"[1-9][0-9]{0,8}")
_ANY_FLAG: Final = (("y", True), ("n", False), ("1", True), ("0", False))
_SIMPLE: Final[dict[str, ValueType[Any]]] = {
    "text": Text(),
    "path": Text("path"),
    "path-list": Text("list of paths"),
    "int": Number(has_commas=True),
    "bits": Number(0, None, what="sum of powers of two", has_commas=True),
    "port": Number(1, 65535, meanings=((0, "not set"),), what="port"),
    "flag": Flag("Y", "N", _ANY_FLAG),
    "host": Host(listens=True),
    "email": Email(),
    "url": Url(),
    "secret": SecretText(),
}


@cache
def value_type(written: str) -> ValueType[Any]:
    """The type of that name.

    Raises:
        InputError: there is none.
    """
    if written in _SIMPLE:
        return _SIMPLE[written]
    name, _, rest = written.partition(":")
    options = tuple(rest.split("|"))
    if name == "int":
        return _number(written, rest)
    if name == "flag":
        yes, _, no = rest.partition("/")
        if yes and no and yes != no and "/" not in no:
            return Flag(yes, no)
    if name in {"choice", "open"} and all(options):
        return Choice(options, is_open=name == "open")
    if name == "text" and _LENGTH.fullmatch(rest):
        return Text(most=int(rest))
    raise InputError(f"{written!r} is no type of values", help=f"such as {', '.join(_SIMPLE)}, choice:a|b")


def _number(written: str, rest: str) -> Number:
    unit, _, bounds = rest.partition(":")
    if not bounds:
        return Number(unit=unit, has_commas=True)
    found = _RANGE.fullmatch(bounds)
    if found is None or int(found[1]) > int(found[2]):
        raise InputError(f"{written!r} is no type of values: the range of a number is written 1..5")
    return Number(int(found[1]), int(found[2]), unit, has_commas=True)
