"""Makes the README's pictures of the editor: python tests/tui/screenshot.py OUT.svg [settings|mail]."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cfgkit.mail import Fault, ServerChoice
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.mail_trial import Trial
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from cfgkit.tui.model.lines import Block
    from cfgkit.tui.pages.mail import MailPage

ROOT = Path(__file__).resolve().parents[2]
SIZE = (80, 24)
#: Wide enough for both servers, high enough for the plan and its test.
LARGE = (160, 46)


def picture(of: str) -> str:
    """The page of that name, as SVG."""
    kind, draw = _PICTURES[of]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "psappsrv.cfg"
        shutil.copy(ROOT / "fixtures" / kind / "psappsrv.cfg", path)
        svg = asyncio.run(draw(EditorApp([open_session(path)])))
    # A picture fetches nothing: the reader's own monospace font will do.
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


async def _settings(app: EditorApp) -> str:
    """The whole application server file, an edit pending."""
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
        return app.export_screenshot(title="cfgkit edit psappsrv.cfg")


async def _mail(app: EditorApp) -> str:
    """The plan of two servers, and below it a login that the sandbox refused."""
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("m")
        page = cast("MailPage", app.page)
        page.show_trial(Trial(server=ServerChoice.PRIMARY, fault=Fault.AUTH_REFUSED))
        await pilot.press("r")
        await pilot.pause()
        while page.is_running_test:
            await pilot.pause(0.05)
        result = page.query_one("#result", LineList)
        result.show([_timeless(block) for block in result.blocks])
        result.go_to("what to change, primary")
        for _ in range(4):
            await pilot.pause()
        return app.export_screenshot(title="cfgkit edit psappsrv.cfg")


def _timeless(block: Block) -> Block:
    """Without the times and the port of this run, which differ in each."""
    lines = []
    for line in block.lines:
        text = re.sub(r"[ \d]{7}\.\d ms", "      1.0 ms", line.text)
        lines.append(line._replace(text=re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:2525", text)))
    return block._replace(lines=tuple(lines))


_PICTURES: Final = {"settings": ("psappsrv", _settings), "mail": ("every-smtp-key", _mail)}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(sys.argv[2] if len(sys.argv) > 2 else "settings"), "utf-8")
