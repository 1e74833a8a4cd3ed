"""What of a file is private: its secrets, and the names that its settings give away.

A name is found by its setting's type, by the words of its key, and by the form of the value: a URL, a
mail address, a `-D` option, a Windows share. Names that are everybody's are not private.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from cfgkit.check.mail_login import EXCHANGE_ONLINE
from cfgkit.schema.network_type import Email, Host, Url
from cfgkit.schema.secrets import is_password, masked_value
from cfgkit.schema.smtp.message import DELIVERED_SENDER
from cfgkit.schema.value_type import Choice, Text, is_reference, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cfgkit.document import Document
    from cfgkit.schema.setting import Setting
    from cfgkit.schema.value_type import ValueType
    from cfgkit.syntax import Entry

Category = Literal["hosts", "users", "databases"]
CATEGORIES: Final[tuple[Category, ...]] = ("hosts", "users", "databases")

#: Whole keys, casefolded, whose text names something; keys of the type host need none. A `-D` option is
#: told by its last word.
KEYS: Final[dict[Category, re.Pattern[str]]] = {
    "databases": re.compile(r".*dbname|servername|oracle_sid"),
    "users": re.compile(
        r"(?:.*(?:user ?id|user ?name|[ _]user)|.*proxyuser|smtpoauthpiauser|connectid|.*authorizationid)1?"
    ),
    "hosts": re.compile(r"(?:.*host(?:s|name)?|.*machine|display|listening_mach_ip|smtpntlmdomain|smtpsaslrealm)1?"),
}
_PUBLIC: Final = frozenset(
    {"localhost", "localhost.localdomain", "127.0.0.1", "0.0.0.0", "::1", "::", "255.255.255.255"}  # noqa: S104 - no socket
    | {*EXCHANGE_ONLINE, *DELIVERED_SENDER.casefold().split("@")}
    | {"true", "false", "yes", "no", "none", "any"}
)
# Each begins where what came before can't belong to it: a hostile value costs no more than its length.
_URL: Final = re.compile(
    r"(?:\w:|@)//(?:(?P<user>[^\s:/@]++)(?::[^\s/@]*+)?@)?(?P<host>\[[0-9A-Fa-f:.]++\]|[\w.-]++)|:@(?P<bare>[\w.-]++)"
)
_MAIL: Final = re.compile(r"(?<![\w.+-])(?P<user>[\w.+-]++)@(?P<host>\[[0-9A-Fa-f:.]++\]|[\w.-]++)")
_OPTION: Final = re.compile(r"""(?<![\w.-])-D(?:[\w-]++\.)*+(?P<name>[\w-]++)=(?P<value>"[^"]*+"|[^\s"]++)""")
_SHARE: Final = re.compile(r"""(?<![^\s;,="'])\\\\(?P<host>[\w.-]++)\\""")
_HOST_WORD: Final = re.compile(r"\w[\w.-]*+")
_USER_WORD: Final = re.compile(r"[^\s\\/@,;|\"']++")
_IPV4: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_IPV6: Final = re.compile(r"(?=[^:]*:[^:]*:)[0-9A-Fa-f:]*+[0-9.]*+")
_LONGEST_HOST: Final = 255
_LEAST_NAME: Final = 2
_LEAST_PASSWORD: Final = 4


@dataclass(frozen=True, slots=True, repr=False)
class Private:
    """What is to be hidden wherever it stands. Its repr shows none of it."""

    #: The passwords that are long enough to be told from other words.
    passwords: frozenset[str]
    #: The names, casefolded, with what they name.
    names: Mapping[str, Category]

    def __repr__(self) -> str:
        return f"Private({len(self.passwords)} passwords, {len(self.names)} names)"


def private_of(documents: Sequence[Document], wanted: Collection[Category]) -> Private:
    """The passwords, and the names of the wanted categories, that settings of any of the files hold."""
    passwords: set[str] = set()
    names: dict[str, Category] = {}
    for document in documents:
        also, kind = document.schema.secret_keys, document.kind
        for entry in document.entries():
            setting = document.schema.find(kind, entry.section, entry.key)
            passwords |= _passwords(entry, setting, also)
            shown = masked_value(entry.key, entry.value, also)
            if not document.is_secret(entry.section, entry.key):
                for category, name in _names(setting.type if setting else None, entry.key, shown):
                    if category in wanted:
                        names.setdefault(name.casefold(), category)
    return Private(frozenset(passwords), names)


def _passwords(entry: Entry, setting: Setting | None, also: Collection[str]) -> set[str]:
    """The passwords in a value that may be looked for elsewhere; what everybody's file has is none."""
    found: set[str] = set()

    def note(secret: str) -> str:
        found.add(bare(secret))
        return ""

    masked_value(entry.key, entry.value, also, note)
    if not is_password(entry.key) or (setting is not None and entry.value == setting.delivered):
        return set()
    return {one for one in found if len(one) >= _LEAST_PASSWORD and one.casefold() not in _PUBLIC}


def bare(secret: str) -> str:
    """The secret without outer blanks, and without a pair of quotes round it."""
    text = secret.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return text


def is_ipv4(text: str) -> bool:
    """Whether the text is written like an IPv4 address."""
    return _IPV4.fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    """Whether the text is written like an IPv6 address."""
    return _IPV6.fullmatch(text) is not None


def judgement(type_: ValueType[Any] | None, text: str) -> str:
    """What the type says of a text: taken, refused, or another spelling."""
    found = None if type_ is None else refusal(type_, text)
    return "taken" if found is None else "refused" if found.fix is None else "spelling"


@lru_cache(maxsize=8192)
def may_hold_names(type_: ValueType[Any] | None, text: str) -> bool:
    """Whether a value can be a name, or hold one: a number, a switch and a known word can't."""
    if type_ is None or isinstance(type_, Text | Host | Email | Url):
        return True
    if isinstance(type_, Choice) and type_.is_open:
        return text.casefold() not in {option.casefold() for option in type_.options}
    return judgement(type_, text) == "refused"


@lru_cache(maxsize=8192)
def _names(type_: ValueType[Any] | None, key: str, value: str) -> tuple[tuple[Category, str], ...]:
    """The names that a value gives away; a name inside a `%NAME%` reference is the environment's."""
    text = value.strip()
    if not may_hold_names(type_, text):
        return ()
    found = list(_in_forms(text))
    if not is_reference(text) and "://" not in text:
        category = category_of(key, type_)
        found += _in_whole(category, text) if category else []
    return tuple(one for one in found if len(one[1]) >= _LEAST_NAME and one[1].casefold() not in _PUBLIC)


def category_of(key: str, type_: ValueType[Any] | None = None) -> Category | None:
    """What the whole value of such a setting names; None where it names nothing, or not as a whole."""
    if isinstance(type_, Host):
        return "hosts"
    return next((category for category, words in KEYS.items() if words.fullmatch(key.casefold())), None)


def _in_whole(category: Category, text: str) -> Iterator[tuple[Category, str]]:
    """The names in a value that is nothing but names."""
    if category == "hosts":
        yield from _hosts(text)
    elif category == "databases":
        yield category, text
    else:
        user, _, domain = text.partition("@")
        yield from _hosts(domain)
        *domains, user = user.split("\\")
        for one in domains:
            yield from _hosts(one)
        yield from (("users", one) for one in _USER_WORD.findall(user))


def _in_forms(text: str) -> Iterator[tuple[Category, str]]:
    """The names in URLs, mail addresses, options and shares, wherever they stand in a value."""
    if "@" not in text and "//" not in text and "\\\\" not in text and "-D" not in text:
        return
    for form in (_URL, _MAIL, _SHARE):
        for found in form.finditer(text):
            groups = found.groupdict()
            yield from _hosts(groups.get("host") or groups.get("bare") or "")
            if groups.get("user"):
                yield "users", groups["user"]
    for found in _OPTION.finditer(text):
        category, value = category_of(found["name"]), found["value"].strip('"')
        if category is not None and not is_reference(value):
            yield from _in_whole(category, value)


def _hosts(text: str) -> Iterator[tuple[Category, str]]:
    """The hosts in a text, and the domains that they are in: `mail.hr.example.com`, `hr.example.com`."""
    address = text.removeprefix("//").strip("[]")
    if is_ipv6(address):
        yield "hosts", address
        return
    for word in _HOST_WORD.findall(text):
        host = word.rstrip(".-")
        if host.casefold() in _PUBLIC or len(host) > _LONGEST_HOST:
            continue
        if is_ipv4(host):
            yield "hosts", host
        elif any(char.isalpha() for char in host):
            labels = host.split(".")
            yield from (("hosts", ".".join(labels[n:])) for n in range(max(len(labels) - 1, 1)) if labels[n])
