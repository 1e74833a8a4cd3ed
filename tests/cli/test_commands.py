from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner


def test_get_prints_the_bare_value(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("get", config, "SMTP Settings/SMTPServer")
    assert (ran.code, ran.out, ran.err) == (0, "mail.example.com\n", "")


@pytest.mark.parametrize(
    ("address", "words"), [("SMTP Settings/SMTPTrace", "only commented out (line 12)"), ("A/B", "is not there")]
)
def test_get_of_what_is_not_live_is_exit_1(cfgkit: Runner, config: Path, address: str, words: str) -> None:
    ran = cfgkit("get", config, address)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err


def test_get_says_when_only_the_case_differs(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("get", config, "smtp settings/smtpserver")
    assert (ran.code, ran.out) == (0, "mail.example.com\n")
    assert "SMTP Settings/SMTPServer: the name matches but for its case" in ran.err


def test_get_of_a_duplicate_reads_the_last_with_a_warning(cfgkit: Runner) -> None:
    data = b"[A]\nKey=1\nKey=2\n"
    ran = cfgkit("get", "-", "A/Key", stdin=data)
    assert (ran.code, ran.out) == (0, "2\n")
    assert "lines 2, 3" in ran.err
    assert cfgkit("get", "-", "A/Key[1]", stdin=data).out == "1\n"
    assert cfgkit("set", "-", "A/Key=3", stdin=data).code == 2
    assert cfgkit("set", "-", "A/Key[2]=3", stdin=data).out == "[A]\nKey=1\nKey=3\n"


def test_a_key_may_hold_slashes(cfgkit: Runner) -> None:
    data = b"[Process Scheduler]\nLog/Output Directory=/old\n"
    ran = cfgkit("set", "-", "Process Scheduler/Log/Output Directory=/a=b/c", stdin=data)
    assert ran.out == "[Process Scheduler]\nLog/Output Directory=/a=b/c\n"


def test_set_changes_only_its_lines_and_says_what_a_change_needs(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    ran = cfgkit("set", config, "SMTP Settings/SMTPPort=587", "SMTP Settings/SMTPTrace=2")
    assert ran.code == 0
    assert config.read_bytes() == before.replace(b"Port=25", b"Port=587").replace(
        b";SMTPTrace=1\n", b";SMTPTrace=1\nSMTPTrace=2\n"
    )
    assert "[SMTP Settings] SMTPPort: 25 -> 587  (dynamic, assumed)" in ran.out
    assert "[SMTP Settings] SMTPTrace: added, 2  (reboot, documented)" in ran.out
    assert "effect: 1 dynamic, 1 reboot" in ran.out
    assert next(config.parent.glob("psappsrv.cfg.cfgkit-*.bak")).name in ran.out


def test_set_to_what_it_is_does_not_touch_the_file(cfgkit: Runner, config: Path) -> None:
    before = config.stat()
    ran = cfgkit("set", config, "SMTP Settings/SMTPPort=25")
    assert (ran.code, ran.out) == (0, f"{config}: nothing to change\n")
    assert config.stat().st_mtime_ns == before.st_mtime_ns
    assert config.stat().st_ino == before.st_ino


def test_a_dry_run_prints_a_diff_and_writes_nothing(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    ran = cfgkit("set", config, "SMTP Settings/SMTPPort=587", "--dry-run")
    assert ran.code == 0
    assert "-SMTPPort=25\n+SMTPPort=587\n" in ran.out
    assert config.read_bytes() == before
    assert list(config.parent.iterdir()) == [config]


def test_comment_and_uncomment_are_each_others_inverse(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    assert cfgkit("comment", config, "SMTP Settings/SMTPPort").code == 0
    assert b"\n;SMTPPort=25\n" in config.read_bytes()
    assert cfgkit("uncomment", config, "SMTP Settings/SMTPPort").code == 0
    assert config.read_bytes() == before


def test_unset_takes_the_line_out(cfgkit: Runner, config: Path) -> None:
    assert cfgkit("unset", config, "SMTP Settings/SMTPPort").code == 0
    assert b"SMTPPort" not in config.read_bytes()


def test_several_files_are_all_or_nothing(cfgkit: Runner, config: Path) -> None:
    other = config.with_name("other.cfg")
    other.write_bytes(b"[SMTP Settings]\nSMTPPort=25\nSMTPPort=26\n")
    before = config.read_bytes()
    ran = cfgkit("set", config, "SMTP Settings/SMTPPort=587", "--also", other)
    assert ran.code == 2
    assert f"{other}: 2 live settings are called SMTP Settings/SMTPPort" in ran.err
    assert config.read_bytes() == before
    other.write_bytes(b"[SMTP Settings]\nSMTPPort=25\n")
    assert cfgkit("set", config, "SMTP Settings/SMTPPort=587", "--also", other).code == 0
    assert b"SMTPPort=587" in config.read_bytes()
    assert b"SMTPPort=587" in other.read_bytes()


def test_all_domains_of_a_config_home_at_once(cfgkit: Runner, tmp_path: Path) -> None:
    paths = [tmp_path / "appserv" / name / "psappsrv.cfg" for name in ("A", "B")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"[Trace]\nTraceSql=31\n")
    assert cfgkit("set", "--domains", tmp_path, "Trace/TraceSql=0").code == 0
    assert [path.read_bytes() for path in paths] == [b"[Trace]\nTraceSql=0\n"] * 2


def test_standard_input_is_edited_to_standard_output(cfgkit: Runner) -> None:
    ran = cfgkit("set", "-", "A/Key=2", stdin=b"[A]\r\nKey=1\r\n")
    assert (ran.code, ran.out) == (0, "[A]\r\nKey=2\r\n")
    assert "Key: 1 -> 2" in ran.err


def test_a_secret_is_never_taken_from_the_command_line(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    ran = cfgkit("set", config, "Startup/UserPswd=geheim")
    assert ran.code == 2
    assert "--value-env" in ran.err
    assert "geheim" not in ran.out + ran.err
    assert config.read_bytes() == before


def test_a_secret_comes_from_a_file_the_environment_or_a_program(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-file\n")
    sources = {
        "from-file": ["--value-file", str(tmp_path / "secret")],
        "from-env": ["--value-env", "MY_SECRET"],
        "from-command": ["--value-command", "printf from-command"],
    }
    for value, options in sources.items():
        ran = cfgkit("set", config, "Startup/UserPswd", *options, MY_SECRET="from-env")
        assert ran.code == 0, ran.err
        assert f"UserPswd={value}\n".encode() in config.read_bytes()
        assert value not in ran.out + ran.err
        assert "******** -> ********" in ran.out


def test_protected_files_ask_for_their_environments_name(cfgkit: Runner, config: Path) -> None:
    (config.parent / "cfgkit.toml").write_text('[[protected]]\nname = "HR-PRD"\ndbname = "HRDEV"\n')
    before = config.read_bytes()
    ran = cfgkit("set", config, "SMTP Settings/SMTPPort=587")
    assert ran.code == 2
    assert "--confirm HR-PRD" in ran.err
    assert cfgkit("set", config, "SMTP Settings/SMTPPort=587", "--confirm", "other").code == 2
    assert config.read_bytes() == before
    assert cfgkit("set", config, "SMTP Settings/SMTPPort=587", "--confirm", "HR-PRD").code == 0
    assert cfgkit("restore", config, "--yes").code == 2
    assert cfgkit("restore", config, "--yes", "--confirm", "HR-PRD").code == 0
    assert config.read_bytes() == before


def test_backups_and_restore(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    cfgkit("set", config, "SMTP Settings/SMTPPort=587")
    cfgkit("set", config, "SMTP Settings/SMTPPort=588")
    listed = json.loads(cfgkit("backups", config, "--format", "json").out)["results"][0]["backups"]
    assert len(listed) == 2
    asks = cfgkit("restore", config, listed[-1]["when"])
    assert asks.code == 2
    assert "-SMTPPort=588\n+SMTPPort=25\n" in asks.out
    assert cfgkit("restore", config, listed[-1]["when"], "--yes").code == 0
    assert config.read_bytes() == before
    assert len(cfgkit("backups", config).out.splitlines()) == 3
    assert cfgkit("restore", config, "1999", "--yes").code == 2


def test_show_lists_what_the_file_says(cfgkit: Runner, config: Path) -> None:
    assert cfgkit("show", config, "SMTP Settings").out == (
        "[SMTP Settings]\n"
        "    10  SMTPServer = mail.example.com                         dynamic\n"
        "    11  SMTPPort   = 25                                       dynamic\n"
        "    12 ;SMTPTrace  = 1                                        reboot\n"
        "    13  SMTPSender = hr@example.com                           dynamic\n"
    )
    assert cfgkit("show", config, "Nothing").code == 1
    shown = json.loads(cfgkit("show", config, "--format", "json").out)
    assert shown["schema"] == "cfgkit.show/1"
    section = shown["results"][0]["sections"][-1]
    assert section["settings"][2] == {
        "key": "SMTPTrace",
        "value": "1",
        "line": 12,
        "state": "commented",
        "effect": "reboot",
        "effect_certainty": "documented",
        "secret": False,
    }


def test_check_finds_and_writes_nothing(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    ran = cfgkit("check", config, config.with_name("missing.cfg"), "--format", "json")
    assert ran.code == 2
    found = json.loads(ran.out)["results"]
    assert [one["rule"] for one in found[0]["findings"]] == ["clear-secret"]
    assert cfgkit("check", config).code == 1
    assert cfgkit("check", config, "--fail-on", "error").code == 0
    assert config.read_bytes() == before


def test_diff_is_0_1_or_2(cfgkit: Runner, repo: Path) -> None:
    dev, prd = (repo / "fixtures" / "trio" / name / "psappsrv.cfg" for name in ("dev", "prd"))
    assert cfgkit("diff", dev, dev).code == 0
    ran = cfgkit("diff", dev, prd, "--format", "json")
    assert ran.code == 1
    result = json.loads(ran.out)["results"][0]
    assert result["files"] == [str(dev), str(prd)]
    assert set(result["differences"][0]) == {
        "section", "key", "sides", "effect", "groups", "effect_certainty", "effect_source", "secret", "secret_relation",
    }  # fmt: skip
    assert cfgkit("diff", dev, dev.with_name("missing")).code == 2
    assert cfgkit("diff", dev).code == 2


def test_a_dry_run_is_json_too(cfgkit: Runner, config: Path) -> None:
    before = config.read_bytes()
    arguments = ("set", config, "SMTP Settings/SMTPPort=587", "--format", "json")
    shape = json.loads(cfgkit(*arguments, "--dry-run").out)["results"][0]
    assert (shape["changed"], shape["written"], shape["backup"]) == (True, False, None)
    assert [(one["before"], one["after"]) for one in shape["changes"]] == [("25", "587")]
    assert config.read_bytes() == before
    shape = json.loads(cfgkit(*arguments).out)["results"][0]
    assert (shape["changed"], shape["written"]) == (True, True)
    shape = json.loads(cfgkit(*arguments).out)["results"][0]
    assert (shape["changed"], shape["written"], shape["changes"]) == (False, False, [])


def test_yaml_there_and_back(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    before = config.read_bytes()
    assert "hunter2" not in cfgkit("to-yaml", config).out
    assert cfgkit("to-yaml", config, "--with-secrets").code == 2
    yaml = tmp_path / "all.yaml"
    assert cfgkit("to-yaml", config, "--with-secrets", "-o", yaml).code == 0
    assert yaml.stat().st_mode & 0o777 == 0o600
    config.unlink()
    assert cfgkit("from-yaml", yaml, "--into", config).code == 0
    assert config.read_bytes() == before
    yaml.write_text(yaml.read_text().replace('"25"', '"587"'))
    assert cfgkit("from-yaml", yaml, "--into", config).code == 0
    assert config.read_bytes() == before.replace(b"Port=25", b"Port=587")
    yaml.write_text("nonsense: [")
    ran = cfgkit("from-yaml", yaml, "--into", config)
    assert ran.code == 2
    assert f"{yaml}:" in ran.err


def test_the_mail_test_sends_to_the_sandbox(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("smtp", "test", config, "--to", "you@example.com", "--sandbox", "--format", "json")
    assert ran.code == 0, ran.err
    result = json.loads(ran.out)["results"][0]
    assert result["result"] == {"code": 1, "name": "Delivered"}
    stages = [one["stage"] for one in result["attempts"][0]["stages"] if one["outcome"] == "ok"]
    assert stages == ["plan", "connect", "greeting", "ehlo", "mail", "rcpt", "data", "quit"]


def test_the_editor_refuses_without_a_terminal_and_names_its_twins(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("edit", config)
    assert ran.code == 2
    assert "show, get, set" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gte"], "No such command 'gte'. Did you mean 'get'?"),
        (["get", "x.cfg"], "Missing argument"),
        (["get", "missing.cfg", "A/b"], "missing.cfg: no such file or directory"),
        (["get", "psappsrv.cfg", "no-slash"], "is no SECTION/KEY"),
        (["set", "psappsrv.cfg", "A/b"], "is no SECTION/KEY=VALUE"),
        (["set", "psappsrv.cfg"], "name a FILE"),
        (["set", "psappsrv.cfg", "A/[b=1"], "can't be a key"),
        (["set", "psappsrv.cfg", "A]/b=1"], "can't be a section name"),
        (["set", "psappsrv.cfg", "A/b=1\n2"], "line break"),
        (["unset", "psappsrv.cfg", "A/b"], "no live setting"),
        (["uncomment", "psappsrv.cfg", "SMTP Settings/SMTPPort"], "is live already"),
        (["get", "psappsrv.cfg", "A/b", "--encoding", "klingon"], "unknown encoding"),
        (["get", "psappsrv.cfg", "A/b", "--encoding", "utf-32"], "not exactly utf-32"),
        (["smtp", "test", "psappsrv.cfg", "--to", "nobody"], "--to is not a mail address"),
        (["check", "--domains", "."], "no domain below this folder"),
        (["restore", "psappsrv.cfg"], "no backup"),
    ],
)
def test_wrong_use_is_one_clear_line_and_exit_2(cfgkit: Runner, config: Path, arguments: list[str], words: str) -> None:
    before = config.read_bytes()
    ran = cfgkit(*arguments)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("cfgkit: error: ")
    assert words in lines[0]
    assert len(lines) <= 2
    assert config.read_bytes() == before
