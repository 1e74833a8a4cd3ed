from __future__ import annotations

import pytest

from cfgkit.check.known import absent_settings, copied_to_counterpart, counterpart, default_value, reset
from cfgkit.document import parse
from cfgkit.errors import EditError
from cfgkit.schema.schema import BUILT_IN
from cfgkit.syntax.lookup import Where

FILE = b"""[Startup]
DBName=HR
[Domain Settings]
Domain ID=HRDEMO
[SMTP Settings]
SMTPServer=mail.example.com
SMTPPort=587
;SMTPPort1=0
SMTPUserPassword={V1.1}abc=
"""
PORT = Where("SMTP Settings", "SMTPPort")


def test_absent_are_the_known_settings_that_are_neither_live_nor_commented_out() -> None:
    keys = {one.key for one in absent_settings(BUILT_IN, "psappsrv", "SMTP Settings", ["smtpport", "SMTPPort1"])}
    assert "SMTPServer" in keys
    assert not {"SMTPPort", "SMTPPort1"} & keys
    assert absent_settings(BUILT_IN, "psappsrv", "Our Own Section", []) == ()


def test_absent_settings_of_a_file_of_unknown_kind_are_those_of_either_kind() -> None:
    assert absent_settings(BUILT_IN, "unknown", "SMTP Settings", [])
    assert absent_settings(BUILT_IN, "unknown", "Process Scheduler", [])


def test_a_setting_is_reset_to_what_it_is_delivered_as() -> None:
    assert reset(parse(FILE), PORT).to_bytes() == FILE.replace(b"=587", b"=25")


@pytest.mark.parametrize("key", ["SMTPUserPassword", "SMTPPort1", "NobodyKnowsThis"])
def test_a_secret_a_commented_out_and_an_unknown_setting_are_not_reset(key: str) -> None:
    with pytest.raises(EditError):
        reset(parse(FILE), Where("SMTP Settings", key))


def test_a_secret_has_no_default() -> None:
    setting = BUILT_IN.find("psappsrv", "SMTP Settings", "SMTPUserPassword")
    assert setting is not None
    assert default_value(setting) is None


def test_a_value_is_copied_to_the_other_server_and_back() -> None:
    copied = copied_to_counterpart(parse(FILE), PORT)
    assert copied.to_bytes() == FILE.replace(b";SMTPPort1=0\n", b";SMTPPort1=0\nSMTPPort1=587\n")
    changed = copied.set("SMTP Settings", "SMTPPort1", "2525")
    back = copied_to_counterpart(changed, Where("SMTP Settings", "SMTPPort1"))
    assert back["SMTP Settings"]["SMTPPort"] == "2525"
    assert counterpart(parse(FILE), Where("Startup", "DBName")) is None


@pytest.mark.parametrize("where", [Where("Startup", "DBName"), Where("SMTP Settings", "SMTPPort1")])
def test_what_has_no_counterpart_or_no_value_is_not_copied(where: Where) -> None:
    with pytest.raises(EditError) as problem:
        copied_to_counterpart(parse(FILE), where)
    assert "587" not in str(problem.value)
