"""`cfgkit check`: find what is wrong in files; read-only."""

from __future__ import annotations

import click

from cfgkit.check import as_json, as_text
from cfgkit.check import check as find
from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import named_files, source
from cfgkit.cli.options import domains_option, encoding_option, format_option
from cfgkit.errors import CfgkitError
from cfgkit.syntax import Severity

_ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@domains_option
@click.option(
    "--fail-on",
    type=click.Choice([one.value for one in _ORDER]),
    default="warning",
    show_default=True,
    help="Findings from this severity up give exit code 1.",
)
@encoding_option
@format_option
def check(files: tuple[str, ...], domains: str | None, fail_on: str, encoding: str | None, form: str) -> int:
    """Find what is wrong in files. Nothing is written.

    One file that can't be read does not stop the rest; it makes the exit code 2.
    """
    reports = []
    failing = _ORDER[_ORDER.index(Severity(fail_on)) :]
    outcome = ExitCode.OK
    for name in named_files(files, domains):
        try:
            read = source(name, encoding)
        except CfgkitError as problem:
            console.fail(problem)
            outcome = ExitCode.WRONG
            continue
        findings = find(read.document)
        if outcome is ExitCode.OK and any(one.severity in failing for one in findings):
            outcome = ExitCode.FOUND
        if form == "json":
            reports.append(as_json(read.name, findings))
        else:
            console.data(as_text(read.name, read.document, findings))
            count = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
            console.note(f"cfgkit: {read.name}: {count if findings else 'no findings'}")
    if form == "json":
        console.results("check", reports)
    return outcome
