"""Makes the README's picture of the editor: python tests/tui/screenshot.py OUT.svg."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

from cfgkit.tui.app import EditorApp
from cfgkit.tui.session import open_session

ROOT = Path(__file__).resolve().parents[2]
SIZE = (80, 24)


def picture() -> str:
    """The editor on the whole application server file, an edit pending, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "psappsrv.cfg"
        shutil.copy(ROOT / "fixtures" / "psappsrv" / "psappsrv.cfg", path)
        return asyncio.run(_drawn(path))


async def _drawn(path: Path) -> str:
    app = EditorApp([open_session(path)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"smtpport", "enter", "enter", "backspace", "backspace", *"587", "enter")
        await pilot.pause()
        await pilot.press("escape", "7")
        for _ in range(4):
            await pilot.pause()
        # The folder's name differs in each run, so it is left out of the picture.
        status = app.screen.query_one("#status")
        status.update(" psappsrv.cfg  * 1 unsaved  2 warnings")  # type: ignore[attr-defined]
        await pilot.pause()
        svg = app.export_screenshot(title="cfgkit edit psappsrv.cfg")
    # A picture fetches nothing: the reader's own monospace font will do.
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), "utf-8")
