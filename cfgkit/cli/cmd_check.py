"""`cfgkit check`: find what is wrong in files, and mend what is safe to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cfgkit import __version__
from cfgkit.check import as_json, as_text, check_together, fixed
from cfgkit.check import check as find
from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.editing import QUIET, EditOptions, apply_each
from cfgkit.cli.inputs import find_named, readable, unhindered
from cfgkit.cli.options import STDIN, domains_option, encoding_option, release_option
from cfgkit.cli.rules import rules_of
from cfgkit.display import counted
from cfgkit.schema.guess import guess_release
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.check import RuleSettings
    from cfgkit.cli.inputs import Source
    from cfgkit.document import Document
    from cfgkit.schema.release import Release
    from cfgkit.syntax import Finding

_ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
_SEVERITIES = click.Choice([one.value for one in _ORDER])


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@domains_option
@release_option
@click.option("--severity", type=_SEVERITIES, default="info", show_default=True, help="Report findings from here up.")
@click.option(
    "--fail-on",
    type=_SEVERITIES,
    default="warning",
    show_default=True,
    help="Findings from this severity up give exit code 1.",
)
@click.option("--only", metavar="RULE", multiple=True, help="Apply only these rules; mail-* means several.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave these rules out.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, and report the rest.")
@click.option("-n", "--dry-run", is_flag=True, help="With --fix: print a unified diff and write nothing.")
@click.option("--in-place", is_flag=True, help="With --fix: overwrite instead of replace; not kill-safe.")
@click.option("--confirm", metavar="NAME", help="With --fix: the name of a protected environment.")
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="What to print.",
)
def check(
    files: tuple[str, ...],
    domains: str | None,
    release: Release | None,
    severity: str,
    fail_on: str,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    dry_run: bool,
    in_place: bool,
    confirm: str | None,
    encoding: str | None,
    form: str,
) -> int:
    """Find what is wrong in files. Nothing is written, unless with --fix.

    One file that can't be read does not stop the rest; it makes the exit code 2. `cfgkit explain RULE` says
    what a rule is about; cfgkit.toml can switch rules off and change how much they matter.
    """
    named = find_named(files, domains)
    if (dry_run or in_place or confirm is not None) and not fix:
        raise click.UsageError("--dry-run, --in-place and --confirm belong to --fix")
    if fix:
        table = "text" if form == "text" else QUIET
        options = EditOptions((), None, dry_run, in_place, confirm, encoding, table, release)
        names = unhindered(named)
        apply_each([(name, _repair(rules_of(name, only, ignore), release)) for name in names], options)
        if dry_run or names == [STDIN]:
            return ExitCode.OK
    read, outcome = readable(named, encoding)
    settings = [rules_of(one.name, only, ignore) for one in read]
    with console.progress("checking file", [(one.name, one.document) for one in read]) as counted:
        found = check_together(counted, release=release, settings=settings)
    shown = [[one for one in findings if one.severity in _from(severity)] for findings in found]
    _print(form, read, shown, release)
    failing = any(one.severity in _from(fail_on) for findings in shown for one in findings)
    return outcome or (ExitCode.FOUND if failing else ExitCode.OK)


def _repair(settings: RuleSettings, release: Release | None) -> Callable[[Document], Document]:
    return lambda document: fixed(document, find(document, release=release, settings=settings))


def _from(severity: str) -> tuple[Severity, ...]:
    return _ORDER[_ORDER.index(Severity(severity)) :]


def _print(form: str, read: Sequence[Source], found: Sequence[Sequence[Finding]], release: Release | None) -> None:
    if form == "json":
        console.results("check", [as_json(one.name, findings) for one, findings in zip(read, found, strict=True)])
    elif form == "sarif":
        import json

        from cfgkit.check.sarif import as_sarif

        reports = [(one.name, findings) for one, findings in zip(read, found, strict=True)]
        console.data(json.dumps(as_sarif(reports, __version__), indent=2) + "\n")
    elif form == "github":
        from cfgkit.check.github import as_annotations

        for one, findings in zip(read, found, strict=True):
            console.data(as_annotations(one.name, findings))
    else:
        for one, findings in zip(read, found, strict=True):
            console.data(as_text(one.name, one.document, findings))
            console.note(f"cfgkit: {one.name}: {_summary(one.document, findings, release)}")


def _summary(document: Document, findings: Sequence[Finding], release: Release | None) -> str:
    """What kind of file it is, its release, be it a guess, and how many findings there are."""
    count = counted(len(findings), "finding") if findings else "no findings"
    if document.kind == "unknown":
        return f"kind of file not recognised; {count}"
    guess = guess_release(document.setting_lines(), document.kind, document.schema) if release is None else None
    said = f", release {release or guess}" if release or guess else ""
    return f"{document.kind}{said}; {count}"
