"""`cfgkit show`: what a file says, with the effect of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.completing import ADDRESS
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import source
from cfgkit.cli.options import encoding_option, format_option
from cfgkit.display import visible
from cfgkit.errors import AddressError

if TYPE_CHECKING:
    from cfgkit.document import Document
    from cfgkit.syntax import Entry, Section


@click.command()
@click.argument("file", type=click.Path())
@click.argument("address", metavar="[SECTION[/KEY]]", type=ADDRESS, required=False)
@encoding_option
@format_option
def show(file: str, address: str | None, encoding: str | None, form: str) -> int:
    """Print a file's settings by section: line, state, value, effect of a change.

    Secrets are masked. A SECTION or SECTION/KEY that is not there gives exit code 1.
    """
    document = source(file, encoding).document
    found = _chosen(document, address)
    if address is not None and not found:
        console.note(f"cfgkit: {address} is not there")
        return ExitCode.FOUND
    if form == "json":
        console.results("show", [_as_json(file, document, found)])
    else:
        if address is None:
            console.data(f"{visible(file)}: {document.kind}, {document.encoding}, line endings: {document.newline}\n\n")
        console.data("\n".join(_block(document, section, entries) for section, entries in found))
    return ExitCode.OK


_Found = list[tuple["Section", list["Entry"]]]


def _chosen(document: Document, address: str | None) -> _Found:
    everything = [(section, list(section.settings())) for section in document.sections]
    if address is None:
        return everything
    whole = [one for one in everything if one[0].name.casefold() == address.casefold()]
    if whole:
        return whole
    try:
        where = document.resolve(address)
    except AddressError:
        return []
    named = {
        entry
        for live in (document.live_all, document.commented_all)
        for entry in live(where.section, where.key)
        if where.nth in (None, entry.nth) and where.section_nth in (None, entry.section_nth)
    }
    chosen = [(section, [entry for entry in entries if entry in named]) for section, entries in everything]
    return [(section, entries) for section, entries in chosen if entries]


def _block(document: Document, section: Section, entries: list[Entry]) -> str:
    width = min(max((len(visible(entry.key)) for entry in entries), default=0), 34)
    lines = [f"[{visible(section.name)}]" if section.name else "(before the first section)"]
    for entry in entries:
        mark = " " if entry.live else ";"
        effect = document.effect(entry.section, entry.key)
        shown = f"{entry.line.number:6} {mark}{visible(entry.key):<{width}} = {document.masked(entry)}"
        lines.append(f"{shown:<60}  {effect.effect}".rstrip() if effect.effect != "unknown" else shown)
    return "\n".join(lines) + "\n"


def _as_json(file: str, document: Document, found: _Found) -> dict[str, Any]:
    return {
        "file": file,
        "encoding": document.encoding,
        "newline": document.newline,
        "kind": document.kind,
        "sections": [
            {
                "name": section.name,
                "line": section.number,
                "settings": [_entry_json(document, entry) for entry in entries],
            }
            for section, entries in found
        ],
    }


def _entry_json(document: Document, entry: Entry) -> dict[str, Any]:
    effect = document.effect(entry.section, entry.key)
    return {
        "key": entry.key,
        "value": document.masked(entry),
        "line": entry.line.number,
        "state": "live" if entry.live else "commented",
        "effect": effect.effect,
        "effect_certainty": effect.certainty,
        "secret": document.is_secret(entry.section, entry.key),
    }
