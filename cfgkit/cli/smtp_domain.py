"""`cfgkit smtp domain`: has a mail domain an MX, as IsDomainNameValid asks?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from cfgkit.cli import console
from cfgkit.cli.console import ExitCode
from cfgkit.cli.options import encoding_option, format_option
from cfgkit.display import visible
from cfgkit.mail.mx import RETRIES, TRY_SECONDS, check_domain

if TYPE_CHECKING:
    from cfgkit.mail.mx import MxCheck
    from cfgkit.mail.resolve import Address

_DNS_PORT: Final = 53
_LAST_PORT: Final = 65535


def _nameserver(_context: click.Context, _option: click.Parameter, text: str | None) -> Address | None:
    if text is None:
        return None
    import socket
    from ipaddress import IPv6Address, ip_address

    from cfgkit.mail.resolve import Address

    host, colon, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "")
    try:
        ip = ip_address(host.removeprefix("[").removesuffix("]"))
        number = int(port) if colon else _DNS_PORT
    except ValueError:
        raise click.BadParameter("name an IP address, or one and a port: 192.0.2.53:53") from None
    if not 0 < number <= _LAST_PORT:
        raise click.BadParameter("the port is not from 1 to 65535")
    return Address(socket.AF_INET6 if isinstance(ip, IPv6Address) else socket.AF_INET, str(ip), number)


@click.command()
@click.argument("address", metavar="ADDRESS")
@click.option("--file", type=click.Path(), help="Take SMTPDNSTimeoutRetries from this file.")
@click.option(
    "--retries", type=click.IntRange(0, 1000), metavar="N", help="Ask again so often; 1 unless told otherwise."
)
@click.option(
    "--timeout",
    type=float,
    default=TRY_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="How long a try waits for each name server.",
)
@click.option("--nameserver", metavar="IP[:PORT]", callback=_nameserver, help="Ask this name server, not the system's.")
@encoding_option
@format_option
def domain(
    address: str,
    file: str | None,
    retries: int | None,
    timeout: float,
    nameserver: Address | None,
    encoding: str | None,
    form: str,
) -> int:
    """Look up whether the domain of a mail address takes mail, as IsDomainNameValid does.

    A time-out is tried again as often as SMTPDNSTimeoutRetries says. Exit code 0 only if there is an MX.
    """
    if file is not None and retries is not None:
        raise click.UsageError("--retries and --file both say how often to ask again: name one")
    again, origin = _retries(file, retries, encoding)
    found = check_domain(address, retries=again, timeout=timeout, nameserver=nameserver)
    if form == "json":
        console.results("smtp-domain", [_json(found, again, origin)])
    else:
        console.data(_text(found, again, origin))
    return ExitCode.OK if found.is_valid else ExitCode.FOUND


def _retries(file: str | None, retries: int | None, encoding: str | None) -> tuple[int, str]:
    """How often to ask again, and who says so."""
    if retries is not None:
        return retries, "--retries"
    if file is None:
        return RETRIES, "SMTPDNSTimeoutRetries, default"
    from cfgkit.cli.reading import read_document

    setting = read_document(file, encoding).smtp()["SMTPDNSTimeoutRetries"]
    if setting.value is None:
        from cfgkit.errors import InputError

        raise InputError("SMTPDNSTimeoutRetries is no number that can be used", file=file, line=setting.line)
    return setting.value, setting.origin


def _json(found: MxCheck, retries: int, origin: str) -> dict[str, Any]:
    return {
        "domain": visible(found.domain),
        "outcome": str(found.outcome),
        "message": found.words,
        "tries": found.tries,
        "retries": retries,
        "retries_from": origin,
        "mx": [{"preference": host.preference, "host": host.name} for host in found.hosts],
    }


def _text(found: MxCheck, retries: int, origin: str) -> str:
    lines = [f"{visible(found.domain)}: {found.outcome}", f"  {found.words}"]
    lines += [f"  {host.preference:>5}  {host.name}" for host in found.hosts]
    lines.append(f"  asked {found.tries} of at most {retries + 1} times ({origin})")
    return "".join(f"{line}\n" for line in lines)
