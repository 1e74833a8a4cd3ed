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
    "address-look-alike": rb"\n\[A b\]\nKey\[2\]=",
    "banner-above-next": rb"\n;=+\n; [^\n]+\n;=+\n\[C\]\n",
    "blank-line-unended": rb"\n +\Z",
    "blanks-8000": rb"\nx {8000,}\n {8000,}",
    "blanks-round-equals": rb"\nKey = 1\nOther\t=\t2\n",
    "bom-only": rb"\A\xef\xbb\xbf\Z",
    "brackets-8000": rb"\[{8000}",
    "cfx-template": rb"\A;< .*\n;; option\(",
    "colon-in-key": rb"\nKey: with colon=",
    "comment-after-header": rb"\A\[A b\] ; ",
    "conflict-marks": rb"<{7} .*\|{7} .*={7}\n.*>{7} ",
    "control-characters": rb"\x1b\[.*\x07",
    "cp1252": rb"\x93.*\x94.*\x80",
    "cr-and-crlf": rb"\A\[A b\]\r[^\n].*\r\n.*\r\r\n",
    "crlf": rb"\A(?:[^\r\n]*\r\n)+\Z",
    "crlf-no-final-newline": rb"\A(?:[^\r\n]*\r\n)+[^\r\n]+\Z",
    "duplicate-key": rb"\nKey=1\n.*\nKey=2\n",
    "duplicate-key-other-case": rb"\nKey=1\nKEY=2\n",
    "duplicate-section": rb"\[A b\].*\[A b\]",
    "empty-file": rb"\A\Z",
    "empty-header": rb"\A\[\]\n",
    "empty-key": rb"\n=value\n +=value\n",
    "cipher-before-equals": rb"\nUserPswd \{V1\.1\}[^=]+=\n;ConnectPswd \{V1",
    "empty-section": rb"\A\[A b\]\n\n\[C\]\n;",
    "empty-value": rb"\nKey=\nOther= +\n",
    "equals-8000": rb"={8000}",
    "garbage-line": rb"\n[a-z ]+\nOther=",
    "indented-comment": rb"\n +;Key=1\n +# ",
    "indented-line": rb"\n +Key=1\n\tOther=2\n",
    "key-before-first-section": rb"\AStray=1\n",
    "latin1-byte": rb"\xfc",
    "lf": rb"\A(?:[^\r\n]*\n)+\Z",
    "live-and-commented": rb"\n;SMTPPort=\d+\nSMTPPort=\d+\n#SMTPServer=",
    "lone-cr": rb"\A(?:[^\r\n]*\r)+\Z",
    "marker-inside-section": rb"\nMin Instances=1\n;_@_APSRV  [^\n]+\nMax Instances=",
    "markup": rb"\[/usr/local\].*\[red\]x",
    "messaging-servers": rb"\[PSPUBHND_PAYROLL\].*;_@_APSRV.*\[SMTP Settings\]",
    "mixed-newlines": rb"\r\n[^\r]*[^\r]\n",
    "no-final-newline": rb"\A(?:[^\r\n]*\n)+[^\r\n]+\Z",
    "nul-byte": rb"=a\x00b\n\x00\n",
    "only-comments": rb"\A(?:[;#][^\n]*\n)+\Z",
    "only-newlines": rb"\A\n+\Z",
    "percent": rb"%PS_HOME%.*%%TEMP%%\nKey%=",
    "prose-look-alikes": rb"\n;For example: JavaVM Options=.*\n;set \"Proxy Host=\".*\nJavaVM Options=\n",
    "quotes": rb'"A,B=C","D;E"\nOpen="\n',
    "right-to-left": rb"\xe2\x80\xae",
    "semicolon-hash-equals": rb";c:\\b # c = d ; e\n",
    "shift-jis": rb"\x83\x81\x81\[\x83\x8b",
    "trailing-blanks": rb"=1 +\nOther=2\t\n",
    "trailing-blanks-in-header": rb"\A\[A b\] +\t\n",
    "unclosed-header": rb"\A\[A b\n",
    "unicode-line-breaks": rb"a\xc2\x85b.*a\x0cb.*a\x0bb.*\n\xc2\x85\n\x0c\n\x0b\n\xe2\x80\xa8\n",
    "utf16-odd-bytes": rb"\A\xff\xfe(?:..)*.\Z",
    "utf16be-bom": rb"\A\xfe\xff\x00\[(?:..)*\x00\n\Z",
    "utf16le-bom-crlf": rb"\A\xff\xfe\[\x00(?:..)*\r\x00\n\x00\Z",
    "utf8-bom": rb"\A\xef\xbb\xbf\[",
    "very-long-line": rb"x{20000}",
    "wide-characters": rb"\A\[\xe4\xb8\xad.*=\xf0\x9f",
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


def test_the_trio_differs_as_its_table_says(repo: Path) -> None:
    dev, tst, prd = (
        (repo / "fixtures" / "trio" / name / "psappsrv.cfg").read_bytes() for name in ("dev", "tst", "prd")
    )
    assert dev.count(b"\nLogFence=") == 2
    assert tst.count(b"\nLogFence=") == prd.count(b"\nLogFence=") == 1
    assert b"\n;AETFileSize=" in tst
    assert b"\nAETFileSize=" not in tst
    assert dev.index(b"\n[PSQCKSRV]") < dev.index(b"\n[PSQRYSRV]")
    assert tst.index(b"\n[PSQRYSRV]") < tst.index(b"\n[PSQCKSRV]")
    assert b"\n[PSPPMSRV]" in prd
    assert b"\n[PSPPMSRV]" not in dev + tst
    assert b"DumpManagerObjectsAtCrash=" in dev
    assert b"DumpManagerObjectsAtCrash=" not in prd
    for key in (b"DBName", b"UserPswd", b"ConnectPswd", b"DomainConnectionPwd", b"SMTPServer", b"SMTPSender"):
        assert len({re.search(rb"\n" + key + rb"=(.+)\n", data)[1] for data in (dev, tst, prd)}) == 3, key  # type: ignore[index]
    assert [data.count(MARKER) for data in (dev, tst, prd)] == [1, 1, 1]


def test_no_awkward_file_is_without_its_hazard(fixture_files: tuple[Path, ...]) -> None:
    assert {path.stem for path in fixture_files if path.parent.name == "awkward"} == set(HAZARDS)


@pytest.mark.parametrize("name", HAZARDS)
def test_each_awkward_file_has_its_hazard(repo: Path, name: str) -> None:
    data = (repo / "fixtures" / "awkward" / f"{name}.cfg").read_bytes()
    assert re.search(HAZARDS[name], data, re.DOTALL)


def test_every_fixture_is_listed_and_no_published_secret_is_in_one(repo: Path, fixture_files: tuple[Path, ...]) -> None:
    listed = set(re.findall(r"^\| (\S+\.cfg) \|", (repo / "fixtures" / "README.md").read_text(), re.MULTILINE))
    assert listed == {path.relative_to(repo / "fixtures").as_posix() for path in fixture_files}
    for path in fixture_files:
        assert b"7m4O" not in path.read_bytes()
