"""A password encrypted by the site's own program: after a question, and never shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from screens import click_on, go_to, screen_text, settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

CLEAR = "battery-4711"
CIPHER = "{V1.1}IsZtCVg15Ls="
SIZE = (80, 24)


@pytest.fixture
def pscipher(domain: Path) -> Callable[[str], Path]:
    """A script that prints this and keeps what it was given; cfgkit.toml names it."""

    def write(prints: str) -> Path:
        path = domain.parent / "PSCipher.sh"
        path.write_text(f'#!/bin/sh\necho "$1" >> seen\necho "{prints}"\n')
        path.chmod(0o755)
        (domain.parent / "cfgkit.toml").write_text(f'[pscipher]\nprogram = "{path}"\n')
        return domain.parent / "seen"

    return write


async def until(pilot: Pilot[int], words: str) -> str:
    """Wait until the screen shows the words."""
    for _ in range(100):
        await settle(pilot)
        text = " ".join(screen_text(pilot.app).split())
        if words in text:
            return text
        await asyncio.sleep(0.05)
    pytest.fail(f"never showed {words!r}:\n{screen_text(pilot.app)}")


async def test_it_is_encrypted_after_a_yes_and_written_after_enter(
    domain: Path, pscipher: Callable[[str], Path]
) -> None:
    seen = pscipher(f"Encrypted text: {CIPHER}")
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await go_to(pilot, "smtpuserpassword")
        await pilot.press("enter", *CLEAR, "f5")
        drawn = await until(pilot, "Run it?")
        await pilot.press("escape")
        await settle(pilot)
        assert not seen.exists()
        await click_on(pilot, "F5: encrypt")
        await until(pilot, "Run it?")
        await pilot.press("y")
        drawn += await until(pilot, "Encrypted: Enter writes it.")
        await pilot.press("enter")
        await settle(pilot)
        drawn += screen_text(app) + app.export_screenshot()
        assert f"SMTPUserPassword={CIPHER}\n" in app.session.document.text
    assert seen.read_text() == f"{CLEAR}\n"
    assert CLEAR not in drawn
    assert CIPHER not in drawn


@pytest.mark.parametrize(
    ("prints", "words"),
    [
        ("Encrypted text: nonsense", "what the PSCipher program printed"),
        ("no", "program printed no line"),
    ],
)
async def test_what_goes_wrong_is_said(domain: Path, pscipher: Callable[[str], Path], prints: str, words: str) -> None:
    pscipher(prints)
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpuserpassword")
        await pilot.press("enter", "f5")
        await until(pilot, "there is nothing to encrypt")
        await pilot.press(*CLEAR, "f5")
        await until(pilot, "Run it?")
        await pilot.press("y")
        await until(pilot, words)


async def test_without_a_program_the_shape_of_a_pasted_text_is_checked(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE) as pilot:
        await go_to(pilot, "smtpuserpassword")
        await pilot.press("enter", *CIPHER[:-2])
        text = await until(pilot, "begins as PSCipher's")
        assert "F5" not in text
        await pilot.press("enter")
        await until(pilot, "Write it?")
        await pilot.press("n", *CIPHER[-2:])
        await settle(pilot)
        assert "begins as" not in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert f"SMTPUserPassword={CIPHER}\n" in app.session.document.text
