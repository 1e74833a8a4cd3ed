from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

SECRET = "hunter2-Geheim"
FULL = f"""[SMTP Settings]
SMTPServer=mail.example.com
SMTPPort=587
SMTPTLSRequired=Y
SMTPSSLProtocol=TLSv1.2
SMTPClientCertAlias=app
SMTPUserName=ps
SMTPUserPassword={SECRET}
SMTPServer1=backup.example.com
SMTPPort1=0
SMTPSender=hr@example.com
"""


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "full.cfg"
    path.write_text(FULL)
    return path


def test_each_value_has_its_line_or_default(cfgkit: Runner, full: Path) -> None:
    ran = cfgkit("smtp", "plan", full, "--release", "8.61")
    for row in (
        ("host", "mail.example.com", "SMTPServer, line 2"),
        ("port", "587", "SMTPPort, line 3"),
        ("encryption", "starttls-required", "SMTPTLSRequired, line 4"),
        ("protocol", "TLSv1.2", "SMTPSSLProtocol, line 5"),
        ("client certificate", "app", "SMTPClientCertAlias, line 6"),
        ("in this order", "LOGIN, PLAIN, DIGEST-MD5, NTLM", "SMTPUserName, line 7"),
        ("port", "25", "SMTPPort1, default"),
        ("wait", "10000 ms", "SMTPTimeToWaitForResult, default"),
    ):
        assert any(" ".join(line.split()) == " ".join(row) for line in ran.out.splitlines()), row
    assert "the key store with that alias: --client-store" in ran.out
    assert "  backup-port: " in ran.out
    assert SECRET not in ran.out + ran.err
    assert ran.err == ""


def test_the_json_has_the_same(cfgkit: Runner, full: Path, config: Path) -> None:
    ran = cfgkit("smtp", "plan", full, config, "--format", "json")
    found = json.loads(ran.out)
    assert found["schema"] == "cfgkit.smtp-plan/1"
    assert [one["file"] for one in found["results"]] == [str(full), str(config)]
    primary, backup = found["results"][0]["servers"]
    assert (primary["server"], backup["server"]) == ("primary", "backup")
    assert {"name": "port", "value": "587", "key": "SMTPPort", "line": 3, "origin": "SMTPPort, line 3"} in primary[
        "values"
    ]
    assert SECRET not in ran.out


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "SMTPServer=m.example.com\nSMTPSender=a@b.example\nSMTPCharacterSet=UTF-8\nSMTPTimeToWaitForResult=10000\n",
            0,
            "",
        ),
        ("SMTPServer=m.example.com\nSMTPSender=nobody\n", 1, "SMTPSender (line 3) is not a mail address"),
        ("SMTPSender=a@b.example\n", 1, "no mail server is set"),
        ("SMTPServer=%HOST%\nSMTPSender=a@b.example\n", 1, "names an environment variable"),
    ],
)
def test_the_exit_code_says_whether_a_test_could_be_made(
    cfgkit: Runner, tmp_path: Path, text: str, code: int, words: str
) -> None:
    path = tmp_path / "a.cfg"
    path.write_text(f"[SMTP Settings]\n{text}")
    ran = cfgkit("smtp", "plan", path, "--release", "8.61")
    assert ran.code == code, ran.out
    assert words in ran.out


def test_a_file_that_is_not_there_is_one_line_and_the_others_are_shown(cfgkit: Runner, full: Path) -> None:
    ran = cfgkit("smtp", "plan", "none.cfg", full)
    assert ran.code == 2
    assert ran.err.startswith("cfgkit: error: none.cfg: no such file")
    assert f"mail plan of {full}" in ran.out


def test_a_file_s_control_characters_do_not_act(cfgkit: Runner, tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(
        b"[SMTP Settings]\nSMTPServer=\x1b[2Jmail\nSMTPSender=a@b.example\nSMTPUserName=\xe2\x80\xae\x9b\n"
    )
    ran = cfgkit("smtp", "plan", path)
    assert ran.out.replace("\n", "").isprintable()
