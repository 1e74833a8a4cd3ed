"""`cfgkit diff`: what differs between files, by section and key; `cfgkit apply`: make one file like another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.editing import apply_each, edit_options
from cfgkit.cli.inputs import Source, find_named, named_files, source, sources, told
from cfgkit.cli.options import domains_option, encoding_option, release_option
from cfgkit.cli.reading import read_text
from cfgkit.compare import (
    LEGEND,
    Options,
    as_commands,
    as_json,
    as_text,
    compare,
    edited,
    edits_between,
    environment_names,
    expected_text,
    foot,
    is_table,
    read_expected,
    require_state,
)
from cfgkit.display import counted, visible
from cfgkit.errors import CfgkitError, InputError
from cfgkit.store import load_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfgkit.cli.editing import EditOptions
    from cfgkit.compare import Diff, Expected
    from cfgkit.document import Document
    from cfgkit.schema.release import Release

_FORMATS = ["text", "side-by-side", "unified", "json", "yaml", "markdown", "html", "commands"]
_GIT_ARGUMENTS = 7
_DEV_NULL = "/dev/null"


@click.command()
@click.argument("files", metavar="A B [C...]", nargs=-1, type=click.Path())
@domains_option
@click.option("--kind", type=click.Choice(["psappsrv", "psprcs"]), help="With --domains: only files of that kind.")
@click.option("--name", "names", metavar="NAME", multiple=True, help="The environments' names, one for each file.")
@click.option("--exact", is_flag=True, help="Compare values to the letter, not by their types.")
@click.option("--comments", is_flag=True, help="Comments count too.")
@click.option("--order", is_flag=True, help="The order of sections and settings counts too.")
@click.option("--all", "everything", is_flag=True, help="Show settings that are the same everywhere, too.")
@click.option("--show-ignored", is_flag=True, help="List the differences that cfgkit.toml expects, with the reasons.")
@click.option("--as-commands", "commands", is_flag=True, help="Print the commands that make B like A.")
@click.option("--git", is_flag=True, help="Run as git's external diff: its seven arguments, exit code 0.")
@release_option
@encoding_option
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print.")
def diff(
    files: tuple[str, ...],
    domains: str | None,
    kind: str | None,
    names: tuple[str, ...],
    exact: bool,
    comments: bool,
    order: bool,
    everything: bool,
    show_ignored: bool,
    commands: bool,
    git: bool,
    release: Release | None,
    encoding: str | None,
    form: str,
) -> int:
    """Print what differs between two or more files, by section and key.

    Values are compared by their types; order and comments don't count. Secrets are compared but never
    shown. Exit code 1 if anything differs that cfgkit.toml does not expect.
    """
    if git:
        return _as_git_driver(files, Options(exact=exact, release=release), encoding)
    if kind is not None and domains is None:
        raise click.UsageError("--kind belongs to --domains")
    named = find_named(files, domains, kind)
    count = len(named.files)
    if count + len(named.problems) < 2:  # noqa: PLR2004 - a difference has two sides
        raise click.UsageError("name two files or more")
    if names and len(names) != count:
        raise click.UsageError(f"{count} files need as many --name options")
    found = sources(named.files, encoding)
    outcome = told([*named.problems, *found])
    read = [one for one in found if isinstance(one, Source)]
    if not read[1:]:
        return ExitCode.WRONG
    if len({one.document.kind for one in read}) > 1:
        console.warn("files of several kinds are compared with each other: --domains HOME --kind takes one")
    kept = [name for name, one in zip(names, found, strict=True) if isinstance(one, Source)] if names else ()
    shown = kept or environment_names([one.name for one in read])
    rules = _expected(read[0].name)
    options = Options(exact, comments, order, everything, rules, release)
    result = compare([(name, one.document) for name, one in zip(shown, read, strict=True)], options)
    _print("commands" if commands else form, result, read)
    _narrate(result, show_ignored=show_ignored)
    return outcome or (ExitCode.FOUND if result.differences or result.notes else ExitCode.OK)


def _expected(path: str) -> tuple[Expected, ...]:
    """The rules of the first file's cfgkit.toml; one that is over is said and left out."""
    config = load_config(Path(path))
    if config.expected.source is None:
        return ()
    today = datetime.now(UTC).date()
    found = read_expected(config.expected.values, config.environments.values, config.expected.source)
    for one in found:
        if one.is_over(today):
            console.warn(f"expected difference {one.setting} is over since {one.until}: {one.reason}")
    return tuple(one for one in found if not one.is_over(today))


