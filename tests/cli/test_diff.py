"""`cfgkit diff` and `cfgkit apply` as a user, and as git, runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner


@pytest.fixture
def pair(config: Path) -> tuple[Path, Path]:
    """Two environments of one domain."""
    files = []
    for name, port, host in (("dev", "25", "mail-dev"), ("prd", "587", "mail")):
        path = config.parent / name / "psappsrv.cfg"
        path.parent.mkdir()
        text = config.read_bytes().replace(b"SMTPPort=25", f"SMTPPort={port}".encode())
        path.write_bytes(text.replace(b"=mail.", f"={host}.".encode()).replace(b"hunter2", name.encode() * 3))
        files.append(path)
    return files[0], files[1]


@pytest.mark.parametrize("form", ["text", "side-by-side", "unified", "json", "yaml", "markdown", "html", "commands"])
def test_every_format_shows_what_differs_and_no_secret(cfgkit: Runner, pair: tuple[Path, Path], form: str) -> None:
    ran = cfgkit("diff", *pair, "--format", form)
    assert ran.code == 1
    assert "SMTPPort" in ran.out
    assert "mail-dev.example.com"[:8] in ran.out
    assert "devdevdev" not in ran.out + ran.err
    assert "to make prd like dev: 3 changes, 0 need a domain reboot, 1 of unknown effect, 1 by hand" in ran.err
    if form == "json":
        assert json.loads(ran.out)["results"][0]["files"] == [str(path) for path in pair]
    if form == "yaml":
        assert (
            YAML(typ="safe").load(ran.out)["results"]
            == json.loads(cfgkit("diff", *pair, "--format", "json").out)["results"]
        )


def test_commands_turn_b_into_a(cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path) -> None:
    dev, prd = pair
    program = tmp_path / "bin" / "cfgkit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cfgkit "$@"\n')
    program.chmod(0o755)
    script = cfgkit("diff", dev, prd, "--as-commands").out
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-e"], input=script, text=True, check=True, env=environment, capture_output=True)
    found = json.loads(cfgkit("diff", dev, prd, "--format", "json").out)["results"][0]["differences"]
    assert [one["key"] for one in found] == ["UserPswd"]


def test_a_reviewed_difference_is_applied_and_a_stale_one_refused(
    cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    dev, prd = pair
    reviewed = tmp_path / "diff.json"
    reviewed.write_text(cfgkit("diff", dev, prd, "--format", "json").out)
    before = dev.read_bytes()
    ran = cfgkit("apply", reviewed, dev)
    assert ran.code == 0
    assert "by hand: Startup/UserPswd" in ran.err
    assert dev.read_bytes() == before.replace(b"mail-dev.", b"mail.").replace(b"=25", b"=587")
    ran = cfgkit("apply", reviewed, dev)
    assert ran.code == 2
    assert "no longer what the difference saw" in ran.err
    assert cfgkit("apply", reviewed, dev, "--reverse").code == 0
    assert dev.read_bytes() == before
    assert cfgkit("apply", reviewed, dev, "--to", "nobody").code == 2
    assert cfgkit("apply", reviewed, dev, "--to", str(prd), "--dry-run").out.count("\n+") == 3
    (tmp_path / "bad.json").write_text("{}")
    for name in ("bad.json", "missing.json"):
        assert cfgkit("apply", tmp_path / name, dev).code == 2
    assert dev.read_bytes() == before


def test_a_difference_is_applied_to_all_domains_of_a_home(
    cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    files = [home / "appserv" / name / "psappsrv.cfg" for name in ("a", "b")]
    for path in files:
        path.parent.mkdir(parents=True)
        path.write_bytes(pair[0].read_bytes())
    difference = cfgkit("diff", *pair, "--format", "json").out.encode()
    assert cfgkit("apply", "-", stdin=difference).code == 2
    assert cfgkit("apply", "-", "--domains", home, stdin=difference).code == 0
    assert all(b"SMTPPort=587" in path.read_bytes() for path in files)
    assert cfgkit("apply", "-", "--domains", home, stdin=difference).code == 2


def test_a_difference_of_three_files_needs_to(cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path) -> None:
    third = tmp_path / "tst.cfg"
    third.write_bytes(pair[0].read_bytes())
    reviewed = tmp_path / "diff.json"
    reviewed.write_text(cfgkit("diff", *pair, third, "--format", "json").out)
    assert cfgkit("apply", reviewed, third).code == 2
    assert cfgkit("apply", reviewed, third, "--to", pair[1]).code == 0
    assert b"SMTPPort=587" in third.read_bytes()


def test_expected_differences_come_from_cfgkit_toml(cfgkit: Runner, pair: tuple[Path, Path]) -> None:
    toml = pair[0].parent / "cfgkit.toml"
    toml.write_text(
        '[[expected]]\nsetting = "SMTP Settings/SMTP*"\nreason = "own relay"\n'
        '[[expected]]\nsetting = "Startup/UserPswd"\nreason = "own key"\n'
        '[[expected]]\nsetting = "Trace/*"\nreason = "never"\n'
        '[[expected]]\nsetting = "a/b"\nreason = "past"\nuntil = 2020-01-01\n'
    )
    ran = cfgkit("diff", *pair, "--show-ignored")
    assert ran.code == 0
    assert "[SMTP Settings] SMTPPort: own relay" in ran.out
    assert "3 expected" in ran.err
    assert "Trace/* matches nothing any more" in ran.err
    assert "a/b is over since 2020-01-01" in ran.err
    toml.write_text('[[expected]]\nsetting = "SMTP Settings/*"\n')
    ran = cfgkit("diff", *pair)
    assert ran.code == 2
    assert "has no reason" in ran.err


def test_what_one_site_calls_a_secret_is_one_in_the_other_file_too(cfgkit: Runner, pair: tuple[Path, Path]) -> None:
    (pair[0].parent / "cfgkit.toml").write_text(
        '[[schema.setting]]\nfile = "psappsrv"\nsection = "Own"\nkey = "Site Pin"\ntype = "int"\n'
        'effect = "unknown"\nsecret = true\n'
    )
    pair[1].write_bytes(pair[1].read_bytes() + b"[Own]\nSite Pin=4711\n")
    for form in ("text", "json", "commands"):
        ran = cfgkit("diff", *pair, "--format", form)
        assert "Site Pin" in ran.out
        assert "4711" not in ran.out + ran.err


def test_one_unreadable_file_does_not_stop_the_rest(cfgkit: Runner, pair: tuple[Path, Path]) -> None:
    ran = cfgkit("diff", *pair, pair[0].with_name("missing"))
    assert ran.code == 2
    assert "SMTPPort" in ran.out
    ran = cfgkit("diff", pair[0].with_name("missing"), *pair, "--name", "gone", "--name", "one", "--name", "two")
    assert ran.code == 2
    assert "  one:11" in ran.out
    assert "  two:11" in ran.out
    assert "gone" not in ran.out


def test_domains_of_one_kind(cfgkit: Runner, pair: tuple[Path, Path], repo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name, path in (("appserv/a/psappsrv.cfg", pair[0]), ("appserv/b/psappsrv.cfg", pair[1])):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_bytes(path.read_bytes())
    (home / "appserv/prcs/a").mkdir(parents=True)
    (home / "appserv/prcs/a/psprcs.cfg").write_bytes((repo / "fixtures/psprcs-unix/psprcs.cfg").read_bytes())
    ran = cfgkit("diff", "--domains", home)
    assert "files of several kinds" in ran.err
    assert "PrcsServerName" in ran.out
    ran = cfgkit("diff", "--domains", home, "--kind", "psappsrv")
    assert "files of several kinds" not in ran.err
    assert ran.code == 1
    assert "PrcsServerName" not in ran.out
    assert cfgkit("diff", "--domains", home, "--kind", "psprcs").code == 2
    assert cfgkit("diff", *pair, "--kind", "psprcs").code == 2


def test_wrong_use_is_exit_2(cfgkit: Runner, pair: tuple[Path, Path]) -> None:
    assert cfgkit("diff", pair[0]).code == 2
    assert cfgkit("diff", *pair, "--name", "a").code == 2
    assert cfgkit("diff", "--git", *pair).code == 2
    assert "one:10" in cfgkit("diff", *pair, "--name", "one", "--name", "two").out


def test_git_uses_it_as_textconv_and_as_external_diff(repo: Path, tmp_path: Path) -> None:
    program = tmp_path / "cfgkit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cfgkit "$@"\n')
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environment = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(repo)}

    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q")
    (work / ".gitattributes").write_text("*.cfg diff=psft\n")
    file = work / "psappsrv.cfg"
    file.write_text("[Domain Settings]\nDomain ID=X\n[SMTP Settings]\nSMTPPort=25\nUserPswd=hunter2\n")
    git("add", ".")
    git("commit", "-qm", "first")
    file.write_text("[SMTP Settings]\nSMTPPort=587\nUserPswd=geheim\n[Domain Settings]\nDomain ID=X\n")
    git("config", "diff.psft.command", f"{program} diff --git")
    text = git("diff")
    assert "[SMTP Settings] SMTPPort" in text
    assert "Domain ID" not in text
    git("config", "--unset", "diff.psft.command")
    git("config", "diff.psft.textconv", f"{program} show")
    text += git("diff")
    assert "SMTPPort" in text
    assert "hunter2" not in text
    assert "geheim" not in text
    new = work / "new.cfg"
    new.write_text("[Trace]\nTracePC=0\n")
    git("add", "-N", "new.cfg")
    git("config", "diff.psft.command", f"{program} diff --git")
    assert "[Trace] TracePC" in git("diff", "new.cfg")
