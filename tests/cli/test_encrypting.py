"""Passwords stored as PSCipher encrypts them; the clear text shows up nowhere but in PSCipher's argument."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran, Runner

CLEAR = "geheim4711"
CIPHER = "{V1.1}IsZtCVg15Ls="
KEY = "SMTP Settings/SMTPUserPassword"


@pytest.fixture
def pscipher(tmp_path: Path) -> Callable[..., Path]:
    """A script that keeps what it was given, one line a run, and prints this; cfgkit.toml names it."""

    def write(prints: str = f"Encrypted text: {CIPHER}", folder: str = ".") -> Path:
        path = tmp_path / folder / "PSCipher.sh"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "$1" >> seen\necho "{prints}"\n')
        path.chmod(0o755)
        (path.parent / "cfgkit.toml").write_text(f'[pscipher]\nprogram = "{path}"\n')
        return path.parent / "seen"

    return write


def encrypting(cfgkit: Runner, *arguments: object) -> Ran:
    ran = cfgkit("set", *arguments, "--encrypt", "--value-env", "CLEAR_TEXT", CLEAR_TEXT=CLEAR)
    assert CLEAR not in ran.out + ran.err
    return ran


def test_the_site_s_program_encrypts_what_is_stored(
    cfgkit: Runner, config: Path, pscipher: Callable[..., Path]
) -> None:
    seen = pscipher()
    ran = encrypting(cfgkit, config, KEY, "--allow-argv")
    assert ran.code == 0, ran.err
    assert f"SMTPUserPassword={CIPHER}\n".encode() in config.read_bytes()
    assert seen.read_text() == f"{CLEAR}\n"
    assert "takes the password as an argument, which others on this host can see" in ran.err
    assert CIPHER not in ran.out + ran.err
    left = [path for path in config.parent.rglob("*") if path.is_file() and CLEAR in path.read_text("utf-8", "replace")]
    assert left == [seen]


def test_without_a_terminal_the_argument_needs_the_user_s_word(
    cfgkit: Runner, config: Path, pscipher: Callable[..., Path]
) -> None:
    seen, before = pscipher(), config.read_bytes()
    ran = encrypting(cfgkit, config, KEY)
    assert ran.code == 2
    assert "--allow-argv" in ran.err
    assert not seen.exists()
    assert config.read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 130), ("", 130)])
def test_on_a_terminal_it_is_asked_first(config: Path, pscipher: Callable[..., Path], answer: str, code: int) -> None:
    seen = pscipher()
    master, slave = pty.openpty()
    arguments = ["set", str(config), KEY, "--encrypt", "--value-env", "CLEAR_TEXT"]
    running = subprocess.Popen(
        [sys.executable, "-m", "cfgkit", *arguments],
        stdin=slave,
        stderr=slave,
        stdout=subprocess.PIPE,
        env={**os.environ, "CLEAR_TEXT": CLEAR},
    )
    os.close(slave)
    os.write(master, f"{answer}\n".encode())
    out, _ = running.communicate(timeout=60)
    shown = b""
    with suppress(OSError):  # a terminal without a writer gives an error, not an end
        while piece := os.read(master, 4096):
            shown += piece
    os.close(master)
    assert running.returncode == code
    assert seen.exists() == (code == 0)
    assert (CIPHER.encode() in config.read_bytes()) == (code == 0)
    assert CLEAR.encode() not in shown + out
    assert b"Run it?" in shown


def test_several_files_get_the_same_text_from_one_run(
    cfgkit: Runner, config: Path, pscipher: Callable[..., Path]
) -> None:
    seen = pscipher()
    other = config.with_name("other.cfg")
    other.write_bytes(config.read_bytes())
    assert encrypting(cfgkit, config, KEY, "--also", other, "--allow-argv").code == 0
    assert config.read_bytes() == other.read_bytes()
    assert seen.read_text() == f"{CLEAR}\n"


def test_files_of_different_programs_are_set_one_by_one(
    cfgkit: Runner, config: Path, pscipher: Callable[..., Path]
) -> None:
    seen = pscipher()
    pscipher(folder="other")
    other = config.parent / "other" / "psappsrv.cfg"
    other.write_bytes(config.read_bytes())
    ran = encrypting(cfgkit, config, KEY, "--also", other, "--allow-argv")
    assert ran.code == 2
    assert "different PSCipher programs" in ran.err
    assert not seen.exists()


@pytest.mark.parametrize(
    "prints", [CLEAR, f"Encrypted text: {CLEAR}", "Encrypted text: {V1.1}abc", "Encrypted text: {V1.1}"]
)
def test_what_the_program_prints_is_checked_and_not_shown(
    cfgkit: Runner, config: Path, pscipher: Callable[..., Path], prints: str
) -> None:
    pscipher(prints)
    before = config.read_bytes()
    ran = encrypting(cfgkit, config, KEY, "--allow-argv")
    assert ran.code == 2
    assert "PSCipher program printed" in ran.err
    assert config.read_bytes() == before


def test_only_a_password_is_encrypted(cfgkit: Runner, config: Path, pscipher: Callable[..., Path]) -> None:
    seen = pscipher()
    ran = encrypting(cfgkit, config, "SMTP Settings/SMTPServer", "--allow-argv")
    assert ran.code == 2
    assert "is no password" in ran.err
    assert not seen.exists()


def test_an_encrypted_text_is_not_encrypted_again(cfgkit: Runner, config: Path, pscipher: Callable[..., Path]) -> None:
    seen = pscipher()
    ran = cfgkit("set", config, KEY, "--encrypt", "--allow-argv", "--value-env", "TEXT", TEXT=CIPHER)
    assert ran.code == 2
    assert "encrypted already" in ran.err
    assert not seen.exists()


def test_without_a_program_the_configuration_is_named(cfgkit: Runner, config: Path) -> None:
    ran = encrypting(cfgkit, config, KEY, "--allow-argv")
    assert ran.code == 2
    assert "cfgkit.toml names no PSCipher program" in ran.err


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        (KEY, CIPHER, 0),
        (KEY, "{V2.1}QUJD", 0),
        ("Startup/UserPswd", "IsZtCVg15Ls=", 0),
        (KEY, "IsZtCVg15Ls=", 1),
        (KEY, CLEAR, 1),
        (KEY, "{V1.1}QUJD", 1),
        (KEY, f"{CIPHER} and more", 1),
        (KEY, "", 1),
    ],
)
def test_an_encrypted_text_is_stored_if_it_has_the_shape(
    cfgkit: Runner, config: Path, key: str, text: str, code: int
) -> None:
    before = config.read_bytes()
    ran = cfgkit("set", config, key, "--encrypted", "--value-env", "TEXT", TEXT=text)
    assert ran.code == code, ran.err
    assert (config.read_bytes() == before) == (code == 1)
    if text:
        assert (f"={text}\n".encode() in config.read_bytes()) == (code == 0)
        assert text not in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--encrypt", "--encrypted", "--value-env", "HOME"], "only one of --encrypt and --encrypted"),
        (["--allow-argv", "--value-env", "HOME"], "--allow-argv belongs to --encrypt"),
        (["--encrypt"], "a value that is encrypted comes from"),
        (["--encrypted"], "a value that is encrypted comes from"),
    ],
)
def test_wrong_use_is_one_clear_line(cfgkit: Runner, config: Path, arguments: list[str], words: str) -> None:
    ran = cfgkit("set", config, KEY, *arguments)
    assert ran.code == 2
    assert words in ran.err
