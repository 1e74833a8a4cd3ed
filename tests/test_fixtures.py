"""The fixtures are what they are said to be; looked at as bytes, without cfgkit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LIVE: Final = re.compile(rb"^[^;#\[=\s][^=\r\n]*=", re.MULTILINE)
MARKER: Final = b"\n;_@_APSRV  "
HAZARDS: Final = {
    "crlf": rb"\r\n",
    "mixed-newlines": rb"\r\n[^\r]*[^\r]\n",
    "lone-cr": rb"\r[^\n]",
    "no-final-newline": rb"[^\r\n]\Z",
    "utf8-bom": rb"\A\xef\xbb\xbf\[",
    "utf16le-bom-crlf": rb"\A\xff\xfe\[\x00",
    "utf16be-bom": rb"\A\xfe\xff\x00\[",
    "bom-only": rb"\A\xef\xbb\xbf\Z",
    "latin1-byte": rb"\xfc",
    "cp1252": rb"\x80",
    "nul-byte": rb"\x00",
    "unicode-line-breaks": rb"\xc2\x85.*\x0c.*\x0b.*\xe2\x80\xa8",
    "duplicate-key": rb"\nKey=1\n.*\nKey=2\n",
    "duplicate-section": rb"\[A b\].*\[A b\]",
    "key-before-first-section": rb"\AStray=1\n",
    "unclosed-header": rb"\A\[A b\n",
    "empty-file": rb"\A\Z",
    "very-long-line": rb"x{20000}",
    "blanks-8000": rb" {8000}",
    "brackets-8000": rb"\[{8000}",
    "equals-8000": rb"={8000}",
    "conflict-marks": rb"<{7} .*\|{7} .*={7}\n.*>{7} ",
    "control-characters": rb"\x1b\[.*\x07",
    "markup": rb"\[/usr/local\]",
    "right-to-left": rb"\xe2\x80\xae",
    "cfx-template": rb"\n;; option\(",
    "messaging-servers": rb"\[PSPUBHND_PAYROLL\].*;_@_APSRV.*\[SMTP Settings\]",
}


def test_the_application_server_file_is_whole(repo: Path) -> None:
    data = (repo / "fixtures" / "psappsrv" / "psappsrv.cfg").read_bytes()
    assert data.isascii()
    assert b"\r" not in data
    assert 1200 <= data.count(b"\n") <= 1300
    assert len(re.findall(rb"^\[", data, re.MULTILINE)) >= 38
    assert 200 <= len(LIVE.findall(data)) <= 260
    assert data.count(MARKER) == 1
    assert data.index(b"[PSPUBHND_dflt]") < data.index(MARKER) < data.index(b"[SMTP Settings]")
    assert data.endswith(b"\n \n")
    assert len(re.findall(rb"^;[A-Z]\S[^:\",\n]*=", data, re.MULTILINE)) >= 19
    for words in (
        b"[Publish&Subscribe]",
        b";For example: JavaVM Options=",
        b'"LOCALE=EN_US","CHARSET',
        b"SMTPPort=25\n",
    ):
        assert words in data


def test_the_process_scheduler_files_are_of_their_systems(repo: Path) -> None:
    unix = (repo / "fixtures" / "psprcs-unix" / "psprcs.cfg").read_bytes()
    windows = (repo / "fixtures" / "psprcs-windows" / "psprcs.cfg").read_bytes()
    assert b"\r" not in unix
    assert b"\nLog/Output Directory=" in unix
    assert b"\nLog Directory=" in unix
    assert b"\n#JavaVM Options=" in unix
    assert unix.endswith(b"\n \n\n")
    assert windows.count(b"\r\n") == windows.count(b"\n") == windows.count(b"\r")
    assert b"c:\\crw;d:\\reports" in windows


def test_every_smtp_key_is_there_once(repo: Path) -> None:
    data = (repo / "fixtures" / "every-smtp-key" / "psappsrv.cfg").read_bytes()
    keys = re.findall(rb"^(SMTP\w+)=", data, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 66


@pytest.mark.parametrize("name", HAZARDS)
def test_each_awkward_file_has_its_hazard(repo: Path, name: str) -> None:
    data = (repo / "fixtures" / "awkward" / f"{name}.cfg").read_bytes()
    assert re.search(HAZARDS[name], data, re.DOTALL)


def test_every_fixture_is_listed_and_no_published_secret_is_in_one(repo: Path, fixture_files: tuple[Path, ...]) -> None:
    listed = set(re.findall(r"^\| (\S+\.cfg) \|", (repo / "fixtures" / "README.md").read_text(), re.MULTILINE))
    assert listed == {path.relative_to(repo / "fixtures").as_posix() for path in fixture_files}
    for path in fixture_files:
        assert b"7m4O" not in path.read_bytes()
