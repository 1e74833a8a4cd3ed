"""`cfgkit check` as a user runs it: formats, repairs, rules on and off."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest

from cfgkit import parse
from cfgkit.check import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

MESSY: Final = (
    b"[Startup]\r\nDBName=HRDEV\r\nUserPswd = hunter2 \r\n[Domain Settings]\r\nDomain ID=X\r\nLogFence=5\r\n"
    b"[SMTP Settings]\r\n; mail\r\nSMTPServer = mail.example.com \r\nSMTPUseSSL=true\r\nSMTPSSLProtocol=tlsv1.2\r\n"
    b"SMTPSASLEnable=Y\r\nSMTPSASLMechanism=plain\r\nSMTPPort=2x5"
)
MENDED: Final = (
    b"[Startup]\r\nDBName=HRDEV\r\nUserPswd=hunter2 \r\n[Domain Settings]\r\nDomain ID=X\r\nLogFence=5\r\n"
    b"[SMTP Settings]\r\n; mail\r\nSMTPServer=mail.example.com\r\nSMTPUseSSL=Y\r\nSMTPSSLProtocol=TLSv1.2\r\n"
    b"SMTPSASLEnable=Y\r\nSMTPSASLMechanism=PLAIN\r\nSMTPPort=2x5"
)


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(MESSY)
    return path


def test_fix_mends_what_is_safe_and_reports_the_rest(cfgkit: Runner, messy: Path) -> None:
    ran = cfgkit("check", messy, "--fix")
    assert ran.code == 1
    assert messy.read_bytes() == MENDED
    assert "4 changes, backup" in ran.out
    assert re.findall(r"\[([a-z-]+)\] ", ran.out.split("why:")[-1]) == [
        "clear-secret",
        "trailing-blank",
        "mail-no-sender",
        "value-type",
    ]
    assert "hunter2" not in ran.out + ran.err
    assert cfgkit("check", messy, "--fix").out.startswith(f"{messy}: nothing to change")


def test_fix_of_blanks_alone_is_a_change_too(cfgkit: Runner, tmp_path: Path) -> None:
    path = tmp_path / "psappsrv.cfg"
    path.write_bytes(b"[Startup]\nDBName = HRDEV\n")
    (tmp_path / "cfgkit.toml").write_text('[[protected]]\nname = "HRDEV"\ndbname = "HRDEV"\n')
    assert cfgkit("check", path, "--fix").code == 2
    ran = cfgkit("check", path, "--fix", "--confirm", "HRDEV")
    assert ran.code == 0
    assert "only blanks change, backup" in ran.out
    assert path.read_bytes() == b"[Startup]\nDBName=HRDEV\n"


def test_a_dry_run_of_fix_shows_the_diff_and_writes_nothing(cfgkit: Runner, messy: Path) -> None:
    ran = cfgkit("check", messy, "--fix", "--dry-run")
    assert ran.code == 0
    assert messy.read_bytes() == MESSY
    assert "-SMTPUseSSL=true" in ran.out
    assert "+SMTPUseSSL=Y" in ran.out
    assert "hunter2" not in ran.out + ran.err
    assert sorted(one.name for one in messy.parent.iterdir()) == [messy.name]


def test_fix_of_standard_input_writes_to_standard_output(cfgkit: Runner) -> None:
    ran = cfgkit("check", "-", "--fix", stdin=MESSY)
    assert ran.code == 0
    assert ran.out.encode() == MENDED


def test_fix_of_several_files_is_all_or_nothing(cfgkit: Runner, messy: Path) -> None:
    assert cfgkit("check", messy, messy.with_name("missing"), "--fix").code == 2
    assert messy.read_bytes() == MESSY


def test_fix_asks_for_a_protected_environments_name(cfgkit: Runner, messy: Path) -> None:
    (messy.parent / "cfgkit.toml").write_text('[[protected]]\nname = "HRDEV"\ndbname = "HRDEV"\n')
    assert cfgkit("check", messy, "--fix").code == 2
    assert messy.read_bytes() == MESSY
    assert cfgkit("check", messy, "--fix", "--confirm", "HRDEV").code == 1
    assert messy.read_bytes() == MENDED


@pytest.mark.parametrize("option", [["--dry-run"], ["--in-place"], ["--confirm", "X"]])
def test_options_of_fix_need_it(cfgkit: Runner, messy: Path, option: list[str]) -> None:
    assert cfgkit("check", messy, *option).code == 2


def test_rules_are_chosen_by_id_and_pattern(cfgkit: Runner, messy: Path) -> None:
    def rules(*options: str) -> set[str]:
        result = json.loads(cfgkit("check", messy, "--format", "json", *options).out)["results"][0]
        return {one["rule"] for one in result["findings"]}

    everything = rules()
    assert {"clear-secret", "trailing-blank", "value-type", "mail-sasl-mechanism"} <= everything
    assert rules("--only", "mail-*") == {one for one in everything if one.startswith("mail-")}
    assert rules("--only", "value-type", "--only", "clear-secret") == {"value-type", "clear-secret"}
    assert rules("--ignore", "mail-*", "--ignore", "value-type") == {
        one for one in everything if not one.startswith("mail-") and one != "value-type"
    }
    assert rules("--severity", "error") == {"value-type"}
    assert cfgkit("check", messy, "--only", "no-such-rule").code == 2


def test_cfgkit_toml_switches_rules_off_and_changes_how_much_they_matter(cfgkit: Runner, messy: Path) -> None:
    toml = messy.parent / "cfgkit.toml"
    toml.write_text('[rules]\n"*-*" = "off"\nclear-secret = "error"\n')
    ran = cfgkit("check", messy, "--format", "json", "--fail-on", "error")
    assert ran.code == 1
    found = json.loads(ran.out)["results"][0]["findings"]
    assert [(one["rule"], one["severity"]) for one in found] == [("clear-secret", "error")]
    for wrong in (
        'no-such = "off"',
        'clear-secret = "loud"',
        "clear-secret = true",
        'clear-secret = ["off"]',
        "a.b = 1",
    ):
        toml.write_text(f"[rules]\n{wrong}\n")
        ran = cfgkit("check", messy)
        assert ran.code == 2
        assert ran.err.startswith(f"cfgkit: error: {toml}: ")


def test_exit_codes(cfgkit: Runner, messy: Path, repo: Path) -> None:
    clean = repo / "fixtures" / "psprcs-unix" / "psprcs.cfg"
    assert cfgkit("check", clean).code == 0
    assert cfgkit("check", clean, "--fail-on", "info").code == 1
    assert cfgkit("check", messy).code == 1
    assert cfgkit("check", messy, messy.with_name("missing")).code == 2
    assert cfgkit("check", messy, "--release", "9").code == 2
    assert cfgkit("check").code == 2


def test_the_kind_and_the_guessed_release_are_said(cfgkit: Runner, repo: Path) -> None:
    prcs = repo / "fixtures" / "psprcs-unix" / "psprcs.cfg"
    assert "psprcs, release 8.54 or later, a guess from [" in cfgkit("check", prcs).err
    assert "psprcs, release 8.61;" in cfgkit("check", prcs, "--release", "8.61.07").err
    assert "kind of file not recognised" in cfgkit("check", "-", stdin=b"[A]\n").err


def test_github_annotations_are_one_line_each(cfgkit: Runner, tmp_path: Path) -> None:
    path = tmp_path / "ps,app:srv%.cfg"
    path.write_bytes(b"[Domain Settings]\nLogFence=4%0A::x\n[JOLT Listener]\nPort=\x1b[2J\n")
    ran = cfgkit("check", path, "--format", "github")
    assert ran.code == 1
    for line in ran.out.splitlines():
        assert re.fullmatch(r"::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,title=[^,:]+::[^\x1b]+", line), line
    assert "ps%2Capp%3Asrv%25.cfg" in ran.out


def test_sarif_is_sarif(cfgkit: Runner, messy: Path, repo: Path) -> None:
    ran = cfgkit("check", messy, repo / "fixtures" / "psprcs-unix" / "psprcs.cfg", "--format", "sarif")
    assert ran.code == 1
    assert "hunter2" not in ran.out
    log = json.loads(ran.out)
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert run["columnKind"] == "unicodeCodePoints"
    lines = parse(MESSY).text.splitlines()
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        location = result["locations"][0]["physicalLocation"]
        assert "://" in location["artifactLocation"]["uri"]
        if location["artifactLocation"]["uri"].endswith("psappsrv.cfg") and "region" in location:
            region = location["region"]
            assert 1 <= region["startColumn"] <= len(lines[region["startLine"] - 1]) + 1


def test_files_of_one_database_are_checked_together(cfgkit: Runner, tmp_path: Path) -> None:
    for name, kind, host in (("psappsrv", "Domain Settings", "a"), ("psprcs", "Process Scheduler", "b")):
        text = f"[Startup]\nDBName=HRDEV\n[{kind}]\n[SMTP Settings]\nSMTPServer={host}\nSMTPSender=a@b\n"
        (tmp_path / f"{name}.cfg").write_text(text)
    ran = cfgkit("check", tmp_path / "psappsrv.cfg", tmp_path / "psprcs.cfg")
    assert "SMTPServer is another one than in" in ran.out
    assert cfgkit("check", tmp_path / "psprcs.cfg").out == ""


def test_the_hooks_match_the_files_and_run(cfgkit: Runner, repo: Path, messy: Path) -> None:
    from ruamel.yaml import YAML

    hooks = YAML(typ="safe").load((repo / ".pre-commit-hooks.yaml").read_text())
    pattern = re.compile(hooks[0]["files"])
    assert all(pattern.search(name) for name in ("PSAPPSRV.CFG", "a/psprcs.cfg", "x/psappsrv.cfx"))
    assert not pattern.search("a/psappsrv.cfg.bak")
    assert {hook["language"] for hook in hooks} == {"python"}
    clean = messy.with_name("psprcs.cfg")
    clean.write_bytes((repo / "fixtures" / "psprcs-unix" / "psprcs.cfg").read_bytes())
    for hook, left in zip(hooks, (MESSY, MENDED), strict=True):
        command, *arguments = hook["entry"].split()
        assert command == "cfgkit"
        assert cfgkit(*arguments, clean).code == 0
        assert cfgkit(*arguments, clean, messy).code == 1
        assert messy.read_bytes() == left
