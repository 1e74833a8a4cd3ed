"""Text of a file is data: on every screen it stands as it is, escaped where it would act on the terminal."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from screens import go_to, screen_text, settle, until

from cfgkit.store import Keeper
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.recovery import recorded
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.tui.model.session import Session

FLOW = (
    ["G"], ["c"], ["ctrl+s"], ["escape"], ["u"], ["enter"], ["escape"], ["a"], ["escape"], ["x"], ["n"], ["i"],
    ["escape"], ["question_mark"], ["escape"], ["right_square_bracket"], ["apostrophe"], ["escape"], ["3"], ["n"],
    ["1"], ["d"], ["p"], ["o"], ["slash", "k", "enter"], ["enter"], ["escape"], ["g", "tab", "j", "f2"], ["escape"],
    ["v"], ["o"], ["slash", "k", "enter"], ["escape"], ["n"], ["right_square_bracket"], ["question_mark"], ["escape"],
    ["C"], ["end", "x"], ["ctrl+s"], ["escape"], ["P", "k", "equals_sign", "left_square_bracket"], ["ctrl+s"], ["escape"],
    ["v"], ["D"], ["escape"], ["T"], ["escape"], ["6", "2"], ["1"], ["n"], ["question_mark"], ["escape"],
    ["f4"], ["k", "pagedown"], ["escape"], ["E"], ["down", "down", "enter"], ["O"], ["escape"],
    ["m"], ["o"], ["escape"], ["G"], ["g", "enter"], ["m"], ["question_mark"], ["escape"], ["m"], ["q"],
)  # fmt: skip


@given(
    text=st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), min_size=1, max_size=20),
    width=st.sampled_from([80, 160]),
)
@example(text="[/usr/local]", width=80)
@example(text="[red]x[/red]", width=160)
@example(text="[", width=80)
@example(text="\x1b[2J\u202e中文📧", width=160)
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_text_of_a_file_reaches_every_screen_as_it_is(tmp_path: Path, text: str, width: int) -> None:
    path = tmp_path / "hostile.cfg"
    path.write_bytes(
        f"; {text}\n[{text}]\nKey {text}=[/x] {text}\n;{text}=1\n{text}\n[SMTP Settings]\nSMTPPort={text}\nSMTPServer={text}\n"
        f"SMTPSender={text}\n".encode()
    )

    beside = tmp_path / "beside.cfg"
    beside.write_bytes(path.read_bytes().replace(b"=[/x]", b"=[/y]"))

    async def flow() -> None:
        app = EditorApp([open_session(path, against=[beside])])
        async with app.run_test(size=(width, 24), notifications=True) as pilot:
            for keys in FLOW:
                await pilot.press(*keys)
                await settle(pilot)
                assert "\x1b" not in screen_text(app)
                assert "\u202e" not in screen_text(app)

    asyncio.run(flow())


HOSTILE = "[/x][red]\x1b[2J\u202e中文"
SHOWN = "[/x][red]\\e[2J"


def hostile(port: str) -> bytes:
    lines = f"[Startup]\nDBName={HOSTILE}\n[Domain Settings]\nAdd to PATH={HOSTILE}:/b\n"
    return f"{lines}[SMTP Settings]\nSMTPPort={port}{HOSTILE}\nSMTPServer={HOSTILE}\n".encode()


def is_escaped(app: EditorApp) -> bool:
    text = screen_text(app)
    return "\x1b" not in text and "\u202e" not in text and SHOWN in text


async def test_a_conflict_shows_what_others_wrote_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(hostile("1"))
    session = open_session(path)
    app = EditorApp([session.edited(session.document.set("SMTP Settings", "SMTPPort", f"2{HOSTILE}"))])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        path.write_bytes(hostile("3"))
        await until(pilot, "changed by someone else")
        await pilot.press("m")
        await until(pilot, "Both changed it")
        assert is_escaped(app)
        await pilot.press("t")
        await until(pilot, "what came into yours")
        assert is_escaped(app)


def left_by(session: Session) -> None:
    """What a killed editor leaves."""
    keeper = Keeper()
    stamp, target = session.snapshot.stamp, session.snapshot.target
    kept = recorded(str(target), stamp.digest.hex(), session.original, session.document, session.changes)
    keeper.keep(target, stamp.digest, kept)
    keeper.close(drop=False)
    assert keeper._lock is not None
    os.close(keeper._lock)


async def test_an_offer_to_restore_shows_what_does_not_fit_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(hostile("1"))
    session = open_session(path)
    left_by(session.edited(session.document.set("SMTP Settings", "SMTPPort", f"2{HOSTILE}")))
    path.write_bytes(hostile("3"))
    app = EditorApp([open_session(path)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "not saved")
        assert is_escaped(app)
        await pilot.press("v")
        await until(pilot, "does not fit any more")
        assert is_escaped(app)


async def test_a_list_that_would_act_on_the_terminal_is_not_put_into_a_field(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(hostile("1"))
    app = EditorApp([open_session(path)])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await go_to(pilot, "Add to PATH")
        for keys in (["enter"], ["f1"], ["f1"], ["f6"], ["a", *"[/y]", "enter"], ["f1"], ["f1"], ["f6"], ["enter"]):
            await pilot.press(*keys)
            await settle(pilot)
            assert "\x1b" not in screen_text(app)
        assert "\nAdd to PATH=[/y]\n" in app.session.document.text


async def test_the_tree_of_files_shows_names_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "[red]HR\x1b[2J" / "[x] psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(hostile("1"))
    app = EditorApp([open_session(path)])
    async with app.run_test(size=(110, 24), notifications=True) as pilot:
        await pilot.press("f4")
        await until(pilot, "[red]HR\\e[2J")
        assert is_escaped(app)
        await pilot.press("f1")
        await settle(pilot)
        assert "\x1b" not in screen_text(app)
