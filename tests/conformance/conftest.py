"""Real mail servers for the tests, started once a worker; where they can't be, the tests say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from servers import mail_servers, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import MailServers


@pytest.fixture(scope="session")
def servers() -> Iterator[MailServers]:
    """Postfix, Dovecot and Cyrus SASL on loopback."""
    reason = why_not()
    if reason:
        pytest.skip(f"NO REAL MAIL SERVER: {reason}")
    with mail_servers() as running:
        yield running
