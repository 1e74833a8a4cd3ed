"""`cfgkit redact` as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Runner

SECRET = "hunter2-XyZ"
TEXT = (
    f"; the password: {SECRET}\n; once {SECRET}, on mail.acme.test\nUserPswd {SECRET}\n[Startup]\nDBName=HRDEV\n"
    f"UserId=hradmin\nUserPswd={SECRET}\n;ConnectPswd={SECRET}\n[Domain Settings]\nDomain ID=HRDEV\n"
    f"[PSTOOLS]\nJavaVM Options=-Djavax.net.ssl.trustStorePassword={SECRET} -Xmx1g\n"
    f"[SMTP Settings]\nSMTPServer=mail.acme.test\nSMTPSender=hradmin@acme.test\nSMTPUserPassword={SECRET}\n"
    f"Proxy=https://me:{SECRET}@proxy.acme.test/\nTab=a\tb\n"
)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two environments, in folders that are called as their databases are."""
    paths = tmp_path / "HRDEV" / "psappsrv.cfg", tmp_path / "HRPRD" / "psappsrv.cfg"
    for path in paths:
        path.parent.mkdir()
    paths[0].write_bytes(TEXT.encode())
    paths[1].write_bytes(
        TEXT.replace("HRDEV", "HRPRD").replace("=mail.", "=mail2.").replace(SECRET, "geheim-7").encode()
    )
    return paths


def test_one_file_goes_to_standard_output(cfgkit: Runner, pair: tuple[Path, Path]) -> None:
    for arguments, data in (((pair[0],), b""), (("-",), TEXT.encode())):
        ran = cfgkit("redact", *arguments, stdin=data)
        assert ran.code == 0
        assert SECRET not in ran.out + ran.err
        assert ran.out.count("redacted-1") == 8
        assert "DBName=HRDEV\nUserId=hradmin\nUserPswd=redacted-1\n" in ran.out
        assert [line.split() for line in ran.err.splitlines()[:5]] == [
            ["hidden", "different", "places"],
            ["secrets", "1", "8"],
            ["hosts", "kept"],
            ["users", "kept"],
            ["databases", "kept"],
        ]
        assert "look at the copy before you mail it" in ran.err


@pytest.mark.parametrize(
    ("option", "gone"),
    [
        ("--hosts", ["acme"]),
        ("--users", ["hradmin", "//me:"]),
        ("--databases", ["HRDEV"]),
        ("--all", ["acme", "hradmin", "//me:", "HRDEV"]),
    ],
)
def test_names_are_hidden_on_request(cfgkit: Runner, pair: tuple[Path, Path], option: str, gone: list[str]) -> None:
    ran = cfgkit("redact", pair[0], option)
    assert ran.code == 0
    kept = {"acme", "hradmin", "//me:", "HRDEV", SECRET} - {*gone, SECRET}
    assert [name for name in (*gone, SECRET) if name in ran.out + ran.err] == []
    assert {name for name in kept if name in ran.out} == kept


def test_a_copy_is_a_new_private_file(cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "copy.cfg"
    ran = cfgkit("redact", pair[0], "-o", out)
    assert (ran.code, ran.out) == (0, "")
    assert out.stat().st_mode & 0o777 == 0o600
    assert SECRET not in out.read_text()
    before = out.read_bytes()
    for target in (out, pair[0]):
        ran = cfgkit("redact", pair[0], "-o", target)
        assert ran.code == 2
        assert "is there already" in ran.err
    assert out.read_bytes() == before
    assert pair[0].read_bytes() == TEXT.encode()
    assert cfgkit("redact", pair[0], "-o", tmp_path / "no" / "copy.cfg").code == 2


def test_copies_in_a_folder_are_kept_apart_and_differ_as_the_files_do(
    cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "mail" / "support"
    ran = cfgkit("redact", *pair, "--all", "-o", out)
    assert ran.code == 0
    copies = sorted(out.iterdir())
    assert [path.name for path in copies] == ["DB1-psappsrv.cfg", "DB2-psappsrv.cfg"]
    written = ran.err + "".join(path.read_text() for path in copies)
    assert [one for one in (SECRET, "geheim-7", "acme", "hradmin", "HRDEV", "HRPRD") if one in written] == []
    names = "--name", "a", "--name", "b"
    before, after = (cfgkit("diff", *files, *names) for files in (pair, copies))
    assert after.code == 1
    assert after.err == before.err
    assert [line for line in after.out.splitlines() if line.startswith("[")] == [
        line for line in before.out.splitlines() if line.startswith("[")
    ]
    for old, new in zip(pair, copies, strict=True):
        results = [json.loads(cfgkit("check", path, "--format", "json").out)["results"] for path in (old, new)]
        rules = [[(one["rule"], one["line"]) for one in found["findings"]] for (found,) in results]
        assert ("clear-secret", 7) in rules[0]
        assert rules[1] == rules[0]
    assert cfgkit("redact", *pair, "-o", out, "--all").code == 2
    assert sorted(out.iterdir()) == copies


def test_a_whole_config_home_is_redacted_in_one_call(cfgkit: Runner, tmp_path: Path) -> None:
    for name in ("HRDEV", "HRPRD"):
        path = tmp_path / "home" / "appserv" / name / "psappsrv.cfg"
        path.parent.mkdir(parents=True)
        path.write_text(TEXT.replace("HRDEV", name))
    ran = cfgkit("redact", "--domains", tmp_path / "home", "-o", tmp_path / "out", "--databases")
    assert ran.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["DB1-psappsrv.cfg", "DB2-psappsrv.cfg"]


def test_wrong_use_is_exit_2_and_writes_nothing(cfgkit: Runner, pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert cfgkit("redact").code == 2
    assert "need -o FOLDER" in cfgkit("redact", *pair).err
    ran = cfgkit("redact", pair[0], tmp_path / "missing.cfg", "-o", tmp_path / "out")
    assert ran.code == 2
    assert not (tmp_path / "out").exists()


def test_a_copy_that_looks_like_another_encoding_is_said(cfgkit: Runner, tmp_path: Path) -> None:
    path = tmp_path / "latin1.cfg"
    path.write_bytes(b"[A]\n; \xc3\xa9\nUserPswd=\xfc-secret\n")
    ran = cfgkit("redact", path)
    assert ran.code == 0
    assert "read it with --encoding" in ran.err
