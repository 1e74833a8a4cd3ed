"""What the servers show and believe: one authority made anew for each run, and one that nobody believes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from authority import issue
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

if TYPE_CHECKING:
    from pathlib import Path

    from authority import Issued

#: Opens every key store made here; a made-up word that the leak tests look for.
STORE_PASSWORD: Final = "st0re-Pa55"
#: The alias of the client's key, as SMTPClientCertAlias names it.
ALIAS: Final = "psclient"
HOSTS: Final = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificates:
    """Files: PEM with key and certificate for servers, PKCS12 for clients, the authority's certificate alone.

    `other` is of another name, `expired` is over; `stranger` is an authority that nobody believes, and it
    has issued `unknown`, a server's, and `rogue`, a client's.
    """

    authority: Path
    stranger: Path
    server: Path
    other: Path
    expired: Path
    unknown: Path
    client: Path
    rogue: Path


def make(folder: Path) -> Certificates:
    """Writes all of them into this folder."""
    folder.mkdir()
    ours, theirs = issue("cfgkit tests", ca=True), issue("rogues", ca=True)
    return Certificates(
        authority=_alone(folder / "authority.pem", ours),
        stranger=_alone(folder / "stranger.pem", theirs),
        server=issue(by=ours, names=HOSTS).write(folder / "server.pem"),
        other=issue("mail.example.net", by=ours).write(folder / "other.pem"),
        expired=issue(by=ours, names=HOSTS, days=(-60, -30)).write(folder / "expired.pem"),
        unknown=issue(by=theirs, names=HOSTS).write(folder / "unknown.pem"),
        client=_store(folder / "client.p12", issue("ps-client", by=ours), ours),
        rogue=_store(folder / "rogue.p12", issue("rogue-client", by=theirs), theirs),
    )


def _alone(path: Path, authority: Issued) -> Path:
    path.write_bytes(authority.pem)
    return path


def _store(path: Path, client: Issued, authority: Issued) -> Path:
    assert isinstance(client.key, ec.EllipticCurvePrivateKey)
    lock = BestAvailableEncryption(STORE_PASSWORD.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            ALIAS.encode(), client.key, client.certificate, [authority.certificate], lock
        )
    )
    return path
