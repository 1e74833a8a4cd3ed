"""Long lists of options: --help has them under headings, and the four options of a secret as one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.cli.values import SecretOption

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_OTHERS: Final = "Other options"


class SectionedCommand(click.Command):
    """A command with headings in its help: `sections` names the options, or secrets, below each of them."""

    def __init__(self, *words: Any, sections: Mapping[str, Collection[str]], **more: Any) -> None:
        super().__init__(*words, **more)
        self.sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under their headings, what stands under none at the end."""
        entries = self._entries(ctx)
        for title, names in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([entries.pop(name) for name in names])
        with formatter.section(_OTHERS):
            formatter.write_dl(list(entries.values()))

    def _entries(self, ctx: click.Context) -> dict[str, tuple[str, str]]:
        entries: dict[str, tuple[str, str]] = {}
        for option in self.get_params(ctx):
            record = option.get_help_record(ctx)
            if isinstance(option, SecretOption):
                entries[option.secret] = (
                    f"--{option.secret}-{{prompt,file,env,command}}",
                    f"{option.what}.".capitalize(),
                )
            elif isinstance(option, click.Option) and record is not None and option.name is not None:
                entries[option.name] = record
        return entries
