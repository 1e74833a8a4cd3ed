from __future__ import annotations

import io
import tracemalloc
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cfgkit.document import parse
from cfgkit.errors import InputError, StoreError
from cfgkit.mail.tracelog import LogFolder, as_json, as_text, log_folder, logs_in, read_logs
from cfgkit.mail.tracelog.line import MAX_LINE
from cfgkit.mail.tracelog.report import notes
from cfgkit.mail.tracelog.tally import KEPT, Tally, lines_of
from cfgkit.mail.verdict import Code

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.document import Document

APP = "[Domain Settings]\nDomain ID=HRDEV\nLogFence=5\n{}\n[SMTP Settings]\nSMTPTrace=2\n"
PRCS = "[Process Scheduler]\nPrcsServerName=PSUNX\nLogFence=5\n{}\n[SMTP Settings]\nSMTPTrace=2\n"


def document(text: str = APP, line: str = "") -> Document:
    return parse(text.format(line).encode())


def summary(code: str = "DELIVERED", day: int = 29, to: str = "anna@example.com", subject: str = "Hi") -> str:
    return (
        f"Wed Apr {day} 18:48:46 CDT 2020 Email sent with return code [{code}] From:[hr@example.com] To:[{to}] "
        f"Sender:[hr@example.com] CC:[null] BCC:[null] Subject:[{subject}]\n"
    )


