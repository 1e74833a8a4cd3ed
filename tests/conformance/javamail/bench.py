"""Plays one case to each sender at a server of its own, and says what each told it and how each ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cryptography import x509
from javamail import ntlm
from javamail.probe import RELEASES, probe
from javamail.properties import javamail_properties
from javamail.recording import RecordingServer, Script
from sender import Order, send
from servers import ALIAS, STORE_PASSWORD, certificates, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from javamail.cases import Case
    from javamail.probe import Probe, Release
    from servers import Certificates

CFGKIT: Final = "cfgkit"
#: JavaMail's event for each of cfgkit's outcomes.
EVENTS: Final[Mapping[str, str]] = {
    "delivered": "delivered",
    "not-delivered": "not-delivered",
    "not-available": "refused",
    "unknown": "unknown",
}


@dataclass(frozen=True)
class Run:
    """How one sender ended, as JavaMail's event, how it tells of it, and what it had told the server."""

    event: str
    said: str
    fault: str = ""
    record: tuple[str, ...] = ()


class Bench:
    """The probes, running, and the certificates."""

    def __init__(self, folder: Path, made: Certificates, probes: Mapping[str, Probe]) -> None:
        self._folder = folder
        self._certificates = made
        self._probes = probes

    @property
    def senders(self) -> tuple[str, ...]:
        """The releases of JavaMail that are here, and cfgkit."""
        return (*self._probes, CFGKIT)

    def play(self, case: Case) -> dict[str, Run]:
        """The case for each sender, all at once."""
        with ThreadPoolExecutor() as pool:
            runs = {sender: pool.submit(self._play, case, sender) for sender in self.senders}
            return {sender: run.result() for sender, run in runs.items()}

    def _play(self, case: Case, sender: str) -> Run:
        if not case.listens:
            return self._send(case, free_ports(1)[0], sender)
        context = case.tls.context(self._certificates) if case.tls else None
        implicit = case.tls is not None and case.tls.implicit
        with RecordingServer(Script(case.script), context, implicit=implicit) as server:
            run = self._send(case, server.port, sender)
        return replace(run, record=tuple(map(_in_words, server.record)))

    def _send(self, case: Case, port: int, sender: str) -> Run:
        settings = _settings(case, port)
        return self._cfgkit(case, settings) if sender == CFGKIT else self._javamail(case, settings, sender)

    def _cfgkit(self, case: Case, settings: Mapping[str, str]) -> Run:
        is_token = "SMTPUseOAuth" in settings
        order = Order(
            settings=settings,
            to=case.to,
            password="" if is_token else case.secret,
            token=case.secret if is_token else "",
            trust=self._certificates.authority,
            client_store=getattr(self._certificates, case.store) if case.store else None,
            store_password=STORE_PASSWORD if case.store else "",
            options=case.options,
        )
        sent = send(order, self._folder)
        return Run(EVENTS.get(sent.outcome, sent.outcome), sent.words, sent.fault)

    def _javamail(self, case: Case, settings: Mapping[str, str], release: str) -> Run:
        properties = javamail_properties(settings, case.secret, case.to)
        if case.store:
            store = str(getattr(self._certificates, case.store))
            properties |= {"probe.keystore": store, "probe.storepass": STORE_PASSWORD, "probe.alias": ALIAS}
        told = self._probes[release].send(properties)
        return Run(told.event, "\n".join(told.exceptions))


@contextmanager
def bench(folder: Path, releases: tuple[Release, ...] = RELEASES) -> Iterator[Bench]:
    """Compiles and starts the probes of all releases that are here."""
    made = certificates.make(folder / "certificates")
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    here = [release for release in releases if not release.why_not()]
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        entering = {
            one.name: pool.submit(stack.enter_context, probe(one, folder / one.package, authority)) for one in here
        }
        yield Bench(folder / "cfgkit", made, {name: entered.result() for name, entered in entering.items()})


def _settings(case: Case, port: int) -> dict[str, str]:
    key = "SMTPSSLPort" if "SMTPUseSSL" in case.settings else "SMTPPort"
    return {
        "SMTPServer": "127.0.0.1",
        key: str(port),
        "SMTPSender": "ps@example.com",
        "SMTPSourceMachine": "app1.example.com",
        **case.settings,
    }


def _in_words(line: str) -> str:
    *verb, token = line.split(" ")
    return " ".join([*verb, ntlm.in_words(token)])
