"""Whatever is typed and whatever the file holds: an exit code and a line, never a traceback, never a secret."""

from __future__ import annotations

import re
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cfgkit.cli.main import execute

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

SECRET = "hunter2-XyZ"
_NAMES = [
    "get",
    "set",
    "unset",
    "comment",
    "show",
    "check",
    "diff",
    "domains",
    "to-yaml",
    "redact",
    "backups",
    "FILE",
    "FILE",
    "FILE",
]
_OPTIONS = [
    "--format",
    "json",
    "--dry-run",
    "--secrets",
    "--archived",
    "--domains",
    "--encoding",
    "utf-8",
    "--help",
    "\x1b[31m",
]
WORDS = st.sampled_from([*_NAMES, *_OPTIONS, "A/Key", "A/Key=1", "/Key=2", "A/", "A/Key[2]"])
COMMANDS = [
    ["show", "FILE"],
    ["show", "FILE", "--format", "json"],
    ["show", "FILE", "Startup/UserPswd"],
    ["get", "FILE", "Startup/UserPswd"],
    ["get", "FILE", "Startup/UserPswd", "--format", "json"],
    ["get", "FILE", "PSTOOLS/JavaVM Options"],
    ["check", "FILE"],
    ["check", "FILE", "--format", "json"],
    ["diff", "FILE", "OTHER"],
    ["diff", "FILE", "OTHER", "--format", "json"],
    ["to-yaml", "FILE"],
    ["redact", "FILE"],
    ["set", "FILE", "Startup/DBName=X", "--dry-run"],
    ["comment", "FILE", "Startup/UserPswd", "--dry-run"],
    ["comment", "FILE", "Startup/UserPswd"],
    ["uncomment", "FILE", "Startup/UserPswd", "--format", "json"],
    ["unset", "FILE", "Startup/UserPswd"],
    ["restore", "FILE", "--yes"],
    ["set", "FILE", f"Startup/UserPswd={SECRET}"],
    ["set", "FILE", f"Startup UserPswd={SECRET}"],
    ["smtp", "test", "FILE", "--to", "you@example.com", "--sandbox", "--format", "json"],
    ["smtp", "test", "FILE", "--to", "you@example.com", "--sandbox"],
]


def run(arguments: list[str]) -> tuple[int, str]:
    out = TextIOWrapper(BytesIO(), encoding="utf-8", errors="strict", write_through=True)
    err = StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = execute(arguments)
    written = out.buffer.getvalue().decode("utf-8", "replace")
    return code, written + err.getvalue()


@given(st.lists(WORDS, max_size=5), st.binary(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_on_any_bytes_end_well(tmp_path: Path, words: list[str], data: bytes) -> None:
    path = tmp_path / "x.cfg"
    path.write_bytes(data)
    code, text = run([str(path) if word == "FILE" else word for word in words])
    assert code in (0, 1, 2)
    assert "Traceback" not in text
    assert "defect" not in text


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_shows_a_secret(cfgkit: Runner, tmp_path: Path, command: list[str]) -> None:
    path, other = tmp_path / "psappsrv.cfg", tmp_path / "other.cfg"
    text = (
        f"; the password: {SECRET}\nUserPswd {SECRET}\n[Startup]\nDBName=A\nUserPswd={SECRET}\n;ConnectPswd={SECRET}\n"
        f"[PSTOOLS]\nJavaVM Options=-Djavax.net.ssl.trustStorePassword={SECRET} -Xmx1g\n"
        f"[SMTP Settings]\nSMTPServer=mail.example.com\nSMTPSender=a@example.com\nSMTPUserPassword={SECRET}\n"
        f"Proxy=https://me:{SECRET}@proxy.example.com/\n"
    )
    path.write_text(text)
    other.write_text(text.replace("=A", "=B").replace(f"UserPswd={SECRET}", "UserPswd=other"))
    cfgkit("set", path, "Startup/DBName=C")
    names = {"FILE": str(path), "OTHER": str(other)}
    ran = cfgkit(*[names.get(word, word) for word in command])
    assert SECRET not in ran.out + ran.err
    for state in (tmp_path.parent).rglob("journal.jsonl"):
        assert SECRET not in state.read_text()


def test_control_characters_never_reach_the_terminal(cfgkit: Runner, tmp_path: Path) -> None:
    path = tmp_path / "x.cfg"
    path.write_bytes(b"[A\x1b[31m]\nKe\x07y=\x1b]0;title\x07\xe2\x80\xae\n; \x1b[2J\njunk\x1b\n")
    other = tmp_path / "y.cfg"
    other.write_bytes(b"[A\x1b[31m]\nKe\x07y=other\n")
    for command in (
        ["show", path],
        ["check", path],
        ["diff", path, other],
        ["to-yaml", path],
        ["get", path, "\x1b/\x07"],
    ):
        ran = cfgkit(*command)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.out + ran.err), command
