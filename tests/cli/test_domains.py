"""`cfgkit domains` and --domains as a user runs them: on a config home with three domains, and on broken ones."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Ran, Runner

SECRET: Final = "hunter2-XyZ"


def app_server(name: str, port: int = 25) -> str:
    return (
        f"[Startup]\nDBName={name}\nUserPswd={SECRET}-{name}\n;ConnectPswd={{V1.1}}q83vEjRWeJA=\n"
        f"[Domain Settings]\nDomain ID={name}\n[PSTOOLS]\nJavaVM Options=-Dx.password={SECRET} -Xmx1g\n"
        f"[SMTP Settings]\nSMTPServer=mail-{name.lower()}.example.com\nSMTPPort={port}\nSMTPSender=hr@example.com\n"
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three domains with application servers, one of them with a Process Scheduler and an archive."""
    base = tmp_path / "home" / "appserv"
    for name in ("HRDEV", "HRTST", "HRPRD"):
        (base / name).mkdir(parents=True)
        (base / name / "psappsrv.cfg").write_text(app_server(name))
    (base / "prcs" / "HRDEV").mkdir(parents=True)
    (base / "prcs" / "HRDEV" / "PSPRCS.CFG").write_text("[Startup]\nDBName=HRDEV\n[Process Scheduler]\n")
    (base / "HRDEV" / "Archive").mkdir()
    (base / "HRDEV" / "Archive" / "psappsrv_123125_2359_59.cfg").write_text(app_server("HRDEV", 2525))
    (base / "HRDEV" / "Archive" / "psappsrv_010126_0000_00.cfg").write_text(app_server("HRDEV", 587))
    (base / "HRTST" / "ARCHIVE").mkdir()
    (base / "HRTST" / "ARCHIVE" / "psappsrv.cfg").write_text(app_server("HRTST"))
    return tmp_path / "home"


@pytest.fixture
def broken(home: Path) -> Path:
    """The same with four domains that can't be read."""
    base = home / "appserv"
    (base / "ADIR" / "psappsrv.cfg").mkdir(parents=True)
    (base / "AFIFO").mkdir()
    os.mkfifo(base / "AFIFO" / "psappsrv.cfg")
    (base / "ALINK").mkdir()
    (base / "ALINK" / "psappsrv.cfg").symlink_to("gone")
    (base / "ALOOP").symlink_to("ALOOP")
    return home


def results(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran.out)["results"]
    return found


def filtered(ran: Ran, **wanted: object) -> bytes:
    """What jq would leave of a listing."""
    kept = [one for one in results(ran) if all(one[name] == value for name, value in wanted.items())]
    return json.dumps({"schema": json.loads(ran.out)["schema"], "results": kept}).encode()


def test_the_table_has_a_row_a_file_and_fits(cfgkit: Runner, home: Path) -> None:
    ran = cfgkit("domains", home.name)
    assert ran.code == 0
    assert " ".join(ran.out.split("\n")[0].split()) == "DOMAIN KIND RELEASE DATABASE SMTP SERVER ERR WARN INFO"
    assert re.search(r"^HRDEV   psappsrv  \S+ +HRDEV +mail-hrdev\.example\.com +0 +\d+ +\d+$", ran.out, re.MULTILINE)
    assert "\n    home/appserv/prcs/HRDEV/PSPRCS.CFG\n" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "4 files of 3 domains" in ran.err
    assert cfgkit("domains", PS_CFG_HOME=str(home)).out.count("\n") == ran.out.count("\n")


def test_without_a_home_it_is_one_clear_line(cfgkit: Runner, tmp_path: Path) -> None:
    for ran in (cfgkit("domains"), cfgkit("domains", PS_CFG_HOME="")):
        assert ran.code == 2
        assert ran.err.startswith("cfgkit: error: name a config home, or set PS_CFG_HOME\n")
    for ran in (cfgkit("domains", tmp_path), cfgkit("domains", "gone"), cfgkit("domains", PS_CFG_HOME="gone")):
        assert ran.code == 2
        assert len(ran.err.splitlines()) == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--secrets", "--archived"],
        ["--secrets", "--format", "paths"],
        ["--archived", "--format", "csv"],
        ["-0"],
        ["--release", "9"],
    ],
)
def test_options_that_do_not_go_together_are_exit_2(cfgkit: Runner, home: Path, options: list[str]) -> None:
    ran = cfgkit("domains", home, *options)
    assert ran.code == 2
    assert not ran.out


