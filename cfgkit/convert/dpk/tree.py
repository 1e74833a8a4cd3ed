"""The lists, domains and settings of a psft_customizations.yaml, as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.convert.composed import compose, named_pairs_of
from cfgkit.convert.dpk.hiera import resolved
from cfgkit.convert.dpk.patch import is_missing

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

    from cfgkit.convert.dpk.hiera import Variables

#: A key and its value.
Member = tuple["Node", "Node"]


def domains_of(text: str, list_name: str) -> tuple[Member | None, dict[str, Member]]:
    """The list of that name, and its domains by name; None and nothing where there is no such list.

    Raises:
        InputError: the text is no YAML of that layout.
    """
    if not any(line.strip() not in {"", "---"} and line.lstrip()[0] != "#" for line in text.splitlines()):
        return None, {}
    list_ = (pairs_or_none(compose(text)) or {}).get(list_name)
    return list_, {} if list_ is None else pairs_or_none(list_[1]) or {}


def domain_of(domains: dict[str, Member], domain: str, variables: Variables) -> Member | None:
    """The domain of that name, be the name as it is written or as its interpolation gives it."""
    if domain in domains:
        return domains[domain]
    named = {resolved(name, variables) or name: member for name, member in domains.items()}
    folded = {name.casefold(): member for name, member in named.items()}
    return named.get(domain) or folded.get(domain.casefold())


def pairs_or_none(node: Node) -> dict[str, Member] | None:
    """The pairs of a mapping; None where the key has no value.

    Raises:
        InputError: it is something else, or a key stands twice.
    """
    if is_missing(node):
        return None
    return named_pairs_of(node)


def folded_name(name: str) -> str:
    """A setting's name without regard to case and to the blanks that DPK strips."""
    section, slash, key = name.partition("/")
    return f"{section.strip()}{slash}{key.strip()}".casefold()
