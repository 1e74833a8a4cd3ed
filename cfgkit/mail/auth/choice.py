"""What a server offers to log in by, and the one mechanism that JavaMail takes of it.

Without more settings it is the first of LOGIN, PLAIN, DIGEST-MD5 and NTLM that the server has. NTLM and OAuth
name theirs. SASL takes the first of the listed mechanisms, or of all that the server has, which the JDK knows;
where there is none JavaMail goes on without SASL and does not say so.
Seen on the wire of JavaMail 1.6.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfgkit.mail.auth.account import AuthMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cfgkit.mail.auth.account import Account

_ORDINARY: Final = ("LOGIN", "PLAIN", "DIGEST-MD5", "NTLM")
# Assumptions both, which the plan names.
_FORCED: Final[Mapping[AuthMode, str]] = {AuthMode.NTLM: "NTLM", AuthMode.OAUTH: "XOAUTH2"}
# The JDK and JavaMail know these by exactly these spellings.
_SASL: Final = frozenset({"CRAM-MD5", "DIGEST-MD5", "EXTERNAL", "GSSAPI", "NTLM", "PLAIN", "XOAUTH2"})
_OLD_STYLE: Final = "AUTH=LOGIN"
_CODE_AND_MARK: Final = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """The server's words behind AUTH; `advertised` where JavaMail would try to log in at all."""

    mechanisms: tuple[str, ...] = ()
    advertised: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The mechanism's name in capitals, empty where nothing is in common; `by_sasl` if the JDK's SASL runs it."""

    name: str
    by_sasl: bool = False
    notes: tuple[str, ...] = ()


def offer_in(ehlo_lines: Sequence[str]) -> Offer:
    """The offer in the lines of an EHLO reply, codes included, the last AUTH line counting, as in JavaMail.

    The old form AUTH=LOGIN alone makes JavaMail try and find nothing; beside AUTH it adds LOGIN.
    """
    extensions: dict[str, str] = {}
    for line in ehlo_lines[1:]:
        name, _, rest = line[_CODE_AND_MARK:].partition(" ")
        extensions[name.upper()] = rest
    if "AUTH" not in extensions:
        return Offer((), _OLD_STYLE in extensions)
    words = extensions["AUTH"].split()
    return Offer((*words, "LOGIN") if _OLD_STYLE in extensions else tuple(words), advertised=True)


def choose(account: Account, offered: Sequence[str]) -> Choice:
    """What JavaMail would log in by; a name that cfgkit can't run is a choice like any other."""
    known = {word.upper() for word in offered}
    if account.mode in _FORCED:
        name = _FORCED[account.mode]
        return Choice(name if name in known else "")
    if account.mode is not AuthMode.SASL:
        return Choice(_first(known))
    usable = [word for word in account.sasl_mechanisms or offered if word.upper() in known]
    name = next((word for word in usable if word in _SASL), "")
    if name:
        return Choice(name, by_sasl=True, notes=tuple(_sasl_notes(account, name)))
    return Choice(_first(known), notes=(_fallback(account, usable),))


def _first(known: set[str]) -> str:
    return next((name for name in _ORDINARY if name in known), "")


def _sasl_notes(account: Account, name: str) -> Iterator[str]:
    if account.realm and name != "DIGEST-MD5":
        yield f"SMTPSASLRealm has no effect: {name} has no realm"
    if not account.sasl_mechanisms:
        yield "SMTPSASLMechanism is not set: the first mechanism of the server that the JDK knows is taken"
    yield "a refusal of a SASL login shows in PeopleSoft as `failed to connect` only: the server's words are lost there"


def _fallback(account: Account, usable: Sequence[str]) -> str:
    spelt = [word for word in usable if word.upper() in _SASL]
    if account.sasl_mechanisms and spelt:
        why = "the mechanism has to be written in capitals"
    elif account.sasl_mechanisms and not usable:
        why = "the server offers none of the listed mechanisms"
    else:
        why = "the JDK knows none of the mechanisms"
    return f"SASL is switched on and NOT used: {why}; JavaMail goes on with the ordinary order and does not say so"
