from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.document import parse
from cfgkit.mail import Fault, Role, Stage, StageResult, run_test
from cfgkit.mail.record import done
from cfgkit.tui.model.mail_result import VERDICT, ended, running, to_change_of
from cfgkit.tui.model.mail_trial import Trial

if TYPE_CHECKING:
    from cfgkit.mail import TestReport

TLS = b"[SMTP Settings]\nSMTPServer=mail.example.com\nSMTPSender=ps@example.com\nSMTPTLSEnable=Y\n"


def report(fault: Fault | None = None) -> TestReport:
    return run_test(parse(TLS), Trial(fault=fault).options("f"))


def test_stages_stand_below_their_server_as_they_end() -> None:
    results = [
        (Role.PRIMARY, StageResult(Stage.CONNECT, 1.0, done("connected"))),
        (Role.BACKUP, StageResult(Stage.CONNECT, 2.0, done("too"))),
        (Role.PRIMARY, StageResult(Stage.GREETING, 1.0, done("220 hello"))),
    ]
    primary, backup, more = running(results)
    assert [(line.label, line.text.split()[-1]) for line in primary.lines] == [
        ("connect", "connected"),
        ("greeting", "hello"),
    ]
    assert backup.title == "backup server"
    assert more.title == "running"


def test_a_report_has_all_parts_in_their_order() -> None:
    blocks = ended(report())
    assert [block.title.split(" of ")[0] for block in blocks] == [
        "primary server mail.example.com:25, in the sandbox",
        VERDICT,
        "received by the sandbox",
        "certificates",
        "dialogue",
        "made from here",
        "SMTPTrace=2 would write (words with ? are not documented)",
    ]
    letter = blocks[2].lines[0].details
    for part in ("HEADERS", "TEXT", "RAW", "Subject: ", "to <anybody@example.com>"):
        assert part in letter
    assert any("mail.example.com" in line.text for line in blocks[3].lines)


def test_what_to_change_leads_to_the_settings() -> None:
    found = report(Fault.SENDER_REFUSED)
    (block,) = [one for one in ended(found) if one.title == to_change_of(found.attempts[0])]
    assert [line.key for line in block.lines if line.key] == ["SMTPSender"]
    assert any("what to do" in line.text for line in block.lines)
