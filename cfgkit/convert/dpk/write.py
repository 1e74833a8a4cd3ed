"""A domain's block into a YAML text: a new text, a new block in one, or changes of the block that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ruamel.yaml.nodes import MappingNode

from cfgkit.convert.composed import fail, is_plain, mark_of, text_of
from cfgkit.convert.dpk.hiera import is_interpolated, is_out_of_file, placeholder, resolved
from cfgkit.convert.dpk.names import BESIDE, CONFIG, DATABASE
from cfgkit.convert.dpk.patch import (
    added_lines,
    appended_lines,
    key_text,
    nested_lines,
    patched,
    replaced_value,
    value_text,
)
from cfgkit.convert.dpk.ruby import is_misread
from cfgkit.convert.dpk.tree import domain_of, domains_of, folded_name, pairs_or_none
from cfgkit.display import visible
from cfgkit.errors import InputError
from cfgkit.syntax import Severity
from cfgkit.syntax.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruamel.yaml.nodes import Node

    from cfgkit.convert.dpk.block import Block, Pair
    from cfgkit.convert.dpk.hiera import Style, Variables
    from cfgkit.convert.dpk.patch import Patch


class Held(NamedTuple):
    """A secret, and what stands in its place."""

    name: str
    placeholder: str


@dataclass(slots=True)
class Written:
    """A YAML text with blocks in it, and what the user has to know of it."""

    text: str
    placeholders: list[Held] = field(default_factory=list)
    #: What is strange in the text that was there, with its place.
    findings: list[Finding] = field(default_factory=list)
    #: The settings whose interpolation stays and could not be compared.
    kept: list[str] = field(default_factory=list)
    #: The domains that have a new block, which lacks what no .CFG tells.
    new_domains: list[str] = field(default_factory=list)


def written(
    text: str, blocks: Sequence[Block], *, style: Style = "lookup", variables: Variables | None = None
) -> Written:
    """The YAML text with the domains' blocks in it; an empty text becomes a new one.

    What stands in the text otherwise stays to the byte. Interpolations stay, secrets are never written.

    Raises:
        InputError: the text is no YAML of that layout, or can't be extended where that is needed.
    """
    found = Written(text if text.strip() else "---\n")
    for block in blocks:
        writer = _Writer(found, block, style, variables or {})
        found.text = patched(found.text, writer.patches())
        writer.check_read_back()
    return found


@dataclass(frozen=True, slots=True)
class _Writer:
    """The changes that bring one block into the text."""

    found: Written
    block: Block
    style: Style
    variables: Variables

    def patches(self) -> list[Patch]:
        text, block = self.found.text, self.block
        list_, domains = domains_of(text, block.list_name)
        there = domain_of(domains, block.domain, self.variables)
        if there is not None:
            return self._changes(*there)
        self.found.new_domains.append(block.domain)
        self._say_unnamed(domains)
        lines = self._whole()
        if list_ is None:
            return [appended_lines(text, [f"{block.list_name}:", *_indented(lines)])]
        return [self._below(*list_, lines)]

    def check_read_back(self) -> None:
        """Refuse a text that does not say what it should: a layout that a patch does not fit."""
        _, domains = domains_of(self.found.text, self.block.list_name)
        there = domain_of(domains, self.block.domain, self.variables)
        groups = pairs_or_none(there[1]) if there else None
        for name, pairs in self._groups():
            node = (groups or {}).get(name)
            now = {folded_name(key): value for key, (_, value) in ((node and pairs_or_none(node[1])) or {}).items()}
            for pair in pairs:
                value = now.get(folded_name(pair.name))
                text = None if value is None else text_of(value)
                if text is None or (pair.value is not None and text != pair.value and not is_interpolated(text)):
                    raise InputError(
                        f"the block of {self.block.domain} can't be extended as it is written",
                        help="write its mappings in lines, one setting a line",
                    )

    def _groups(self) -> list[tuple[str, Sequence[Pair]]]:
        return [
            (name, pairs) for name, pairs in ((DATABASE, self.block.database), (CONFIG, self.block.config)) if pairs
        ]

    def _whole(self) -> list[str]:
        """A new block: complete but for what no .CFG tells."""
        lines = [
            f"{key_text(self.block.domain)}:",
            f"  # not in a .CFG, to be added: {', '.join(BESIDE)}",
        ]
        config = [*self.block.config, *self.block.ports]
        for name, pairs in ((DATABASE, self.block.database), (CONFIG, config)):
            if pairs:
                lines += [f"  {name}:", *(f"    {self._line(pair)}" for pair in pairs)]
        return lines

    def _line(self, pair: Pair) -> str:
        value = pair.value
        if value is None:
            value = placeholder(self.block.domain, pair.section, pair.key, self.style)
            self.found.placeholders.append(Held(pair.name, value))
        return f"{key_text(pair.name)}: {value_text(value)}"

    def _changes(self, key: Node, node: Node) -> list[Patch]:
        """The patches of a block that is there."""
        groups = pairs_or_none(node)
        patches: list[Patch] = []
        lines: list[str] = []
        for name, pairs in self._groups():
            if groups is None or name not in groups:
                lines += [f"{name}:", *_indented([self._line(pair) for pair in pairs])]
            else:
                patches += self._changes_of_group(*groups[name], pairs)
        return [*patches, self._below(key, node, lines)] if lines else patches

    def _changes_of_group(self, key: Node, node: Node, pairs: Sequence[Pair]) -> list[Patch]:
        there: dict[str, tuple[Node, Node]] = {}
        for name, (place, value) in (pairs_or_none(node) or {}).items():
            if folded_name(name) in there:
                self._find(place, "dpk-duplicate", f"{visible(name)} stands here twice", "keep one of them")
            there[folded_name(name)] = place, value
        patches: list[Patch] = []
        lines: list[str] = []
        for pair in pairs:
            old = there.get(folded_name(pair.name))
            if old is None:
                lines.append(self._line(pair))
            elif (new := self._new_value(pair, old[1])) is not None:
                patches.append(replaced_value(self.found.text, *old, new))
        return [*patches, self._below(key, node, lines)] if lines else patches

    def _new_value(self, pair: Pair, node: Node) -> str | None:
        """The value that a setting of the block gets; None where it stays."""
        text = text_of(node)
        if pair.value is None:
            if text and not is_out_of_file(text):
                hint = "encrypt it with eyaml, or look it up"
                self._find(node, "dpk-clear-secret", f"{visible(pair.name)} is a secret and stands here", hint)
            return None
        if is_interpolated(text):
            value = resolved(text, self.variables)
            if value is None:
                self.found.kept.append(pair.name)
            elif value != pair.value:
                message = f"{visible(pair.name)} is an interpolation that gives another value than the file has"
                self._find(node, "dpk-interpolation", message, "it stays: change what it looks up, or the file")
            return None
        is_same = text == pair.value and not (is_plain(node) and is_misread(text))
        return None if is_same else pair.value

    def _below(self, key: Node, node: Node, lines: Sequence[str]) -> Patch:
        pairs = pairs_or_none(node)
        if pairs is None:
            return nested_lines(self.found.text, key, lines)
        if not isinstance(node, MappingNode) or (node.flow_style and any(line.endswith(":") for line in lines)):
            raise fail(node, "a block can't be added inside { }", "write this mapping in lines")
        return added_lines(self.found.text, node, lines)

    def _say_unnamed(self, domains: dict[str, tuple[Node, Node]]) -> None:
        for name, (place, _) in domains.items():
            if is_interpolated(name) and resolved(name, self.variables) is None:
                message = f"which domain this is can't be told: {visible(self.block.domain)} gets a new block"
                self._find(place, "dpk-domain", message, "say it with --hiera NAME=VALUE, or with --domain")

    def _find(self, node: Node, rule: str, message: str, hint: str) -> None:
        mark = mark_of(node)
        self.found.findings.append(
            Finding(rule, Severity.WARNING, mark.line, mark.column, "", self.block.domain, message, hint)
        )


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]
