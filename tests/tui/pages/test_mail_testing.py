"""The test of the mail page, by keys and by mouse, against the sandbox and a server that stands in for a real one."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
from typing import TYPE_CHECKING, Self

import pytest
from mail_screens import WIDE, mail_page, real, until
from screens import click_on, screen_text, settle

from cfgkit.mail.sandbox import Expectation, Fault, sandbox
from cfgkit.secret import Secret
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.mail_trial import Trial
from cfgkit.tui.model.session import open_session
from cfgkit.tui.pages.settings import SettingsPage

if TYPE_CHECKING:
    from pathlib import Path


PASSWORD = "geheim-4711"


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_the_sandbox_takes_the_message_and_shows_it(domain: Path, size: tuple[int, int]) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=size) as pilot:
        await pilot.press("m", "t")
        await settle(pilot)
        assert "the sandbox on this host" in screen_text(app)
        await pilot.press("r")
        text = await until(pilot, "1 (Delivered)")
        assert "250 2.0.0 Ok: queued" in text
        mail_page(app)._result.go_to("received by the sandbox")
        await settle(pilot)
        await pilot.press("enter")
        text = await until(pilot, "HEADERS")
        assert "anybody@example.com" in text
        await pilot.press("escape")
        mail_page(app)._result.go_to("dialogue")
        await settle(pilot)
        await click_on(pilot, "Enter shows them")
        assert "the dialogue, by cfgkit" in await until(pilot, "From the test")


async def test_it_is_a_test_of_what_is_on_the_screen_and_nothing_is_written(domain: Path) -> None:
    before = domain.read_bytes()
    session = open_session(domain)
    app = EditorApp([session])
    async with app.run_test(size=WIDE) as pilot:
        app.accept(session.document.set("SMTP Settings", "SMTPSender", "other@example.com"))
        await pilot.press("m", "r")
        await until(pilot, "1 (Delivered)")
        mail_page(app)._result.go_to("received by the sandbox")
        assert "from other@example.com" in await until(pilot, "from other@example.com")
    assert domain.read_bytes() == before


async def test_the_form_by_keys(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m", "t", "j", "enter", "home", "enter", "j", "enter", "home", "down", "enter")
        await settle(pilot)
        assert "the primary" in screen_text(app)
        await pilot.press("j", "enter", *"no address", "enter")
        await until(pilot, "this is not a mail address")
        await pilot.press(*["backspace"] * 10, *"a@b.c", "enter", "g", "enter")
        await settle(pilot)
        trial = mail_page(app)._trial
        assert (trial.server, trial.last, trial.to, trial.is_real) == ("primary", "resolve", ("a@b.c",), True)
        assert "fault" not in screen_text(app).replace("default", "")


async def test_the_form_by_mouse_a_fault_and_the_way_to_the_setting(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=WIDE) as pilot:
        await click_on(pilot, "Mail u Undo")
        await click_on(pilot, "Test r Run")
        await click_on(pilot, " fault  ")
        await settle(pilot)
        await pilot.press(*["down"] * (1 + list(Fault).index(Fault.SENDER_REFUSED)), "enter")
        await settle(pilot)
        assert mail_page(app)._trial.fault is Fault.SENDER_REFUSED
        await click_on(pilot, "Run")
        text = await until(pilot, "Enter goes there")
        assert "[sender-refused]" in text
        assert "SMTPSender" in text
        await click_on(pilot, "Enter goes there")
        page = app.page
        assert isinstance(page, SettingsPage)
        assert page.row is not None
        assert page.row.key == "SMTPSender"
        await pilot.press("m")
        assert "[sender-refused]" in await until(pilot, "Enter goes there")


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_escape_ends_a_test_at_once(domain: Path, size: tuple[int, int]) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=size) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(fault=Fault.SILENCE_AT_MAIL))
        await pilot.press("r")
        await until(pilot, "Esc ends the test")
        await until(pilot, "starttls")
        await pilot.press("r", "escape")
        await until(pilot, "[cancelled]")
        # Nobody knows what PeopleSoft would have returned.
        assert "verdict: none, the test was ended" in await until(pilot, "verdict")
        assert not mail_page(app).is_running_test
        assert "End the test" not in screen_text(app)


async def test_leaving_while_a_test_runs_ends_it(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(fault=Fault.SILENCE_AT_MAIL))
        await pilot.press("r")
        await until(pilot, "starttls")
        run = mail_page(app)._run
        await pilot.press("m", "q")
    assert app.return_value == 0
    assert run is not None
    assert run.is_asked
    for thread in threading.enumerate():
        if "sandbox" in thread.name:
            thread.join(10)
            assert not thread.is_alive()


async def test_a_real_test_asks_before_it_sends_and_for_the_password_and_shows_neither(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    expected = Expectation(mechanisms=("LOGIN", "PLAIN"), user="me", secret=Secret(PASSWORD))
    with sandbox(expected) as box:
        real(path, box.address.port)
        app = EditorApp([open_session(path)])
        async with app.run_test(size=WIDE) as pilot:
            await pilot.press("m")
            mail_page(app).show_trial(Trial(is_real=True, to=("you@example.com",)))
            await pilot.press("r")
            assert "127.0.0.1 to you@example.com" in await until(pilot, "This sends a real message")
            await pilot.press("n", "r")
            await until(pilot, "This sends a real message")
            await pilot.press("y")
            await until(pilot, "Password of me on 127.0.0.1 (primary)")
            await pilot.press(*PASSWORD)
            await settle(pilot)
            drawn = [screen_text(app), app.export_screenshot()]
            await pilot.press("enter")
            await until(pilot, "1 (Delivered)")
            page = mail_page(app)
            drawn += [screen_text(app), app.export_screenshot(), repr(page._secrets), repr(page._result.blocks)]
            await pilot.press("r")
            for _ in range(200):
                if len(box.received) == 2 and not page.is_running_test:
                    break
                await asyncio.sleep(0.05)
        assert len(box.received) == 2
    hidden = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode()]
    hidden.append(base64.b64encode(f"\0me\0{PASSWORD}".encode()).decode())
    assert not [text for text in drawn for secret in hidden if secret in text]


async def test_a_password_that_was_refused_is_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    expected = Expectation(mechanisms=("LOGIN",), user="me", secret=Secret(PASSWORD))
    with sandbox(expected) as box:
        real(path, box.address.port)
        app = EditorApp([open_session(path)])
        async with app.run_test(size=WIDE) as pilot:
            await pilot.press("m")
            mail_page(app).show_trial(Trial(is_real=True))
            for password, words in (("wrong", "[auth-refused]"), (PASSWORD, "the stage auth was reached")):
                await pilot.press("r")
                await until(pilot, "Password of me")
                await pilot.press(*password, "enter")
                await until(pilot, words)
            mail_page(app).forget_result()
            await pilot.press("r")
            assert "Password of me" not in await until(pilot, "the stage auth was reached")


async def test_without_a_password_no_test_is_made(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    real(path, 1)
    app = EditorApp([open_session(path)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(is_real=True))
        await pilot.press("r")
        await until(pilot, "Password of me")
        await pilot.press("escape")
        await settle(pilot)
        assert not mail_page(app).is_running_test
        assert "No test was made yet" in screen_text(app)


async def test_settings_that_no_test_can_be_made_of_are_said(config: Path) -> None:
    app = EditorApp([open_session(config)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m", "r")
        assert "a message needs a sender" in await until(pilot, "no test could be made")


async def test_a_result_of_earlier_settings_says_so(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m", "r")
        await until(pilot, "1 (Delivered)")
        assert "made before the last edit" not in screen_text(app)
        app.accept(app.session.document.set("SMTP Settings", "SMTPSender", "other@example.com"))
        await until(pilot, "made before the last edit")
        assert "test: before the last edit" in screen_text(app).splitlines()[0]
        await pilot.press("u")
        await settle(pilot)
        assert "made before the last edit" not in screen_text(app)


async def test_another_files_result_is_not_shown(domain: Path, config: Path) -> None:
    app = EditorApp([open_session(domain), open_session(config)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m", "r")
        await until(pilot, "1 (Delivered)")
        await pilot.press("f3")
        await until(pilot, "No test was made yet")


class Hostile:
    """A server whose words would act on the terminal, or be markup."""

    WORDS = b"\x1b[2J[red]x[/red] [/usr] \xe2\x80\xae"

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            connection.sendall(b"220 " + self.WORDS + b"\r\n")
            while connection.recv(4096):
                connection.sendall(b"550 " + self.WORDS + b"\r\n")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._thread.join()


async def test_what_a_server_says_is_text(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    with Hostile() as server:
        path.write_text(f"[SMTP Settings]\nSMTPServer=127.0.0.1\nSMTPPort={server.port}\nSMTPSender=a@b.c\n")
        app = EditorApp([open_session(path)])
        async with app.run_test(size=WIDE) as pilot:
            await pilot.press("m")
            mail_page(app).show_trial(Trial(is_real=True))
            await pilot.press("r")
            text = await until(pilot, "[helo-refused]")
            assert "[red]x[/red] [/usr]" in text
            mail_page(app)._result.go_to("dialogue")
            await settle(pilot)
            await pilot.press("enter")
            text += await until(pilot, "From the test")
            assert "\x1b" not in text
            assert "\u202e" not in text


async def test_what_to_change_is_seen_to_its_end(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(fault=Fault.SENDER_REFUSED))
        await pilot.press("r")
        text = await until(pilot, "what to do")
        assert "what to change, primary" in text
        assert "SMTPSender" in text.partition("what to do")[2]
        assert mail_page(app)._result.line.key == "SMTPSender"  # type: ignore[union-attr]
