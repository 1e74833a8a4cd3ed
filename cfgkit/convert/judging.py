"""What a YAML would bring into a file, judged before it is written: findings with their place in the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.check import RULES, RuleSettings, check
from cfgkit.syntax import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfgkit.convert.composed import Mark
    from cfgkit.convert.layout import Layout
    from cfgkit.document import Document
    from cfgkit.syntax import Finding

#: The rules on a single setting: what its type refuses, and names that nobody reads.
_RULES: Final = ("value-type", "value-spelling", "misspelt-key", "misspelt-section", "wrong-section", "wrong-file")
_BRINGING: Final = frozenset({"set", "add", "uncomment", "add-section"})


def marks_of(layout: Layout) -> dict[tuple[str, str], Mark]:
    """Where a YAML names its sections (with an empty key) and live settings, by casefolded section and key.

    Of several places of one name it is the last.
    """
    found: dict[tuple[str, str], Mark] = {}
    for part in layout.parts:
        section = (part.name or "").casefold()
        if part.at is not None:
            found[section, ""] = part.at
        for item in part.body:
            if item.kind is Kind.SETTING and item.at is not None:
                found[section, item.content.casefold()] = item.at
    return found


def findings_of_change(before: Document, after: Document, marks: Mapping[tuple[str, str], Mark]) -> tuple[Finding, ...]:
    """What is wrong with the settings that a YAML changes or adds, in the YAML's order."""
    brought = {
        (change.section.casefold(), change.key.casefold())
        for change in before.changes(after)
        if change.kind in _BRINGING
    }
    if not brought:
        return ()
    rules = RuleSettings().only(_RULES, {rule.id for rule in RULES})
    found = []
    # A section that belongs into the other kind of file must not make it one.
    kind = after.kind if before.kind == "unknown" else before.kind
    for one in check(after, settings=rules, kind=kind):
        # A section's name stands in place of a key.
        name = (one.section.casefold(), "" if one.rule == "misspelt-section" else one.key.casefold())
        if name in brought and name in marks:
            line, column = marks[name]
            found.append(one._replace(line=line, column=column, fix=None))
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))
