from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from cfgkit.display import visible
from cfgkit.document import parse
from cfgkit.mail.charset import codec_name
from cfgkit.mail.plan import AuthMode, PasswordState, TlsMode, plan
from cfgkit.mail.plan.report import as_json, as_text, section_findings
from cfgkit.schema.release import Release
from cfgkit.schema.smtp import smtp_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfgkit.mail.plan import Plan
    from tests.mail.conftest import MakeSettings

KEYS = sorted(setting.key for setting in smtp_settings("psappsrv").values())
ENCRYPTED = "{V1.1}6O5vpwGxd5o="


def ids(planned: Plan) -> set[str]:
    return {assumption.id for assumption in planned.assumptions}


def test_the_last_of_duplicates_counts_whatever_its_case() -> None:
    planned = plan(parse(b"[smtp settings]\nSMTPServer=old.example.com\nsmtpserver=new.example.com\n"))
    assert planned.primary is not None
    assert (planned.primary.host.value, planned.primary.host.line) == ("new.example.com", 3)


def test_each_value_knows_its_line_or_that_it_is_a_default(settings: MakeSettings) -> None:
    planned = plan(settings(2525))
    assert planned.primary is not None
    assert (planned.primary.host.value, planned.primary.host.origin) == ("127.0.0.1", "SMTPServer, line 101")
    assert (planned.primary.port.value, planned.primary.port.origin) == (2525, "SMTPPort, line 102")
    assert (planned.message.charset.value, planned.message.charset.origin) == ("UTF-8", "SMTPCharacterSet, default")
    assert (planned.wait_ms.value, planned.message.send_time.value) == (10_000, False)
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
        ({"SMTPUserName": "u", "SMTPUserPassword": "p"}, AuthMode.PASSWORD),
        ({"SMTPUserName": "u", "SMTPNTLMEnable": "true"}, AuthMode.NTLM),
        ({"SMTPUserName": "u", "SMTPSASLEnable": "Y"}, AuthMode.SASL),
        ({"SMTPUserName": "u", "SMTPUseOAuth": "Y"}, AuthMode.OAUTH),
    ],
)
def test_auth_mode(settings: MakeSettings, others: dict[str, str], mode: AuthMode) -> None:
    server = plan(settings(25, **others)).primary
    assert server is not None
    assert server.login.mode.value is mode


@pytest.mark.parametrize(
    ("others", "mechanisms"),
    [
        ({"SMTPUserName": "u"}, ("LOGIN", "PLAIN", "DIGEST-MD5", "NTLM")),
        ({"SMTPNTLMEnable": "true"}, ("NTLM",)),
        ({"SMTPSASLEnable": "true", "SMTPSASLMechanism": "PLAIN LOGIN"}, ("PLAIN", "LOGIN")),
        ({"SMTPUseOAuth": "Y"}, ("XOAUTH2",)),
        ({}, ()),
    ],
)
def test_the_mechanisms_in_their_order(
    settings: MakeSettings, others: dict[str, str], mechanisms: tuple[str, ...]
) -> None:
    server = plan(settings(25, **others)).primary
    assert server is not None
    assert server.login.mechanisms == mechanisms


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (None, PasswordState.ABSENT),
        ("", PasswordState.ABSENT),
        (ENCRYPTED, PasswordState.ENCRYPTED),
        ("x", PasswordState.CLEAR),
    ],
)
def test_what_the_file_holds_of_a_password(settings: MakeSettings, text: str | None, state: PasswordState) -> None:
    server = plan(settings(25, SMTPUserName="u", SMTPUserPassword=text)).primary
    assert server is not None
    assert server.login.password.value is state


@pytest.mark.parametrize(
    ("written", "release", "pin", "assumed"),
    [
        ("TLSv1.2", None, "TLSv1.2", False),
        ("TLSv9", None, "TLSv9", False),
        (None, None, "", True),
        (None, Release(8, 60), "", True),
        (None, Release(8, 61), "TLSv1.3", True),
        ("", Release(8, 63), "TLSv1.3", True),
    ],
)
def test_the_protocol_is_the_file_s_word_or_the_release_s_default(
    settings: MakeSettings, written: str | None, release: Release | None, pin: str, assumed: bool
) -> None:
    planned = plan(settings(25, SMTPUseSSL="Y", SMTPSSLProtocol=written), release)
    assert planned.primary is not None
    assert planned.primary.protocol.value == pin
    assert ("protocol" in ids(planned)) is assumed


def test_a_setting_that_has_no_say_is_in_nobody_s_way(settings: MakeSettings) -> None:
    assert plan(settings(25, SMTPSSLPort="x", SMTPPort1="y", SMTPTrace="z")).obstacles == ()
    assert [one.key for one in plan(settings(25, SMTPUseSSL="Y", SMTPSSLPort="x", SMTPPort="y")).obstacles] == [
        "SMTPSSLPort"
    ]


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
        ({"SMTPSourceMachine": "two names"}, "SMTPSourceMachine"),
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
def test_an_impossible_setting_is_an_obstacle_with_its_line_and_without_its_value(
    settings: MakeSettings, others: dict[str, str | None], key: str
) -> None:
    made = settings(25, **others)
    [obstacle] = plan(made).obstacles
    assert obstacle.key == key
    entry = made.live("SMTP Settings", key)
    assert obstacle.line == (None if entry is None else entry.line.number)
    if entry is not None and entry.value:
        assert entry.value not in obstacle.problem


