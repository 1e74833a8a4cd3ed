"""Completion in real shells, of names that hold blanks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner


@pytest.fixture
def path_with_cfgkit(tmp_path: Path) -> str:
    """A PATH on which `cfgkit` is this checkout's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "cfgkit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cfgkit "$@"\n')
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_valid(cfgkit: Runner, shell: str, tmp_path: Path) -> None:
    script = cfgkit("completion", shell)
    assert script.code == 0
    assert "_CFGKIT_COMPLETE" in script.out
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "script"
    path.write_text(script.out)
    subprocess.run([shell, "--no-execute" if shell == "fish" else "-n", str(path)], check=True)


def test_bash_completes_names_of_the_file_with_blanks_quoted(
    cfgkit: Runner, config: Path, path_with_cfgkit: str, tmp_path: Path
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    script = tmp_path / "script"
    script.write_text(cfgkit("completion", "bash").out)
    driver = (
        f'source "{script}"\nCOMP_WORDS=(cfgkit get "{config}" "SMTP\\\\ Settings/SMTPS")\nCOMP_CWORD=3\n'
        '_cfgkit_completion cfgkit\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", driver], capture_output=True, text=True, check=True, env={**os.environ, "PATH": path_with_cfgkit}
    )
    assert done.stdout == "SMTP\\ Settings/SMTPServer\nSMTP\\ Settings/SMTPSender\n"


def test_fish_completes_names_of_the_file(config: Path, path_with_cfgkit: str, cfgkit: Runner, tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    script = tmp_path / "script.fish"
    script.write_text(cfgkit("completion", "fish").out)
    line = f"source {script}; complete -C 'cfgkit set {config} SMTP\\ Settings/SMTPP'"
    done = subprocess.run(
        ["fish", "-c", line], capture_output=True, text=True, check=True, env={**os.environ, "PATH": path_with_cfgkit}
    )
    assert "SMTP Settings/SMTPPort" in done.stdout