def test_findings_are_those_of_check_with_each_files_own_rules(cfgkit: Runner, home: Path) -> None:
    (home / "appserv" / "HRDEV" / "cfgkit.toml").write_text('[rules]\nclear-secret = "error"\n')
    (home / "appserv" / "HRTST" / "cfgkit.toml").write_text('[rules]\nclear-secret = "off"\n')
    listed = results(cfgkit("domains", home, "--format", "json"))
    checked = results(cfgkit("check", "--domains", home, "--format", "json"))
    for one, other in zip(listed, checked, strict=True):
        severities = [finding["severity"] for finding in other["findings"]]
        assert one["file"] == other["file"]
        assert one["findings"] == {name: severities.count(name) for name in ("error", "warning", "info")}
    by_name = {(one["domain"], one["kind"]): one["findings"] for one in listed}
    assert by_name["HRDEV", "psappsrv"]["error"] == 1
    assert by_name["HRTST", "psappsrv"]["warning"] == by_name["HRPRD", "psappsrv"]["warning"] - 1


def test_a_release_is_given_or_guessed_and_the_guess_is_marked(cfgkit: Runner, home: Path) -> None:
    file = home / "appserv" / "HRDEV" / "psappsrv.cfg"
    file.write_text(app_server("HRDEV") + "SMTPOAuthEnabled=N\n[Security]\nDomainConnectionPwd={V2.1}q83vEjRWeJA=\n")
    row = results(cfgkit("domains", home, "--format", "json"))[0]
    assert (row["release"], row["release_is_guess"]) == ("8.62", True)
    row = results(cfgkit("domains", home, "--format", "json", "--release", "8.61"))[0]
    assert (row["release"], row["release_is_guess"]) == ("8.61", False)
    ran = cfgkit("domains", home)
    assert " 8.62? " in ran.out
    assert "a release with ? is a guess" in ran.err
    assert "?" not in cfgkit("domains", home, "--release", "8.61").out


def test_one_unreadable_domain_does_not_stop_the_rest(cfgkit: Runner, broken: Path) -> None:
    reasons = {
        "ADIR": "is a directory",
        "AFIFO": "is not a regular file",
        "ALINK": "no such file or directory",
        "ALOOP": "too many levels of symbolic links",
    }
    ran = cfgkit("domains", broken, "--format", "json")
    assert ran.code == 2
    assert {one["domain"]: one["error"] for one in results(ran) if one["error"]} == reasons
    assert ran.err.count("cfgkit: error: ") == len(reasons)
    assert [one["database"] for one in results(ran) if not one["error"]] == ["HRDEV", "HRPRD", "HRTST", "HRDEV"]
    for command in (
        ["domains", broken],
        ["domains", broken, "--format", "csv"],
        ["domains", broken, "--format", "paths"],
        ["domains", broken, "--secrets"],
        ["domains", broken, "--archived"],
        ["check", "--domains", broken, "--fail-on", "error"],
        ["diff", "--domains", broken],
    ):
        ran = cfgkit(*command)
        assert ran.code == 2, command
        assert "ALOOP: too many levels of symbolic links" in ran.err
        assert "HRPRD" in ran.out, command


def test_a_wrong_cfgkit_toml_is_a_row_of_its_own(cfgkit: Runner, home: Path) -> None:
    (home / "appserv" / "HRTST" / "cfgkit.toml").write_text('[rules]\nno-such-rule = "off"\n')
    ran = cfgkit("domains", home, "--format", "json")
    assert ran.code == 2
    assert [one["domain"] for one in results(ran) if one["error"]] == ["HRTST"]
    assert "cfgkit.toml" in ran.err


def test_editing_commands_take_all_domains_or_none(cfgkit: Runner, home: Path) -> None:
    file = home / "appserv" / "HRDEV" / "psappsrv.cfg"
    file.write_text(app_server("HRDEV").replace("SMTPPort=", "SMTPPort = "))
    before = file.read_bytes()
    (home / "appserv" / "LOOP").symlink_to("LOOP")
    for command in (["set", "--domains", home, "Trace/TraceSql=0"], ["check", "--domains", home, "--fix"]):
        assert cfgkit(*command).code == 2
        assert file.read_bytes() == before
    (home / "appserv" / "LOOP").unlink()
    assert cfgkit("check", "--domains", home, "--fix", "--fail-on", "error").code == 0
    assert file.read_bytes() != before


