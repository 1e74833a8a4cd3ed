"""`cfgkit smtp`: test the mail settings for real."""

from __future__ import annotations

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import source
from cfgkit.cli.options import encoding_option, format_option
from cfgkit.errors import CfgkitError
from cfgkit.mail import ServerChoice, Stage, TestOptions, as_json, as_text, given, run_test


@click.group()
def smtp() -> None:
    """Test the mail settings of a file as the application server would use them."""


@smtp.command()
@click.argument("file", type=click.Path())
@click.option("--to", metavar="ADDRESS", multiple=True, help="Recipient; without one nothing is sent.")
@click.option(
    "--server",
    type=click.Choice([one.value for one in ServerChoice]),
    default=ServerChoice.FAILOVER.value,
    show_default=True,
    help="Which server: failover tries the backup if the primary is not available.",
)
@click.option("--stop-after", type=click.Choice([one.value for one in Stage]), help="End after this stage.")
@click.option("--sandbox", is_flag=True, help="Send to an embedded server on loopback instead.")
@click.option("--timeout", type=float, metavar="SECONDS", help="For the whole test; 120 unless told otherwise.")
@click.option("--helo", default="", metavar="NAME", help="Name to give in EHLO instead of SMTPSourceMachine.")
@encoding_option
@format_option
def test(
    file: str,
    to: tuple[str, ...],
    server: str,
    stop_after: str | None,
    sandbox: bool,
    timeout: float | None,
    helo: str,
    encoding: str | None,
    form: str,
) -> int:
    """Send one real message and report stage by stage.

    Plain SMTP so far: settings that ask for TLS or a login end with exit code 2, and nothing is sent.
    Exit code 0 only if the mail was delivered, or the asked stage was reached.
    """
    read = source(file, encoding)
    options = TestOptions(
        file=read.name,
        to=to,
        server=ServerChoice(server),
        stop_after=Stage(stop_after) if stop_after else Stage.QUIT,
        sandbox=sandbox,
        helo=helo,
        **({} if timeout is None else {"timeout": timeout}),
    )
    try:
        report = run_test(given(read.document), options)
    except CfgkitError as problem:
        problem.file = problem.file or read.name
        raise
    if form == "json":
        console.results("smtp", [as_json(report)])
    else:
        console.data(as_text(report))
    return ExitCode.OK if report.ok else ExitCode.FOUND
