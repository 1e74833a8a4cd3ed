"""`cfgkit smtp plan`: what the settings say will be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import find_named, readable
from cfgkit.cli.options import domains_option, encoding_option, format_option, release_option
from cfgkit.mail.plan import plan as plan_of
from cfgkit.mail.plan.report import as_json, as_text, section_findings
from cfgkit.syntax.finding import Severity

if TYPE_CHECKING:
    from cfgkit.schema.release import Release


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@domains_option
@release_option
@encoding_option
@format_option
def plan(files: tuple[str, ...], domains: str | None, release: Release | None, encoding: str | None, form: str) -> int:
    """What would be done to send mail, value by value with where it comes from; touches no network.

    Exit code 1 where no test could be made of the settings, or check finds an error or a warning in them.
    """
    found, code = readable(find_named(files, domains), encoding)
    shapes, texts = [], []
    for one in found:
        planned = plan_of(one.document, release)
        findings = section_findings(one.document, release)
        shapes.append(as_json(one.name, planned, findings))
        texts.append(as_text(one.name, planned, findings, console.fold_width()))
        if planned.obstacles or any(each.severity is not Severity.INFO for each in findings):
            code = max(code, ExitCode.FOUND)
    if form == "json":
        console.results("smtp-plan", shapes)
    else:
        console.data("\n".join(texts))
    return code
