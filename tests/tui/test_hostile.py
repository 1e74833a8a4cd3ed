"""Text of a file is data: on every screen it stands as it is, escaped where it would act on the terminal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from screens import screen_text, settle

from cfgkit.tui.app import EditorApp
from cfgkit.tui.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

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
