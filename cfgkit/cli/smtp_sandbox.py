"""`cfgkit smtp sandbox`: a mail server on loopback that shows what it receives, or misbehaves to rehearse a fault."""

from __future__ import annotations

import ipaddress
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import encoding_option
from cfgkit.cli.values import secret_options, source_of
from cfgkit.display import columns, counted, visible
from cfgkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from queue import SimpleQueue

    from cfgkit.mail.resolve import Address
    from cfgkit.mail.sandbox import Expectation, Fault, Received, Sandbox
    from cfgkit.secret import Secret

_LIST: Final = "list"
_DELIVERED: Final = "delivered"
#: On a narrower terminal lines are wrapped: a cut one would not say what happens.
_TABLE_WIDTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """How to listen, and what to show of the messages."""

    port: int
    listen: str
    keep: int
    count: int | None
    ca_file: Path | None
    shown: str
    form: str


@click.command()
@click.argument("file", required=False, type=click.Path())
@click.option(
    "--server", type=click.Choice(["primary", "backup"]), default="primary", show_default=True, help="Whose settings."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Listen here; else on a free port.")
@click.option("--listen", metavar="IP", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option("--fault", metavar="NAME", help="Misbehave like this; `list` prints all faults with their classes.")
@click.option("--keep", type=click.IntRange(1), default=100, show_default=True, help="Keep so many messages.")
@click.option("--count", type=click.IntRange(1), metavar="N", help="End after so many messages.")
@click.option("--ca-file", type=click.Path(path_type=Path), help="Write the issuer that a client must trust here.")
@secret_options("password", "the password or token that is accepted")
@click.option("--raw", "shown", flag_value="raw", help="Show each message as it came.")
@click.option("--headers", "shown", flag_value="headers", help="Show only the headers.")
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print; json comes at the end.",
)
def sandbox(file: str | None, server: str, fault: str | None, encoding: str | None, **given: Any) -> int:
    """Run a mail server on this host that offers what the settings expect.

    Without FILE it speaks plain SMTP without a login. Nothing is sent on. The password in FILE is encrypted, so
    any is accepted unless one is given. Control-C ends it.
    """
    if fault == _LIST:
        return _list_faults(given["form"])
    source = source_of("password", given)
    options = _Options(**{**given, "shown": given["shown"] or "text"})
    secret = source.read("the accepted password") if source.is_given else None
    _run(_expected(file, server, encoding, secret), _fault(fault), options)
    return ExitCode.OK


def _list_faults(form: str) -> int:
    from cfgkit.mail.sandbox import FAULTS, MEANINGS

    if form == "json":
        rows = [{"fault": one, "class": found, "meaning": MEANINGS[one]} for one, found in FAULTS.items()]
        console.results("smtp-faults", rows)
    else:
        table = [("FAULT", "CLASS", "WHAT HAPPENS")]
        table += [(one.value, found.value if found else _DELIVERED, MEANINGS[one]) for one, found in FAULTS.items()]
        console.data("\n".join(columns(table, max(console.width(), _TABLE_WIDTH))) + "\n")
    return ExitCode.OK


def _fault(name: str | None) -> Fault | None:
    from cfgkit.mail.sandbox import Fault

    if name is None:
        return None
    try:
        return Fault(name)
    except ValueError:
        raise click.BadParameter("there is no such fault; `--fault list` prints all", param_hint="--fault") from None


def _expected(file: str | None, server: str, encoding: str | None, secret: Secret | None) -> Expectation:
    from cfgkit.mail.sandbox import Expectation, expectation_of

    if file is None:
        return Expectation()
    from cfgkit.cli.inputs import source

    view = source(file, encoding).document.smtp()
    chosen = view.backup if server == "backup" else view.primary
    if not chosen.host:
        key = "SMTPServer1" if server == "backup" else "SMTPServer"
        raise InputError(f"{key} is not set: there is no {server} server to stand in for", file=file)
    return expectation_of(chosen, secret)


def _address(ip: str, port: int) -> Address:
    from cfgkit.mail.resolve import Address

    try:
        found = ipaddress.ip_address(ip)
    except ValueError:
        raise click.BadParameter("is no IP address", param_hint="--listen") from None
    if not found.is_loopback:
        console.warn(f"everybody who can reach {ip} can send mail to this sandbox and log in to it")
    return Address(socket.AF_INET6 if found.version == 6 else socket.AF_INET, ip, port)  # noqa: PLR2004 - IPv6


def _run(expected: Expectation, fault: Fault | None, options: _Options) -> None:
    from queue import SimpleQueue

    from cfgkit.mail.sandbox import sandbox as running

    arrived: SimpleQueue[Received] = SimpleQueue()
    address = _address(options.listen, options.port)
    with running(expected, fault=fault, listen=address, keep=options.keep, on_received=arrived.put) as box:
        _introduce(box, expected, fault, options)
        try:
            for number, message in enumerate(_messages(arrived), 1):
                if options.form == "text":
                    console.data(_as_text(number, message, options.shown))
                    sys.stdout.flush()
                if number == options.count:
                    break
        finally:
            if options.form == "json":
                console.results("smtp-sandbox", [_as_json(box, fault)])
                sys.stdout.flush()
        box.finish()


def _messages(arrived: SimpleQueue[Received]) -> Iterator[Received]:
    while True:
        yield arrived.get()


def _introduce(box: Sandbox, expected: Expectation, fault: Fault | None, options: _Options) -> None:
    """Where it listens, and what to set for a client to come here."""
    if options.ca_file is not None:
        _write(options.ca_file, box.authority)
    console.note(f"cfgkit: the sandbox listens on {box.address.shown}; Control-C ends it")
    port = "SMTPSSLPort" if expected.tls == "implicit" else "SMTPPort"
    console.note(f"set SMTPServer={box.address.ip} and {port}={box.address.port} to send mail here")
    console.note(f"it offers: {'; '.join(_offers(expected))}")
    if fault is not None:
        from cfgkit.mail.sandbox import MEANINGS

        console.note(f"fault {fault}: {MEANINGS[fault]}")
    if options.ca_file is not None:
        console.note(f"{options.ca_file} holds the issuer that a client must trust")
    elif box.authority:
        console.note("its certificate is of a throw-away issuer, which --ca-file PATH writes for clients to trust")


def _write(path: Path, authority: str) -> None:
    from cfgkit.store.reading import reason

    if not authority:
        raise InputError("--ca-file: without TLS there is no issuer to trust")
    try:
        path.write_text(authority)
    except OSError as problem:
        raise InputError(f"can't be written: {reason(problem)}", file=path) from None


def _offers(expected: Expectation) -> Iterator[str]:
    tls = {
        "none": "plain SMTP",
        "implicit": "SSL from the first byte",
        "starttls": "STARTTLS, which it requires" if expected.requires_tls else "STARTTLS",
    }
    yield f"{tls[expected.tls]}{f' ({expected.protocol} only)' if expected.protocol else ''}"
    if expected.mechanisms:
        who = f"as {expected.user}" if expected.user else "as any user"
        how = "with the given password" if expected.secret is not None else "with any password"
        yield f"a login {who} by {' or '.join(expected.mechanisms)}, {how}"
    if expected.client_certificate:
        yield "any client certificate"


def _as_text(number: int, message: Received, shown: str) -> str:
    way = [message.tls or "in clear", f"login {message.login} by {message.mechanism}" if message.login else "no login"]
    if message.client_certificate:
        way.append(f"client certificate {message.client_certificate}")
    lines = [
        f"message {number}: {counted(len(message.raw), 'byte')} from <{message.sender}>, {', '.join(way)}",
        f"  to {', '.join(f'<{one}>' for one in message.recipients)}; EHLO {message.ehlo_name}",
    ]
    return "".join(f"{visible(line)}\n" for line in [*lines, *_body(message, shown), ""])


def _body(message: Received, shown: str) -> Iterator[str]:
    if shown == "raw":
        yield from (f"  | {line}" for line in message.raw.decode("utf-8", "backslashreplace").split("\r\n"))
        return
    yield from (f"  {name}: {value}" for name, value in message.headers)
    if shown == "text":
        yield ""
        yield from (f"  | {line}" for line in message.text.splitlines())


def _as_json(box: Sandbox, fault: Fault | None) -> dict[str, Any]:
    return {
        "address": box.address.ip,
        "port": box.address.port,
        "fault": fault,
        "messages": [
            {
                **{name: value for name, value in asdict(one).items() if name != "raw"},
                "headers": [{"name": name, "value": value} for name, value in one.headers],
                "text": one.text,
                "raw": one.raw.decode("latin-1"),
            }
            for one in box.received
        ],
    }
