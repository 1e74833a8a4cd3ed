"""Several tests in one view: the matrix, two files side by side, and the trace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail
from cfgkit.mail.record import Stage
from cfgkit.mail.report.sides import first_difference

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from cfgkit.mail.tls.trust import Trust
    from tests.mail.conftest import MakeSettings, ScriptedServer

LONG = "/opt/psoft/cfg/webserv/appserv/HRPRD01/psappsrv.cfg"


@pytest.fixture
def report(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> Callable[..., mail.TestReport]:
    def test(file: str = "f", options: dict[str, Any] | None = None, **script: bytes) -> mail.TestReport:
        with scripted(**script) as server:
            made = mail.TestOptions(**{"file": file, "to": ("a@b.example",), **(options or {})})
            return mail.run_test(settings(server.port), made)

    return test


def test_the_matrix_fits_its_width_and_says_why(report: Callable[..., mail.TestReport]) -> None:
    reports = [report("dev.cfg"), report(LONG, RCPT=b"550 5.7.1 no relaying for you\r\n"), report(QUIT=b"500 x\r\n")]
    shown = mail.matrix(reports, 80)
    head, good, bad, noted, blank, *why = shown.splitlines()
    assert max(map(len, shown.splitlines())) <= 80
    assert head.split() == ["dns", "tcp", "tls", "220", "ehlo", "stls", "auth", "mail", "rcpt", "data", "quit"]
    assert good.split() == ["dev.cfg", "primary", "ok", "ok", "-", "ok", "ok", "-", "-", "ok", "ok", "ok", "ok"]
    assert re.match(r"\.\.\.\S*psappsrv\.cfg primary ", bad)
    assert bad[head.index("rcpt") :].split() == ["FAIL", "-", "ok"]
    assert noted.split()[-1] == "note"
    assert blank == ""
    assert " ".join(map(str.strip, why)) == f"{LONG}, primary: rcpt [relay-denied] 550 5.7.1 no relaying for you"


@pytest.mark.parametrize("width", [80, 40])
def test_two_hundred_files_stay_within_the_terminal(report: Callable[..., mail.TestReport], width: int) -> None:
    one, other = report(LONG), report(LONG, EHLO=b"550 5.7.1 who\r\n", HELO=b"550 5.7.1 who are you?\r\n")
    lines = mail.matrix([one, other] * 100, width).splitlines()
    rows = lines[: lines.index("")]
    assert len(rows) == 200 + (width == 80)
    assert max(map(len, rows)) <= width
    assert sum("FAIL" in row for row in rows) == 100
    if width == 40:
        assert rows[1].endswith(" primary FAIL ehlo")


def test_the_matrix_of_good_tests_says_no_more(report: Callable[..., mail.TestReport]) -> None:
    assert len(mail.matrix([report()], 80).splitlines()) == 2


def test_a_file_s_further_servers_stand_below_it(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, closed_port: int
) -> None:
    with scripted() as backup:
        made = settings(closed_port, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port))
        found = mail.run_test(made, mail.TestOptions(file="dev.cfg", to=("a@b.example",)))
    rows = mail.matrix([found], 80).splitlines()
    assert rows[1].startswith("dev.cfg      primary ok   FAIL")
    assert rows[2].startswith("             backup  ok   ok")


def test_of_a_stage_that_came_twice_the_failure_counts(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, tls_context: ssl.SSLContext, trust: Trust
) -> None:
    offer = b"250-mx\r\n250 AUTH PLAIN\r\n"
    with scripted(tls=tls_context, EHLO=offer, AUTH=b"530 5.7.0 STARTTLS first\r\n") as server:
        made = settings(server.port, SMTPUserName="ps", SMTPUserPassword="clear!")
        found = mail.run_test(made, mail.TestOptions(file="f", means=mail.Means(trust=trust)))
    head, row, *_ = mail.matrix([found], 80).splitlines()
    assert row[head.index("stls") :].split()[:2] == ["ok", "FAIL"]


def test_the_first_stage_that_differs_is_named(report: Callable[..., mail.TestReport]) -> None:
    left, right = report("tst.cfg"), report("prd.cfg", MAIL=b"553 5.1.8 no\r\n", QUIT=b"500 x\r\n")
    found = first_difference(left, right)
    assert found is not None
    assert found.stage is Stage.MAIL
    shown = mail.side_by_side(left, right, 80)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    [marked] = [line for line in lines if line.startswith("*")]
    assert marked.startswith("*mail      ok 250 2.1.0 Ok")
    assert "FAIL [sender-refused] 553 5.1.8 no" in marked
    assert "\nthe first stage that differs is mail (marked *)\n  tst.cfg: ok 250 2.1.0 Ok\n  prd.cfg: FAIL" in shown


def test_words_alone_are_no_difference(report: Callable[..., mail.TestReport]) -> None:
    left, right = report(), report(greeting=b"220 other.example.com\r\n")
    assert first_difference(left, right) is None
    assert mail.side_by_side(left, right, 80).endswith("\nboth go the same way, stage by stage\n")


def test_the_same_failure_by_another_class_is_a_difference(report: Callable[..., mail.TestReport]) -> None:
    left, right = report(RCPT=b"550 5.1.1 unknown\r\n"), report(RCPT=b"554 5.7.1 relay\r\n")
    found = first_difference(left, right)
    assert found is not None
    assert found.stage is Stage.RCPT


def test_a_server_more_is_a_difference(
    report: Callable[..., mail.TestReport],
    scripted: Callable[..., ScriptedServer],
    settings: MakeSettings,
) -> None:
    refused = b"554 no\r\n"
    with scripted(greeting=refused) as primary, scripted() as backup:
        made = settings(primary.port, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port))
        right = mail.run_test(made, mail.TestOptions(file="prd.cfg", to=("a@b.example",)))
    left = report(greeting=refused)
    found = first_difference(left, right)
    assert found is not None
    assert (found.attempt, found.left) == (1, None)
    assert "backup 127.0.0.1:" in mail.side_by_side(left, right, 80)


def test_hostile_words_do_not_act_in_any_of_them(report: Callable[..., mail.TestReport]) -> None:
    found = report("a\x1b[2J\nb", MAIL=b"550 \x1b[31mred\x9b\r\n")
    other = report("c")
    views = (mail.matrix([found], 80), mail.side_by_side(found, other, 80), mail.trace(found))
    assert all(view.replace("\n", "").isprintable() for view in views)


def test_the_trace_has_peoplesoft_s_line_and_the_dialogue(report: Callable[..., mail.TestReport]) -> None:
    head, line, about, *said = mail.trace(report("dev.cfg", RCPT=b"550 5.7.1 no\r\n")).splitlines()
    assert head.startswith("cfgkit smtp test of dev.cfg, not the domain's own trace")
    assert re.fullmatch(
        r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \S+ \d{4} Email sent with return code \[NOT DELIVERED\]"
        r" From:\[ps@example\.com\] To:\[a@b\.example\] Sender:\[ps@example\.com\] CC:\[null\] BCC:\[null\]"
        r" Subject:\[cfgkit mail test from .*\]",
        line,
    )
    assert "SMTPTrace=1 is not documented" in about
    assert all(re.match(r" *[0-9.]+ ms primary (C|S|note): ", one) for one in said)
    assert [one.partition("C: ")[2] for one in said if " C: " in one][1:3] == [
        "MAIL FROM:<ps@example.com>",
        "RCPT TO:<a@b.example>",
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [(b"250 ok\r\n", "[DELIVERED?]"), (b"x\r\n", "[NOT DELIVERED]"), (b"554 x\r\n", "[NOT DELIVERED]")],
)
def test_words_that_no_manual_has_are_marked(report: Callable[..., mail.TestReport], said: bytes, words: str) -> None:
    assert words in mail.trace(report(dot=said)).splitlines()[1]


def test_a_trace_of_a_test_that_sent_nothing_says_so(report: Callable[..., mail.TestReport]) -> None:
    assert mail.trace(report(options={"stop_after": Stage.EHLO})).splitlines()[1] == "no mail was sent"


def test_a_report_is_folded_but_for_what_is_copied(report: Callable[..., mail.TestReport]) -> None:
    found = report("dev.cfg", MAIL=b"550 " + b"word " * 40 + b"\r\n")
    whole, narrow = mail.as_text(found), mail.as_text(found, 80)
    long = [line for line in narrow.splitlines() if len(line) > 80]
    assert [line[:4] for line in long] == ["  > "]
    assert " ".join(narrow.split()) == " ".join(whole.split())
    words = next(line for line in narrow.splitlines() if "[sender-refused] 550" in line)
    place = words.index("[sender-refused]")
    assert narrow.splitlines()[narrow.splitlines().index(words) + 1][:place].isspace()
