"""Explanations as pages to read, and as JSON."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from cfgkit.check.explain import ABOUT_SECTION
from cfgkit.display import visible
from cfgkit.schema.sections import FILE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfgkit.check.explain import ExplainedSetting
    from cfgkit.check.rule import Rule
    from cfgkit.schema.effect import Effect
    from cfgkit.schema.release import Release
    from cfgkit.schema.setting import Setting

_WIDTH: Final = 79
_LABEL: Final = 14


def setting_page(found: ExplainedSetting, release: Release | None = None) -> str:
    """A page on one setting."""
    lines = [f"{visible(found.section)}/{visible(found.key)}"]
    if found.first.description:
        lines += textwrap.wrap(
            visible(found.first.description), _WIDTH, initial_indent="    ", subsequent_indent="    "
        )
    before = ""
    for label, text in facts(found, release):
        lines += _item("" if label == before else label, visible(text))
        before = label
    return "\n".join(lines) + "\n"


def facts(found: ExplainedSetting, release: Release | None) -> Iterator[tuple[str, str]]:
    """Label and text of each fact, in the page's order."""
    one = found.first
    if len({setting.key for setting in found.by_file}) > 1:
        yield from (("spelled", text) for text in _by_file(found, lambda setting: setting.key))
    secret = ", a secret: never shown" if one.is_secret else ""
    yield from (("type", text + secret) for text in _by_file(found, lambda setting: setting.type.words))
    yield from (("in", f"{FILE_NAMES[setting.file]}: {_presence(setting)}") for setting in found.by_file)
    yield from (("default", text) for text in _by_file(found, _default))
    if one.since or one.until:
        yield "first seen", (one.since or "?") + (f"; gone after {one.until}" if one.until else "")
    for setting in found.by_file:
        yield from (("effect", f"{FILE_NAMES[setting.file]}: {text}") for text in _effects(setting, release))
    yield from _relations(one)
    if one.example:
        yield "example", one.example
    yield from (("note", note) for note in dict.fromkeys(note for setting in found.by_file for note in setting.notes))
    yield from (("rule", f"{rule.id} ({rule.severity}): {rule.summary}") for rule in found.rules)


def _by_file(found: ExplainedSetting, fact: Callable[[Setting], str]) -> Iterator[str]:
    """A fact once where it is the same in all files, else for each of them."""
    facts = [(setting.file, fact(setting)) for setting in found.by_file]
    if len({text for _, text in facts}) == 1:
        yield facts[0][1]
    else:
        yield from (f"{FILE_NAMES[file]}: {text}" for file, text in facts)


def _default(setting: Setting) -> str:
    return "not documented" if setting.default is None else f"{setting.default or 'empty'} ({setting.default_source})"


def _relations(one: Setting) -> Iterator[tuple[str, str]]:
    """What else the setting has to do with."""
    if one.counterpart:
        which = "first" if one.server == "backup" else "second"
        yield "counterpart", f"{one.counterpart}, of the {which} mail server"
    if one.depends_on:
        yield "depends on", ", ".join(one.depends_on)
    if one.aliases:
        yield "also spelled", ", ".join(one.aliases)
    if one.group:
        can = "can set it for one session (SMTPSession, MCFOutboundEmail): the manual says so of most of this section"
        yield "PeopleCode", can if one.is_overridden else "no property for it is known"


def _presence(setting: Setting) -> str:
    if setting.delivered is None or setting.is_secret:
        return setting.presence
    value = f"delivered as {setting.delivered}" if setting.delivered else "delivered, empty"
    return value if setting.presence == "delivered" else f"{setting.presence}, {value}"


def _effects(setting: Setting, release: Release | None) -> Iterator[str]:
    """The effect in that release, or in each that a source speaks of and in general."""
    if release is not None:
        yield f"{release}: {_effect(setting.effect(release))}"
        return
    for effect, known in groupby(setting.history.known, key=lambda one: one[1]):
        yield f"{', '.join(str(one) for one, _ in known)}: {_effect(effect)}"
    if setting.history.later is not None and setting.history.known:
        yield f"later: {_effect(setting.history.later)}"
    elif setting.history.known:
        yield f"release not known: {_effect(setting.effect())}"
    else:
        yield _effect(setting.effect())


def _effect(effect: Effect) -> str:
    return f"{effect.effect} ({effect.certainty}: {effect.source})"


def _item(label: str, text: str) -> list[str]:
    indent = " " * (_LABEL + 2)
    return textwrap.wrap(text, _WIDTH, initial_indent=f"  {label:<{_LABEL}}", subsequent_indent=indent) or [
        f"  {label}"
    ]


def section_page(section: str, settings: Sequence[ExplainedSetting], release: Release | None = None) -> str:
    """A page on a whole section."""
    known = ABOUT_SECTION.get(section.casefold(), () if settings else ("No source names its settings.",))
    about = [textwrap.fill(one, _WIDTH) for one in known]
    pages = [setting_page(one, release) for one in settings]
    return "\n".join([f"[{visible(section)}]", *about, "", *pages])


def rule_page(rule: Rule) -> str:
    """A page on a rule."""
    lines = [f"{rule.id}  ({rule.severity})", *textwrap.wrap(rule.summary[0].upper() + rule.summary[1:] + ".", _WIDTH)]
    lines += ["", *textwrap.wrap(rule.why, _WIDTH)]
    for title, example in (("Found in:", rule.example), ("Mended:", rule.mended)):
        if example:
            lines += ["", title, *(f"    {visible(line)}" for line in example.replace("\r\n", "\\r\\n\n").splitlines())]
    lines += ["", f"Off: --ignore {rule.id}, or in cfgkit.toml:", "    [rules]", f'    {rule.id} = "off"']
    return "\n".join(lines) + "\n"


def rule_list(rules: Sequence[Rule]) -> str:
    """A line for each rule."""
    width = max(len(rule.id) for rule in rules)
    return "".join(f"{rule.id:<{width}}  {rule.severity:<8} {rule.summary}\n" for rule in rules)


def setting_json(found: ExplainedSetting) -> dict[str, Any]:
    """A setting in the shape of cfgkit.explain/1."""
    one = found.first
    return {
        "section": found.section,
        "key": found.key,
        "description": one.description,
        "type": one.type.words,
        "secret": one.is_secret,
        "default": one.default,
        "default_source": one.default_source,
        "first_seen": one.since,
        "counterpart": one.counterpart,
        "server": one.server,
        "depends_on": list(one.depends_on),
        "aliases": list(one.aliases),
        "example": one.example,
        "notes": list(dict.fromkeys(note for setting in found.by_file for note in setting.notes)),
        "files": [_file_json(setting) for setting in found.by_file],
        "rules": [rule_json(rule) for rule in found.rules],
    }


def _file_json(setting: Setting) -> dict[str, Any]:
    known = [(str(release), effect) for release, effect in setting.history.known]
    effects = [(None, setting.effect()), *known]
    return {
        "file": setting.file,
        "presence": setting.presence,
        "type": setting.type.words,
        "default": setting.default,
        "delivered": None if setting.is_secret else setting.delivered,
        "effects": [
            {
                "release": release,
                "effect": effect.effect,
                "effect_certainty": effect.certainty,
                "effect_source": effect.source,
            }
            for release, effect in effects
        ],
    }


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule in the shape of cfgkit.explain/1."""
    return {"rule": rule.id, "severity": rule.severity.value, "summary": rule.summary, "why": rule.why}