def test_its_json_feeds_check_diff_set_and_itself(cfgkit: Runner, home: Path) -> None:
    listing = filtered(cfgkit("domains", home, "--format", "json"), kind="psappsrv")
    checked = cfgkit("check", "--domains", "-", "--format", "json", stdin=listing)
    assert len(results(checked)) == 3
    ran = cfgkit("diff", "--domains", "-", "--format", "json", stdin=listing)
    assert ran.code == 1
    assert results(ran)[0]["files"] == [one["file"] for one in results(checked)]
    assert cfgkit("domains", "-", "--format", "paths", stdin=listing).out.count("\n") == 3
    one = filtered(cfgkit("domains", home, "--secrets", "--format", "json"), domain="HRPRD")
    assert cfgkit("set", "--domains", "-", "SMTP Settings/SMTPPort=587", stdin=one).code == 0
    assert "SMTPPort=587" in (home / "appserv" / "HRPRD" / "psappsrv.cfg").read_text()
    assert "SMTPPort=587" not in (home / "appserv" / "HRDEV" / "psappsrv.cfg").read_text()
    one = filtered(cfgkit("domains", home, "--archived", "--format", "json"), changed=True)
    assert cfgkit("check", "--domains", "-", "--fix", "--dry-run", stdin=one).code == 0


@pytest.mark.parametrize("listing", [b"", b"{", b"\xff", b"[]", b'{"schema": "cfgkit.domains/1", "results": []}'])
def test_a_listing_that_is_none_is_one_line(cfgkit: Runner, listing: bytes) -> None:
    commands: list[list[str]] = [["check"], ["diff"], ["set", "A/b=c"], ["unset", "A/b"], ["comment", "A/b"]]
    for command in commands:
        ran = cfgkit(*command, "--domains", "-", stdin=listing)
        assert ran.code == 2
        assert re.fullmatch(r"cfgkit: error: <stdin>: .*\nhelp: .*\n", ran.err)
    assert "can't be both" in cfgkit("check", "-", "--domains", "-", stdin=listing).err


def test_secrets_are_listed_and_never_shown(cfgkit: Runner, home: Path) -> None:
    for form in ("text", "csv", "json"):
        ran = cfgkit("domains", home, "--secrets", "--format", form)
        assert ran.code == 0
        assert SECRET not in ran.out + ran.err
        assert "q83vEjRWeJA" not in ran.out
    ran = cfgkit("domains", home, "--secrets", "--format", "csv")
    rows = [row for row in csv.DictReader(io.StringIO(ran.out)) if row["domain"] == "HRDEV"]
    assert [(row["line"], row["key"], row["state"], row["stored"], row["key_version"]) for row in rows] == [
        ("3", "UserPswd", "live", "clear", ""),
        ("4", "ConnectPswd", "commented", "encrypted", "1.1"),
        ("8", "JavaVM Options", "live", "clear", ""),
    ]
    assert [row["inside_value"] for row in rows] == ["no", "no", "yes"]
    shape = results(cfgkit("domains", home, "--secrets", "--format", "json"))
    assert shape[3]["secrets"] == []
    assert "PSPRCS.CFG: no secrets" in cfgkit("domains", home, "--secrets").out


def test_what_changed_since_the_newest_archived_copy(cfgkit: Runner, home: Path) -> None:
    ran = cfgkit("domains", home, "--archived")
    assert ran.code == 1
    blocks = ran.out.split("\n\n" + str(home))
    assert "since Archive/psappsrv_010126_0000_00.cfg, 2026-01-01 00:00:00 by its name" in blocks[0]
    assert re.search(r"archived:\d+ += 587\n +now:\d+ += 25\n", blocks[0])
    assert "to make now like archived: 1 change" in blocks[0]
    assert blocks[1].endswith("HRPRD/psappsrv.cfg\n  no archived copy")
    assert re.search(r"since ARCHIVE/psappsrv.cfg, .* by the time it was modified\n  nothing changed$", blocks[2])
    assert SECRET not in ran.out + ran.err
    shape = results(cfgkit("domains", home, "--archived", "--format", "json"))
    assert [one["changed"] for one in shape] == [True, False, False, False]
    (home / "appserv" / "HRDEV" / "psappsrv.cfg").write_text(app_server("HRDEV", 587))
    assert cfgkit("domains", home, "--archived").code == 0
    (home / "appserv" / "HRDEV" / "Archive" / "psappsrv_010130_0000_00.cfg").symlink_to("gone")
    ran = cfgkit("domains", home, "--archived")
    assert ran.code == 2
    assert "psappsrv_010130_0000_00.cfg: no such file" in ran.err


