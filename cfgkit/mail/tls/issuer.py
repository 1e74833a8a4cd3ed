"""Which issuer is missing when a chain is not trusted, and the keytool line that adds it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess  # for Windows' way to quote alone; nothing is run
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.errors import InputError
from cfgkit.mail.tls.distinguished import common_name, distinguished
from cfgkit.mail.tls.x509 import chain_from, fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.mail.tls.trust import Trust

_NOT_IN_AN_ALIAS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_ALIAS: Final = 40
_ANY_STORE: Final = "cacerts"


@dataclass(frozen=True, slots=True)
class MissingIssuer:
    """The issuer that nobody vouches for; `sent`: its certificate is the last one of what the server sent.

    `command` is a line for a shell; keytool asks for the store's password itself.
    """

    name: str
    words: str
    sent: bool
    command: str


def chain_words(chain: Sequence[Certificate], trust: Trust) -> MissingIssuer | None:
    """What is missing from the chain (leaf first) or the trust; None if nothing is, or it can't be told."""
    try:
        if not chain:
            return None
        path = chain_from(chain[0].der, (one.der for one in chain[1:]))
        top = fields(path[-1])
        if any(fields(der).subject == top.issuer for der in trust.certificates):
            return None
        name, alias = distinguished(top.issuer), _alias(top.issuer)
    except InputError:
        return None
    words = (
        f"the server sent the root {name}, which is not trusted"
        if top.self_issued
        else f"the issuer {name} is neither sent by the server nor trusted"
    )
    return MissingIssuer(name, words, top.self_issued, _command(alias, trust))


def _alias(name: bytes) -> str:
    slug = _NOT_IN_AN_ALIAS.sub("-", common_name(name).casefold()).strip("-")
    return slug[:_LONGEST_ALIAS].strip("-") or "mail-issuer"


def _command(alias: str, trust: Trust) -> str:
    store = _ANY_STORE if trust.path is None else str(trust.path)
    words = ["keytool", "-importcert", "-alias", alias, "-file", f"{alias}.pem", "-keystore", store]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
