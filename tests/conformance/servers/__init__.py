"""Postfix, Dovecot and Cyrus SASL from Debian's packages, on free ports of loopback, for as long as a test run.

    with mail_servers() as servers:
        servers.port("starttls"), servers.delivered("a", "Subject: ..."), servers.certificates

The folder lies directly below the system's one for temporary files and not below pytest's, which nobody
but its owner may enter: Postfix and Dovecot give up root before they open files there.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servers import certificates, dovecot, postfix
from servers.certificates import ALIAS, STORE_PASSWORD, Certificates
from servers.dovecot import ACTS_FOR, PASSWORD, USER, token
from servers.ports import free_ports
from servers.postfix import DOMAIN, SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "ACTS_FOR",
    "ALIAS",
    "DOMAIN",
    "PASSWORD",
    "SERVICES",
    "STORE_PASSWORD",
    "USER",
    "Certificates",
    "MailServers",
    "certificates",
    "free_ports",
    "mail_servers",
    "token",
    "why_not",
]

_NEEDED: Final = {"postfix": "postfix", "dovecot": "dovecot-core", "saslpasswd2": "sasl2-bin"}
_MASTER: Final = "/usr/lib/postfix/sbin/master"
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.02


def why_not() -> str:
    """Why the servers can't be started here; empty where they can."""
    missing = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (see .ci/run)"
    return "" if os.geteuid() == 0 else "Postfix starts as root only"


@dataclass(frozen=True)
class MailServers:
    """The running servers."""

    folder: Path
    ports: Mapping[str, int]
    certificates: Certificates

    def port(self, service: str) -> int:
        """The port of one of postfix.SERVICES."""
        return self.ports[service]

    def delivered(self, mailbox: str, containing: str) -> str:
        """The mail in this mailbox that holds these words; waits for it, AssertionError with the log if none comes."""
        for _ in _tries():
            for path in (self.folder / "postfix" / "mail" / mailbox / "new").glob("*"):
                text = path.read_text("utf-8", "replace")
                if containing in text:
                    return text
        raise AssertionError(f"no mail with {containing!r} for {mailbox}\n{self.log()}")

    def log(self) -> str:
        """The last lines of what both servers wrote of themselves."""
        logs = (self.folder / "postfix" / "postfix.log", self.folder / "dovecot" / "dovecot.log")
        return "".join(f"== {log.name}\n{log.read_text()[-4000:]}" for log in logs if log.exists())


@contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Starts both servers and ends them with all their processes and files; why_not() says if it can work."""
    with tempfile.TemporaryDirectory(prefix="cfgkit-mail-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        made = certificates.make(folder / "certificates")
        ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        config = postfix.configure(folder / "postfix", made, ports)
        logins = folder / "postfix" / "queue" / "private" / "auth"
        lookups = dovecot.configure(folder / "dovecot", logins)
        servers = MailServers(folder, ports, made)
        # Not `postfix start`: its master would leave the process group that is ended here.
        subprocess.run(["postfix", "-c", str(config), "check"], check=True, capture_output=True)
        with _running((_MASTER, "-s", "-c", str(config)), ("dovecot", "-F", "-c", str(lookups))):
            _wait_for(servers, *ports.values(), logins)
            yield servers


@contextmanager
def _running(*commands: tuple[str, ...]) -> Iterator[None]:
    """Servers, each in a process group of its own and under a parent's death signal, so that none stays behind."""
    groups = [
        subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        yield
    finally:
        # Killed and not asked to end: all that they would tidy up goes with the folder.
        for group in groups:
            os.killpg(group.pid, signal.SIGKILL)
        for group in groups:
            group.wait(_PATIENCE)
            _wait_until_gone(group.pid)


def _wait_until_gone(group: int) -> None:
    for _ in _tries():
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            return


def _wait_for(servers: MailServers, *places: int | Path) -> None:
    """Until each port or socket takes a connection; AssertionError with the servers' log where one never does."""
    for place in places:
        if not any(_answers(place) for _ in _tries()):
            raise AssertionError(f"nothing listens on {place}\n{servers.log()}")


def _answers(place: int | Path) -> bool:
    kind = socket.AF_INET if isinstance(place, int) else socket.AF_UNIX
    with socket.socket(kind) as probe:
        return probe.connect_ex(("127.0.0.1", place) if isinstance(place, int) else str(place)) == 0


def _tries() -> Iterator[int]:
    """Turns with a pause between them, as long as the patience lasts."""
    yield 0
    for turn in range(int(_PATIENCE / _PAUSE)):
        time.sleep(_PAUSE)
        yield turn + 1
