from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.mail.plan import plan
from cfgkit.mail.plan.report import message_rows, server_rows
from cfgkit.tui.model.lines import Block, Line
from cfgkit.tui.model.mail_plan import plan_blocks
from cfgkit.tui.model.session import open_session
from cfgkit.tui.widgets.drawn_lines import drawn

if TYPE_CHECKING:
    from pathlib import Path


def test_every_value_of_the_plan_has_its_setting_and_its_line(domain: Path) -> None:
    session = open_session(domain)
    found, planned = plan_blocks(session), plan(session.document)
    assert planned.primary is not None
    shown = [(line.label, line.text, line.origin, line.key) for line in found.primary.lines]
    assert shown == [(row.name, row.value, row.source.origin, row.source.key) for row in server_rows(planned.primary)]
    message = next(block for block in found.shared if block.title == "message")
    assert [line.text for line in message.lines] == [row.value for row in message_rows(planned)]


def test_a_server_that_is_not_set_says_how_it_would_be(domain: Path) -> None:
    (line,) = plan_blocks(open_session(domain)).backup.lines
    assert (line.text, line.key) == ("none", "SMTPServer1")


def test_it_is_the_plan_of_what_is_on_the_screen(domain: Path) -> None:
    session = open_session(domain)
    edited = session.edited(session.document.set("SMTP Settings", "SMTPPort", "587"))
    assert [line.text for line in plan_blocks(edited).primary.lines if line.key == "SMTPPort"] == ["587"]
    assert domain.read_bytes().count(b"587") == 0


def test_what_stands_in_the_way_comes_first_and_findings_and_needs_follow(tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(
        b"[SMTP Settings]\nSMTPServer=two words\nSMTPPort=x\nSMTPUseSSL=Y\nSMTPUserName=me\n"
        b"SMTPUserPassword={V1.1}AbCdEfGhIjKl=\n"
    )
    titles = [block.title for block in plan_blocks(open_session(path)).shared]
    assert titles == [
        "no test can be made of this, because",
        "message",
        "found by check",
        "not in the file, for the primary server",
        "assumed, because no source says it",
    ]
    obstacles = plan_blocks(open_session(path)).shared[0].lines
    assert obstacles[0].key == "SMTPSender"


def test_no_password_is_in_the_plan(domain: Path) -> None:
    session = open_session(domain)
    document = session.document.set("SMTP Settings", "SMTPUserName", "me")
    assert "correct-horse" in document.text
    assert "correct-horse" not in repr(plan_blocks(session.edited(document)))


def test_a_line_wraps_below_its_text() -> None:
    block = Block("t", (Line("one two three four five six", "label", "SMTPPort, line 12"), Line("p" * 50)))
    wide, _ = (str(content) for content in drawn(block, 80))
    assert wide == f"  {'label':<12}{'one two three four five six':<48} SMTPPort, line 12"
    narrow, prose = (str(content) for content in drawn(block, 40))
    assert narrow.split("\n") == [
        f"  {'label':<12}one two three four five",
        " " * 14 + "six",
        " " * 14 + "SMTPPort, line 12",
    ]
    assert prose.split("\n") == [f"  {'p' * 38}", f"  {'p' * 12}"]


def test_control_characters_and_markup_stay_text() -> None:
    (content,) = drawn(Block("t", (Line("\x1b[2J[red]x", "[/x]"),)), 80)
    assert content.plain == f"  {'[/x]':<12}\\e[2J[red]x"
