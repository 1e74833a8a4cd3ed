"""Everything that the README shows is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from cfgkit.check import RULES, rule_settings
from cfgkit.cli.main import cfgkit
from cfgkit.compare import read_expected
from cfgkit.mail import FaultClass
from cfgkit.schema.site import site_schema
from cfgkit.store import load_config

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = (ROOT / "README.md").read_text("utf-8")


def block(name: str) -> str:
    """The code block behind a marker."""
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `cfgkit` is this checkout's."""
    program = tmp_path / "cfgkit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cfgkit "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(
    ("name", "least"), [("session", 4), ("explain", 2), ("merging", 1), ("environments", 2), ("dpk", 1)]
)
def test_a_session_is_what_a_user_sees(shell: dict[str, str], name: str, least: int) -> None:
    pairs = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block(name), re.MULTILINE)
    assert len(pairs) >= least
    for command, shown in pairs:
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=shell, capture_output=True, text=True, check=False)
        assert done.stdout == shown, command


def test_the_main_command_sends_a_mail_to_the_sandbox(shell: dict[str, str]) -> None:
    command = block("main-command").strip()
    setup, _, job = command.rpartition(" && .venv/bin/")
    assert setup == "python3 -m venv .venv && .venv/bin/pip install -q -c .ci/constraints.txt -e '.[mail]'"
    done = subprocess.run(["sh", "-c", job], cwd=ROOT, env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "PeopleSoft would return 1 (Delivered)" in done.stdout


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    assert block("test-command").strip() == (
        "python3 -m venv .venv && .venv/bin/pip install -q -c .ci/constraints.txt -e '.[dev]' && .venv/bin/pytest"
    )
    script = (ROOT / ".ci" / "run").read_text()
    awk = re.search(r"awk '(.*?)' README.md", script)
    assert awk is not None
    done = subprocess.run(["awk", awk[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == block("test-command")


def test_the_configuration_is_read(tmp_path: Path) -> None:
    (tmp_path / "cfgkit.toml").write_text(block("config"))
    config = load_config(tmp_path / "psappsrv.cfg")
    assert config.backup_folder == tmp_path / "backups"
    assert [one.name for one in config.protected] == ["HRPRD"]
    assert rule_settings(config.rules, RULES).severities == {"mail-wait-zero": None}
    expected = read_expected(config.expected.values, config.environments.values, tmp_path)
    assert [(one.until, one.words["dev"]["zone"]) for one in expected] == [(date(2027, 6, 30), "example.com")]
    assert "site pin" in site_schema(str(tmp_path / "psappsrv.cfg")).secret_keys


def test_the_library_example_gives_what_it_says(shell: dict[str, str]) -> None:
    lines = block("library").splitlines()
    script = "\n".join(f"print(repr({line.partition('  # ')[0]}))" if "  # " in line else line for line in lines)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=shell, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [line.partition("  # ")[2] for line in lines if "  # " in line]


def test_every_command_has_help_and_a_line_in_the_readme() -> None:
    context = cfgkit.make_context("cfgkit", [], resilient_parsing=True)
    for name in cfgkit.list_commands(context):
        command = cfgkit.get_command(context, name)
        assert command is not None
        assert command.help
        assert re.search(rf"`{name}\b", README), name


def test_every_class_of_fault_is_listed() -> None:
    listed = README.partition("<!-- fault-classes -->\n")[2].partition("\n\n")[0]
    assert re.findall(r"`([a-z-]+)`", listed) == list(FaultClass)


def test_every_extra_in_the_readme_is_there() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"cfgkit\[(\w+)\]", README)) <= set(extras)


@pytest.mark.parametrize(("picture", "page"), [("editor.svg", "settings"), ("mail.svg", "mail")])
def test_the_pictures_are_of_this_editor(tmp_path: Path, picture: str, page: str) -> None:
    out = tmp_path / picture
    subprocess.run([sys.executable, "tests/tui/screenshot.py", str(out), page], cwd=ROOT, check=True)
    assert out.read_bytes() == (ROOT / "fixtures" / "pictures" / picture).read_bytes()
