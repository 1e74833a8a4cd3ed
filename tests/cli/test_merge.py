"""`cfgkit merge` as a user, and as git, runs it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

BASE = b"[Domain Settings]\nDomain ID=X\n[SMTP Settings]\nSMTPServer=a\nSMTPPort=25\nUserPswd=hunter2\n[Trace]\nTracePC=0\n"


@dataclass(frozen=True)
class Three:
    base: Path
    ours: Path
    theirs: Path

    @property
    def names(self) -> tuple[Path, Path, Path]:
        return self.base, self.ours, self.theirs


@pytest.fixture
def three(tmp_path: Path) -> Three:
    """OURS has another server, THEIRS another port, another secret and a key more."""
    found = Three(*(tmp_path / name / "psappsrv.cfg" for name in ("base", "ours", "theirs")))
    for path in found.names:
        path.parent.mkdir()
    found.base.write_bytes(BASE)
    found.ours.write_bytes(BASE.replace(b"=a", b"=mine").replace(b"hunter2", b"hunter3"))
    found.theirs.write_bytes(
        BASE.replace(b"=25", b"=587\n; words\nSMTPTLSEnable=Y")
        .replace(b"hunter2", b"hunter4")
        .replace(b"TracePC=0\n", b"")
    )
    return found


MERGED = (
    b"[Domain Settings]\nDomain ID=X\n[SMTP Settings]\nSMTPServer=mine\nSMTPPort=587\n; words\nSMTPTLSEnable=Y\n"
    b"UserPswd=hunter3\n[Trace]\n"
)


def files_of(three: Three) -> list[str]:
    return sorted(path.name for path in three.ours.parent.iterdir())


def test_without_output_it_reports_and_writes_nothing(cfgkit: Runner, three: Three) -> None:
    before = [path.read_bytes() for path in three.names]
    ran = cfgkit("merge", *three.names, "--release", "8.61")
    assert ran.code == 0
    assert "[SMTP Settings] SMTPPort: 25 -> 587  (dynamic" in ran.out
    assert "[SMTP Settings] SMTPTLSEnable: added, Y" in ran.out
    assert "[Trace] TracePC: taken out" in ran.out
    assert "[SMTP Settings] UserPswd (theirs:8): a secret is never carried over" in ran.out
    assert "1 carried over, 1 added, 1 taken out, 1 by hand, 0 conflicts; nothing was written" in ran.err
    assert "hunter" not in ran.out + ran.err
    assert [path.read_bytes() for path in three.names] == before
    assert files_of(three) == ["psappsrv.cfg"]


def test_ours_is_saved_with_a_backup(cfgkit: Runner, three: Three) -> None:
    three.ours.chmod(0o604)
    before = three.ours.read_bytes()
    ran = cfgkit("merge", *three.names, "-o", three.ours)
    assert (ran.code, three.ours.read_bytes()) == (0, MERGED)
    assert stat.S_IMODE(three.ours.stat().st_mode) == 0o604
    [backup] = [path for path in three.ours.parent.iterdir() if path.suffix == ".bak"]
    assert backup.read_bytes() == before
    assert backup.name in ran.err
    ran = cfgkit(
        "merge", three.theirs, three.ours, three.theirs, "-o", three.ours.parent / ".." / "ours" / "psappsrv.cfg"
    )
    assert ran.code == 0
    assert "nothing to change" in ran.err
    assert len(files_of(three)) == 2


def test_a_new_file_gets_the_mode_of_ours_and_an_existing_one_is_refused(cfgkit: Runner, three: Three) -> None:
    three.ours.chmod(0o600)
    before = three.ours.read_bytes()
    out = three.ours.with_name("merged.cfg")
    ran = cfgkit("merge", *three.names, "-o", out)
    assert (ran.code, out.read_bytes(), three.ours.read_bytes()) == (0, MERGED, before)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    for existing in (out, three.base, three.theirs, three.ours.parent):
        ran = cfgkit("merge", *three.names, "-o", existing)
        assert ran.code == 2
        assert ran.err.splitlines()[0] == f"cfgkit: error: {existing}: exists and is not OURS"
    assert (out.read_bytes(), three.base.read_bytes()) == (MERGED, BASE)


def test_the_bytes_go_to_standard_output_and_the_report_to_standard_error(cfgkit: Runner, three: Three) -> None:
    ran = cfgkit("merge", *three.names, "-o", "-")
    assert ran.out.encode() == MERGED
    assert "SMTPPort: 25 -> 587" in ran.err
    assert "hunter" not in ran.err
    ran = cfgkit("merge", three.base, "-", three.theirs, "-o", "-", stdin=three.ours.read_bytes())
    assert ran.out.encode() == MERGED


def test_a_conflict_shows_three_values_with_lines_keeps_ours_and_is_exit_1(cfgkit: Runner, three: Three) -> None:
    three.ours.write_bytes(three.ours.read_bytes().replace(b"=25", b"=465").replace(b"TracePC=0", b"TracePC=4"))
    ran = cfgkit("merge", *three.names, "-o", three.ours)
    assert ran.code == 1
    for text in ("base:5    = 25", "ours:5    = 465", "theirs:5  = 587", "- (absent)", "changed here, taken out there"):
        assert text in ran.out
    assert "2 conflicts" in ran.err
    assert b"SMTPPort=465\n" in three.ours.read_bytes()
    assert b"TracePC=4\n" in three.ours.read_bytes()
    assert b"SMTPTLSEnable=Y\n" in three.ours.read_bytes()


def test_json_has_the_outcome_of_each_setting_and_no_secret(cfgkit: Runner, three: Three) -> None:
    ran = cfgkit("merge", *three.names, "--format", "json")
    found = json.loads(ran.out)
    assert found["schema"] == "cfgkit.merge/1"
    [result] = found["results"]
    assert result["files"] == [str(path) for path in three.names]
    assert {one["key"]: one["outcome"] for one in result["settings"]} == {
        "SMTPPort": "carried", "UserPswd": "by-hand", "TracePC": "removed", "SMTPTLSEnable": "added",
    }  # fmt: skip
    port = next(one for one in result["settings"] if one["key"] == "SMTPPort")
    assert [side["value"] for side in port["sides"]] == ["25", "25", "587"]
    assert (result["conflicts"], result["renamed"]) == (0, [])
    assert "hunter" not in ran.out + ran.err


def test_what_the_site_calls_a_secret_is_not_carried_over(cfgkit: Runner, three: Three) -> None:
    (three.ours.parent / "cfgkit.toml").write_text(
        '[[schema.setting]]\nfile = "psappsrv"\nsection = "Trace"\nkey = "Site Pin"\ntype = "int"\n'
        'effect = "unknown"\nsecret = true\n'
    )
    three.theirs.write_bytes(three.theirs.read_bytes() + b"Site Pin=4711\n")
    for arguments in ((), ("--format", "json"), ("-o", "-")):
        ran = cfgkit("merge", *three.names, *arguments)
        assert ran.code == 0
        assert "2 by hand" in ran.err
        assert "4711" not in ran.out + ran.err


def test_a_protected_file_asks_for_its_name(cfgkit: Runner, three: Three) -> None:
    (three.ours.parent / "cfgkit.toml").write_text('[[protected]]\nname = "PRD"\npath = "*/ours/*"\n')
    before = three.ours.read_bytes()
    assert cfgkit("merge", *three.names).code == 0
    ran = cfgkit("merge", *three.names, "-o", three.ours)
    assert (ran.code, three.ours.read_bytes()) == (2, before)
    assert "protected environment PRD" in ran.err
    assert cfgkit("merge", *three.names, "-o", three.ours, "--confirm", "PRD").code == 0
    assert three.ours.read_bytes() == MERGED


def test_wrong_use_is_exit_2_and_changes_nothing(cfgkit: Runner, three: Three) -> None:
    before = three.ours.read_bytes()
    for arguments in (
        (three.base, three.ours),
        (three.base, three.ours, three.theirs.with_name("missing")),
        ("-", three.ours, "-"),
        (*three.names, "-o", "-", "--format", "json"),
        (*three.names, "-o", three.ours, "--git"),
        (three.base, "-", three.theirs, "--git"),
        (*three.names, "-o", three.ours, "--encoding", "utf-16"),
        (*three.names, "--release", "9"),
    ):
        assert cfgkit("merge", *arguments, stdin=BASE).code == 2
    assert three.ours.read_bytes() == before


def test_a_tools_upgrade_from_templates_carries_the_sites_changes_over(cfgkit: Runner, repo: Path) -> None:
    folder = repo / "fixtures" / "upgrade"
    names = [folder / name for name in ("old.cfx", "psappsrv.cfg", "new.cfx")]
    ran = cfgkit("merge", *names, "-o", "-")
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert not [line for line in lines if line.startswith((";;", ";<"))]
    for line in ("DBName=HRPRD", "WSL Encryption=128", "JSL Encryption=0", "TraceSql=3", "SMTPPort=587", "Port=9100"):
        assert line in lines
    assert "Encryption=128" not in lines
    assert "TraceSqlMask=12319" not in lines
    place = lines.index("SMTPTLSEnable=N")
    assert lines[place - 1] == "; Whether the connection is encrypted by STARTTLS."
    place = lines.index("[Inter-Domain Events]")
    assert lines[place - 3 : place + 3] == [
        ";" + 40 * "-", "; Where the domains of a site find each other", ";" + 40 * "-",
        "[Inter-Domain Events]", "; Not used by default.", "Application Server Port=0",
    ]  # fmt: skip
    assert "[Workstation Listener] Encryption is WSL Encryption now" in ran.err
    assert "[Trace] TraceSqlMask: taken out" in ran.err


class Repository:
    """A git repository whose .cfg files are merged by this checkout's cfgkit."""

    def __init__(self, folder: Path, repo: Path, driver: str) -> None:
        program = folder / "cfgkit"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cfgkit "$@"\n')
        program.chmod(0o755)
        self.work = folder / "work"
        self.work.mkdir()
        self.environment = {
            **os.environ, "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(repo),
            "PATH": f"{folder}:{os.environ['PATH']}",
        }  # fmt: skip
        self.git("init", "-q", "-b", "main")
        if driver:
            self.git("config", "merge.psft.driver", driver)
            (self.work / ".gitattributes").write_text("*.cfg merge=psft\n")
            self.git("add", ".gitattributes")

    @property
    def file(self) -> Path:
        return self.work / "psappsrv.cfg"

    def git(self, *arguments: str, fails: bool = False) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
        done = subprocess.run(command, cwd=self.work, env=self.environment, capture_output=True, text=True, check=False)
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def commit(self, branch: str, text: str) -> None:
        self.git("checkout", "-q", "-B", branch)
        self.file.write_text(text)
        self.git("add", "psappsrv.cfg")
        self.git("commit", "-qm", branch)

    def branches(self, base: str, ours: str, theirs: str) -> None:
        self.commit("main", base)
        self.commit("theirs", theirs)
        self.git("checkout", "-q", "main")
        self.commit("ours", ours)


