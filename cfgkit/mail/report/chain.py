"""The server's certificates for a reader, and what is missing where they are not trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfgkit.mail.record import Attempt
    from cfgkit.mail.tls.certificate import Certificate
    from cfgkit.mail.tls.trust import Trust

#: How a line begins that is a command to copy.
COMMAND: Final = "    $ "


def chain(attempt: Attempt, trust: Trust | None) -> Iterator[str]:
    """The chain as the server sent it, a block a certificate, the server's own first."""
    if not attempt.certificates or trust is None:
        return
    from cfgkit.mail.tls.issuer import chain_words  # noqa: PLC0415 - start-up: plain tests see no certificate

    comparable = "" if trust.comparable else ": not comparable with what the application server trusts"
    yield f"certificates of the {attempt.role} server, held against {trust.origin}{comparable}"
    for number, one in enumerate(attempt.certificates, 1):
        yield from _block(number, one)
    failure = attempt.failure
    missing = chain_words(attempt.certificates, trust)
    if missing is not None and failure is not None and failure.step.fault is FaultClass.CERT_UNTRUSTED:
        yield f"  missing: {missing.words}"
        yield "  to trust it, get that certificate, check it by another way, and then:"
        yield f"{COMMAND}{missing.command}"


def _block(number: int, one: Certificate) -> Iterator[str]:
    yield f"  {number} {one.subject or 'a certificate that can not be read'}"
    if one.issuer:
        yield f"    issuer   {one.issuer}"
    if one.names:
        yield f"    for      {', '.join(one.names)}"
    if one.not_before and one.not_after:
        yield f"    valid    {one.not_before:%Y-%m-%d} to {one.not_after:%Y-%m-%d}"
    if one.key:
        yield f"    key      {one.key}, signed with {one.signature}"
    yield f"    sha-256  {one.fingerprint}"
