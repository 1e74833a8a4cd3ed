"""[SMTP Settings] as typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfgkit import Secret, load, parse

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.schema.smtp.view import SmtpView


def view(*lines: str) -> SmtpView:
    return parse("\n".join(("[Domain Settings]", "[SMTP Settings]", *lines, "")).encode()).smtp()


def test_each_value_has_its_type_and_its_line() -> None:
    smtp = view(
        "SMTPServer=mail.example.com", "SMTPPort=587", "SMTPUseSSL=Y", "SMTPUserPassword=hunter2", "SMTPTrace=2"
    )
    assert (smtp.primary.host, smtp.primary.port, smtp.primary.uses_ssl, smtp.trace) == (
        "mail.example.com",
        587,
        True,
        2,
    )
    assert smtp.primary.password == Secret("hunter2")
    port = smtp.primary["SMTPPort"]
    assert (port.line, port.column, port.text, port.origin) == (4, 10, "587", "SMTPPort, line 4")
    assert "hunter2" not in repr(smtp.primary["SMTPUserPassword"])


def test_what_is_absent_has_its_default_and_no_line() -> None:
    smtp = view("SMTPPort=")
    assert (smtp.primary.port, smtp.primary.ssl_port, smtp.wait_ms, smtp.primary.uses_ssl) == (25, 465, 10000, False)
    assert smtp.primary.user is None
    assert smtp["SMTPSender"].value == "PeopleSoft@peoplesoft.com"
    assert smtp["SMTPTimeToWaitForResult"].origin == "SMTPTimeToWaitForResult, default"
    assert smtp.primary["SMTPPort"].line == 3


def test_port_0_of_the_backup_is_not_set() -> None:
    smtp = view("SMTPServer1=b", "SMTPPort1=0")
    assert smtp.backup.port is None
    assert not smtp.backup["SMTPPort"].is_set
    assert view("SMTPPort1=587").backup["SMTPPort"].is_set


@pytest.mark.parametrize(
    ("line", "is_set"),
    [
        ("SMTPPort=", False),
        ("SMTPPort=25", False),
        ("SMTPPort=26", True),
        ("SMTPUserName=", False),
        ("SMTPUserName=hr", True),
        ("SMTPUserPassword=", False),
        ("SMTPUserPassword=hunter2", True),
        (";SMTPUserName=hr", False),
    ],
)
def test_what_is_empty_or_as_delivered_is_not_set(line: str, is_set: bool) -> None:
    assert view(line)[line.strip(";").partition("=")[0]].is_set is is_set


def test_what_an_environment_variable_decides_has_no_value() -> None:
    smtp = view("SMTPUserName=%USER%", "SMTPCharacterSet=%SET%", "SMTPPort=%PORT%")
    assert (smtp.primary.user, smtp.character_set, smtp.primary.port) == (None, None, None)
    assert smtp.primary["SMTPUserName"].text == "%USER%"


def test_the_backup_is_asked_by_the_primarys_names() -> None:
    smtp = view("SMTPServer1=backup", "SMTPNTLMEnable1=true")
    assert (smtp.backup.host, smtp.backup.uses_ntlm) == ("backup", True)
    assert smtp.backup["SMTPServer"].key == "SMTPServer1"
    assert smtp["smtpserver1"].value == "backup"
    with pytest.raises(KeyError):
        smtp.backup["SMTPSender"]


def test_errors_are_findings() -> None:
    smtp = view("SMTPPort=2x5", "SMTPUseSSL=true", "SMTPServer=%HOST%")
    assert [(one.rule, one.line, one.column) for one in smtp.findings] == [
        ("value-type", 3, 11),
        ("value-spelling", 4, 12),
    ]
    assert smtp.primary.port is None
    assert smtp.primary.uses_ssl is True
    assert (smtp.primary.host, smtp.primary["SMTPServer"].text) == (None, "%HOST%")


def test_of_duplicates_the_last_one_counts() -> None:
    smtp = view("SMTPServer=a", "SMTPServer=b")
    assert smtp.primary.host == "b"


def test_the_fixture_with_every_key_has_each_of_them(repo: Path) -> None:
    smtp = load(repo / "fixtures" / "every-smtp-key" / "psappsrv.cfg").smtp()
    assert len(list(smtp)) == 66
    assert all(one.line for one in smtp)
    assert smtp.findings == ()
    assert len(list(smtp.primary)) == len(list(smtp.backup)) == 27


@given(st.binary(max_size=200))
def test_any_bytes_have_a_view(data: bytes) -> None:
    smtp = parse(b"[SMTP Settings]\nSMTPPort=" + data).smtp()
    assert all(one.column >= 1 for one in smtp.findings)
