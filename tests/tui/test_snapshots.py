"""Each page as a picture, in sizes and looks: what changes on a screen is seen in a review.

CFGKIT_SNAPSHOTS=write .venv/bin/python -m pytest tests/tui/test_snapshots.py

writes the pictures anew; look at them before they are committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from screens import DOMAIN, settle
from textual.widgets import Static

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.plain import plain

if TYPE_CHECKING:
    from textual.pilot import Pilot

FOLDER: Final = Path(__file__).with_name("snapshots")
IS_WRITING: Final = os.environ.get("CFGKIT_SNAPSHOTS") == "write"
#: The keys that lead to each page: an edit is pending on all of them.
_EDIT: Final = ["slash", *"smtpport", "enter", "enter", "backspace", "backspace", *"587", "enter", "escape"]
PAGES: Final = {
    "settings": [],
    "raw": ["v", "o"],
    "compare": ["D"],
    "mail": ["m"],
    "mail-test": ["m", "t"],
    "field": ["enter"],
    "review": ["ctrl+s"],
    "help": ["question_mark"],
}
SIZES: Final = {"80x24": (80, 24), "160x50": (160, 50)}
LOOKS: Final = {"dark": "textual-dark", "light": "textual-light", "no-colour": "textual-dark"}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
async def test_a_page_looks_as_it_did(
    domain: Path, monkeypatch: pytest.MonkeyPatch, page: str, size: str, look: str
) -> None:
    other = domain.parents[1] / "tst" / "psappsrv.cfg"
    other.parent.mkdir()
    other.write_bytes(
        DOMAIN.replace(b"hunter2", b"geheim").replace(b"ORACLE", b"DB2").replace(b"SMTPSender=", b";SMTPSender=")
    )
    monkeypatch.delenv("NO_COLOR", raising=False)
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = EditorApp([open_session(domain, against=[other])])
    app.theme = LOOKS[look]
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.press(*_EDIT)
        await settle(pilot)
        await pilot.press(*PAGES[page])
        await settle(pilot)
        drawn = await picture(app, pilot)
    assert not {"hunter2", "geheim", "correct-horse"} & set(re.findall(r"[\w-]+", drawn))
    compare_with_file(drawn, FOLDER / f"{page}-{size}-{look}.svg")


async def picture(app: EditorApp, pilot: Pilot[int]) -> str:
    """The screen as SVG, less what differs from run to run: the folder's name, and the font to fetch."""
    status = app.page.query_one("#status", Static)
    status.update(plain(str(status.content).partition("  in ")[0]))
    await settle(pilot)
    svg = app.export_screenshot(title="cfgkit", simplify=True)
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def compare_with_file(drawn: str, path: Path) -> None:
    """Fail where the picture is another one than the file holds; write it where that is asked for."""
    if IS_WRITING:
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, "utf-8")
    assert path.is_file(), f"{path.name} is missing: CFGKIT_SNAPSHOTS=write writes it"
    if path.read_text("utf-8") != drawn:
        found = path.with_suffix(".new.svg")
        found.write_text(drawn, "utf-8")
        pytest.fail(f"{path.name} is another picture now: look at {found}")
