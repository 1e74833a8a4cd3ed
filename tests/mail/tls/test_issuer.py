from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from authority import issue

from cfgkit.mail.tls.certificate import certificate
from cfgkit.mail.tls.issuer import chain_words
from cfgkit.mail.tls.trust import Trust

if TYPE_CHECKING:
    from authority import Issued

    from cfgkit.mail.tls.issuer import MissingIssuer

ROOT = issue("Example Root; rm -rf $HOME", ca=True)
MIDDLE = issue("Middle", by=ROOT, ca=True)
LEAF = issue(by=MIDDLE)
SELF = issue()


def missing(*sent: Issued, trusted: tuple[Issued, ...] = (), path: Path | None = None) -> MissingIssuer | None:
    trust = Trust(tuple(one.der for one in trusted), "a test", comparable=True, path=path)
    return chain_words([certificate(one.der) for one in sent], trust)


@pytest.mark.parametrize(
    ("sent", "name", "was_sent"),
    [
        ((LEAF,), "CN=Middle", False),
        ((LEAF, MIDDLE), r"CN=Example Root\; rm -rf $HOME", False),
        ((LEAF, ROOT, MIDDLE), r"CN=Example Root\; rm -rf $HOME", True),
        ((SELF,), "CN=mx.example.com", True),
    ],
)
def test_the_issuer_that_nobody_vouches_for_is_named(sent: tuple[Issued, ...], name: str, was_sent: bool) -> None:
    found = missing(*sent)
    assert found is not None
    assert (found.name, found.sent) == (name, was_sent)
    assert name in found.words


def test_nothing_is_missing_from_a_chain_that_ends_in_the_trust() -> None:
    assert missing(LEAF, MIDDLE, trusted=(ROOT,)) is None
    assert missing(LEAF, trusted=(MIDDLE,)) is None
    assert missing() is None
    assert chain_words([certificate(b"junk")], Trust((), "a test", comparable=True)) is None


def test_the_line_for_keytool_is_one_safe_line_without_a_password() -> None:
    found = missing(LEAF, MIDDLE, path=Path("/opt/ps home/$x/cacerts"))
    assert found is not None
    assert shlex.split(found.command) == [
        "keytool",
        "-importcert",
        "-alias",
        "example-root-rm-rf-home",
        "-file",
        "example-root-rm-rf-home.pem",
        "-keystore",
        "/opt/ps home/$x/cacerts",
    ]


def test_a_ring_of_issuers_ends() -> None:
    one = issue("A", by=issue("B", ca=True), ca=True)
    two = issue("B", by=issue("A", ca=True), ca=True)
    found = missing(issue(by=one), one, two)
    assert found is not None
    assert (found.name, found.sent) == ("CN=A", False)
