"""Section and key names for shell completion: of the file on the line, or all that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from click.shell_completion import CompletionItem


class AddressType(click.ParamType[str]):
    """A SECTION/KEY argument; completes with the names that the file on the line has."""

    name = "address"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The addresses of the file named earlier on the line; files where there is none yet."""
        from pathlib import Path

        from click.shell_completion import CompletionItem

        named = ctx.params.get("file") or next(iter(ctx.params.get("arguments") or ()), None)
        if not named:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(name) for name in _names(Path(named)) if name.startswith(incomplete)]


def _names(path: Path) -> Iterable[str]:
    from cfgkit.document import parse

    try:
        document = parse(path.read_bytes())
    except OSError:
        return []
    return dict.fromkeys(f"{entry.section}/{entry.key}" for entry in document.entries())


class KnownNameType(click.ParamType[str]):
    """What can be explained: a section, a SECTION/KEY, a key of [SMTP Settings], or a rule."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The known names that begin so, whatever their case."""
        from click.shell_completion import CompletionItem

        folded = incomplete.casefold()
        return [CompletionItem(name) for name in _known_names() if name.casefold().startswith(folded)]


def _known_names() -> Iterable[str]:
    from cfgkit.check.checking import RULES
    from cfgkit.schema.schema import BUILT_IN, KINDS
    from cfgkit.schema.smtp import SECTION

    sections = {section: BUILT_IN.settings(kind, section) for kind in KINDS for section in BUILT_IN.sections(kind)}
    addresses = [f"{one.section}/{one.key}" for settings in sections.values() for one in settings]
    keys = [one.key for one in BUILT_IN.settings("psappsrv", SECTION)]
    return dict.fromkeys([*sections, *addresses, *keys, *(rule.id for rule in RULES)])


ADDRESS = AddressType()
KNOWN_NAME = KnownNameType()