TEXT = BASE.decode()
OURS = TEXT.replace("SMTPServer=a", "SMTPServer=mine")
THEIRS = TEXT.replace("SMTPPort=25", "SMTPPort=587")
DRIVERS = ["cfgkit merge --git %O %A %B", "cfgkit merge %O %A %B -o %A"]


def test_adjacent_keys_are_a_conflict_to_git_alone(repo: Path, tmp_path: Path) -> None:
    repository = Repository(tmp_path, repo, "")
    repository.branches(TEXT, OURS, THEIRS)
    assert "CONFLICT" in repository.git("merge", "theirs", fails=True)


@pytest.mark.parametrize("driver", DRIVERS)
def test_git_merges_adjacent_keys_by_setting(repo: Path, tmp_path: Path, driver: str) -> None:
    repository = Repository(tmp_path, repo, driver)
    repository.branches(TEXT, OURS, THEIRS.replace("hunter2", "hunter4"))
    shown = repository.git("merge", "-q", "-m", "merge", "theirs")
    assert repository.file.read_text() == OURS.replace("SMTPPort=25", "SMTPPort=587")
    assert "hunter" not in shown
    assert repository.git("status", "--porcelain", "-uno") == ""
    if "--git" in driver:
        assert sorted(path.name for path in repository.work.iterdir()) == [".git", ".gitattributes", "psappsrv.cfg"]


