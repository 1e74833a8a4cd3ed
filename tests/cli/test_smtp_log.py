from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

LINE = (
    "Wed Apr 29 18:48:46 CDT 2020 Email sent with return code [{}] From:[hr@example.com] "
    "To:[anna@example.com] Sender:[hr@example.com] CC:[null] BCC:[null] Subject:[Hi]\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a domain that traces, its logs beside it."""
    home = tmp_path / "appserv" / "HRDEV"
    (home / "LOGS").mkdir(parents=True)
    path = home / "psappsrv.cfg"
    path.write_text("[Domain Settings]\nDomain ID=HRDEV\nLogFence=5\n[SMTP Settings]\nSMTPTrace=2\n")
    return path


def log(file: Path, *codes: str, name: str = "SMTP29_04.log") -> None:
    (file.parent / "LOGS" / name).write_text("".join(map(LINE.format, codes)))


def test_all_delivered_is_fine(cfgkit: Runner, file: Path) -> None:
    log(file, "DELIVERED", "DELIVERED")
    ran = cfgkit("smtp", "log", file)
    assert (ran.code, ran.err) == (0, "")
    assert "  SMTP29_04.log: 2 sends, 0 other lines\n" in ran.out
    assert "total           2          2\n" in ran.out


def test_a_failure_is_a_finding_in_json_too(cfgkit: Runner, file: Path) -> None:
    log(file, "DELIVERED")
    log(file, "NOT DELIVERED", name="SMTP4_29.log")
    ran = cfgkit("smtp", "log", file, "--format", "json", "--mask-addresses")
    assert ran.code == 1
    shape = json.loads(ran.out)
    assert shape["schema"] == "cfgkit.smtp-log/1"
    (result,) = shape["results"]
    assert [one["sends"] for one in result["logs"]] == [1, 1]
    assert [(one["code"], one["name"], one["count"]) for one in result["by_result"]] == [
        (1, "Delivered", 1),
        (2, "NotDelivered", 1),
    ]
    assert result["by_day"] == [{"day": "2020-04-29", "results": {"Delivered": 1, "NotDelivered": 1}}]
    (failure,) = result["failures"]
    assert (failure["words"], failure["to"], failure["day"]) == ("NOT DELIVERED", "a***@example.com", "2020-04-29")
    assert "anna@" not in ran.out


def test_another_folder_can_be_named_even_for_standard_input(cfgkit: Runner, file: Path) -> None:
    log(file, "DELIVERED")
    ran = cfgkit("smtp", "log", "-", "--log-dir", file.parent / "LOGS", stdin=file.read_bytes())
    assert ran.code == 0
    assert "SMTP trace logs of <stdin>" in ran.out


def test_no_log_is_a_finding_that_says_why(cfgkit: Runner, file: Path) -> None:
    file.write_text("[Domain Settings]\nDomain ID=HRDEV\nLogFence=3\n[SMTP Settings]\nSMTPTrace=0\n")
    ran = cfgkit("smtp", "log", file)
    assert ran.code == 1
    assert "no SMTP trace log is there" in ran.out
    assert "note: the trace is off now" in ran.out


@pytest.mark.parametrize("arguments", [["-"], ["gone.cfg"], ["psappsrv.cfg", "--log-dir", "gone"]])
def test_wrong_use_is_one_clear_line(cfgkit: Runner, config: Path, arguments: list[str]) -> None:
    assert config.is_file()
    ran = cfgkit("smtp", "log", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("cfgkit: error: ")
