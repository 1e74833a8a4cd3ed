"""A small script stands in for the site's PSCipher: it prints what Oracle's does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cfgkit.errors import CfgkitError, InputError, NotAvailableError
from cfgkit.secret import Secret
from cfgkit.store import load_config, pscipher
from cfgkit.store.pscipher import encrypt, program_of

if TYPE_CHECKING:
    from collections.abc import Callable

CLEAR = "geheim-4711"


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Path]:
    def write(body: str, name: str = "PSCipher.sh") -> Path:
        path = tmp_path / "piabin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return write


def test_the_text_is_the_one_argument_and_the_printed_line_is_what_counts(program: Callable[..., Path]) -> None:
    made = program(
        'test $# = 1 || exit 9\npwd > where\nprintf %s "$1" > what\necho "Loading"\necho "Encrypted text: {V1.1}IsZtCVg15Ls="\necho bye'
    )
    assert encrypt(made, Secret("two words ' \"")) == Secret("{V1.1}IsZtCVg15Ls=")
    assert (made.parent / "what").read_text() == "two words ' \""
    assert Path((made.parent / "where").read_text().strip()) == made.parent


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('echo "$1"; echo "$1" >&2; exit 3', "failed with exit code 3"),
        ('echo "$1"', "printed no line"),
        ('echo "Encrypted text:"', "printed no line"),
        ("printf '\\377\\376'", "printed no line"),
    ],
)
def test_a_failure_is_one_line_without_what_was_printed(program: Callable[..., Path], body: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        encrypt(program(body), Secret(CLEAR))
    assert CLEAR not in str(caught.value) + caught.value.help


@pytest.mark.parametrize("text", ["", "-buildkey", "a\nb", "a\0b", "a\tb"])
def test_what_can_t_be_an_argument_is_never_run(program: Callable[..., Path], text: str) -> None:
    made = program("touch ran; echo 'Encrypted text: {V1.1}IsZtCVg15Ls='")
    with pytest.raises(InputError):
        encrypt(made, Secret(text))
    assert not (made.parent / "ran").exists()


def test_the_shell_of_windows_gets_no_character_that_acts_there(program: Callable[..., Path]) -> None:
    made = program("echo 'Encrypted text: {V1.1}IsZtCVg15Ls='", "PSCipher.bat")
    assert encrypt(made, Secret("plain"))
    with pytest.raises(InputError, match="shell of Windows") as caught:
        encrypt(made, Secret("a&b%PATH%"))
    assert "PATH" not in str(caught.value)


def test_a_program_that_is_not_there_or_not_one_is_not_available(program: Callable[..., Path]) -> None:
    made = program("true")
    with pytest.raises(NotAvailableError, match="no such file"):
        encrypt(made.with_name("missing"), Secret(CLEAR))
    made.chmod(0o644)
    with pytest.raises(NotAvailableError, match="permission denied") as caught:
        encrypt(made, Secret(CLEAR))
    assert CLEAR not in str(caught.value)


def test_a_program_that_hangs_is_left(program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pscipher, "_SECONDS", 0.2)
    with pytest.raises(InputError, match="took longer") as caught:
        encrypt(program("exec sleep 30"), Secret(CLEAR))
    assert CLEAR not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_the_program_is_the_one_of_cfgkit_toml(tmp_path: Path) -> None:
    (tmp_path / "cfgkit.toml").write_text('[pscipher]\nprogram = "bin/PSCipher.sh"\n')
    assert program_of(load_config(tmp_path / "psappsrv.cfg")) == tmp_path / "bin" / "PSCipher.sh"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[pscipher]",
        "[pscipher]\nprogram = 3",
        '[pscipher]\nprogram = ""',
        '[pscipher]\nprogram = "x"\nmore = 1',
        "pscipher = 3",
    ],
)
def test_a_cfgkit_toml_without_one_is_one_clear_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "cfgkit.toml").write_text(text)
    with pytest.raises(CfgkitError) as caught:
        program_of(load_config(tmp_path / "psappsrv.cfg"))
    assert "\n" not in str(caught.value)