def written(folder: Path, content: bytes, name: str = "SMTP6_27.log") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_sends_are_counted_by_result_and_day(tmp_path: Path) -> None:
    one = written(tmp_path, (summary() * 3 + summary("NOT DELIVERED") + summary("ODD WORDS", 30)).encode())
    two = written(tmp_path, (summary("NOT DELIVERED", 28) + "DEBUG SMTP: x\n\n\n").encode(), "SMTP28_04.log")
    tally = read_logs([one, two])
    assert (tally.sends, tally.failed, tally.other_lines) == (6, 3, 1)
    assert tally.by_result() == ((Code.DELIVERED, 3), (Code.NOT_DELIVERED, 2), (None, 1))
    assert [(day, dict(found)) for day, found in tally.by_day()] == [
        (date(2020, 4, 28), {Code.NOT_DELIVERED: 1}),
        (date(2020, 4, 29), {Code.DELIVERED: 3, Code.NOT_DELIVERED: 1}),
        (date(2020, 4, 30), {None: 1}),
    ]
    assert [send.code for send in tally.failures] == ["NOT DELIVERED", "ODD WORDS", "NOT DELIVERED"]
    assert [(log.sends, log.other_lines) for log in tally.logs] == [(5, 0), (1, 1)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_line_endings_don_t_matter(tmp_path: Path, codec: str, ending: str) -> None:
    text = summary("NOT DELIVERED", subject="Gr\u00fc\u00dfe").replace("\n", ending) * 2
    tally = read_logs([written(tmp_path, text.encode(codec))])
    assert (tally.sends, tally.other_lines) == (2, 0)
    assert tally.failures[0].subject == ("Gr\\xfc\\xdfe" if codec == "latin-1" else "Gr\u00fc\u00dfe")


def test_a_line_without_end_is_one_other_line(tmp_path: Path) -> None:
    long = b"x" * (3 * MAX_LINE) + summary().encode()
    tally = read_logs([written(tmp_path, long + summary().encode())])
    assert (tally.sends, tally.other_lines) == (1, 1)


def test_a_large_log_is_streamed(tmp_path: Path) -> None:
    path = written(tmp_path, summary("NOT DELIVERED").encode() * 50_000)
    tracemalloc.start()
    tally = read_logs([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tally.sends, tally.failed, len(tally.failures)) == (50_000, 50_000, KEPT)
    assert peak < path.stat().st_size / 10


@given(st.binary(max_size=400))
@example(b"\xff\xfe\n")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xef\xbb\xbf")
@example(summary().encode("utf-16")[:-1])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_sends_and_other_lines(tmp_path: Path, content: bytes) -> None:
    tally = read_logs([written(tmp_path, content + b"\n" + summary("NOT DELIVERED").encode() + content)])
    folder = LogFolder(tmp_path, "--log-dir")
    text = as_text(document(), "f", folder, tally, hide=True, width=80)
    assert all(line.isprintable() for line in text.split("\n"))
    assert as_json(document(), "f", folder, tally, hide=False)["sends"] == tally.sends
    assert len(list(lines_of(io.BytesIO(content)))) <= len(content)


# --- where the logs are


def test_logs_stand_beside_the_file_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "psappsrv.cfg"
    assert log_folder(document(), file).path == tmp_path / "LOGS"
    (tmp_path / "logs").mkdir()
    assert log_folder(document(), file).path == tmp_path / "logs"
    assert log_folder(document(line=";Log Directory=/elsewhere"), file).path == tmp_path / "logs"
    assert log_folder(document(line="Log Directory= "), file).path == tmp_path / "logs"


@pytest.mark.parametrize(
    ("text", "place", "value", "expected"),
    [
        (APP, "appserv/HRDEV/psappsrv.cfg", "/var/log/ps", "/var/log/ps"),
        (APP, "appserv/HRDEV/psappsrv.cfg", "%PS_SERVDIR%/mine", "{0}/appserv/HRDEV/mine"),
        (APP, "appserv/HRDEV/psappsrv.cfg", "%PS_SERVDIR%\\mine", "{0}/appserv/HRDEV/mine"),
        (APP, "appserv/HRDEV/psappsrv.cfg", "%ps_cfg_home%/x", "{0}/x"),
        (PRCS, "appserv/prcs/HRDEV/psprcs.cfg", "%PS_CFG_HOME%/x", "{0}/x"),
        (PRCS, "appserv/prcs/HRDEV/psprcs.cfg", "%PS_SERVDIR%", "{0}/appserv/prcs/HRDEV"),
        (APP, "appserv/HRDEV/psappsrv.cfg", "mine", "{0}/appserv/HRDEV/mine"),
    ],
)
def test_log_directory_is_resolved_by_the_file_s_place(
    tmp_path: Path, text: str, place: str, value: str, expected: str
) -> None:
    found = log_folder(document(text, f"Log Directory={value}"), tmp_path / place)
    assert str(found.path) == expected.format(tmp_path)
    assert found.origin.endswith("/Log Directory, line 4")


@pytest.mark.parametrize(("place", "variable"), [("appserv/D/f.cfg", "PS_FILEDIR"), ("else/f.cfg", "PS_CFG_HOME")])
def test_a_variable_that_the_place_does_not_tell_is_refused(tmp_path: Path, place: str, variable: str) -> None:
    with pytest.raises(InputError) as caught:
        log_folder(document(line=f"Log Directory=%{variable}%/x"), tmp_path / place)
    assert (caught.value.line, caught.value.help) == (4, "name the folder with --log-dir")


def test_both_documented_names_are_logs_and_nothing_else(tmp_path: Path) -> None:
    for name in ("SMTP27_06.log", "SMTP6_27.log", "smtp06_27.LOG"):
        written(tmp_path, b"", name)
    for name in ("APPSRV_0627.LOG", "SMTP6_27.log.gz", "SMTP.log", "SMTP2026_06_27.log", "xSMTP6_27.log"):
        written(tmp_path, b"", name)
    (tmp_path / "SMTP7_27.log").mkdir()
    assert [path.name for path in logs_in(tmp_path)] == ["SMTP27_06.log", "SMTP6_27.log", "smtp06_27.LOG"]
    for wrong in (tmp_path / "gone", tmp_path / "SMTP6_27.log", tmp_path / "a\0b"):
        with pytest.raises(StoreError):
            logs_in(wrong)


# --- the report


def test_what_keeps_the_logs_from_saying_all_is_noted(tmp_path: Path) -> None:
    assert notes(document(), Tally()) == ()
    off = parse(b"[Domain Settings]\nLogFence=3\n[SMTP Settings]\nSMTPTrace=0\n[PSTOOLS]\n[JOLT Listener]\n")
    assert notes(off, Tally()) == (
        "the trace is off now (SMTPTrace, line 4): set SMTPTrace=2 and reboot the domain",
        "LogFence in line 2 is not 5: the manual asks for 5, or the trace may stay empty",
    )
    detail = parse(b"[Domain Settings]\nDomain ID=HRDEV\n[SMTP Settings]\nSMTPTrace=1\n")
    found = notes(detail, read_logs([written(tmp_path, b"DEBUG SMTP: x\n" + summary().encode())]))
    assert found[0].startswith("the trace is not at the level of a line for each mail now")
    assert found[1].startswith("LogFence is not set")
    assert found[2].startswith("1 line left out: no summary of a mail")
    assert found[3].startswith("NOT DELIVERED is the only return code whose words a manual shows")


def test_the_text_explains_each_failure_and_hides_addresses(tmp_path: Path) -> None:
    subject = "for bob@example.com \x1b[31m"
    path = written(tmp_path, (summary() * 2 + summary("NOT DELIVERED", subject=subject)).encode())
    folder = LogFolder(tmp_path, "--log-dir")
    text = as_text(document(), "psappsrv.cfg", folder, read_logs([path]), hide=True, width=80)
    assert "day         sends  Delivered  NotDelivered\n2020-04-29      3          2             1\n" in text
    assert "  NotDelivered: no mail server took the mail" in text
    assert "    what to do: run `cfgkit smtp test`" in text
    assert "[NOT DELIVERED] h***@example.com to a***@example.com: for b***@example.com \\e[31m" in text
    plain = as_text(document(), "psappsrv.cfg", folder, read_logs([path]), hide=False, width=80)
    assert "hr@example.com to anna@example.com: for bob@example.com" in plain


def test_failures_that_are_not_kept_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path, summary("NOT DELIVERED").encode() * (KEPT + 1))
    text = as_text(document(), "f", LogFolder(tmp_path, ""), read_logs([path]), hide=False, width=80)
    assert f"not known to be delivered: {KEPT + 1}, the last {KEPT} of them" in text
