"""`cfgkit smtp test`: one real message, or the stages before it, for one file or several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit import mail
from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.inputs import find_named, readable
from cfgkit.cli.options import as_one, domains_option, encoding_option, format_option, release_option
from cfgkit.cli.sections import SectionedCommand
from cfgkit.cli.smtp_means import means_options, read_means, sources_of, with_logins
from cfgkit.cli.smtp_oauth import OAUTH_OPTIONS, fetcher_of, oauth_options
from cfgkit.cli.smtp_run import run_all
from cfgkit.errors import StoreError
from cfgkit.mail import ServerChoice, Stage, TestOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfgkit.cli.smtp_run import Ran
    from cfgkit.mail import Fault, TestReport
    from cfgkit.schema.release import Release

_PAIR: Final = 2
_BEYOND: Final = "see its stage auth for what is missing; with --stop-after starttls the rest can be tested"
#: A trace names hosts, users and addresses: for its owner alone.
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command that say what to do."""

    to: tuple[str, ...]
    server: str
    stop_after: str | None
    auth: bool
    sandbox: bool
    fault: str | None
    timeout: float | None
    helo: str
    strict: bool
    check_name: bool
    count: int
    blackberry: bool
    check_proxy: bool
    release: Release | None

    def options(self, *, several: bool) -> TestOptions:
        """What to do with each file; several files end before the login, which might lock an account."""
        last = Stage(self.stop_after) if self.stop_after else Stage.QUIT
        if several and not self.auth:
            last = min(last, Stage.STARTTLS, key=lambda stage: stage.order)
        asked = TestOptions(
            file="",
            to=self.to,
            server=ServerChoice(self.server),
            stop_after=last,
            release=self.release,
            sandbox=self.sandbox,
            fault=_fault(self.fault) if self.fault else None,
            helo=self.helo,
            strict=self.strict,
            check_name=self.check_name,
            count=self.count,
            blackberry=self.blackberry,
            check_proxy=self.check_proxy,
        )
        return asked if self.timeout is None else replace(asked, timeout=self.timeout)


def _fault(name: str) -> Fault:
    from cfgkit.mail.sandbox import Fault  # start-up: most tests need no sandbox

    if name not in set(Fault):
        raise click.BadParameter(f"{name!r} is no fault", param_hint="--fault")
    return Fault(name)


_OPTIONS: Final = (
    release_option,
    click.option("--blackberry", is_flag=True, help="With SMTPBlackberryReplyTo, as replies to a BlackBerry have it."),
    click.option("--check-proxy", is_flag=True, help="Test SMTPInternalProxyHost against SMTPOAuthRedirectURI too."),
    click.option("--count", type=int, default=1, metavar="N", help="So many mails over one connection."),
    click.option(
        "--check-name", is_flag=True, help="A certificate for another name is an error, as from Angus 1.1 on."
    ),
    click.option("--strict", is_flag=True, help="No password in clear over the network; --check-name."),
    click.option("--helo", default="", metavar="NAME", help="Name to give in EHLO instead of SMTPSourceMachine."),
    click.option("--timeout", type=float, metavar="SECONDS", help="For the whole test; 120 unless told otherwise."),
    click.option("--fault", metavar="NAME", help="What the sandbox gets wrong; `smtp sandbox --fault list` has all."),
    click.option("--sandbox", is_flag=True, help="Send to an embedded server on loopback instead."),
    click.option("--auth", is_flag=True, help="Log in for several files too, one try each."),
    click.option("--stop-after", type=click.Choice([one.value for one in Stage]), help="End after this stage."),
    click.option(
        "--server",
        type=click.Choice([one.value for one in ServerChoice]),
        default=ServerChoice.FAILOVER.value,
        show_default=True,
        help="Which server: failover tries the backup if the primary is not available.",
    ),
    click.option("--to", metavar="ADDRESS", multiple=True, help="Recipient; without one nothing is sent."),
)


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    return as_one(command, "asked", Asked, _OPTIONS)


