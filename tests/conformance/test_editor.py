"""The editor's mail test at real servers: Postfix takes the message after a login that Dovecot checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mail_screens import WIDE, mail_page, until
from screens import screen_text, settle
from servers import ALIAS, PASSWORD, STORE_PASSWORD, USER, token

from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.mail_extras import Extras, Source, SourceKind
from cfgkit.tui.model.mail_trial import Trial
from cfgkit.tui.model.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from servers import MailServers


def written(folder: Path, servers: MailServers, service: str, *lines: str) -> Path:
    """The settings for one of the services."""
    path = folder / "psappsrv.cfg"
    text = ["[SMTP Settings]", "SMTPServer=127.0.0.1", f"SMTPPort={servers.port(service)}", "SMTPSender=ps@example.com"]
    path.write_text("\n".join([*text, *lines, ""]))
    return path


def trusting(servers: MailServers) -> Extras:
    return Extras(trust=servers.certificates.authority)


async def test_a_message_goes_by_starttls_and_a_password_out_of_the_environment(
    servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CFGKIT_TEST_PASSWORD", PASSWORD)
    login = ("SMTPTLSRequired=Y", f"SMTPUserName={USER}", "SMTPUserPassword={V1.1}bm90IHRoZSBvbmU=")
    extras = trusting(servers).with_source("password", Source(SourceKind.ENVIRONMENT, "CFGKIT_TEST_PASSWORD"))
    app = EditorApp([open_session(written(tmp_path, servers, "submission", *login))])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m")
        # The sender on the screen is not the file's: the edit is tested before it is saved.
        app.accept(app.session.document.set("SMTP Settings", "SMTPSender", "unsaved@example.com"))
        mail_page(app).show_trial(Trial(is_real=True, to=("a@example.com",), extras=extras))
        await pilot.press("r")
        await until(pilot, "This sends a real message")
        await pilot.press("y")
        shown = await until(pilot, "1 (Delivered)")
        shown += screen_text(app) + repr(mail_page(app)._result.blocks)
    assert PASSWORD not in shown
    assert "certificates of the primary server" in shown
    mail = servers.delivered("a", "unsaved@example.com")
    assert f"Authenticated sender: {USER})" in mail


async def test_a_refused_login_leads_to_the_setting(servers: MailServers, tmp_path: Path) -> None:
    login = ("SMTPTLSRequired=Y", f"SMTPUserName={USER}", "SMTPUserPassword={V1.1}bm90IHRoZSBvbmU=")
    app = EditorApp([open_session(written(tmp_path, servers, "submission", *login))])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(is_real=True, extras=trusting(servers)))
        await pilot.press("r")
        await until(pilot, f"Password of {USER}")
        await pilot.press(*"Wr0ng-one", "enter")
        await until(pilot, "[auth-refused]")
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "settings"
        assert "[SMTP Settings] SMTPUserName" in screen_text(app)


async def test_a_token_that_was_typed_and_a_client_key(servers: MailServers, tmp_path: Path) -> None:
    oauth = ("SMTPTLSRequired=Y", "SMTPUseOAuth=Y", f"SMTPUserName={USER}")
    app = EditorApp([open_session(written(tmp_path, servers, "submission", *oauth))])
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("m")
        mail_page(app).show_trial(Trial(is_real=True, extras=trusting(servers)))
        await pilot.press("r")
        await until(pilot, "Access token of")
        await pilot.press(*token(), "enter")
        await until(pilot, "the stage auth was reached")
        app.accept(app.session.document.remove("SMTP Settings", "SMTPUseOAuth").remove("SMTP Settings", "SMTPUserName"))
        document = app.session.document.set("SMTP Settings", "SMTPClientCertAlias", ALIAS)
        app.accept(document.set("SMTP Settings", "SMTPPort", str(servers.port("client-certificate"))))
        keys = replace(trusting(servers), client_store=servers.certificates.client)
        keys = keys.with_source("client-store-password", Source(SourceKind.TYPED))
        mail_page(app).show_trial(Trial(is_real=True, extras=keys))
        await pilot.press("r")
        await until(pilot, "The client-store-password")
        await pilot.press(*STORE_PASSWORD, "enter")
        await until(pilot, "the stage auth was reached")
