"""The form behind the form of a mail test, by keys and by mouse, and what it makes of the test."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from mail_screens import WIDE, mail_page, real, until
from screens import click_on, screen_text, settle
from token_service import TokenService, said, throw_away_authority

from cfgkit.mail.oauth import GrantName
from cfgkit.mail.sandbox import Expectation, sandbox
from cfgkit.secret import Secret
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.mail_extras import EXTRAS, Extras
from cfgkit.tui.model.mail_trial import Trial
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "access-4711"
PASSWORD = "out-of-a-file"


def down_to(label: str) -> list[str]:
    """The keys that lead from the first line to that one."""
    return ["g", *["j"] * [one.label for one in EXTRAS].index(label), "enter"]


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_by_keys(domain: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "password"
    path.write_text(PASSWORD)
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=size) as pilot:
        await pilot.press("m", "o")
        await settle(pilot)
        await pilot.press(*down_to("time-out"), *["backspace"] * 3, *"0", "enter")
        await until(pilot, "a number from 1 to 3600")
        await pilot.press("backspace", *"15", "enter", *down_to("strict"))
        await settle(pilot)
        await pilot.press(*down_to("password"), "home", "down", "down", "enter", "enter")
        await until(pilot, "nothing was named")
        await pilot.press(*str(path), "enter")
        await until(pilot, "from a file:")
        await pilot.press(*down_to("oauth"), "home", "down", "down", "enter", *down_to("tenant"), *"contoso", "enter")
        await until(pilot, "contoso")
        await pilot.press("escape")
        await settle(pilot)
        extras = mail_page(app)._trial.extras
        assert (extras.timeout, extras.strict, extras.oauth, extras.tenant) == (
            15,
            True,
            GrantName.DEVICE_CODE,
            "contoso",
        )
        assert extras.source("password").where == str(path)
        assert extras.changed == 5
        await pilot.press("t", "G")
        assert "5 set" in await until(pilot, "5 set")


async def test_by_mouse(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=WIDE) as pilot:
        await click_on(pilot, "Mail u Undo")
        await click_on(pilot, "o More")
        await click_on(pilot, "check name ")
        await until(pilot, "yes: a certificate")
        await click_on(pilot, "trust store ")
        await pilot.press(*"/not/there")
        await click_on(pilot, "Enter: accept")
        await until(pilot, "nothing at that path")
        await click_on(pilot, "Esc: cancel")
        await click_on(pilot, "Esc: back")
        assert mail_page(app)._trial.extras.check_name
        await click_on(pilot, "more  ")
        assert "More of the test" in screen_text(app)


async def test_a_password_out_of_a_file_logs_in_and_is_on_no_screen(tmp_path: Path) -> None:
    path, password = tmp_path / "psappsrv.cfg", tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    expected = Expectation(mechanisms=("LOGIN",), user="me", secret=Secret(PASSWORD))
    with sandbox(expected) as box:
        real(path, box.address.port)
        app = EditorApp([open_session(path)])
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await pilot.press("m", "o", *down_to("password"), "home", "down", "down", "enter", *str(password), "enter")
            await settle(pilot)
            await pilot.press("escape")
            await settle(pilot)
            mail_page(app).show_trial(Trial(is_real=True, extras=mail_page(app)._trial.extras))
            await pilot.press("r")
            text = await until(pilot, "the stage auth was reached")
            drawn = [text, app.export_screenshot(), repr(mail_page(app)._trial), repr(mail_page(app)._result.blocks)]
    assert not [one for one in drawn if PASSWORD in one or base64.b64encode(PASSWORD.encode()).decode() in one]


async def test_a_source_that_gives_nothing_is_said_and_the_test_can_be_made_again(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    real(path, 1)
    app = EditorApp([open_session(path)])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m", "o", *down_to("password"), "home", *["down"] * 3, "enter", *"CFGKIT_NOT_THERE", "enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        mail_page(app).show_trial(Trial(is_real=True, extras=mail_page(app)._trial.extras))
        for _ in range(2):
            await pilot.press("r")
            await until(pilot, "the environment has no variable CFGKIT_NOT_THERE")
            assert not mail_page(app).is_running_test


async def test_the_code_to_enter_is_shown_the_waiting_is_ended_and_the_token_used_twice(tmp_path: Path) -> None:
    authority = throw_away_authority(tmp_path)
    issuer = tmp_path / "issuer.der"
    issuer.write_bytes(authority.der)
    code = said(device_code="D-1", user_code="WXYZ", verification_uri="https://login.example.com/[red]", interval=1)
    waits = said(400, error="authorization_pending")
    given = said(access_token=TOKEN, token_type="Bearer", expires_in=3599)
    path = tmp_path / "psappsrv.cfg"
    expected = Expectation(mechanisms=("XOAUTH2",), user="me", secret=Secret(TOKEN))
    with sandbox(expected) as box, TokenService(authority.good, [code, waits, waits, waits]) as service:
        real(path, box.address.port)
        path.write_text(f"{path.read_text()}SMTPUseOAuth=Y\n")
        app = EditorApp([open_session(path)])
        ways = service.endpoint
        extras = Extras(
            oauth=GrantName.DEVICE_CODE, client_id="app-1", token_url=ways.token, device_url=ways.device, oauth_ca=issuer
        )  # fmt: skip
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await pilot.press("m")
            mail_page(app).show_trial(Trial(is_real=True, extras=extras))
            await pilot.press("r")
            drawn = await until(pilot, "open https://login.example.com/[red] in any browser and enter the code WXYZ")
            await pilot.press("escape")
            await until(pilot, "the test was ended before it began")
            service._answers[:] = [code, given, said(400, error="expired_token")]
            for _ in range(2):
                await pilot.press("r")
                drawn += await until(pilot, "the stage auth was reached")
                drawn += app.export_screenshot() + repr(mail_page(app)._tokens)
                mail_page(app).forget_result()
        assert not service._answers[1:]
    assert TOKEN not in drawn
    assert "D-1" not in drawn


async def test_a_protected_environment_is_named_before_its_server_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    (tmp_path / "cfgkit.toml").write_text('[[protected]]\nname = "HR[/PRD]"\npath = "*"\n')
    with sandbox(Expectation(mechanisms=("LOGIN",), user="me", secret=Secret(PASSWORD))) as box:
        real(path, box.address.port)
        before = path.read_bytes()
        app = EditorApp([open_session(path)])
        async with app.run_test(size=WIDE) as pilot:
            await pilot.press("m")
            mail_page(app).show_trial(Trial(is_real=True))
            await pilot.press("r")
            await until(pilot, "asks the real server 127.0.0.1 of HR[/PRD], which is protected")
            await pilot.press("y")
            await until(pilot, "Password of me")
            await pilot.press(*PASSWORD, "enter")
            await until(pilot, "the stage auth was reached")
            await pilot.press("r")
            await until(pilot, "the stage auth was reached")
            assert "[protected: HR[/PRD]]" in screen_text(app)
    assert path.read_bytes() == before