#: How --help groups the options; the rest stands behind.
_SECTIONS: Final = {
    "What to do": ("to", "server", "stop_after", "auth", "sandbox", "fault", "timeout", "count", "jobs"),
    "As PeopleSoft would, or not": ("release", "helo", "blackberry", "strict", "check_name", "check_proxy"),
    "Whom to trust, and our own key": ("trust", "ps_home", "trust-password", "client_store", "client-store-password"),
    "Passwords and tokens, for the backup with a 1": ("password", "password1", "token", "token1"),
    "A token from a token service": OAUTH_OPTIONS,
}


@click.command(cls=SectionedCommand, sections=_SECTIONS)
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path())
@domains_option
@_asked
@means_options
@oauth_options
@click.option("--jobs", type=click.IntRange(1, 64), default=8, show_default=True, help="So many files at a time.")
@click.option("--trace-file", type=click.Path(path_type=Path), help="Write the trace there.")
@encoding_option
@format_option
def test(
    files: tuple[str, ...],
    domains: str | None,
    asked: Asked,
    jobs: int,
    trace_file: Path | None,
    encoding: str | None,
    form: str,
    **means: Any,
) -> int:
    """Send one real message and report stage by stage, as the application server would send it.

    Without --to the test ends after the login and sends nothing; several files end before it, unless with
    --auth. Two files are set side by side. Exit code 0 only if the mail was delivered, or the asked stage
    was reached; 130 after Ctrl-C.

    A secret comes from a prompt, a file, an environment variable or what a program prints, as in
    --password-env NAME; never from the command line itself. What is given is never stored.
    """
    fetcher, sources = fetcher_of(means, sandbox=asked.sandbox), sources_of(means)
    if trace_file is not None:
        _require_free(trace_file)
    found, code = readable(find_named(files, domains), encoding)
    options = replace(asked.options(several=len(found) > 1), means=read_means(sources))
    work = [(one.document, with_logins(one, replace(options, file=one.name), sources, fetcher)) for one in found]
    if fetcher is not None:
        fetcher.warn_if_idle()
    ran = run_all(work, jobs)
    _print(ran.reports, form)
    if trace_file is not None:
        from cfgkit.store import create  # start-up: few tests keep a trace

        create(trace_file, "".join(mail.trace(report) for report in ran.reports).encode(), mode=_PRIVATE)
    for problem in ran.problems:
        console.fail(problem)
    for report in ran.reports:
        if report.is_beyond_cfgkit:
            console.error(f"{report.options.file}: the login can't be tested here as PeopleSoft would do it", _BEYOND)
    if ran.interrupted:
        console.note("cfgkit: interrupted")
        return ExitCode.INTERRUPTED
    return max(code, _exit_code(ran))


def _require_free(trace_file: Path) -> None:
    """A trace that can't be written would be found out after the mail was sent."""
    if trace_file.exists():
        raise StoreError("exists already", file=trace_file, help="an existing file is never replaced")
    if not trace_file.absolute().parent.is_dir():
        raise StoreError("is in no folder that there is", file=trace_file)


def _exit_code(ran: Ran) -> ExitCode:
    """Delivered or reached: 0; a test that cfgkit could not make as PeopleSoft would: 2."""
    if ran.problems or any(report.is_beyond_cfgkit for report in ran.reports):
        return ExitCode.WRONG
    return ExitCode.OK if all(report.ok for report in ran.reports) else ExitCode.FOUND


def _print(reports: Sequence[TestReport], form: str) -> None:
    if not reports:
        return
    if form == "json":
        console.results("smtp", [mail.as_json(report) for report in reports])
        return
    if len(reports) == 1:
        console.data(mail.as_text(reports[0], console.fold_width()))
        return
    if len(reports) == _PAIR:
        left, right = reports
        console.data(mail.side_by_side(left, right, console.width()) + "\n")
    console.data(mail.matrix(reports, console.width()))
