"""The editor ends well whatever is due while it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens import settle

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path


async def test_what_is_due_after_the_last_screen_is_gone_does_no_harm(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test() as pilot:
        await settle(pilot)
    assert app.screen_stack == []
    app._keep_all()
    app._show_findings()
