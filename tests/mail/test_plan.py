from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from cfgkit.document import parse
from cfgkit.errors import CfgkitError, InputError, NotAvailableError
from cfgkit.mail import Given, given, plan
from cfgkit.mail.limits import require_available
from cfgkit.mail.plan import AuthMode, TlsMode
from cfgkit.mail.settings import KEYS
from cfgkit.mail.values import codec_name
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from tests.mail.conftest import MakeSettings

FILE = b"""[Other]
SMTPServer=elsewhere
[SMTP Settings]
SMTPServer=old.example.com
smtpserver=never.example.com
SMTPServer=mail.example.com
;SMTPPort=99
SMTPUserPassword=hunter2
SMTPSender=ps@example.com
"""


def test_settings_come_with_their_lines_the_last_of_duplicates_and_secrets_as_secrets() -> None:
    assert given(parse(FILE)) == {
        "SMTPServer": Given("mail.example.com", 6),
        "SMTPUserPassword": Given(Secret("hunter2"), 8),
        "SMTPSender": Given("ps@example.com", 9),
    }


def test_a_key_in_another_case_counts_where_the_exact_one_is_not_there() -> None:
    assert given(parse(b"[smtp settings]\nsmtpPORT=26\n")) == {"SMTPPort": Given("26", 2)}


def test_each_value_knows_its_line_or_that_it_is_a_default(settings: MakeSettings) -> None:
    planned = plan(settings(2525))
    assert planned.primary is not None
    assert (planned.primary.host.value, planned.primary.host.origin) == ("127.0.0.1", "SMTPServer, line 101")
    assert (planned.primary.port.value, planned.primary.port.origin) == (2525, "SMTPPort, line 102")
    assert (planned.charset.value, planned.charset.origin) == ("UTF-8", "SMTPCharacterSet, default")
    assert (planned.wait_ms.value, planned.send_time.value) == (10_000, False)
    assert planned.backup is None


def test_an_absent_port_is_the_usual_one(settings: MakeSettings) -> None:
    planned = plan(settings(SMTPPort=None))
    assert planned.primary is not None
    assert (planned.primary.port.value, planned.primary.port.origin) == (25, "SMTPPort, default")


@pytest.mark.parametrize("port", ["0", "", None])
def test_a_backup_port_of_0_or_nothing_is_not_set(settings: MakeSettings, port: str | None) -> None:
    planned = plan(settings(SMTPServer1="b.example.com", SMTPPort1=port))
    assert planned.backup is not None
    assert (planned.backup.port.value, planned.backup.port.line) == (25, None)
    assert "backup-port" in {assumption.id for assumption in planned.assumptions}


def test_a_backup_without_a_server_is_no_backup(settings: MakeSettings) -> None:
    assert plan(settings(SMTPServer1="", SMTPPort1="26")).backup is None


@pytest.mark.parametrize(
    ("others", "mode", "port"),
    [
        ({}, TlsMode.NONE, 25),
        ({"SMTPUseSSL": "N", "SMTPTLSEnable": "n"}, TlsMode.NONE, 25),
        ({"SMTPUseSSL": "Y"}, TlsMode.IMPLICIT, 465),
        ({"SMTPUseSSL": "true", "SMTPSSLPort": "4650", "SMTPTLSRequired": "Y"}, TlsMode.IMPLICIT, 4650),
        ({"SMTPTLSEnable": "Y"}, TlsMode.STARTTLS_IF_OFFERED, 25),
        ({"SMTPTLSEnable": "Y", "SMTPTLSRequired": "1"}, TlsMode.STARTTLS_REQUIRED, 25),
        ({"SMTPTLSRequired": "yes"}, TlsMode.STARTTLS_REQUIRED, 25),
    ],
)
def test_tls_mode_and_port(settings: MakeSettings, others: dict[str, str], mode: TlsMode, port: int) -> None:
    server = plan(settings(25, **others)).primary
    assert server is not None
    assert (server.tls.value, server.port.value) == (mode, port)


@pytest.mark.parametrize(
    ("others", "mode"),
    [
        ({"SMTPUserName": "u"}, AuthMode.PASSWORD),
        ({"SMTPUserPassword": "p"}, AuthMode.NONE),
        ({"SMTPUserName": "u", "SMTPNTLMEnable": "true"}, AuthMode.NTLM),
        ({"SMTPUserName": "u", "SMTPSASLEnable": "Y"}, AuthMode.SASL),
        ({"SMTPUserName": "u", "SMTPUseOAuth": "Y"}, AuthMode.OAUTH),
    ],
)
def test_auth_mode(settings: MakeSettings, others: dict[str, str], mode: AuthMode) -> None:
    server = plan(settings(25, **others)).primary
    assert server is not None
    assert server.auth.value is mode


@pytest.mark.parametrize(
    "key",
    [
        "SMTPUseSSL",
        "SMTPTLSEnable",
        "SMTPTLSRequired",
        "SMTPUserName",
        "SMTPUseOAuth",
        "SMTPNTLMEnable",
        "SMTPSASLEnable",
        "SMTPSMIMESign",
        "SMTPSMIMEEncryption",
    ],
)
@pytest.mark.parametrize("suffix", ["", "1"])
def test_a_mode_not_built_yet_is_named_with_its_line(settings: MakeSettings, key: str, suffix: str) -> None:
    planned = plan(settings(25, SMTPServer1="b.example.com", **{key + suffix: "Y"}))
    servers = {"": planned.primary, "1": planned.backup}
    server, other = servers.pop(suffix), servers.popitem()[1]
    assert server is not None
    assert other is not None
    require_available(other)
    with pytest.raises(NotAvailableError, match=rf"^{key}{suffix} asks for .* yet$") as caught:
        require_available(server)
    assert caught.value.line == 106


