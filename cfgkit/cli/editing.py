"""What set, unset, comment and uncomment share: files in, one review, all or nothing, one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import named_files, source
from cfgkit.cli.options import STDIN, as_one, domains_option, encoding_option, format_option, release_option
from cfgkit.compare import effects_of, in_words
from cfgkit.display import counted, visible
from cfgkit.errors import CfgkitError, ProtectedError
from cfgkit.store import Rewrite, load_config, save_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.cli.inputs import Source
    from cfgkit.document import Document
    from cfgkit.schema.release import Release
    from cfgkit.store import Config, Saved
    from cfgkit.syntax.changes import Change

#: The form in which nothing is said of what was written.
QUIET: Final = "quiet"


@dataclass(frozen=True, slots=True)
class EditOptions:
    """The options that every editing command has."""

    also: tuple[str, ...]
    domains: str | None
    dry_run: bool
    in_place: bool
    confirm: str | None
    encoding: str | None
    #: text, json or QUIET.
    form: str
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """A file, and what it would become."""

    source: Source
    new: Document
    changes: tuple[Change, ...]

    @property
    def is_changed(self) -> bool:
        """Whether any byte differs, be it a blank that is no change of a setting."""
        return self.new.text != self.source.document.text


def edit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an editing command, as one EditOptions argument."""
    options = (
        format_option,
        encoding_option,
        release_option,
        click.option("--confirm", metavar="NAME", help="The name of a protected environment, to write its files."),
        click.option("--in-place", is_flag=True, help="Overwrite instead of replace: keeps links, not kill-safe."),
        click.option("-n", "--dry-run", is_flag=True, help="Print a unified diff and write nothing."),
        domains_option,
        click.option("--also", metavar="FILE", multiple=True, help="A further file for the same change."),
    )
    return as_one(command, "options", EditOptions, options)


def split_arguments(arguments: Sequence[str], options: EditOptions) -> tuple[list[str], list[str]]:
    """The files and the rest: the first argument is a file, unless --domains names them all.

    Raises:
        UsageError: something is missing.
        StoreError: the config home, or a domain in it, can't be read, or there is no domain.
        InputError: standard input is no listing.
    """
    rest = list(arguments)
    files = [] if options.domains else rest[:1]
    rest = rest if options.domains else rest[1:]
    if not rest or not (files or options.domains):
        raise click.UsageError("name a FILE (or --domains HOME) and what to change in it")
    named = named_files(files, options.domains)
    return [*named, *options.also], rest


def apply(files: Sequence[str], edit: Callable[[Document], Document], options: EditOptions) -> int:
    """Edit every file, then write them all or none.

    Raises:
        CfgkitError: an edit is impossible or a file can't be written; no file is changed.
    """
    return apply_each([(name, edit) for name in files], options)


def apply_each(edits: Sequence[tuple[str, Callable[[Document], Document]]], options: EditOptions) -> int:
    """Edit each file in its own way, then write them all or none.

    Raises:
        CfgkitError: an edit is impossible or a file can't be written; no file is changed.
    """
    edited = [_edited(source(name, options.encoding), edit) for name, edit in edits]
    for one in edited:
        warn_of_new_characters(one.source, one.new)
    if options.dry_run and options.form == "json":
        console.results("set", [_as_json(one, None, options.release) for one in edited])
        return ExitCode.OK
    if options.dry_run:
        for one in edited:
            name = visible(one.source.name)
            console.data(one.source.document.unified_diff(one.new, name, name))
        return ExitCode.OK
    if [name for name, _ in edits] == [STDIN]:
        console.data_bytes(edited[0].new.to_bytes())
        for line in _table(edited[0], None, options.release):
            console.note(line)
        return ExitCode.OK
    _report(edited, _save(edited, options), options)
    return ExitCode.OK


def warn_of_new_characters(read: Source, new: Document) -> None:
    """Say where a file of ASCII alone gets another character."""
    if read.document.text.isascii() and not new.text.isascii():
        console.warn(f"{read.name}: was pure ASCII and gets another character")


def _edited(read: Source, edit: Callable[[Document], Document]) -> Edited:
    try:
        new = edit(read.document)
    except CfgkitError as problem:
        problem.file = problem.file or read.name
        raise
    return Edited(read, new, read.document.changes(new))


def _save(edited: Sequence[Edited], options: EditOptions) -> tuple[Saved, ...]:
    rewrites = []
    for one in edited:
        if one.source.snapshot is None:
            raise click.UsageError("standard input can't be edited together with files")
        config = load_config(one.source.snapshot.target)
        if one.is_changed:
            require_permission(one.source, config, options.confirm)
        keys = tuple(f"{change.section}/{change.key}" for change in one.changes)
        rewrites.append(Rewrite(one.source.snapshot, one.new.to_bytes(), keys, config))
    return save_all(rewrites, in_place=options.in_place)


def require_permission(read: Source, config: Config, confirmed: str | None) -> None:
    """Ask for the name of a protected environment before one of its files is written.

    Raises:
        ProtectedError: the name was not given.
    """
    startup = read.document.live("Startup", "DBName")
    protection = config.protection(Path(read.name), startup.value if startup else None)
    if protection is None or confirmed == protection.name:
        return
    if confirmed is None and console.is_interactive():
        answer = click.prompt(f"{read.name} is protected. Its environment's name", err=True, default="")
        if answer == protection.name:
            return
    raise ProtectedError(
        f"belongs to the protected environment {protection.name}",
        file=read.name,
        help=f"--confirm {protection.name} writes it all the same",
    )


def _report(edited: Sequence[Edited], saved: Sequence[Saved], options: EditOptions) -> None:
    if options.form == "json":
        console.results("set", [_as_json(one, done, options.release) for one, done in zip(edited, saved, strict=True)])
    for one, done in zip(edited, saved, strict=True):
        if options.form == "text":
            console.data("".join(f"{line}\n" for line in _table(one, done, options.release)))
        if done.warning:
            console.warn(done.warning)


def _table(one: Edited, done: Saved | None, release: Release | None) -> list[str]:
    name = visible(one.source.name)
    if not one.is_changed:
        return [f"{name}: nothing to change"]
    backup = f", backup {visible(done.backup.path.name)}" if done and done.backup else ""
    what = counted(len(one.changes), "change") if one.changes else "only blanks change"
    lines = [f"{name}: {what}{backup}"]
    return [*lines, *(f"  {line}" for line in in_words(one.new, one.changes, release))]


def _as_json(one: Edited, done: Saved | None, release: Release | None) -> dict[str, Any]:
    """A file's result of cfgkit.set/1; without `done` nothing was written."""
    document = one.new
    return {
        "file": one.source.name,
        "changed": one.is_changed,
        "written": done is not None and done.changed,
        "backup": str(done.backup.path) if done and done.backup else None,
        "changes": [
            {
                "kind": change.kind,
                "section": change.section,
                "key": change.key,
                "before": None if change.before is None else document.mask(change.section, change.key, change.before),
                "after": None if change.after is None else document.mask(change.section, change.key, change.after),
                "line": change.line_after or change.line_before,
                "effect": effect.effect,
                "effect_certainty": effect.certainty,
                "effect_source": effect.source,
                "secret": document.is_secret(change.section, change.key),
            }
            for change, effect in ((found.change, found.effect) for found in effects_of(document, one.changes, release))
        ],
    }
