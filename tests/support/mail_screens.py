"""What the tests of the mail page share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from screens import screen_text, settle

from cfgkit.tui.pages.mail import MailPage

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from cfgkit.tui.app.editor import EditorApp

WIDE = (160, 50)


async def until(pilot: Pilot[int], words: str) -> str:
    """Wait until the screen shows the words."""
    for _ in range(200):
        await settle(pilot)
        if words in screen_text(pilot.app):
            return screen_text(pilot.app)
        await asyncio.sleep(0.05)
    pytest.fail(f"never showed {words!r}:\n{screen_text(pilot.app)}")


def mail_page(app: EditorApp) -> MailPage:
    page = app.page
    assert isinstance(page, MailPage)
    return page


def real(path: Path, port: int) -> None:
    """The settings for a server on this host, its password encrypted."""
    path.write_text(
        f"[SMTP Settings]\nSMTPServer=127.0.0.1\nSMTPPort={port}\nSMTPSender=ps@example.com\nSMTPUserName=me\n"
        "SMTPUserPassword={V1.1}7m4OtVwXFNyLc1j6pZG69Q==\n"
    )
