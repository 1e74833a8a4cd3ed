"""What a file says, as the block of a domain: values without secrets, and what can't be carried."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfgkit.convert.dpk.carry import escaped, obstacle
from cfgkit.convert.dpk.names import LISTS, STARTUP, STARTUP_NAMES, to_dpk
from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.schema.smtp import SECTION
from cfgkit.syntax import Severity
from cfgkit.syntax.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Collection

    from cfgkit.document import Document
    from cfgkit.syntax import Entry


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A setting as the block has it. Its repr shows no value."""

    #: DPK's name: `Section/Key`, or a database setting's.
    name: str
    #: The value as the YAML writes it; None for a secret, which stays out.
    value: str | None
    section: str
    key: str

    def __repr__(self) -> str:
        return f"Pair({self.name!r})"


@dataclass(frozen=True, slots=True)
class Block:
    """A domain's settings."""

    list_name: str
    domain: str
    database: tuple[Pair, ...]
    config: tuple[Pair, ...]
    #: What a new block has too, be it changed or not: without them the domain gets the template's ports.
    ports: tuple[Pair, ...] = ()
    #: The settings that stay out of the YAML, with their place in the file.
    findings: tuple[Finding, ...] = ()
    #: Whether `%` is doubled.
    windows: bool = False


def block_of(
    document: Document, domain: str, *, only: Collection[tuple[str, str]] | None = None, windows: bool = False
) -> Block:
    """The block that a file makes; of `only` these casefolded sections and keys, if they are given.

    Raises:
        InputError: the file's kind is not recognised, so that no list of domains is meant.
    """
    if document.kind == "unknown":
        raise InputError("is neither a psappsrv.cfg nor a psprcs.cfg by its sections", help="DPK has a list for each")
    live = [entry for entry in document.entries() if entry.live]
    counts = Counter(_name(entry) for entry in live)
    startup: dict[str, Pair] = {}
    config: list[Pair] = []
    ports: list[Pair] = []
    findings: list[Finding] = []
    for entry in live:
        is_wanted = only is None or _name(entry) in only
        is_port = _is_own_port(entry)
        is_startup = entry.section.casefold() == STARTUP.casefold()
        if not (is_wanted or is_port or (is_startup and _startup_name(entry))):
            continue
        found = _pair(document, entry, is_twice=counts[_name(entry)] > 1, windows=windows)
        if isinstance(found, Finding):
            findings += [found] if is_wanted else []
        elif found is not None and is_startup:
            startup[found.name] = found
        elif found is not None:
            (config if is_wanted else ports).append(found)
    database = tuple(startup[name] for name in STARTUP_NAMES.values() if name in startup)
    return Block(LISTS[document.kind], domain, database, tuple(config), tuple(ports), tuple(findings), windows)


def _name(entry: Entry) -> tuple[str, str]:
    return entry.section.casefold(), entry.key.casefold()


def _is_own_port(entry: Entry) -> bool:
    """Whether it is a port that the domain itself listens on."""
    words = entry.key.casefold().replace("_", " ").split()
    is_ours = entry.section.casefold() != SECTION.casefold() and words[-1:] == ["port"]
    return is_ours and entry.value.strip(" \t") not in {"", "0"}


def _startup_name(entry: Entry) -> str:
    return next((name for key, name in STARTUP_NAMES.items() if key.casefold() == entry.key.casefold()), "")


def _pair(document: Document, entry: Entry, *, is_twice: bool, windows: bool) -> Pair | Finding | None:
    """The setting as DPK has it; None where there is nothing to say."""
    is_startup = entry.section.casefold() == STARTUP.casefold()
    if is_startup and not entry.value.strip(" \t"):
        return None
    name = _startup_name(entry) if is_startup else f"{entry.section}/{entry.key}"
    value = to_dpk(name, entry.value) if is_startup else entry.value
    problem = _problem(document, entry, value, name=name, is_twice=is_twice, windows=windows)
    if problem is not None:
        return problem
    if document.is_secret(entry.section, entry.key):
        return Pair(name, None, entry.section, entry.key) if value else None
    return Pair(name, escaped(value, windows=windows), entry.section, entry.key)


def _problem(
    document: Document, entry: Entry, value: str, *, name: str, is_twice: bool, windows: bool
) -> Finding | None:
    """Why the setting stays out of the YAML; None where it does not."""
    if is_twice:
        return _finding(entry, "dpk-duplicate", "is live more than once: DPK carries one value", "keep one of them")
    if not name:
        hint = f"DPK knows {', '.join(STARTUP_NAMES)} of [{STARTUP}]"
        return _finding(entry, "dpk-startup", "has no place in DPK's db_settings", hint)
    if document.is_secret(entry.section, entry.key):
        return None
    if document.masked_value(entry) != entry.value:
        return _finding(entry, "dpk-secret", "holds a password inside its value", "write it into the YAML by hand")
    reason = obstacle(entry.section, entry.key, value, windows=windows)
    return (
        _finding(entry, "dpk-value", f"can't be carried: {reason}", "set it in the domain itself") if reason else None
    )


def _finding(entry: Entry, rule: str, problem: str, hint: str) -> Finding:
    line = entry.line
    message = f"{visible(entry.key)} {problem}"
    return Finding(rule, Severity.WARNING, line.number, line.value_column, entry.section, entry.key, message, hint)
