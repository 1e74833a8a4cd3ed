"""A redacted copy hides what is private and keeps what `check` and `diff` say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import strategies
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.check import check
from cfgkit.compare import Options, compare
from cfgkit.convert.private import CATEGORIES, category_of, may_hold_names
from cfgkit.convert.redact import redacted
from cfgkit.document import load
from cfgkit.errors import InputError
from cfgkit.schema import is_secret
from cfgkit.schema.schema import BUILT_IN, KINDS, Schema
from cfgkit.schema.setting import Setting
from cfgkit.schema.type_names import value_type
from cfgkit.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from cfgkit import Document

HIDDEN: Final = "hunter2"
#: Secrets of each form, all in need of being hidden; `hunter2` is part of those that are long enough to be told.
SECRETS: Final = (
    HIDDEN, "Hunter2!x", "{V1.1}aHVudGVyMg==", "{V1.2}aHVudGVyMg==", "{V2}aHVudGVyMg==", "{V2.1}hunter2", "aHVudGVyMjk=",
    '"hunter2"', "'hunter2", "hunter2 ", "hunter2\t ", "hunter2 hunter2", "hun\x07ter2", "\u200bhunter2", "\x85", "x", "0",
    "a=b;c", "%PS_PWD%", "pässwort", "********", "redacted-1", "user1",
)  # fmt: skip
NAMES: Final = (
    "mail.acme.test", "Mail.ACME.test", "acme.test", "relay", "//relay", "10.9.8.7", "[fe80::7]", "fe80::7", "localhost",
    "%PS_MACH%", "relay:25", "smtp.office365.com", "hr@acme.test", "HR@acme.test", "ACME\\hr", "HRDEV", "hrdev", "HR", "hr",
    "https://hr:pw@hr.acme.test:8443/HRDEV", "-Xmx1g -Dhttp.proxyHost=relay -Dx.userName=hr", "\\\\relay\\hrdev\\log",
    "jdbc:oracle:thin:@//db.acme.test:1521/HRDEV", "a@b;c@acme.test", "HRDEV.log", "xhrdev", "DB1", "user1", "host-1", "Y",
    "PeopleSoft@peoplesoft.com", "hr HRDEV", "h\u200br", "%a-b%", "a-b", "", "8", "hr.", "HRDEVELOP", "host-1.example.invalid",
)  # fmt: skip
SECRET_KEYS: Final = (
    "UserPswd",
    "ConnectPswd",
    "SMTPUserPassword",
    "SMTPUserPassword1",
    "default_auth_token",
    "x secret",
)
NAME_KEYS: Final = (
    "DBName", "UserId", "ConnectId", "ServerName", "SMTPServer", "SMTPServer1", "SMTPSender", "SMTPUserName", "Domain ID",
    "SMTPOAuthRedirectURI", "SMTPOAuthPIAUser", "JavaVM Options", "Proxy Host", "Non Proxy Hosts", "Log Directory", "Own Key",
    "SMTPPort", "SMTPUseSSL", "SMTPSourceMachine", "SMTPCharacterSet", "DBType", "PrcsServerName", "Address", "Display",
)  # fmt: skip
HEADERS: Final = st.sampled_from(
    [
        "[Startup]",
        "[SMTP Settings]",
        "[PSTOOLS]",
        "[Domain Settings]",
        "[JOLT Listener]",
        "[Process Scheduler]",
        "[Own]",
    ]
)
SECRET_LINES: Final = st.builds(
    str.format,
    st.sampled_from(
        (
            "{0}={1}", "{0} = {1}", ";{0}={1}", "#{0}={1}", "; the {0} is: {1}", "{0} {1}", "[{0}={1}", "<<<<<<< {0}={1}",
            "JavaVM Options=-D{0}={1} -Xmx1m", "Own Key=https://me:{1}@host/x", "Own Key=a;{0}={1};y", ";;{0}={1}",
        )
    ),
    st.sampled_from(SECRET_KEYS),
    st.sampled_from(SECRETS),
)  # fmt: skip
NAME_LINES: Final = st.builds(
    str.format,
    st.sampled_from(
        ["{0}={1}", "{0}={1}", "{0}={1}", ";{0}={1}", "; see {1} = x", ";{1} = {0}", "{1} is down", "[{1}"]
    ),
    st.sampled_from(NAME_KEYS),
    st.sampled_from(NAMES),
)
LINES: Final = st.one_of(HEADERS, SECRET_LINES, NAME_LINES, NAME_LINES, strategies.lines)
DOCUMENTS: Final = strategies.texts(LINES).map(lambda text: parse(text.encode()))
HIDE: Final = st.sets(st.sampled_from(CATEGORIES)).map(sorted)


def copy_of(document: Document, hide: Collection[str] = ()) -> Document:
    return redacted([document], hide).documents[0]  # type: ignore[arg-type]


def shape(document: Document) -> list[tuple[object, ...]]:
    is_marker = document.dialect.is_marker
    return [(line.kind, line.number, line.key, line.eol, is_marker(line.raw)) for line in document.lines()]


def found(document: Document) -> list[tuple[str, int]]:
    """What check finds; the delivered password is the exception."""
    return sorted((one.rule, one.line) for one in check(document) if one.rule != "published-secret")


def rows(documents: Sequence[Document], options: Options) -> list[tuple[object, ...]]:
    diff = compare([(str(nth), one) for nth, one in enumerate(documents)], options)
    lines: list[tuple[object, ...]] = []
    for row in diff.differences:
        sides = [(side.state, side.line, side.occurrence) for side in row.sides]
        lines.append((row.section, row.key, row.groups, row.secret_relation, row.hides_secret, row.effect, *sides))
    return lines


def assert_same_file(old: Document, new: Document) -> None:
    assert shape(new) == shape(old)
    assert new.codec == old.codec
    try:
        again = parse(new.to_bytes(), encoding=old.encoding)
    except InputError:  # UTF-8 without a mark that begins with one
        return
    assert again.text == new.text
    assert shape(again) == shape(old)


@given(st.one_of(strategies.data.map(parse), DOCUMENTS), HIDE)
@example(parse(b"[Startup]\nDBName=HRDEV\n;hrdev db = x\n"), ["databases"])
@example(parse(b"UserPswd {V1.1}abc\n[Startup]\n;a {V1.1}abc\nUserPswd={V1.1}abc\n"), [])
@example(parse(b"[Startup]\nUserId=x@_APSRV\n;_@_APSRV  marker\n"), ["hosts"])
@example(parse(b"[Startup]\nUserId=;x\n;x\n"), ["users"])
def test_a_copy_has_the_same_lines(document: Document, hide: list[str]) -> None:
    assert_same_file(document, copy_of(document, hide))


@given(DOCUMENTS, HIDE)
@example(parse(b"UserPswd=%PS_PWD%"), [])
@example(parse(b"[SMTP Settings]\nSMTPServer=mail\nSMTPUserName=h\xe2\x80\x8br\n"), ["users"])
@example(
    parse(b"[Domain Settings]\nDomain ID=HR/DEVEL  \n[Startup]\nUserId=HR\nDBName=DEVEL\n"), ["users", "databases"]
)
@example(parse("[SMTP Settings]\nSMTPServer=m\nSMTPUserPassword=\x85\n".encode()), [])
@example(parse(b"[Startup]\nUserId=587\n[SMTP Settings]\nSMTPServer=m\nSMTPUseSSL=Y\nSMTPSSLPort=587\n"), ["users"])
@example(parse(b"[SMTP Settings]\nSMTPServer=smtp.office365.com\nSMTPUserName=hr\nSMTPUserPassword={V1}x\n"), ["hosts"])
def test_check_finds_in_a_copy_what_it_found(document: Document, hide: list[str]) -> None:
    assert found(copy_of(document, hide)) == found(document)


@given(st.lists(DOCUMENTS, min_size=2, max_size=3), HIDE, st.booleans())
@example([parse(b"[A]\nDBName=HR\nx=HR\n"), parse(b"[A]\nDBName=HR\nx=DB1\n")], ["databases"], False)  # noqa: FBT003
@example([parse(b""), parse(b"UserId=https://hr:pw@hr.acme.test/x\n")], ["users"], False)  # noqa: FBT003
@example([parse(b""), parse(b"[A]\nJavaVM Options=-Dpassword=******** -Xmx1g\n")], [], False)  # noqa: FBT003
@example([parse(b"[A]\nUserPswd=a b\n"), parse(b"[A]\nUserPswd=a b \n")], [], False)  # noqa: FBT003
@example([parse(b"[A]\nUserId=hr\nx=DB1\n"), parse(b"[A]\nUserId=HR\nx=hr\n")], ["users"], True)  # noqa: FBT003
def test_copies_differ_as_the_files_do(documents: list[Document], hide: list[str], exact: bool) -> None:
    options = Options(exact=exact)
    copies = redacted(documents, hide).documents  # type: ignore[arg-type]
    assert rows(copies, options) == rows(documents, options)


@given(DOCUMENTS, HIDE)
def test_no_secret_of_a_setting_is_left_anywhere(document: Document, hide: list[str]) -> None:
    marked = parse(
        f"{document.text}\n[Startup]\nUserPswd={HIDDEN}-77\n;was {HIDDEN}-77 once\nnow {HIDDEN}-77\n".encode()
    )
    copy = copy_of(marked, hide)
    assert f"{HIDDEN}-77" not in copy.text
    for old, new in zip(marked.entries(), copy.entries(), strict=True):
        core = old.value.strip()
        if marked.is_secret(old.section, old.key) and len(core) > 3 and not core.startswith("%"):
            assert core not in new.value or core == MASK


@given(DOCUMENTS, st.text("abcXYZ019", min_size=4, max_size=20), st.sampled_from(["", "{V1.1}", "{V2.2}"]))
def test_nothing_of_a_copy_comes_from_the_secret(document: Document, secret: str, tag: str) -> None:
    assume(secret not in document.text)
    copies = [
        copy_of(parse(f"[Startup]\nUserPswd={one}\nx=-Dpassword={one} -Xmx1g\n; {one}\n{document.text}".encode())).text
        for one in (f"{tag}Gx7{secret}", f"{tag}Qqqqqq1")
    ]
    assert copies[0] == copies[1]


@pytest.mark.parametrize("hide", [(), CATEGORIES], ids=["secrets", "all"])
def test_every_fixture_keeps_its_lines_findings_and_differences(
    fixture_files: tuple[Path, ...], hide: tuple[str, ...]
) -> None:
    documents = [load(path) for path in fixture_files]
    copies = redacted(documents, hide).documents  # type: ignore[arg-type]
    for path, old, new in zip(fixture_files, documents, copies, strict=True):
        assert_same_file(old, new)
        assert found(new) == found(old), path
        for entry in old.entries():
            core = entry.value.strip()
            if old.is_secret(entry.section, entry.key) and len(core) > 3:
                assert core not in new.text or core == "peoplesoft.com", (path, entry)
    assert rows(copies, Options()) == rows(documents, Options())


EXAMPLE: Final = """\
[Startup]
; HRDEV runs on mail.acme.test, ask hr.admin
DBName=HRDEV
UserId=hr.admin
UserPswd=AAAAAAAAAAA=
ConnectPswd=AAAAAAAAAAA=
;UserPswd={V1.1}old
[Domain Settings]
Domain ID=HRDEV
Add to PATH=%HRDEV%;/u01/hrdev/bin;/u01/xHRDEV
[JOLT Listener]
Address=//10.9.8.7
[PSTOOLS]
JavaVM Options=-Dssl.password=hunter2 -Dhttp.proxyHost=px -Xmx1g
[SMTP Settings]
SMTPServer=mail.acme.test
SMTPServer1=MAIL.acme.test
SMTPSender=hr.admin@acme.test
SMTPUserPassword=hunter2
SMTPOAuthRedirectURI=https://web.acme.test/cb
; once hunter2, now [2a00::1]
"""
EXPECTED: Final = """\
[Startup]
; DB1 runs on host-1.example.invalid, ask user1
DBName=DB1
UserId=user1
UserPswd=cmVkYWN0MDE=
ConnectPswd=cmVkYWN0MDE=
;UserPswd={V1.1}cmVkYWN0MDI=
[Domain Settings]
Domain ID=DB1
Add to PATH=%HRDEV%;/u01/dB1/bin;/u01/xHRDEV
[JOLT Listener]
Address=//192.0.2.2
[PSTOOLS]
JavaVM Options=-Dssl.password=redacted-3 -Dhttp.proxyHost=host-3 -Xmx1g
[SMTP Settings]
SMTPServer=host-1.example.invalid
SMTPServer1=Host-1.example.invalid
SMTPSender=user1@host-4.example.invalid
SMTPUserPassword=redacted-3
SMTPOAuthRedirectURI=https://host-5.example.invalid/cb
; once redacted-3, now [2a00::1]
"""


def test_these_known_settings_name_something() -> None:
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        for section in BUILT_IN.sections(kind):
            for one in BUILT_IN.settings(kind, section):
                category = category_of(one.key, one.type)
                if category and not is_secret(one.key) and may_hold_names(one.type, "name with a blank"):
                    found.setdefault(category, set()).add(one.key.removesuffix("1"))
    assert found == {
        "databases": {"DBName", "StandbyDBName", "InMemoryDBName", "ServerName", "ORACLE_SID"},
        "users": {
            "UserId", "StandbyUserId", "ConnectId", "Remote Administration UserId", "SMTPUserName", "SMTPOAuthPIAUser",
            "SMTPSASLAuthorizationid",
        },
        "hosts": {
            "Address", "Listener Address", "Display", "Proxy Host", "Non Proxy Hosts", "listening_mach_IP", "SMTPServer",
            "SMTPSourceMachine", "SMTPOAuthExternalProxyHost", "SMTPInternalProxyHost", "SMTPNTLMDomain", "SMTPSASLRealm",
        },
    }  # fmt: skip


def test_a_copy_reads_like_the_file() -> None:
    result = redacted([parse(EXAMPLE.encode())], CATEGORIES, ["HRDEV-psappsrv.cfg"])
    assert result.documents[0].text == EXPECTED
    assert result.labels == ("DB1-psappsrv.cfg",)
    assert result.counts == {"secrets": (3, 6), "hosts": (5, 7), "users": (1, 3), "databases": (1, 4)}


def test_only_what_is_asked_for_is_hidden() -> None:
    text = copy_of(parse(EXAMPLE.encode()), ["users"]).text
    assert "SMTPSender=user1@acme.test" in text
    assert "DBName=HRDEV" in text
    assert "SMTPServer=mail.acme.test" in text


def test_a_secret_that_is_no_password_is_hidden_only_where_it_stands() -> None:
    text = "[PSRENSRV]\ndefault_auth_token={}\n[SMTP Settings]\nSMTPServer=mail.acme.test\n"
    assert copy_of(parse(text.format("acme.test").encode())).text == text.format("redacted-1")


def test_the_delivered_password_is_replaced_and_nothing_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256

    delivered = "{V1.1}bm90IHRoZSByZWFsIG9uZQ=="
    monkeypatch.setattr("cfgkit.schema.secrets._PUBLISHED", {sha256(delivered.encode()).hexdigest()})
    document = parse(f"[PSTOOLS]\nRemote Administration Password={delivered}\n".encode())
    assert [one.rule for one in check(document)] == ["published-secret"]
    copy = copy_of(document)
    assert check(copy) == ()
    assert copy.text.endswith("={V1.1}cmVkYWN0MDE=\n")


@pytest.mark.parametrize(
    ("written", "value", "refused"),
    [
        ("int::0..9999", "0042", False),
        ("int::0..9999", "x", True),
        ("text:8", "abc", False),
        ("text:8", "a" * 9, True),
        ("url", "https://hooks.acme.test/T0", False),
        ("email", "a@b.c", False),
        ("host", "a b", True),
        ("host", "a", False),
    ],
)
def test_a_sites_own_secret_stays_of_its_type(written: str, value: str, refused: bool) -> None:
    from cfgkit.schema.effect import UNKNOWN, History

    pin = Setting(
        file="psappsrv", section="PSTOOLS", key="Site Pin", type=value_type(written), presence="site",
        history=History(UNKNOWN), is_secret=True,
    )  # fmt: skip
    schema = Schema((pin,))
    text = f"[Domain Settings]\nDomain ID=X\n[JOLT Listener]\n[PSTOOLS]\nSite Pin={value}\n;Site Pin=other\n"
    document = parse(text.encode(), schema=schema)
    copy = copy_of(document)
    assert copy["PSTOOLS"]["Site Pin"] != document["PSTOOLS"]["Site Pin"]
    assert found(copy) == found(document)
    assert ("value-type" in {one.rule for one in check(document)}) is refused


def test_a_name_of_more_cases_than_its_stand_in_gets_another_one() -> None:
    cases = ["hrdev", "HRDEV", "Hrdev", "hRdev", "hrDev", "HrDev"]
    text = "[Startup]\n" + "".join(f"DBName={case}\n" for case in cases)
    copy = copy_of(parse(text.encode()), ["databases"])
    values = [entry.value for entry in copy.entries()]
    assert values == ["DB1", "dB1", "Db1", "db1", "DB2", "DB3"]


def test_addresses_and_numbers_do_not_run_out() -> None:
    lines = [f"SMTPServer=10.{n // 250}.{n % 250}.1\nUserPswd=secret-{n:04}\n" for n in range(1000)]
    document = parse(("[SMTP Settings]\n" + "".join(lines)).encode())
    copy = copy_of(document, ["hosts"])
    assert len({entry.value for entry in copy.entries()}) == 2000
    assert found(copy) == found(document)


@pytest.mark.parametrize(
    "unit", ["a.", "a@", "//", "-D", "-Da=", "\\\\a", "://a:", "x", "{$", "%a", "::", "hr-", "@//a"]
)
def test_a_hostile_value_costs_no_more_than_its_length(unit: str) -> None:
    """Patterns that give back what they took need minutes here: pytest's own time-out is the judge."""
    text = f"[Startup]\nUserId=hr\nSMTPServer={unit * 20_000}\nJavaVM Options={unit * 20_000}\n; {unit * 20_000}\n"
    document = parse(text.encode())
    assert shape(copy_of(document, CATEGORIES)) == shape(document)
