"""What is listed, taken along: the forms and their laws, the clipboard, the file."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from screens import DOMAIN, ROOT, screen_text, settle
from textual.widgets import Input

from cfgkit.convert import from_yaml
from cfgkit.display import visible
from cfgkit.document import parse
from cfgkit.errors import InputError
from cfgkit.tui.app.editor import EditorApp
from cfgkit.tui.model.compared import Listing, comparison, listed
from cfgkit.tui.model.export import ExportForm, differences_export, settings_export
from cfgkit.tui.model.rows import rows_of
from cfgkit.tui.model.session import open_session, piped_session

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZE: Final = (80, 24)
SECRETS: Final = ("hunter2", "correct-horse", "geheim")
#: Values with what YAML, Markdown and sh take for their own.
VALUES: Final = st.text(
    st.one_of(st.sampled_from("|`'\"\\$ \t;#=[]{}:,&*!%@-~<>\x1b\x07\u202e漢é"), st.characters(codec="utf-8"))
).filter(lambda text: not {"\r", "\n", "\0"} & set(text))


def run_in_sh(script: str, *, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = f'cfgkit() {{ "{sys.executable}" -m cfgkit "$@"; }}\n'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(["sh", "-ec", program + script], input=stdin, env=env, capture_output=True, check=False)


def test_the_commands_run_by_sh_set_what_is_listed(domain: Path) -> None:
    session = open_session(domain)
    text = settings_export(session, rows_of(session), ExportForm.COMMANDS)
    assert "# by hand: Startup/UserPswd" in text
    assert "not live: no command" in text
    assert not any(secret in text for secret in SECRETS)
    changed = DOMAIN.replace(b"HRDEV", b"X").replace(b"=25", b"=26").replace(b"SMTPSender=ps@example.com\n", b"")
    domain.write_bytes(changed)
    done = run_in_sh(text)
    assert done.returncode == 0, done.stderr
    now = parse(domain.read_bytes())
    for entry in parse(DOMAIN).entries():
        found = now.live(entry.section, entry.key)
        assert not entry.live or (found is not None and found.value == entry.value)


def test_the_commands_run_by_sh_leave_the_same_file_as_it_is(domain: Path) -> None:
    session = open_session(domain)
    done = run_in_sh(settings_export(session, rows_of(session), ExportForm.COMMANDS))
    assert done.returncode == 0, done.stderr
    assert domain.read_bytes() == DOMAIN


def test_the_commands_of_a_piped_file_take_a_pipe() -> None:
    session = piped_session(DOMAIN)
    text = settings_export(session, rows_of(session), ExportForm.COMMANDS)
    done = run_in_sh(text, stdin=DOMAIN.replace(b"HRDEV", b"X"))
    assert (done.returncode, done.stdout) == (0, DOMAIN)


@given(VALUES)
@example("'; rm -rf / #")
@example("$(id)`id`")
@example(" leading")
@example("-x")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_value_holds_its_command_is_one_argument(domain: Path, value: str) -> None:
    """Run with a `cfgkit` that prints its arguments: what sh makes of the text is what `set` would get."""
    domain.write_bytes(f"[Own]\nKey={value}\n".encode())
    session = open_session(domain)
    text = settings_export(session, rows_of(session), ExportForm.COMMANDS)
    assert all(line.isprintable() for line in text.splitlines())
    done = subprocess.run(
        ["sh", "-ec", "cfgkit() { printf '%s\\0' \"$@\"; }\n" + text], capture_output=True, check=True
    )
    found = session.document.live("Own", "Key")
    assert found is not None
    if "# by hand: Own/Key" in text:
        assert done.stdout == b""
    else:
        assert done.stdout.decode().split("\0") == ["set", str(domain), f"Own/Key={found.value}", ""]


@given(VALUES, VALUES)
@example("|", "`")
@example("<script>", "**x**")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_yaml_goes_back_into_a_file_and_the_table_stays_a_table(domain: Path, one: str, two: str) -> None:
    data = f"[Own]\nKey={one}\n;Off=1\n[Startup]\nUserPswd=hunter2\nDBName={two}\n".encode()
    domain.write_bytes(data)
    session = open_session(domain)
    rows = rows_of(session)
    text = settings_export(session, rows, ExportForm.YAML)
    assert from_yaml(text, into=session.document).to_bytes() == data
    other = parse(b"[Own]\nKey=before\n[Startup]\nUserPswd=geheim\n")
    filled = from_yaml(text, into=other)
    for section, key in (("Own", "Key"), ("Startup", "DBName")):
        here, there = session.document.live(section, key), filled.live(section, key)
        assert here is not None
        assert there is not None
        assert here.value == there.value
    assert b"UserPswd=geheim" in filled.to_bytes()
    table = settings_export(session, rows, ExportForm.MARKDOWN)
    assert {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table.splitlines()} == {6}
    for exported in (text, table):
        assert "hunter2" not in exported
        assert all(visible(line) == line for line in exported.split("\n"))


def test_only_what_is_listed_and_its_twins_of_a_later_section(domain: Path) -> None:
    domain.write_bytes(b"[A]\nx=1\n[A]\ny=2\ny=3\n")
    session = open_session(domain)
    text = settings_export(session, [row for row in rows_of(session) if row.key == "y"], ExportForm.YAML)
    assert "x" not in text.partition("sections:")[2].replace("text", "")
    assert from_yaml(text, into=session.document).to_bytes() == b"[A]\nx=1\n[A]\ny=2\ny=3\n"


def test_what_its_type_refuses_and_what_is_twice_is_left_to_a_human(domain: Path) -> None:
    domain.write_bytes(DOMAIN.replace(b"SMTPPort=25", b"SMTPPort=mail\nSMTPSender=twice@example.com"))
    session = open_session(domain)
    text = settings_export(session, rows_of(session), ExportForm.COMMANDS)
    assert "SMTPPort: its type refuses the value" in text
    assert text.count("SMTPSender: the setting is live more than once") == 2
    assert run_in_sh(text).returncode == 0


def test_a_file_that_no_command_can_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a\x1bb.cfg"
    path.write_bytes(DOMAIN)
    session = open_session(path)
    with pytest.raises(InputError) as found:
        settings_export(session, rows_of(session), ExportForm.COMMANDS)
    assert "\x1b" not in str(found.value)


def test_differences_in_all_forms_and_the_commands_make_the_other_file_alike(domain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other file" / "psappsrv.cfg"
    other.parent.mkdir()
    other.write_bytes(DOMAIN.replace(b"=25", b"=587").replace(b"hunter2", b"geheim").replace(b"ORACLE", b"DB2"))
    session = open_session(domain, against=[other])
    rows = listed(comparison(session), Listing(words="port"))
    texts = {form: differences_export(session, rows, form) for form in ExportForm}
    for text in texts.values():
        assert "SMTPPort" in text
        assert "DBType" not in text
        assert not any(secret in text for secret in SECRETS)
    assert str(other) in texts[ExportForm.YAML]
    done = run_in_sh(differences_export(session, comparison(session).rows, ExportForm.COMMANDS))
    assert done.returncode == 0, done.stderr
    assert other.read_bytes() == DOMAIN.replace(b"hunter2", b"geheim")


async def export(pilot: Pilot[int], form: ExportForm, place: str) -> None:
    """By keys."""
    await pilot.press("E")
    await settle(pilot)
    steps = 2 * list(ExportForm).index(form) + (place == "file")
    await pilot.press(*["down"] * steps, "enter")
    for _ in range(200):
        await pilot.pause(0.02)
        if len(pilot.app.screen_stack) > 1 or pilot.app.clipboard:
            break
    await settle(pilot)


async def answer(pilot: Pilot[int], path: Path | str) -> None:
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await settle(pilot)


async def test_the_filtered_rows_go_to_the_clipboard(domain: Path) -> None:
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.press("slash", *"smtpport", "enter")
        await settle(pilot)
        await export(pilot, ExportForm.MARKDOWN, "clipboard")
        assert "OSC 52" in screen_text(app)
    assert "| SMTP Settings | SMTPPort | 25 |" in app.clipboard
    assert "DBName" not in app.clipboard
    assert not any(secret in app.clipboard for secret in SECRETS)


async def test_a_file_is_new_and_private_or_replaced_after_a_clear_yes(domain: Path, tmp_path: Path) -> None:
    new, old = tmp_path / "new.yaml", tmp_path / "old.yaml"
    old.write_text("mine")
    app = EditorApp([open_session(domain)])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await export(pilot, ExportForm.YAML, "file")
        await answer(pilot, domain)
        assert "open in the editor" in screen_text(app)
        await answer(pilot, new)
        assert new.stat().st_mode & 0o777 == 0o600
        for key, is_kept in (("escape", True), ("n", True), ("y", False)):
            await export(pilot, ExportForm.YAML, "file")
            await answer(pilot, old)
            assert "is there already" in screen_text(app)
            await pilot.press(key)
            await settle(pilot)
            assert (old.read_text() == "mine") is is_kept
        (tmp_path / "prd").mkdir()
        (tmp_path / "prd" / "cfgkit.toml").write_text('[[protected]]\nname = "PRD"\npath = "*"\n')
        await export(pilot, ExportForm.YAML, "file")
        await answer(pilot, tmp_path / "prd" / "psappsrv.cfg")
        assert "is protected: PRD" in screen_text(app)
        await answer(pilot, tmp_path / "nowhere" / "x.yaml")
        assert "Not exported" in screen_text(app)
    assert domain.read_bytes() == DOMAIN
    assert old.read_text() == new.read_text()
    assert from_yaml(new.read_text(), into=parse(DOMAIN)).to_bytes() == DOMAIN


async def test_the_compare_page_exports_its_differences(domain: Path, tmp_path: Path) -> None:
    other = tmp_path / "tst" / "psappsrv.cfg"
    other.parent.mkdir()
    other.write_bytes(DOMAIN.replace(b"=25", b"=587"))
    app = EditorApp([open_session(domain, against=[other])])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("D")
        await settle(pilot)
        await export(pilot, ExportForm.COMMANDS, "clipboard")
    assert app.clipboard.startswith(f"cfgkit set {other} ")
    assert "'SMTP Settings/SMTPPort=25'" in app.clipboard
