"""Section and key names of the file on the line, for shell completion."""

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


ADDRESS = AddressType()
