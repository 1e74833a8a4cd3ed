from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from name_server import NameServer

if TYPE_CHECKING:
    from tests.cli.conftest import Runner

ZONE = {"example.com": {"MX": ["10 mx.example.com."]}, "null.example": {"MX": ["0 ."]}}


def place(server: NameServer) -> str:
    return f"127.0.0.1:{server.address.port}"


def test_a_domain_with_an_mx_is_fine(cfgkit: Runner) -> None:
    with NameServer(ZONE) as server:
        ran = cfgkit("smtp", "domain", "hr@example.com", "--nameserver", place(server))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "example.com: mx",
        "  the domain takes mail: it has MX records",
        "     10  mx.example.com",
        "  asked 1 of at most 2 times (SMTPDNSTimeoutRetries, default)",
    ]


def test_the_retries_come_from_the_file(cfgkit: Runner, tmp_path: Path) -> None:
    file = tmp_path / "psappsrv.cfg"
    file.write_text("[SMTP Settings]\nSMTPDNSTimeoutRetries=3\n")
    with NameServer(ZONE, drops=3) as server:
        ran = cfgkit(
            "smtp", "domain", "example.com", "--file", file, "--timeout", "0.3", "--nameserver", place(server),
            "--format", "json",
        )  # fmt: skip
    assert ran.code == 0
    shape = json.loads(ran.out)
    assert shape["schema"] == "cfgkit.smtp-domain/1"
    assert shape["results"] == [
        {
            "domain": "example.com",
            "outcome": "mx",
            "message": "the domain takes mail: it has MX records",
            "tries": 4,
            "retries": 3,
            "retries_from": "SMTPDNSTimeoutRetries, line 2",
            "mx": [{"preference": 10, "host": "mx.example.com"}],
        }
    ]


def test_no_mail_and_no_answer_are_findings(cfgkit: Runner) -> None:
    with NameServer(ZONE, drops=1) as server:
        timed_out = cfgkit(
            "smtp", "domain", "null.example", "--retries", "0", "--timeout", "0.3", "--nameserver", place(server)
        )
        null = cfgkit("smtp", "domain", "null.example", "--nameserver", place(server))
    assert timed_out.code == null.code == 1
    assert "no name server answered, after 1 try" in timed_out.out
    assert "null MX" in null.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no domain"],
        ["hr@[192.0.2.1]"],
        ["a..b", "--nameserver", "127.0.0.1:9"],
        ["example.com", "--nameserver", "dns.example.com"],
        ["example.com", "--nameserver", "127.0.0.1:0"],
        ["example.com", "--nameserver", "127.0.0.1:x"],
        ["example.com", "--timeout", "0"],
        ["example.com", "--timeout", "nan"],
        ["example.com", "--timeout", "inf"],
        ["example.com", "--retries", "-1"],
        ["example.com", "--file", "gone.cfg"],
        ["example.com", "--file", "gone.cfg", "--retries", "1"],
        ["example.com", "--file", "bad.cfg"],
    ],
)
def test_wrong_use_is_one_clear_line(cfgkit: Runner, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "bad.cfg").write_text("[SMTP Settings]\nSMTPDNSTimeoutRetries=hunter2\n")
    ran = cfgkit("smtp", "domain", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("cfgkit: error: ")
    assert "hunter2" not in ran.err


def test_without_dnspython_the_extra_is_named(cfgkit: Runner, tmp_path: Path) -> None:
    (tmp_path / "dns").mkdir()
    (tmp_path / "dns" / "__init__.py").write_text("raise ModuleNotFoundError")
    path = f"{tmp_path}:{Path(__file__).resolve().parents[2]}"
    ran = cfgkit("smtp", "domain", "example.com", PYTHONPATH=path)
    assert ran.code == 2
    assert "pip install 'cfgkit[mx]'" in ran.err