def test_a_secret_of_the_site_is_one_in_the_archived_copy_too(cfgkit: Runner, home: Path) -> None:
    folder = home / "appserv" / "HRDEV"
    (folder / "cfgkit.toml").write_text(
        '[[schema.setting]]\nfile = "psappsrv"\nsection = "PSTOOLS"\nkey = "Site Pin"\nsecret = true\n'
    )
    copy = folder / "Archive" / "psappsrv_010126_0000_00.cfg"
    copy.write_text(app_server("HRDEV").replace("[PSTOOLS]\n", "[PSTOOLS]\nSite Pin=47110815\n"))
    ran = cfgkit("domains", home, "--archived")
    assert "[PSTOOLS] Site Pin" in ran.out
    assert "47110815" not in ran.out


def test_hostile_names_reach_no_terminal_and_paths_stay_exact(cfgkit: Runner, tmp_path: Path) -> None:
    names = [b"A\x1b[31m", b"B\nC", b"D\xff", "E\u202e".encode(), b"-0"]
    base = os.fsencode(tmp_path / "home" / "appserv")
    for name in names:
        os.makedirs(os.path.join(base, name, b"Archive"))  # noqa: PTH103, PTH118 - bytes
        for file in (b"psappsrv.cfg", b"Archive/psappsrv.cfg"):
            with open(os.path.join(base, name, file), "w") as out:  # noqa: PTH118, PTH123 - bytes
                out.write(f"[Startup]\nDBName=\x1b]0;x\x07\nUserPswd\x1b={SECRET}\n[SMTP Settings]\nSMTPServer=\x07\n")
    for options in (
        [],
        ["--secrets"],
        ["--archived"],
        ["--format", "csv"],
        ["--format", "json"],
        ["--secrets", "--format", "csv"],
    ):
        ran = cfgkit("domains", "home", *options)
        assert ran.code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", ran.out + ran.err), options
        assert SECRET not in ran.out + ran.err
    listing = cfgkit("domains", "home", "--format", "json")
    assert {os.fsencode(one["domain"]) for one in results(listing)} == set(names)
    assert len(results(cfgkit("check", "--domains", "-", "--format", "json", stdin=listing.out.encode()))) == len(names)
    command = [sys.executable, "-m", "cfgkit", "domains", os.fsdecode(base), "--format", "paths"]
    done = subprocess.run([*command, "-0"], capture_output=True, check=True)
    expected = {os.path.join(base, name, b"psappsrv.cfg") for name in names}  # noqa: PTH118 - bytes
    assert set(done.stdout.split(b"\0")) == {*expected, b""}
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert set(done.stdout.split(b"\n")) == {*(one for one in expected if b"\n" not in one), b""}
    assert b"B\\nC/psappsrv.cfg: is no line" in done.stderr


def test_paths_are_what_xargs_takes(home: Path) -> None:
    program = f"{sys.executable} -m cfgkit"
    script = f"{program} domains '{home}' --format paths -0 | xargs -0 {program} check --format json"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert len(json.loads(done.stdout)["results"]) == 4


def on_a_terminal(*arguments: object, **env: str) -> str:
    """What a command writes to standard error where that is a terminal of 80 columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm", **env}
    command = [sys.executable, "-m", "cfgkit", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave, env=environment)
    os.close(slave)
    written = b""
    with suppress(OSError):  # a terminal without a writer gives an error, not an end
        while piece := os.read(master, 4096):
            written += piece
    process.wait()
    os.close(master)
    return written.decode()


def test_progress_is_a_line_on_a_terminal_that_goes_away(cfgkit: Runner, home: Path) -> None:
    assert "\r\x20" not in on_a_terminal("domains", home).replace("\r\n", "\n")
    for number in range(25):
        folder = home / "appserv" / f"X{number}"
        folder.mkdir()
        (folder / "psappsrv.cfg").write_text(app_server("X"))
    for command in (
        ["domains", home],
        ["check", "--domains", home],
        ["diff", "--domains", home],
        ["domains", home, "--archived"],
    ):
        text = on_a_terminal(*command).replace("\r\n", "\n")
        first = text.split("\r")[0]
        assert re.fullmatch(r"cfgkit: (reading|checking|comparing) file 1 of 29", first), command
        assert all(set(one) == {" "} or one.startswith("cfgkit: ") or not one for one in text.split("\r"))
        last = text.rpartition("\r")
        assert last[0].endswith(" " * len(first)), command
        assert "\x1b" not in text
        assert "\r" not in on_a_terminal(*command, TERM="dumb").replace("\r\n", "\n")
        assert "\r" not in cfgkit(*command).err