@pytest.mark.parametrize(
    ("others", "key"),
    [
        ({"SMTPServer": ""}, "SMTPServer"),
        ({"SMTPServer": None}, "SMTPServer"),
        ({"SMTPServer": "mail.example.com 10.0.0.1"}, "SMTPServer"),
        ({"SMTPServer": "%MAILHOST%"}, "SMTPServer"),
        ({"SMTPServer": "a\x00b"}, "SMTPServer"),
        ({"SMTPServer": "a\x85b"}, "SMTPServer"),
        ({"SMTPServer1": "two hosts"}, "SMTPServer1"),
        ({"SMTPPort": "0"}, "SMTPPort"),
        ({"SMTPPort": "65536"}, "SMTPPort"),
        ({"SMTPPort": "-1"}, "SMTPPort"),
        ({"SMTPPort": "smtp"}, "SMTPPort"),
        ({"SMTPPort": "\u0662\u0665"}, "SMTPPort"),
        ({"SMTPServer1": "b", "SMTPPort1": "70000"}, "SMTPPort1"),
        ({"SMTPSender": ""}, "SMTPSender"),
        ({"SMTPSender": "nobody"}, "SMTPSender"),
        ({"SMTPSender": "a@b@c"}, "SMTPSender"),
        ({"SMTPSender": "HR <hr@example.com>"}, "SMTPSender"),
        ({"SMTPSender": "a@b.com> SIZE=1"}, "SMTPSender"),
        ({"SMTPSender": "a@b.com\rRCPT TO:<x@y>"}, "SMTPSender"),
        ({"SMTPSourceMachine": "two names"}, "SMTPSourceMachine"),
        ({"SMTPSourceMachine": "a\rMAIL"}, "SMTPSourceMachine"),
        ({"SMTPSourceMachine": "b\u00fccher"}, "SMTPSourceMachine"),
        ({"SMTPCharacterSet": "klingon"}, "SMTPCharacterSet"),
        ({"SMTPCharacterSet": "base64"}, "SMTPCharacterSet"),
        ({"SMTPCharacterSet": "punycode"}, "SMTPCharacterSet"),
        ({"SMTPCharacterSet": "utf-8; x=y"}, "SMTPCharacterSet"),
        ({"SMTPUseSSL": "maybe"}, "SMTPUseSSL"),
        ({"SMTPSendTime": "2"}, "SMTPSendTime"),
        ({"SMTPTimeToWaitForResult": "-2"}, "SMTPTimeToWaitForResult"),
        ({"SMTPTimeToWaitForResult": "soon"}, "SMTPTimeToWaitForResult"),
    ],
)
def test_an_impossible_setting_is_named_with_its_line_and_without_its_value(
    settings: MakeSettings, others: dict[str, str | None], key: str
) -> None:
    made = settings(25, **others)
    with pytest.raises(InputError, match=rf"^{key} is ") as caught:
        plan(made)
    setting = made.get(key)
    assert caught.value.line == (None if setting is None else setting.line)
    if setting is not None and setting.text:
        assert str(setting.text) not in caught.value.message.replace(key, "")


@pytest.mark.parametrize(
    ("others", "id_"),
    [
        ({"SMTPUserPassword": Secret("x")}, "no-user"),
        ({"SMTPServer": "mail.example.com  "}, "blanks"),
        ({"SMTPGuaranteed": "1"}, "guaranteed"),
        ({"SMTPEncodingDLL": "x.dll"}, "encoding-dll"),
        ({"SMTPCharacterSet": ""}, "charset"),
        ({"SMTPSendTime": "0"}, "no-date"),
        ({"SMTPServer1": "b.example.com"}, "failover"),
    ],
)
def test_what_no_source_says_is_an_assumption(
    settings: MakeSettings, others: dict[str, str | Secret | None], id_: str
) -> None:
    without = settings(25, SMTPCharacterSet="UTF-8", SMTPSendTime="1")
    assert id_ not in {assumption.id for assumption in plan(without).assumptions}
    assert id_ in {assumption.id for assumption in plan({**without, **settings(25, **others)}).assumptions}


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("gb", "gb2312"),
        ("ks-c-5601-1992", "cp949"),
        ("ks-c-5601-1987", "euc_kr"),
        ("sjis", "shift_jis"),
        ("latin1", "iso8859-1"),
        ("big5", "big5"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("ISO-2022-KR", "iso2022_kr"),
        ("EUC-JP", "euc_jp"),
        ("GBK", "gbk"),
        ("GB18030", "gb18030"),
        ("hex", None),
        ("utf-7", None),
        ("", None),
    ],
)
def test_the_documented_character_sets_have_codecs(charset: str, codec: str | None) -> None:
    assert codec_name(charset) == codec


@having(st.dictionaries(st.sampled_from(KEYS), st.builds(Given, st.text(), st.integers(1, 9999))))
def test_any_settings_give_a_plan_or_an_error_of_our_own(made: dict[str, Given]) -> None:
    try:
        planned = plan(made)
    except CfgkitError as error:
        outcome: object = str(error)
    else:
        outcome = planned.primary or planned.backup
    assert outcome
    assert "\n" not in str(outcome)
