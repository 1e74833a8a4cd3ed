"""`cfgkit explain`: what a setting, a section or a rule means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cfgkit.check.checking import RULES, rule_of
from cfgkit.check.explain import explained, explained_key, explained_section, nearest, section_called
from cfgkit.check.manual import rule_json, rule_list, rule_page, section_page, setting_json, setting_page
from cfgkit.cli import console
from cfgkit.cli.completing import KNOWN_NAME
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import STDIN, format_option, release_option
from cfgkit.schema.site import site_schema

if TYPE_CHECKING:
    from cfgkit.check.explain import ExplainedSetting
    from cfgkit.schema import Schema
    from cfgkit.schema.release import Release


@click.command()
@click.argument("names", metavar="[SECTION/KEY | KEY | SECTION | RULE]...", nargs=-1, type=KNOWN_NAME)
@click.option("--rules", is_flag=True, help="List all rules of check.")
@release_option
@format_option
def explain(names: tuple[str, ...], rules: bool, release: Release | None, form: str) -> int:
    """Say what settings, sections or rules of check mean: type, default, effect of a change, and who says so.

    An unknown name gets the nearest ones, and exit code 1.
    """
    if bool(names) == rules:
        raise click.UsageError("name a SECTION/KEY, a KEY, a SECTION or a RULE, or use --rules")
    if rules:
        if form == "json":
            console.results("explain", [rule_json(rule) for rule in RULES])
        else:
            console.data(rule_list(RULES))
        return ExitCode.OK
    schema = site_schema(STDIN)
    outcome = ExitCode.OK
    pages, shapes = [], []
    for name in names:
        rule, section = rule_of(name), section_called(schema, name)
        settings = explained_section(schema, section) if section is not None else _settings(schema, name)
        if rule is not None:
            pages.append(rule_page(rule))
            shapes.append(rule_json(rule))
        elif settings or section is not None:
            page = _page(settings, release) if section is None else section_page(section, settings, release)
            pages.append(page)
            shapes += [setting_json(one) for one in settings]
        else:
            near = nearest(schema, name)
            console.error(f"nobody knows {name!r}", f"near it: {', '.join(near)}" if near else "try the section's name")
            outcome = ExitCode.FOUND
    if form == "json":
        console.results("explain", shapes)
    else:
        console.data("\n".join(pages))
    return outcome


def _settings(schema: Schema, name: str) -> tuple[ExplainedSetting, ...]:
    section, slash, key = name.partition("/")
    found = explained(schema, section, key) if slash else None
    return (found,) if found is not None else explained_key(schema, name)


def _page(settings: tuple[ExplainedSetting, ...], release: Release | None) -> str:
    if len(settings) == 1:
        return setting_page(settings[0], release)
    lines = [f"{len(settings)} sections have {settings[0].key}; name one of them:"]
    return "\n".join([*lines, *(f"    {one.section}/{one.key}" for one in settings)]) + "\n"