def _print(form: str, found: Diff, read: Sequence[Source]) -> None:
    paths = [one.name for one in read]
    if form in {"json", "yaml"}:
        _print_data(form, {**as_json(found), "files": paths})
    elif form == "markdown":
        from cfgkit.compare.markdown import as_markdown

        console.data(as_markdown(found))
    elif form == "html":
        from cfgkit.compare.html import as_html

        console.data(as_html(found, foot(found)))
    elif form == "commands":
        for index in range(1, len(paths)):
            console.data(as_commands(paths[index], edits_between(found.differences, index, 0)))
    elif form == "unified":
        for other in read[1:]:
            console.data(read[0].document.unified_diff(other.document, visible(paths[0]), visible(other.name)))
    else:
        table = form == "side-by-side"
        width = console.width()
        console.data(as_text(found, width=width, colour=console.has_colour(), table=table))
        if is_table(found, width=width, table=table) and found.differences:
            console.note(f"cfgkit: {LEGEND}")


def _print_data(form: str, shape: dict[str, Any]) -> None:
    if form == "json":
        console.results("diff", [shape])
        return
    from cfgkit.convert.plain import as_yaml

    console.data(as_yaml({"schema": "cfgkit.diff/1", "results": [shape]}))


def _narrate(found: Diff, *, show_ignored: bool) -> None:
    if show_ignored:
        console.data(expected_text(found))
    for one in found.idle:
        console.warn(f"expected difference {one.setting} matches nothing any more: {one.reason}")
    count = len(found.differences)
    expected = f", {len(found.expected)} expected" if found.expected else ""
    console.note(f"cfgkit: {counted(count, 'setting')} differ{'s' if count == 1 else ''}{expected}")
    if count:
        for line in foot(found):
            console.note(f"cfgkit: {line}")


def _as_git_driver(arguments: Sequence[str], options: Options, encoding: str | None) -> int:
    """Path old-file old-hex old-mode new-file new-hex new-mode, as git calls it."""
    if len(arguments) != _GIT_ARGUMENTS:
        raise click.UsageError("--git takes the seven arguments that git gives: set diff.NAME.command to it")
    path, old, new = arguments[0], arguments[1], arguments[4]
    documents = [source(one, encoding).document if one != _DEV_NULL else _nothing() for one in (old, new)]
    found = compare([("a", documents[0]), ("b", documents[1])], options)
    console.data(f"--- a/{visible(path)}\n+++ b/{visible(path)}\n")
    console.data(as_text(found, colour=console.has_colour()))
    return ExitCode.OK


def _nothing() -> Document:
    from cfgkit.document import parse

    return parse(b"")


@dataclass(frozen=True, slots=True)
class _Direction:
    """Which two sides of the difference are meant: the file is the one, and becomes the other."""

    before: int
    after: int


@click.command()
@click.argument("difference", metavar="DIFF.json", type=click.Path())
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@click.option("-R", "--reverse", is_flag=True, help="Make B like A.")
@click.option("--to", metavar="FILE", help="Of more than two files: make them like this one.")
@edit_options
def apply(difference: str, files: tuple[str, ...], reverse: bool, to: str | None, options: EditOptions) -> int:
    """Apply a reviewed difference: make a file that is like A like B.

    DIFF.json is what `cfgkit diff A B --format json` printed. A file that is no longer what the difference saw is
    refused, and none is written. Secrets are never carried over: they are listed, to be set by hand.
    """
    from cfgkit.compare.reading import read_diff

    try:
        found = read_diff(read_text(difference))
    except CfgkitError as problem:
        problem.file = difference
        raise
    edits = []
    for name in named_files([*files, *options.also], options.domains):
        way = _direction(found, name, to, reverse=reverse)
        wanted = edits_between(found.differences, way.before, way.after)
        for one in wanted:
            if one.kind == "by-hand":
                console.note(f"cfgkit: by hand: {one.address}: {one.reason}")

        def edit(document: Document, way: _Direction = way, wanted: Sequence[Any] = wanted) -> Document:
            require_state(document, found.differences, way.before)
            return edited(document, wanted)

        edits.append((name, edit))
    return apply_each(edits, options)


def _direction(found: Diff, name: str, to: str | None, *, reverse: bool) -> _Direction:
    """What the file is, and what it becomes."""
    count = len(found.files)
    if to is not None:
        if to not in found.files:
            raise InputError(f"the difference knows no file {to!r}", help=f"it has {', '.join(found.files)}")
        if name not in found.files:
            raise InputError(f"the difference knows no file {name!r}", help=f"it has {', '.join(found.files)}")
        return _Direction(found.files.index(name), found.files.index(to))
    if count != 2:  # noqa: PLR2004 - a direction has two ends
        raise InputError(f"the difference is between {count} files", help="name the one to become with --to FILE")
    return _Direction(1, 0) if reverse else _Direction(0, 1)
