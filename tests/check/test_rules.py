"""Every rule by its own example, and the fine points of some."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfgkit import load, parse
from cfgkit.check import RULES, RuleSettings, check, check_together
from cfgkit.check.rule import mail_file
from cfgkit.check.sarif import as_sarif
from cfgkit.display import visible
from cfgkit.schema import secrets
from cfgkit.schema.release import Release
from cfgkit.schema.smtp import smtp_settings
from cfgkit.syntax import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.check.rule import Rule
    from cfgkit.syntax import Finding

HOST: Final = "SMTPServer=mail.example.com"
CIPHER: Final = "{V1.1}q83vEjRWeJA="
#: Rules whose example takes more than one file or an option, each with a test of its own below.
ELSEWHERE: Final = {
    "published-secret", "too-new", "mail-protocol-release", "mail-differs", "key-versions-differ",
}  # fmt: skip


def found(text: str, release: Release | None = None) -> list[str]:
    return [one.rule for one in check(parse(text.encode()), release=release)]


def mail(*lines: str) -> list[str]:
    return [rule for rule in found(mail_file(HOST, "SMTPSender=hr@example.com", *lines)) if rule != "mail-wait-short"]


@pytest.mark.parametrize("rule", [one for one in RULES if one.id not in ELSEWHERE], ids=lambda rule: rule.id)
def test_a_rule_finds_its_example_and_not_the_mended_one(rule: Rule) -> None:
    assert rule.example
    assert rule.id in found(rule.example)
    assert rule.id not in found(rule.mended)


def test_each_rule_has_a_page_and_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.summary
        assert rule.why.endswith(".")
        assert bool(rule.example) == (rule.id not in ELSEWHERE)


def test_without_a_mail_server_all_rules_on_mail_but_one_are_silent() -> None:
    everything = [f"{one.example}" for one in smtp_settings("psappsrv").values() if one.key != "SMTPServer"]
    rules = found(mail_file("SMTPServer=", "SMTPTrace=2", "SMTPSender=PeopleSoft@peoplesoft.com", *everything))
    assert [rule for rule in rules if rule.startswith("mail-")] == ["mail-not-configured"]


def test_delivered_values_are_not_set() -> None:
    delivered = [
        f"{one.key}={one.delivered}"
        for one in smtp_settings("psappsrv").values()
        if one.delivered is not None and one.key not in {"SMTPServer", "SMTPSender"}
    ]
    assert mail(*delivered) == []


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (["SMTPTLSRequired=Y", "SMTPSSLProtocol=TLSv1.2"], []),
        (["SMTPTLSEnable=Y", "SMTPSSLProtocol=TLSv1.2"], ["mail-clear-possible"]),
        (["SMTPTLSEnable=Y", "SMTPUseSSL=Y", "SMTPSSLProtocol=TLSv1.2"], ["mail-ssl-and-starttls"]),
        (["SMTPUseSSL=Y", "SMTPSSLPort=25", "SMTPSSLProtocol=TLSv1.2"], ["mail-ssl-port"]),
        (["SMTPUseSSL=N", "SMTPSSLPort=25"], []),
        (["SMTPPort=0"], ["value-type"]),
        (["SMTPSSLPort=0"], ["value-type"]),
        (["SMTPServer1=b", "SMTPPort1=0", "SMTPSSLPort1=0"], []),
        (["SMTPUseSSL=Y"], ["mail-protocol-assumed"]),
        (["SMTPUseSSL=Y", "SMTPSSLProtocol=TLSv1.1"], ["value-type"]),
        (["SMTPUseSSL=Y", "SMTPSSLProtocol=tlsv1.2"], ["value-spelling"]),
        (["SMTPClientCertAlias=a", "SMTPTLSRequired=Y", "SMTPSSLProtocol=TLSv1.2"], []),
        (["SMTPClientCertAlias1=a"], ["mail-backup-incomplete"]),
        (["SMTPPort1=0", "SMTPSSLPort1=465", "SMTPUseSSL1=N"], []),
        (["SMTPServer1=MAIL.example.com"], ["mail-backup-same"]),
        (["SMTPServer1=mail.example.com", "SMTPPort1=587"], []),
        (["SMTPServer1=b", "SMTPTLSEnable1=Y", "SMTPSSLProtocol1=TLSv1.3"], ["mail-clear-possible"]),
        (["SMTPUserName=u"], ["mail-user-alone"]),
        (["SMTPUserName=u", f"SMTPUserPassword={CIPHER}"], []),
        ([f"SMTPUserPassword={CIPHER}"], ["mail-password-alone"]),
        (["SMTPUseOAuth=Y", "SMTPOAuthApplicationName=A", "SMTPUserName=u"], ["mail-oauth-incomplete"]),
        (
            ["SMTPUseOAuth=Y", "SMTPOAuthApplicationName=A", "SMTPOAuthRedirectURI=https://x/", "SMTPUserName=u"],
            ["mail-oauth-incomplete"],
        ),
        (
            [
                "SMTPUseOAuth=Y",
                "SMTPOAuthApplicationName=A",
                "SMTPOAuthRedirectURI=https://x/",
                "SMTPOAuthUseUserSession=Y",
                "SMTPUserName=u",
            ],
            [],
        ),
        (["SMTPSASLEnable=true"], ["mail-sasl-mechanism"]),
        (["SMTPSASLEnable=Y", "SMTPSASLMechanism=LOGIN"], ["mail-sasl-mechanism"]),
        (["SMTPSASLMechanism=LOGIN"], []),
        (["SMTPSASLEnable=Y", "SMTPSASLMechanism=%MECHANISM%"], []),
        (["SMTPNTLMEnable=true", "SMTPNTLMDomain=X"], []),
        (["SMTPNTLMEnable=Y", "SMTPNTLMDomain=X"], ["value-spelling"]),
        (["SMTPTimeToWaitForResult=0"], ["mail-wait-zero"]),
        (["SMTPTimeToWaitForResult=-1"], []),
        (["SMTPTimeToWaitForResult=-2"], ["value-type"]),
        (["SMTPSourceMachine=host"], ["mail-source-machine"]),
        (["SMTPSourceMachine=%PS_MACH%"], []),
        (["SMTPSourceMachine=::1"], []),
        (["SMTPSourceMachine=10.0.0.1"], []),
        (["SMTPCharacterSet=utf-8"], []),
        (["SMTPUsername=u"], ["key-case", "mail-user-alone"]),
        (["SMTPassword=x"], ["clear-secret", "misspelt-key"]),
        (["SMTPRedirectURI=https://x/"], ["misspelt-key"]),
        (["SMTPServer2=x"], []),
        (["Our Own Mail Key=x"], []),
        (["SMTPTLSEnable=Y", "SMTPTLSRequired=%REQUIRED%", "SMTPSSLProtocol=TLSv1.3"], []),
        (["SMTPTLSEnable=Y", "SMTPTLSRequired=N", "SMTPSSLProtocol=TLSv1.3"], ["mail-clear-possible"]),
        (["SMTPTLSEnable=Y", "SMTPUseSSL=%SSL%", "SMTPSSLProtocol=TLSv1.3"], []),
        (["SMTPClientCertAlias=a", "SMTPUseSSL=%SSL%"], []),
        (["SMTPClientCertAlias=a", "SMTPTLSEnable=N"], ["mail-certificate-unused"]),
        (["SMTPClientCertAlias=a", "SMTPTLSEnable=%TLS%"], []),
        (["SMTPClientCertAlias=%ALIAS%"], ["mail-certificate-unused"]),
        (["SMTPUserName=u", "SMTPUseOAuth=%OAUTH%"], []),
        (["SMTPUserName=u", "SMTPUseOAuth=N"], ["mail-user-alone"]),
        (
            [
                "SMTPUseOAuth=Y",
                "SMTPOAuthApplicationName=A",
                "SMTPOAuthRedirectURI=https://x/",
                "SMTPOAuthUseUserSession=%SESSION%",
            ],
            [],
        ),
        (["SMTPServer1=mail.example.com", "SMTPPort=%PORT%", "SMTPPort1=%PORT1%"], []),
        (["SMTPServer1=mail.example.com", "SMTPPort=%PORT%", "SMTPPort1=%PORT%"], ["mail-backup-same"]),
        (["SMTPServer1=mail.example.com", "SMTPPort1=0"], ["mail-backup-same"]),
        (["SMTPServer1=mail.example.com", "SMTPPort1=25"], ["mail-backup-same"]),
        (["SMTPServer1=mail.example.com", "SMTPUseSSL1=Y", "SMTPSSLProtocol1=TLSv1.3"], []),
        (
            [
                "SMTPServer1=mail.example.com",
                "SMTPUseSSL=Y",
                "SMTPUseSSL1=Y",
                "SMTPSSLPort1=0",
                "SMTPSSLProtocol=TLSv1.3",
                "SMTPSSLProtocol1=TLSv1.3",
            ],
            ["mail-backup-same"],
        ),
        (["SMTPUseOAuth1=N", "SMTPTLSEnable1=N", "SMTPNTLMEnable1=false", "SMTPSASLEnable1=0"], []),
        (["SMTPTLSEnable1=N", "SMTPTLSRequired1=Y"], ["mail-backup-incomplete"]),
    ],
)
def test_rules_on_mail(lines: list[str], rules: list[str]) -> None:
    assert sorted(mail(*lines)) == sorted(rules)


@pytest.mark.parametrize(
    ("fence", "is_low"),
    [
        ("LogFence=5", False),
        ("LogFence=5 ", False),
        ("LogFence=%FENCE%", False),
        ("LogFence=3", True),
        ("LogFence=", True),
        (";LogFence=5", True),
        ("", True),
    ],
)
def test_the_trace_needs_a_log_fence_of_5(fence: str, is_low: bool) -> None:
    rules = found(mail_file(HOST, "SMTPTrace=1").replace("LogFence=3", fence))
    assert ("mail-trace-log-fence" in rules) == is_low
    prcs = f"[Process Scheduler]\n{fence}\n[SMTP Settings]\n{HOST}\nSMTPTrace=1\n"
    assert ("mail-trace-log-fence" in found(prcs)) == is_low


@pytest.mark.parametrize(
    ("sender", "user", "rules"),
    [
        ("pay@example.com", "hr@example.com", ["mail-basic-login", "mail-sender-not-login"]),
        ("HR@example.com", "hr@example.com", ["mail-basic-login"]),
        ("pay@example.com", "hr", ["mail-basic-login"]),
        ("PEOPLESOFT@peoplesoft.com", "hr", ["mail-basic-login", "mail-sender-delivered"]),
    ],
)
def test_exchange_online(sender: str, user: str, rules: list[str]) -> None:
    text = mail_file(
        "SMTPServer=SMTP.Office365.com", f"SMTPSender={sender}", f"SMTPUserName={user}", f"SMTPUserPassword={CIPHER}"
    )
    assert sorted(found(text)) == rules
    assert sorted(found(text.replace("Office365.com", "Office365.com."))) == rules
    elsewhere = [rule for rule in rules if rule == "mail-sender-delivered"]
    assert found(text.replace("Office365", "Office366")) == elsewhere
    assert sorted(found(_as_backup(text))) == sorted([*rules, "mail-wait-short"])


def _as_backup(text: str) -> str:
    for key in ("SMTPServer", "SMTPUserName", "SMTPUserPassword"):
        text = text.replace(f"{key}=", f"{key}1=")
    return text + f"{HOST}\n"


def test_a_sender_that_is_not_set_is_not_held_against_the_mailbox() -> None:
    text = mail_file("SMTPServer=smtp.office365.com", "SMTPUserName=hr@example.com", f"SMTPUserPassword={CIPHER}")
    assert "mail-sender-not-login" not in found(text)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[Domain Settings]\n[PSTOOLS]\nJavaVM Option=-Xmx1m\n", ["misspelt-key"]),
        ("[Domain Settings]\n[PSTOOLS]\nJavaVM Option=-Xmx1m\nJavaVM Options=-Xmx2m\n", ["misspelt-key"]),
        ("[Domain Settings]\n[PSTOOLS]\nJavaVM Opts=-Xmx1m\nJavaVM Options=-Xmx2m\n", []),
        ("[PSTOOLS]\nJavaVM Option=-Xmx1m\n", []),
        ("[Domain Settings]\n[Search Indexes]\nSMTPServer=c:\\temp\nLogFence1=x\n", []),
        ("[Domain Settings]\n[PSNEWSRV]\nMin Instances=1\nLogFence=2\n", []),
        ("[Process Scheduler]\n[Parameter Exceptions]\nPARAMETER_EXCEPT16=x\n", []),
        ("[Domain Settings]\n[PSBRKHND_dflt]\nScan Interval=1\n", ["wrong-section"]),
        ("[Domain Settings]\n[PSBRKHND_MINE]\nScan Interval=1\n", ["wrong-section"]),
        (
            "[Process Scheduler]\n[PSTOOLS]\n[Tuxedo Settings]\n[Domain Settings]\nAllow Dynamic Changes=Y\n",
            ["wrong-file"],
        ),
        ("[Process Scheduler]\nPrcsServerName=PSUNX1234\n", ["value-type"]),
        ("[Domain Settings]\n[Jolt Listner]\nPort=9000\n", ["misspelt-section"]),
        ("[Domain Settings]\n[Our Section]\nKey=1\n", []),
        ("[Domain Settings]\n[SMTP Setting]\n[SMTP Settings]\nSMTPServer=x\nSMTPSender=a@b\n", ["misspelt-section"]),
        ("[Domain Settings]\n[Remote Call]\n[RemoteCall]\n", ["misspelt-section"]),
        ("[Domain Settings]\n[PSQRYSRV2]\n[PSQRYSRV]\n", []),
        ("[JOLT Listener]\nMax Handler=9\nMax Handlers=7\n", ["misspelt-key"]),
        ("[JOLT Listener]\nMax_Handlers=9\nMax Handlers=7\n", ["misspelt-key"]),
        ("[Domain Settings]\n[PSMONITORSRV]\nSMTPServer=x\nJavaVM Option=x\n", []),
        ("[Domain Settings]\n[PSTOOLS]\nRecycle Count=1\n", []),
        ("[JOLT Listener]\nMax Handlers Per Day=9\nMax Handlers=7\n", []),
        ("[JOLT Listener]\nPort=9x00\nAddress=//%PS_MACH%\n", ["value-type"]),
        ("[Workstation Listener]\nEncryption=0\n", []),
    ],
)
def test_rules_on_names(text: str, rules: list[str]) -> None:
    assert found(text) == rules


def test_a_key_of_psprcs_says_where_it_stands_there() -> None:
    text = "[Process Scheduler]\n[Tuxedo Settings]\n[Domain Settings]\nAllow Dynamic Changes=Y\n"
    finding = next(one for one in check(parse(text.encode())) if one.rule == "wrong-file")
    assert finding.hint == "here it stands in [Process Scheduler]"
    assert "PSAPPSRV.CFG" in finding.message
    many = check(parse(b"[Domain Settings]\n[JOLT Listener]\n[PSAESRV]\nRecycle Count=1\n"))
    assert [(one.rule, one.hint) for one in many] == [("wrong-file", "")]


def test_what_the_release_tells() -> None:
    text = mail_file(HOST, "SMTPSender=a@b", "SMTPUseSSL=Y", "SMTPSSLProtocol=TLSv1.3", "SMTPSMIMESign=N")
    assert found(text) == []
    assert found(text, Release(8, 63)) == []
    assert found(text, Release(8, 61)) == ["too-new"]
    assert found(text, Release(8, 57)) == ["mail-protocol-release", "too-new"]
    old = "[Workstation Listener]\nEncryption=0\n"
    assert (found(old, Release(8, 50)), found(old, Release(8, 54))) == ([], ["renamed-key"])


def test_severity_follows_how_the_type_is_known() -> None:
    text = mail_file(HOST, "SMTPPort=x", "SMTPSender=a@b") + "[JOLT Listener]\nPort=x\n"
    assert [(one.key, one.severity) for one in check(parse(text.encode()))] == [
        ("SMTPPort", Severity.ERROR),
        ("Port", Severity.WARNING),
    ]


def test_a_severity_that_the_user_gives_is_every_findings() -> None:
    document = parse(b"[JOLT Listener]\nPort=x\n")
    for severity in Severity:
        found_ = check(document, settings=RuleSettings({"value-type": severity}))
        assert [one.severity for one in found_] == [severity]


def test_files_of_one_database_are_held_together() -> None:
    def file(kind: str, *lines: str, password: str = CIPHER, database: str = "HRDEV") -> bytes:
        head = f"[Startup]\nDBName={database}\nUserPswd={password}\n[{kind}]\n[SMTP Settings]\nSMTPSender=a@b\n"
        return (head + "\n".join(lines) + "\n").encode()

    def together(*files: bytes) -> list[list[str]]:
        named = [(f"f{n}", parse(data)) for n, data in enumerate(files)]
        wanted = ("mail-differs", "key-versions-differ")
        return [
            [f"{one.rule} {one.key}" for one in findings if one.rule in wanted] for findings in check_together(named)
        ]

    app = file("Domain Settings", "SMTPServer=a", "SMTPPort=25")
    assert together(app, file("Process Scheduler", "SMTPServer=b", "SMTPPort=587")) == [[], ["mail-differs SMTPServer"]]
    assert together(app, file("Process Scheduler", "SMTPServer=b", database="HRTST")) == [[], []]
    assert together(app, file("Process Scheduler", "SMTPServer=")) == [[], []]
    assert together(app, file("Process Scheduler", "SMTPServer=", "SMTPSender=c@d")) == [[], []]
    assert together(app, file("Process Scheduler", "SMTPServer=A", "SMTPPort=587")) == [[], []]
    assert together(app, file("Process Scheduler", "SMTPServer=%HOST%")) == [[], []]
    variable = (
        file("Domain Settings", "SMTPServer=a", database="%DB%"),
        file("PSAESRV", "SMTPServer=b", database="%DB%"),
    )
    assert together(*variable) == [[], []]
    assert together(file("Domain Settings", password=""), app) == [[], []]
    other = file("Process Scheduler", "SMTPServer=a", password="{V1.2}q83vEjRWeJA=")
    assert together(app, other) == [[], ["key-versions-differ UserPswd"]]


def test_neither_the_published_text_nor_a_comment_tells_of_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    published = "{V1.2}q83vEjRWeJA="
    monkeypatch.setattr(secrets, "_PUBLISHED", {hashlib.sha256(published.encode()).hexdigest()})
    one = f"[Startup]\nDBName=X\nUserPswd={CIPHER}\n[Domain Settings]\n;ConnectPswd={{V1.3}}x\nA Password={published}\n"
    assert found(one) == ["published-secret"]
    first = f"[Startup]\nDBName=X\nUserPswd={CIPHER}\n[Domain Settings]\n"
    findings = check_together([("a", parse(first.encode())), ("b", parse(one.encode()))])
    assert [[finding.rule for finding in each] for each in findings] == [[], ["published-secret"]]


@pytest.mark.parametrize(
    ("lines", "rule", "key"),
    [
        (["SMTPServer1=b"], "mail-wait-short", "SMTPServer1"),
        (["SMTPServer1=b", "SMTPTimeToWaitForResult=500"], "mail-wait-short", "SMTPTimeToWaitForResult"),
        (["SMTPUseSSL=Y"], "mail-protocol-assumed", "SMTPUseSSL"),
        (["SMTPTLSRequired=Y"], "mail-protocol-assumed", "SMTPTLSRequired"),
        (["SMTPTLSEnable=Y"], "mail-protocol-assumed", "SMTPTLSEnable"),
        (["SMTPUseSSL=Y", "SMTPSSLProtocol="], "mail-protocol-assumed", "SMTPSSLProtocol"),
    ],
)
def test_a_finding_points_at_a_line_that_is_there(lines: list[str], rule: str, key: str) -> None:
    document = parse(mail_file(HOST, *lines).encode())
    (finding,) = [one for one in check(document) if one.rule == rule]
    assert finding.key in {key, "SMTPSSLProtocol", "SMTPTimeToWaitForResult"}
    assert next(line.key for line in document.lines() if line.number == finding.line) == key


def test_options_choose_among_the_rules_and_leave_their_severities() -> None:
    settings = RuleSettings({"mail-a": Severity.ERROR, "b": None})
    known = {"mail-a", "mail-b", "b"}
    assert settings.only(["mail-*"], known).severities == {"mail-a": Severity.ERROR, "b": None}
    assert settings.without(["mail-*"], known).severities == dict.fromkeys(known)


def test_sarif_has_a_region_where_a_line_is_concerned() -> None:
    findings = check(parse(b"[Trace]\r\nTracePC=0 \n"))
    results = as_sarif([("a b.cfg", findings)], "1")["runs"][0]["results"]
    regions = {one["ruleId"]: one["locations"][0]["physicalLocation"].get("region") for one in results}
    assert regions == {"mixed-newlines": None, "trailing-blank": {"startLine": 2, "startColumn": 10}}


def test_rules_of_the_text_are_switched_off_and_changed_too() -> None:
    document = parse(b"[Trace]\nTracePC=0 \n")
    for severity in (None, Severity.ERROR):
        wanted = RuleSettings({"trailing-blank": severity})
        assert [one.severity for one in check(document, settings=wanted)] == ([severity] if severity else [])


def test_the_fixtures_have_only_the_findings_that_were_put_in(repo: Path) -> None:
    expected = {
        "psappsrv/psappsrv.cfg": ["trailing-blank", "trailing-blank"],
        "psprcs-unix/psprcs.cfg": [],
        "psprcs-windows/psprcs.cfg": [],
        "every-smtp-key/psappsrv.cfg": ["mail-certificate-unused", "mail-certificate-unused"],
        "trio/dev/psappsrv.cfg": ["trailing-blank", "duplicate-key"],
        "trio/tst/psappsrv.cfg": ["trailing-blank"],
        "trio/prd/psappsrv.cfg": ["trailing-blank", "key-versions"],
    }
    for name, wanted in expected.items():
        findings = check(load(repo / "fixtures" / name))
        assert [one.rule for one in findings if one.severity is not Severity.INFO] == wanted, name


keys = st.sampled_from([one.key for one in smtp_settings("psappsrv").values()])
values = st.one_of(
    st.sampled_from(["", "Y", "N", "true", "0", "1", "-1", "a@b.c", "mail", "%X%", "TLSv1.3", "25", CIPHER, " x "]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=20),
)


@example([("SMTPServer", "Y"), ("SMTPCharacterSet", "\x1b\U00014647")], None)
@given(st.lists(st.tuples(keys, values), max_size=25), st.sampled_from([None, Release(8, 54), Release(8, 61)]))
def test_no_settings_crash_check_and_columns_lie_in_the_value(
    settings: list[tuple[str, str]], release: Release | None
) -> None:
    text = mail_file(*(f"{key}={value}" for key, value in settings))
    document = parse(text.encode())
    lines = {line.number: line for line in document.lines()}
    findings = check(document, release=release)
    assert findings == check(parse(text.encode()), release=release)
    for one in findings:
        if one.rule in {"value-type", "value-spelling"}:
            line = lines[one.line]
            assert line.value_column <= one.column < line.value_column + len(line.value)
        assert visible(one.message + one.hint) == one.message + one.hint


SECTIONS: Final = (
    "[Startup]\nDBName=HRDEV\nUserPswd=secret1\n",
    "[Domain Settings]\nDomain ID=TOOLONGNAME\nLogFence=3\n",
    mail_file(HOST, "SMTPTrace=2", "SMTPUseSSL=yes")
    .partition("[SMTP Settings]")[2]
    .replace("\n", "[SMTP Settings]\n", 1),
    "[JOLT Listener]\nPort=x\n",
    "[PSBRKHND_dflt]\nScan Interval=1\n",
)


def essence(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return sorted((one.rule, one.section, one.key) for one in findings)


@given(st.permutations(SECTIONS))
def test_findings_do_not_depend_on_the_order_of_sections(sections: list[str]) -> None:
    assert essence(check(parse("".join(sections).encode()))) == essence(check(parse("".join(SECTIONS).encode())))


def test_the_order_of_checks_makes_no_difference(repo: Path) -> None:
    paths = sorted((repo / "fixtures" / "awkward").glob("*.cfg"))
    alone = {path: check(load(path)) for path in paths}
    assert {path: check(load(path)) for path in reversed(paths)} == alone
