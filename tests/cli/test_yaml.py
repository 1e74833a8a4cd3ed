"""`cfgkit to-yaml` and `cfgkit from-yaml` as a user runs them, DPK's layout among them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

LAYOUT = "cfgkit: 1\nsections:\n- name: SMTP Settings\n  body:\n"


@pytest.fixture
def domain(config: Path) -> Path:
    """The same file in its domain's folder."""
    path = config.parent / "hrdev" / "psappsrv.cfg"
    path.parent.mkdir()
    path.write_bytes(config.read_bytes())
    return path


def test_only_changes_from_a_delivered_file(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    delivered = tmp_path / "small.cfx"
    delivered.write_bytes(
        config.read_bytes().replace(b"=25", b"=025").replace(b"mail.example.com", b"").replace(b"hunter2", b"geheim")
        + b"SMTPSendTime=0\n"
    )
    ran = cfgkit("to-yaml", config, "--only-changes-from", delivered)
    assert ran.code == 0
    assert "SMTPServer" in ran.out
    assert "UserPswd" in ran.out
    assert "SMTPPort" not in ran.out
    assert "SMTP Settings/SMTPSendTime is delivered and not there" in ran.err
    assert "hunter2" not in ran.out + ran.err
    assert "geheim" not in ran.out + ran.err
    other = tmp_path / "other.cfg"
    other.write_bytes(delivered.read_bytes())
    yaml = tmp_path / "changes.yaml"
    yaml.write_text(ran.out)
    assert cfgkit("from-yaml", yaml, "--into", other).code == 0
    assert other.read_bytes() == delivered.read_bytes().replace(b"SMTPServer=", b"SMTPServer=mail.example.com")


def test_several_files_are_several_documents(cfgkit: Runner, config: Path) -> None:
    ran = cfgkit("to-yaml", config, config)
    assert ran.out.count("---\ncfgkit: 1\n") == 2
    assert cfgkit("to-yaml", config, config, "-o", "x.yaml").code == 2


def test_findings_stop_the_write_unless_forced(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    before = config.read_bytes()
    yaml = tmp_path / "a.yaml"
    yaml.write_text(f'{LAYOUT}  - {{key: SMTPPort, value: "2x5"}}\n  - {{key: SMTPUsernam, value: hr}}\n')
    ran = cfgkit("from-yaml", yaml, "--into", config)
    assert ran.code == 1
    assert f"{yaml}:5:5: error[value-type] SMTPPort is no port" in ran.err
    assert f"{yaml}:6:5: warning[misspelt-key]" in ran.err
    assert "2 findings, so nothing is written" in ran.err
    assert config.read_bytes() == before
    assert cfgkit("from-yaml", yaml, "--into", config, "--force").code == 0
    assert b"SMTPPort=2x5\n" in config.read_bytes()


def test_dry_run_prune_exact_and_several_files(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    before = config.read_bytes()
    yaml = tmp_path / "a.yaml"
    yaml.write_text(f'{LAYOUT}  - {{key: SMTPPort, value: "587"}}\n')
    ran = cfgkit("from-yaml", yaml, "--into", config, "--dry-run")
    assert "+SMTPPort=587" in ran.out
    assert config.read_bytes() == before
    other = tmp_path / "other.cfg"
    other.write_bytes(before)
    assert cfgkit("from-yaml", yaml, "--into", config, "--also", other, "--prune").code == 0
    assert config.read_bytes() == other.read_bytes()
    assert b"SMTPServer" not in config.read_bytes()
    assert b"; mail\n" in config.read_bytes()
    assert cfgkit("from-yaml", yaml, "--into", config, "--exact").code == 0
    assert config.read_bytes() == b"[SMTP Settings]\nSMTPPort=587\n"
    assert cfgkit("from-yaml", yaml, "--into", config, "--exact", "--prune").code == 2
    assert cfgkit("from-yaml", yaml).code == 2
    assert "only one of them" in cfgkit("from-yaml", "-", "--domains", "-").err
    ran = cfgkit("from-yaml", yaml, "--into", "-", stdin=b"[SMTP Settings]\nSMTPPort=25\n")
    assert ran.out == "[SMTP Settings]\nSMTPPort=587\n"


def test_a_file_that_is_not_there_is_created_and_its_findings_are_said(cfgkit: Runner, tmp_path: Path) -> None:
    yaml = tmp_path / "a.yaml"
    yaml.write_text(
        "cfgkit: 1\nsections:\n- name: Domain Settings\n  body:\n  - {key: Domain Id, value: TOOLONGNAME}\n"
    )
    path = tmp_path / "new.cfg"
    ran = cfgkit("from-yaml", yaml, "--into", path, "--dry-run")
    assert (ran.code, path.exists()) == (0, False)
    ran = cfgkit("from-yaml", yaml, "--into", path)
    assert ran.code == 0
    assert path.read_bytes() == b"[Domain Settings]\nDomain Id=TOOLONGNAME\n"


def test_dpk_there_and_back(cfgkit: Runner, domain: Path, tmp_path: Path) -> None:
    yaml = tmp_path / "psft_customizations.yaml"
    yaml.write_bytes(b"\xef\xbb\xbf---\r\n# mine\r\npeoplesoft_base: /u01\r\n")
    ran = cfgkit("to-yaml", domain, "--dpk", "--into", yaml, "--dry-run")
    assert "+appserver_domain_list:" in ran.out
    ran = cfgkit("to-yaml", domain, "--dpk", "--into", yaml)
    assert ran.code == 0
    assert "secret left out: db_opr_pwd: %{lookup('hrdev_startup_userpswd')}" in ran.err
    assert "new block for hrdev" in ran.err
    assert "DPK applies these when it creates the domain" in ran.err
    data = yaml.read_bytes()
    assert data.startswith(
        b"\xef\xbb\xbf---\r\n# mine\r\npeoplesoft_base: /u01\r\nappserver_domain_list:\r\n  hrdev:\r\n"
    )
    assert b"hunter2" not in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert len(list(tmp_path.glob("psft_customizations.yaml.cfgkit-*.bak"))) == 1
    yaml.write_bytes(data.replace(b"SMTPPort: 25", b"SMTPPort: 587"))
    before = domain.read_bytes()
    ran = cfgkit("from-yaml", yaml, "--dpk", "--into", domain)
    assert ran.code == 0
    assert "by hand: Startup/UserPswd" in ran.err
    assert domain.read_bytes() == before.replace(b"SMTPPort=25", b"SMTPPort=587")
    assert cfgkit("from-yaml", yaml, "--dpk", "--into", domain, "--domain", "nobody").code == 2
    assert cfgkit("from-yaml", yaml, "--into", domain).code == 2


def test_dpk_findings_are_said_and_refused(cfgkit: Runner, domain: Path, tmp_path: Path) -> None:
    domain.write_bytes(domain.read_bytes().replace(b"mail.example.com", b"mail#1"))
    ran = cfgkit("to-yaml", domain, "--dpk", "--placeholder", "eyaml")
    assert ran.code == 1
    assert f"{domain}:10:12: warning[dpk-value]" in ran.err
    assert "mail#1" not in ran.out
    assert "ENC[PKCS7,hrdev_startup_userpswd]" in ran.out
    yaml = tmp_path / "a.yaml"
    yaml.write_text(
        "appserver_domain_list:\n  \"%{hiera('dom')}\":\n    config_settings:\n"
        "      SMTP Settings/SMTPUsernam: hr\n      Process Scheduler/Allow Dynamic Changes: Y\n"
        "      SMTP Settings/SMTPPort: \"%{hiera('port')}\"\n"
    )
    before = domain.read_bytes()
    ran = cfgkit("from-yaml", yaml, "--dpk", "--into", domain)
    assert ran.code == 1
    assert f"{yaml}:5:48: warning[dpk-quotes]" in ran.err
    yaml.write_text(yaml.read_text().replace(": Y", ': "Y"'))
    ran = cfgkit("from-yaml", yaml, "--dpk", "--into", domain)
    assert ran.code == 1
    assert f"{yaml}:4:7: warning[misspelt-key]" in ran.err
    assert f"{yaml}:5:7: warning[wrong-file]" in ran.err
    assert "by hand: SMTP Settings/SMTPPort: an interpolation" in ran.err
    assert domain.read_bytes() == before
    values = tmp_path / "values.yaml"
    values.write_text("port: 587\n")
    yaml.write_text(yaml.read_text().replace("Usernam:", "UserName:").replace("Process Scheduler", "Domain Settings"))
    ran = cfgkit("from-yaml", yaml, "--dpk", "--into", domain, "--hiera-file", values, "--hiera", "dom=hrdev")
    assert ran.code == 0, ran.err
    assert b"SMTPPort=587" in domain.read_bytes()
    ran = cfgkit("from-yaml", yaml, "--dpk", "--into", domain, "--hiera", "db_pwd=hunter2")
    assert ran.code == 2
    assert "hunter2" not in ran.out + ran.err


def test_all_domains_of_a_home_get_their_own_blocks(cfgkit: Runner, config: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = []
    for name in ("one", "two"):
        path = home / "appserv" / name / "psappsrv.cfg"
        path.parent.mkdir(parents=True)
        path.write_bytes(config.read_bytes())
        files.append(path)
    yaml = tmp_path / "all.yaml"
    assert cfgkit("to-yaml", *files, "--dpk", "--into", yaml).code == 0
    text = yaml.read_text()
    assert "  one:\n" in text
    assert "  two:\n" in text
    yaml.write_text(text.replace("SMTPPort: 25", "SMTPPort: 26", 1))
    assert cfgkit("from-yaml", yaml, "--dpk", "--domains", home).code == 0
    assert b"SMTPPort=26" in files[0].read_bytes()
    assert b"SMTPPort=25" in files[1].read_bytes()
    assert cfgkit("to-yaml", *files, "--dpk", "--domain", "x").code == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--dpk", "--with-secrets"],
        ["--dpk", "-o", "x"],
        ["--windows"],
        ["--domain", "x"],
        ["--into", "x"],
        ["--dry-run"],
        ["--hiera", "a=b"],
        ["--dpk", "--hiera", "ab"],
        ["--dpk", "--hiera-file", "missing"],
        ["--dpk", "--into", "psappsrv.cfg"],
    ],
)
def test_wrong_use_is_exit_2(cfgkit: Runner, config: Path, wrong: list[str]) -> None:
    ran = cfgkit("to-yaml", config, *wrong)
    assert ran.code == 2
    assert ran.err.startswith(("cfgkit: error:", "Usage"))


def test_yamllint_and_ruby_agree_with_what_we_write(cfgkit: Runner, repo: Path, tmp_path: Path) -> None:
    """No warning of yamllint but for the length of lines, and Ruby reads every setting."""
    for name in ("psappsrv/psappsrv.cfg", "psprcs-windows/psprcs.cfg"):
        for options in ([], ["--dpk"]):
            yaml = tmp_path / "a.yaml"
            yaml.write_text(cfgkit("to-yaml", repo / "fixtures" / name, *options).out)
            rules = "{extends: default, rules: {line-length: disable, indentation: {indent-sequences: consistent}, document-start: disable}}"
            lint = [sys.executable, "-m", "yamllint", "-s", "-d", rules, str(yaml)]
            done = subprocess.run(lint, capture_output=True, text=True, check=False)
            assert done.stdout == ""
            if options and shutil.which("ruby"):
                script = 'require "yaml"; YAML.load(File.read(ARGV[0])).each_value { |l| l.each_value { |b| b["config_settings"].each { |k, v| puts "#{k}=#{v}" } } }'
                read = subprocess.run(["ruby", "-e", script, str(yaml)], capture_output=True, text=True, check=True)
                assert "SMTP Settings/SMTPPort=25" in read.stdout
                assert len(read.stdout.splitlines()) > 100
