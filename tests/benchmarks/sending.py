"""The sender beside smtplib and swaks, on one server in a process of its own."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measuring import Row, medians, quiet

from cfgkit.cli.smtp_run import run_all
from cfgkit.document import parse
from cfgkit.mail import Stage, TestOptions, read_trust, run_test
from cfgkit.mail.auth.account import Account, AuthMode
from cfgkit.mail.cancel import Cancellation
from cfgkit.mail.deadline import Deadline
from cfgkit.mail.dialogue import Dialogue, Errand
from cfgkit.mail.options import Means
from cfgkit.mail.plan import plan
from cfgkit.mail.record import AttemptOutcome, StageResult, done
from cfgkit.mail.resolve import Address, resolve
from cfgkit.mail.tls.policy import TlsPolicy
from cfgkit.mail.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.document import Document

FROM: Final = "ps@example.com"
TO: Final = "a@example.com"
MESSAGE: Final = b"Subject: a benchmark\r\n\r\n" + b"a line of the message\r\n" * 20
FILES: Final = 200
JOBS: Final = 16
_SERVER: Final = """
import sys, time
from pathlib import Path
from cfgkit.mail.sandbox import Expectation, channel, sandbox
kind, pause, authority = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
if pause:
    write = channel.Channel.write
    def later(self, *lines):
        time.sleep(pause)
        write(self, *lines)
    channel.Channel.write = later
with sandbox(Expectation(tls=kind, host="localhost"), keep=100) as box:
    authority.write_text(box.authority)
    print(box.address.port, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Server:
    """A sandbox that runs in a process of its own; `authority` is the file with its issuer."""

    port: int
    pid: int
    authority: Path

    def document(self, *settings: str) -> Document:
        lines = ("SMTPServer=localhost", f"SMTPPort={self.port}", f"SMTPSender={FROM}", "SMTPSourceMachine=h")
        return parse("\n".join(["[SMTP Settings]", *lines, *settings, ""]).encode())

    @property
    def megabytes(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(kind: str, pause: float = 0.0) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        authority = Path(folder) / "authority.pem"
        command = [sys.executable, "-c", _SERVER, kind, str(pause), str(authority)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            if process.stdout is None:
                raise RuntimeError("no port")
            yield Server(int(process.stdout.readline()), process.pid, authority)
            process.communicate("")


def sending() -> list[Row]:
    return [*dialogues(), *processes(), *many_files(), memory()]


def dialogues() -> list[Row]:
    """The dialogue alone, from connect to QUIT, with the plan and the message made before."""
    rows = []
    for name, kind, settings in (("plain", "none", ()), ("STARTTLS", "starttls", ("SMTPTLSEnable=Y",))):
        with serving(kind) as server:
            errand = _errand(server, *settings)
            context = ssl.create_default_context(cafile=server.authority) if kind == "starttls" else None
            ours, theirs = medians(60, partial(_ours, errand), partial(_smtplib, server.port, context))
            rows.append(
                Row(f"the dialogue, {name} : smtplib", f"{ours:.2f} ms", f"{theirs:.2f} ms", ours / theirs, 1.2)
            )
    return rows


def _errand(server: Server, *settings: str) -> Errand:
    planned = plan(server.document(*settings)).primary
    if planned is None:
        raise RuntimeError("no server")
    policy = TlsPolicy(read_trust(server.authority)) if settings else None
    return Errand(
        server=planned,
        ehlo_name="h",
        sender=FROM,
        recipients=(TO,),
        messages=(MESSAGE,),
        stop_after=Stage.QUIT,
        tls=policy,
        account=Account(AuthMode.NONE, "", None),
        stand_in=Address(socket.AF_INET, "127.0.0.1", server.port),
    )


def _ours(errand: Errand) -> None:
    attempt = Dialogue(
        errand,
        planned=StageResult(Stage.PLAN, 0.0, done("")),
        deadline=Deadline.after(30),
        transcript=Transcript(),
        resolver=resolve,
        cancellation=Cancellation(),
    ).run()
    if attempt.outcome is not AttemptOutcome.DELIVERED:
        raise RuntimeError(str(attempt.failure))


def _smtplib(port: int, context: ssl.SSLContext | None) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="h") as client:
        client.ehlo()
        if context is not None:
            client._host = "localhost"  # type: ignore[attr-defined]
            client.starttls(context=context)
            client.ehlo()
        client.sendmail(FROM, TO, MESSAGE)


def processes() -> list[Row]:
    """A whole test as a process, beside swaks; only where it is installed."""
    if shutil.which("swaks") is None:
        return []
    program = str(Path(sysconfig.get_path("scripts")) / "cfgkit")
    with serving("none") as server, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "psappsrv.cfg"
        file.write_bytes(server.document().to_bytes())
        swaks = ["swaks", "--server", f"127.0.0.1:{server.port}", "--from", FROM, "--to", TO, "--helo", "h"]
        ours, theirs = medians(
            15, lambda: quiet([program, "smtp", "test", str(file), "--to", TO]), lambda: quiet(swaks)
        )
    return [Row("cfgkit smtp test : swaks, processes", f"{ours:.0f} ms", f"{theirs:.0f} ms", ours / theirs, 3.5)]


def many_files() -> list[Row]:
    """Files up to STARTTLS, beside as many one after the other as the busiest of the jobs gets; the server is 50 ms away."""
    with serving("starttls", 0.05) as server:
        document = server.document("SMTPTLSEnable=Y")
        means = Means(trust=read_trust(server.authority))
        options = TestOptions(file="f", stop_after=Stage.STARTTLS, means=means)

        def chain() -> None:
            for _ in range(-(-FILES // JOBS)):
                run_test(document, options)

        def all_files() -> None:
            if not all(report.ok for report in run_all([(document, options)] * FILES, JOBS).reports):
                raise RuntimeError("a test failed")

        ours, theirs = medians(1, all_files, chain)
    what = f"{FILES} files, {JOBS} at a time : {-(-FILES // JOBS)} in turn"
    return [Row(what, f"{ours:.0f} ms", f"{theirs:.0f} ms", ours / theirs, 2.0)]


def memory() -> Row:
    """The sandbox after 10,000 messages and after the first 200, of which it keeps 100."""
    with serving("none") as server, smtplib.SMTP("127.0.0.1", server.port, local_hostname="h") as client:

        def send(count: int) -> float:
            for _ in range(count):
                client.sendmail(FROM, TO, MESSAGE)
            return server.megabytes

        first, last = send(200), send(9_800)
    return Row("sandbox after 10,000 messages : after 200", f"{last:.1f} MB", f"{first:.1f} MB", last / first, 1.1)
