from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from cfgkit import mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mail.conftest import MakeSettings, ScriptedServer

PASSWORD = "hunter2-Geheim"


def options(**others: Any) -> mail.TestOptions:
    return mail.TestOptions(**{"file": "psappsrv.cfg", "to": ("a@example.com",), **others})


def test_json_has_exactly_the_contract_s_shape(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted(RCPT=b"550 5.7.1 no relaying\r\n") as server:
        shape = mail.as_json(mail.run_test(settings(server.port), options()))
    assert list(shape) == [
        "file", "sandbox", "result", "actual", "attempts", "failover", "assumptions", "transcript",
        "trace",
    ]  # fmt: skip
    assert shape["file"] == "psappsrv.cfg"
    assert shape["sandbox"] is False
    assert shape["result"] == shape["actual"] == {"code": 2, "name": "NotDelivered"}
    [attempt] = shape["attempts"]
    assert list(attempt) == ["server", "host", "port", "outcome", "stages", "findings", "certificates", "token"]
    assert attempt["server"] == "primary"
    assert (attempt["host"], attempt["port"]) == ("127.0.0.1", server.port)
    stages = {stage["stage"]: stage for stage in attempt["stages"]}
    assert all(list(stage) == ["stage", "outcome", "milliseconds", "class", "message"] for stage in stages.values())
    assert stages["rcpt"]["outcome"] == "failed"
    assert stages["rcpt"]["class"] == "relay-denied"
    assert stages["rcpt"]["message"] == "550 5.7.1 no relaying"
    assert stages["tls"] | {"message": ""} == {
        "stage": "tls", "outcome": "skipped", "milliseconds": 0.0, "class": None, "message": "",
    }  # fmt: skip
    assert list(shape["failover"]) == ["tried", "reason"]
    assert {frozenset(one) for one in shape["assumptions"]} == {frozenset({"id", "text"})}
    assert all(list(line) == ["at_ms", "server", "from", "text"] for line in shape["transcript"])
    said = [(line["from"], line["text"]) for line in shape["transcript"]]
    assert ("C", "RCPT TO:<a@example.com>") in said
    assert ("S", "550 5.7.1 no relaying") in said
    assert json.loads(json.dumps(shape)) == shape


def test_a_test_that_stopped_has_no_code(scripted: Callable[..., ScriptedServer], settings: MakeSettings) -> None:
    with scripted() as server:
        report = mail.run_test(settings(server.port), options(stop_after=mail.Stage.EHLO))
    shape = mail.as_json(report)
    assert shape["result"] is None
    assert shape["actual"] is None
    assert "verdict: the stage ehlo was reached; nothing was sent" in mail.as_text(report)


def test_the_text_names_the_words_the_code_and_what_to_change_with_its_line(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(MAIL=b"553 5.1.8 unknown sender domain\r\n") as server:
        text = mail.as_text(mail.run_test(settings(server.port), options()))
    assert re.search(
        r"^  mail +failed +[0-9.]+ ms  \[sender-refused\] 553 5.1.8 unknown sender domain$",
        text,
        re.MULTILINE,
    )
    assert re.search(r"^  rcpt +skipped +not reached$", text, re.MULTILINE)
    assert "PeopleSoft would return 2 (NotDelivered)" in text
    assert "  setting SMTPSender: line 103\n" in text


def test_the_backup_s_settings_are_named_with_their_1(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with (
        scripted(EHLO=b"550 no\r\n", HELO=b"550 no\r\n") as server,
        scripted(RCPT=b"550 relay\r\n") as backup,
    ):
        made = settings(server.port, SMTPServer1="127.0.0.1", SMTPPort1=str(backup.port))
        text = mail.as_text(mail.run_test(made, options()))
    assert "primary: helo-refused at ehlo" in text
    assert "  setting SMTPSourceMachine: line 104\n" in text
    assert "backup: relay-denied at rcpt" in text
    assert "  setting SMTPServer1: line 105\n" in text
    assert "  setting SMTPUserName1: not set\n" in text
    assert "backup server: tried, the primary failed at ehlo: helo-refused" in text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"", "nobody knows, the message may have been queued"),
        (b"250 queued\r\n", "what really happened: 1 (Delivered)"),
    ],
)
def test_what_really_happened_is_said_where_peoplesoft_says_something_else(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, said: bytes, sentence: str
) -> None:
    with scripted(dot=said) as server:
        made = settings(server.port, SMTPTimeToWaitForResult="0")
        text = mail.as_text(mail.run_test(made, options(timeout=1.0)))
    assert "PeopleSoft would return -1 (SentButResultUnknown)" in text
    assert sentence in text


def test_control_characters_of_server_and_file_name_reach_no_output(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(MAIL=b"550-\x1b[31mred\x07\r\n550 \xe2\x80\xae\x9b0m\r\n") as server:
        report = mail.run_test(settings(server.port), options(file="a\nb\x1b[2J"))
    text = mail.as_text(report)
    assert "\\e[31mred" in text
    assert text.replace("\n", "").isprintable()
    assert json.dumps(mail.as_json(report), ensure_ascii=False).isprintable()


def test_a_long_answer_is_cut_in_the_text_and_whole_in_the_transcript(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings
) -> None:
    with scripted(MAIL=b"550 " + b"x" * 5000 + b"\r\n") as server:
        report = mail.run_test(settings(server.port), options())
    assert max(map(len, mail.as_text(report).splitlines())) < 400
    assert "x" * 5000 in json.dumps(mail.as_json(report))


@pytest.mark.parametrize("sandboxed", [False, True])
def test_a_password_in_the_settings_shows_nowhere(
    scripted: Callable[..., ScriptedServer], settings: MakeSettings, sandboxed: bool
) -> None:
    with scripted(RCPT=b"550 relay\r\n") as server:
        made = settings(server.port, SMTPUserPassword=PASSWORD, SMTPUserPassword1=PASSWORD)
        report = mail.run_test(made, options(sandbox=sandboxed))
    everything = mail.as_text(report) + json.dumps(mail.as_json(report)) + repr(report) + repr(made)
    told = b"".join(message.raw for message in report.received) + server.data
    everything += told.decode() + "\n".join(server.commands)
    assert "SMTPUserPassword is set" in everything
    assert PASSWORD not in everything
    assert base64.b64encode(PASSWORD.encode()).decode() not in everything
