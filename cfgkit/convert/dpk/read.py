"""A domain's block out of a psft_customizations.yaml, as settings for a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cfgkit.convert.composed import is_plain, mark_of, text_of
from cfgkit.convert.dpk.carry import unescaped
from cfgkit.convert.dpk.hiera import is_out_of_file, resolved
from cfgkit.convert.dpk.names import CONFIG, DATABASE, LISTS, STARTUP, STARTUP_KEYS, from_dpk
from cfgkit.convert.dpk.ruby import is_misread
from cfgkit.convert.dpk.tree import domain_of, domains_of, folded_name, pairs_or_none
from cfgkit.display import visible
from cfgkit.errors import CfgkitError, InputError
from cfgkit.syntax import Severity
from cfgkit.syntax.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from cfgkit.convert.composed import Mark
    from cfgkit.convert.dpk.hiera import Variables
    from cfgkit.convert.dpk.tree import Member
    from cfgkit.document import Document

D = TypeVar("D", bound="Document")


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """A setting that the block gives. Its repr shows no value."""

    section: str
    key: str
    value: str
    at: Mark

    def __repr__(self) -> str:
        return f"Wanted({self.section!r}, {self.key!r})"


class ByHand(NamedTuple):
    """A setting that is left to a human, and why."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class BlockSettings:
    """What a block says to a file."""

    wanted: tuple[Wanted, ...]
    #: Mistakes that DPK would swallow.
    findings: tuple[Finding, ...]
    by_hand: tuple[ByHand, ...]

    def marks(self) -> dict[tuple[str, str], Mark]:
        """Where the YAML names its sections (with an empty key) and settings, by casefolded section and key."""
        found: dict[tuple[str, str], Mark] = {}
        for one in self.wanted:
            found[one.section.casefold(), one.key.casefold()] = one.at
            found.setdefault((one.section.casefold(), ""), one.at)
        return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a value's meaning depends on."""

    document: Document
    variables: Variables
    windows: bool


def read_settings(
    text: str,
    document: Document,
    domain: str = "",
    *,
    folder: str = "",
    variables: Variables | None = None,
    windows: bool = False,
) -> BlockSettings:
    """The settings of a domain's block that suits the document; without a name, the folder's or the only one.

    Secrets are never taken over; interpolations only where the user gives their values.

    Raises:
        InputError: the text is no YAML of that layout, or has no such block.
    """
    reading = _Reading(document, variables or {}, windows)
    groups = pairs_or_none(_block(text, reading, domain, folder)) or {}
    found = [
        one for group in (DATABASE, CONFIG) if group in groups for one in _of_group(reading, group, groups[group][1])
    ]
    return BlockSettings(
        tuple(one for one in found if isinstance(one, Wanted)),
        tuple(one for one in found if isinstance(one, Finding)),
        tuple(one for one in found if isinstance(one, ByHand)),
    )


def _block(text: str, reading: _Reading, domain: str, folder: str) -> Node:
    kind = reading.document.kind
    if kind == "unknown":
        raise InputError("the file is neither a psappsrv.cfg nor a psprcs.cfg by its sections")
    _, domains = domains_of(text, LISTS[kind])
    if not domains:
        raise InputError(f"has no {LISTS[kind]} with a domain in it", help="that is where DPK has such files' domains")
    member = domain_of(domains, domain or folder, reading.variables)
    if member is None and not domain and len(domains) == 1:
        member = next(iter(domains.values()))
    if member is None:
        names = ", ".join(visible(one) for one in domains)
        raise InputError(
            f"no domain {visible(domain or folder)!r} in {LISTS[kind]}", help=f"--domain names one: {names}"
        )
    return member[1]


def _of_group(reading: _Reading, group: str, node: Node) -> Iterator[Wanted | Finding | ByHand]:
    seen: dict[str, Member] = {}
    for name, member in (pairs_or_none(node) or {}).items():
        folded = folded_name(name)
        if folded in seen:
            first = mark_of(seen[folded][0]).line
            yield _finding(member[0], "dpk-duplicate", name, f"stands in line {first} already", "keep one of them")
        seen.setdefault(folded, member)
        where = _where(group, name)
        if where is None:
            hint = "write it like SMTP Settings/SMTPPort" if group == CONFIG else f"known are {', '.join(STARTUP_KEYS)}"
            yield _finding(member[0], "dpk-name", name, "is no name of a setting", hint)
        else:
            yield from _of_member(reading, name, where, member)


def _where(group: str, name: str) -> tuple[str, str] | None:
    if group == DATABASE:
        return (STARTUP, STARTUP_KEYS[name]) if name in STARTUP_KEYS else None
    section, _, key = (part.strip() for part in name.partition("/"))
    return (section, key) if section and key else None


def _of_member(
    reading: _Reading, name: str, where: tuple[str, str], member: Member
) -> Iterator[Wanted | Finding | ByHand]:
    node = member[1]
    text = text_of(node)
    address = "/".join(where)
    if is_plain(node) and is_misread(text):
        yield _finding(
            node, "dpk-quotes", name, "has a value without quotes that Ruby takes for no text", "put it in quotes"
        )
    if reading.document.is_secret(*where):
        if text and not is_out_of_file(text):
            yield _finding(node, "dpk-clear-secret", name, "is a secret and stands here", "encrypt it with eyaml")
        yield ByHand(address, "a secret is never carried over")
        return
    value = resolved(text, reading.variables)
    if value is None:
        yield ByHand(address, "an interpolation whose value is not given: --hiera NAME=VALUE")
        return
    plain = unescaped(value, windows=reading.windows)
    if not _is_known(reading.document, *where):
        unknown = _finding(member[0], "dpk-unknown", name, "is known neither to the file nor to the schema", "")
        yield unknown._replace(severity=Severity.INFO)
    yield Wanted(*where, from_dpk(name, plain), mark_of(member[0]))


def _is_known(document: Document, section: str, key: str) -> bool:
    is_there = document.live(section, key) is not None or bool(document.commented_all(section, key))
    schema = document.schema
    return is_there or schema.is_free(section) or schema.find(document.kind, section, key) is not None


def _finding(node: Node, rule: str, name: str, problem: str, hint: str) -> Finding:
    mark = mark_of(node)
    return Finding(rule, Severity.WARNING, mark.line, mark.column, "", "", f"{visible(name)} {problem}", hint)


def applied(settings: BlockSettings, document: D) -> D:
    """The Document with the block's settings set and added.

    Raises:
        EditError: a setting can't stand in the file.
        AddressError: a setting is ambiguous there.
    """
    for one in settings.wanted:
        try:
            document = document.set(one.section, one.key, one.value)
        except CfgkitError as problem:
            problem.line, problem.column = one.at
            raise
    return document