@pytest.mark.parametrize(
    ("others", "id_"),
    [
        ({"SMTPUserPassword": "x"}, "no-user"),
        ({"SMTPServer": "mail.example.com  "}, "blanks"),
        ({"SMTPGuaranteed": "1"}, "guaranteed"),
        ({"SMTPEncodingDLL": "x.dll"}, "encoding-dll"),
        ({"SMTPCharacterSet": ""}, "charset"),
        ({"SMTPSendTime": "0"}, "no-date"),
        ({"SMTPServer1": "b.example.com"}, "failover"),
        ({"SMTPServer1": "b.example.com"}, "backup-keys"),
        ({"SMTPUseSSL": "Y"}, "name-check"),
        ({"SMTPUseSSL": "Y", "SMTPTLSEnable": "Y"}, "ssl-and-starttls"),
        ({"SMTPNTLMEnable": "true"}, "ntlm"),
        ({"SMTPUseOAuth": "Y"}, "xoauth2"),
        ({"SMTPUseOAuth": "Y", "SMTPNTLMEnable": "true"}, "login-modes"),
        ({"SMTPSASLEnable": "true", "SMTPSASLRealm": "r"}, "sasl-realm"),
        ({"SMTPUserName": "u"}, "no-password"),
        ({"SMTPUserName": "u", "SMTPUserPassword": "x"}, "clear-password"),
        ({"SMTPSMIMESign": "Y"}, "smime"),
        ({"SMTPServer1": "b", "SMTPSMIMEEncryption1": "Y"}, "smime"),
    ],
)
def test_what_no_source_says_is_an_assumption(settings: MakeSettings, others: dict[str, str | None], id_: str) -> None:
    good: dict[str, str | None] = {"SMTPCharacterSet": "UTF-8", "SMTPSendTime": "1"}
    assert id_ not in ids(plan(settings(25, **good)))
    assert id_ in ids(plan(settings(25, **{**good, **others})))


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


LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))


@having(st.lists(st.tuples(st.sampled_from(KEYS), LINE | st.sampled_from(["Y", "true", "1", "0", "25", "a.b"]))))
def test_any_settings_give_a_plan_that_can_be_printed(made: Iterable[tuple[str, str]]) -> None:
    text = "\n".join(["[SMTP Settings]", *(f"{key}={value}" for key, value in made)])
    document = parse(text.encode())
    planned, findings = plan(document), section_findings(document, None)
    shown = as_text("f", planned, findings)
    assert visible(shown.replace("\n", "")) == shown.replace("\n", "")
    assert planned.servers or planned.obstacles
    assert as_json("f", planned, findings)["file"] == "f"


def test_the_text_names_values_sources_and_what_the_file_lacks(settings: MakeSettings) -> None:
    made = settings(587, SMTPUseSSL="Y", SMTPSSLPort="465", SMTPUserName="psuser", SMTPUserPassword=ENCRYPTED)
    shown = as_text("psappsrv.cfg", plan(made), section_findings(made, None))
    assert "  encryption         implicit                   SMTPUseSSL, line 105\n" in shown
    assert "  port               465                        SMTPSSLPort, line 106\n" in shown
    assert "  in this order      LOGIN, PLAIN, DIGEST-MD5, NTLM SMTPUserName, line 107\n" in shown
    assert "  password           encrypted                  SMTPUserPassword, line 108\n" in shown
    assert "the password in clear text: --password-..." in shown
    assert "6O5vpw" not in shown


def test_what_oauth_needs_beside_the_file_is_printed_for_its_servers_only(settings: MakeSettings) -> None:
    made = settings(587, SMTPUseOAuth="Y", SMTPServer1="b.example.com")
    shown, shape = as_text("f", plan(made), ()), as_json("f", plan(made), ())
    outside = shown.partition("not in the file, for the primary server\n")[2]
    assert "  the tenant: it stands in the service application's addresses (PeopleTools manual, " in outside
    elsewhere = outside.partition("to have in order outside the file, for the primary server\n")[2]
    assert "  PeopleSoft hands the token to the mail server by XOAUTH2 (assumed: no manual says so)\n" in elsewhere
    assert "for the backup server" not in shown
    primary, backup = shape["servers"]
    assert backup["checklist"] == []
    assert {"id", "place", "text", "source", "assumed"} == set(primary["checklist"][0])
    assert (primary["checklist"][0]["id"], primary["checklist"][0]["place"]) == ("tenant", "not-in-the-file")


def test_check_s_findings_of_the_section_and_the_obstacles_come_with_the_plan(settings: MakeSettings) -> None:
    made = settings(25, SMTPPort="smtp")
    findings = section_findings(made, None)
    shown = as_text("f", plan(made), findings)
    assert "no test can be made of this, because\n  SMTPPort (line 102) is no " in shown
    assert "found by cfgkit check\n  line 102: error[value-type]" in shown