@pytest.mark.parametrize("driver", DRIVERS)
def test_git_is_told_of_a_conflict_and_ours_stays(repo: Path, tmp_path: Path, driver: str) -> None:
    repository = Repository(tmp_path, repo, driver)
    ours, theirs = OURS.replace("TracePC=0", "TracePC=4"), THEIRS.replace("TracePC=0", "TracePC=8")
    repository.branches(TEXT, ours, theirs)
    shown = repository.git("merge", "theirs", fails=True)
    assert "CONFLICT (content): Merge conflict in psappsrv.cfg" in shown
    assert "theirs:8  = 8" in shown
    assert repository.file.read_text() == ours.replace("SMTPPort=25", "SMTPPort=587")
    assert repository.git("status", "--porcelain", "psappsrv.cfg") == "UU psappsrv.cfg\n"
    repository.git("checkout", "--theirs", "psappsrv.cfg")
    assert repository.file.read_text() == theirs


def test_git_merges_what_both_branches_added(repo: Path, tmp_path: Path) -> None:
    repository = Repository(tmp_path, repo, DRIVERS[0])
    (repository.work / "words").write_text("x")
    repository.git("add", "words")
    repository.git("commit", "-qm", "root")
    repository.commit("theirs", THEIRS)
    repository.git("checkout", "-q", "-B", "ours", "HEAD~1")
    repository.commit("ours", TEXT)
    assert "CONFLICT (add/add)" in repository.git("merge", "theirs", fails=True)
    assert repository.file.read_text() == TEXT
