"""Every fixture is given back byte for byte, and the awkward ones are read as what they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import scanner

from cfgkit import load, parse

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit import Document


def test_every_fixture_is_given_back_byte_for_byte(fixture_files: tuple[Path, ...]) -> None:
    for path in fixture_files:
        assert load(path).to_bytes() == path.read_bytes(), path


def test_every_fixture_is_read_as_the_scanner_reads_it(fixture_files: tuple[Path, ...]) -> None:
    for path in fixture_files:
        found = [(str(line.kind), line.number, line.raw, line.key, line.value) for line in load(path).lines()]
        wanted = [(line.kind, line.number, line.raw, line.key, line.value) for line in scanner.scan(path.read_bytes())]
        assert [(*row[:3], row[3], row[4]) for row in found] == wanted, path


def test_every_edit_of_a_real_files_setting_touches_one_line(fixture_files: tuple[Path, ...]) -> None:
    for path in fixture_files:
        if path.parent.name == "awkward":
            continue
        document = load(path)
        lines = scanner.physical_lines(document.text)
        for entry in list(document.entries())[::17]:
            if entry.live and len(document.live_all(entry.section, entry.key)) == 1:
                new = document.set(entry.section, entry.key, "changed")
                now = scanner.physical_lines(new.text)
                different = [n for n, (one, other) in enumerate(zip(lines, now, strict=True), 1) if one != other]
                assert different == [entry.line.number]


@pytest.mark.parametrize(
    ("name", "encoding", "newline", "final_newline"),
    [
        ("lf", "utf-8", "lf", True),
        ("crlf", "utf-8", "crlf", True),
        ("mixed-newlines", "utf-8", "mixed", True),
        ("lone-cr", "utf-8", "cr", True),
        ("cr-and-crlf", "utf-8", "mixed", True),
        ("no-final-newline", "utf-8", "lf", False),
        ("crlf-no-final-newline", "utf-8", "crlf", False),
        ("utf8-bom", "utf-8", "lf", True),
        ("utf16le-bom-crlf", "utf-16-le", "crlf", True),
        ("utf16be-bom", "utf-16-be", "lf", True),
        ("utf16-odd-bytes", "latin-1", "lf", None),
        ("bom-only", "utf-8", "none", True),
        ("latin1-byte", "latin-1", "lf", True),
        ("cp1252", "latin-1", "lf", True),
        ("shift-jis", "latin-1", "lf", True),
        ("empty-file", "utf-8", "none", True),
    ],
)
def test_a_files_encoding_and_line_endings(
    repo: Path, name: str, encoding: str, newline: str, final_newline: bool | None
) -> None:
    document = load(repo / "fixtures" / "awkward" / f"{name}.cfg")
    assert (document.encoding, document.newline) == (encoding, newline)
    assert final_newline is None or document.final_newline is final_newline


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("duplicate-key", {"duplicate-key": 1}),
        ("duplicate-key-other-case", {"duplicate-key": 1}),
        ("key-before-first-section", {"key-before-section": None}),
        ("garbage-line", {"unreadable-line": 1}),
        ("comment-after-header", {"unreadable-line": 1}),
        ("unclosed-header", {"unreadable-line": 1}),
        ("empty-header", {"unreadable-line": 1}),
        ("empty-key", {"unreadable-line": None}),
        ("cipher-before-equals", {"unreadable-line": None}),
        ("trailing-blanks", {"trailing-blank": None}),
        ("blanks-round-equals", {"blank-round-equals": None}),
        ("mixed-newlines", {"mixed-newlines": 1}),
        ("conflict-marks", {"unreadable-line": 4}),
        ("indented-comment", {"indented-comment": None}),
        ("right-to-left", {"control-character": 1}),
        ("lf", {}),
        ("crlf", {}),
        ("prose-look-alikes", {}),
        ("trailing-blanks-in-header", {}),
        ("colon-in-key", {}),
        ("percent", {}),
        ("semicolon-hash-equals", {}),
    ],
)
def test_the_findings_of_a_hazard(repo: Path, name: str, rules: dict[str, int | None]) -> None:
    found = Counter(one.rule for one in load(repo / "fixtures" / "awkward" / f"{name}.cfg").findings())
    for rule, count in rules.items():
        assert found[rule] == count if count is not None else found[rule], (rule, found)
    if not rules:
        assert not found


@pytest.mark.parametrize(
    ("path", "kind", "sections"),
    [
        ("psappsrv/psappsrv.cfg", "psappsrv", 39),
        ("psprcs-unix/psprcs.cfg", "psprcs", 22),
        ("psprcs-windows/psprcs.cfg", "psprcs", 22),
    ],
)
def test_a_whole_file_is_known_by_its_sections(repo: Path, path: str, kind: str, sections: int) -> None:
    document = load(repo / "fixtures" / path)
    assert (document.kind, len([one for one in document.sections if one.name])) == (kind, sections)
    assert {str(line.kind) for line in document.lines()} == {"header", "setting", "commented", "comment", "blank"}


def commented(document: Document) -> list[str]:
    return [entry.key for entry in document.entries() if not entry.live]


def test_prose_that_looks_like_a_setting_is_prose(repo: Path) -> None:
    look_alikes = load(repo / "fixtures" / "awkward" / "prose-look-alikes.cfg")
    assert {str(line.kind) for line in look_alikes.lines() if line.text.startswith(";")} >= {"comment"}
    document = parse(
        b"[PSTOOLS]\n;For example: JavaVM Options=-Xmx256m\n;For example, Display=x:10.0\n"
        b';set "Proxy Host=" to the name\n;To use it, uncomment JavaVM Options=\n;    Application Server Port=7777\n'
        b"; JavaVM Options=1\n; Entries look like: IndexName=fs\n;If unset Display=x\n;Five words are not too=1\n"
        b";Six words are too many here=1\n;;sd=1\n;=\n#JavaVM Options=-Xms32m\n;Display=x\n;PARAMETER_EXCEPT01=\n"
    )
    assert commented(document) == ["Five words are not too", "JavaVM Options", "Display", "PARAMETER_EXCEPT01"]


def test_a_known_key_is_a_setting_however_it_is_spelt() -> None:
    document = parse(b"[LDAP]\n;log_severity_level=x\n[Trace]\n;tracesql=1\n;unknown_key=1\n")
    assert "tracesql" in commented(document)
    assert "unknown_key" not in commented(document)
