"""What the tests of the editor share: small files, and what the terminal shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cfgkit.tui.model.rows import Row
    from cfgkit.tui.model.session import Session

ROOT: Final = Path(__file__).resolve().parents[2]

TEXT: Final = b"""[Startup]
DBName=HRDEV
UserPswd=hunter2

[SMTP Settings]
; the server that takes the mail
SMTPServer=mail.example.com
SMTPPort=25
;SMTPTrace=1

; a banner
[Trace]
TraceSql=0
"""

DOMAIN: Final = b"""[Startup]
DBName=HRDEV
DBType=ORACLE
UserPswd=hunter2

[Domain Settings]
Domain ID=HRDEMO
Add to PATH=/opt/oracle/bin:/usr/bin
Allow Dynamic Changes=N

[SMTP Settings]
; the server that takes the mail
SMTPServer=mail.example.com
SMTPPort=25
SMTPServer1=
SMTPPort1=0
SMTPSender=ps@example.com
SMTPUseSSL=N
SMTPUserPassword=correct-horse
;SMTPTrace=1
"""


def screen_text(app: Any) -> str:
    """All that the terminal shows."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def settle(pilot: Pilot[int]) -> None:
    """Until all that a key set off is drawn."""
    await pilot.pause()
    await pilot.pause()


async def until(pilot: Pilot[int], words: str, *, there: bool = True) -> None:
    """Until the terminal shows the words, or no longer so; fails loudly if it never does."""
    for _ in range(120):
        if (words in screen_text(pilot.app)) is there:
            return
        await pilot.pause(0.05)
    raise AssertionError(f"{words!r} {'never came' if there else 'stayed'}:\n{screen_text(pilot.app)}")


async def click_on(pilot: Pilot[int], words: str, times: int = 1, *, place: int = 0) -> None:
    """Click on the words where they stand first on the screen, or in another of the lines that hold them."""
    lines = screen_text(pilot.app).split("\n")
    y = [number for number, line in enumerate(lines) if words in line][place]
    # Columns are cells, and a click on a word's middle is one that people make.
    await pilot.click(offset=(cell_len(lines[y].partition(words)[0]) + 1, y), times=times)
    await settle(pilot)


async def go_to(pilot: Pilot[int], key: str) -> None:
    """Put the cursor on a setting, as a user finds it."""
    await pilot.press("slash", *(" " if char == " " else char for char in key.casefold()), "enter", "1")
    await settle(pilot)


def row_of(session: Session, key: str) -> Row:
    """The first row of that key."""
    from cfgkit.tui.model.rows import rows_of

    return next(row for row in rows_of(session) if row.key == key)
