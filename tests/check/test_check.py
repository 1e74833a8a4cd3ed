from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.check import as_json, as_text, check
from cfgkit.display import visible


def rules(data: bytes) -> list[tuple[str, int, int]]:
    return [(one.rule, one.line, one.column) for one in check(parse(data))]


def test_clear_secrets_are_found_and_encrypted_ones_are_not() -> None:
    data = b"[Startup]\nUserPswd=hunter2\nConnectPswd=Zm9vYmFyMSE=\n;LDAPPassword=open\n"
    data += b"SMTPUserPassword={V1.1}AAECAwQFBgc=\nEmptyPwd=\n"
    assert rules(data) == [("clear-secret", 2, 10), ("clear-secret", 4, 15)]


def test_a_token_or_credentials_may_be_no_password_but_their_password_is() -> None:
    data = b"[Search]\nRemote Search Server Credentials=SRCH|localhost:7778\ndefault_auth_token=example.com\n"
    data += b"Token Password=open\nCredentials Secret=open\n"
    assert [place for place in rules(data) if place[0] == "clear-secret"] == [
        ("clear-secret", 4, 16),
        ("clear-secret", 5, 20),
    ]


def test_an_environment_variable_in_a_passwords_place_is_no_clear_text() -> None:
    assert rules(b"[Startup]\nUserPswd=%DB_PASSWORD%\n") == []
    assert rules(b"[Startup]\nUserPswd=a%DB%b\n") == [("clear-secret", 2, 10)]


def test_welcome1_is_valid_base64_and_clear() -> None:
    assert rules(b"[Startup]\nUserPswd=Welcome1\n") == [("clear-secret", 2, 10)]


def test_text_shows_the_place_and_no_secret() -> None:
    document = parse(b"[Startup]\nUserPswd=hunter2\n\tKey = \x1bx \n")
    text = as_text("a.cfg", document, check(document))
    assert "hunter2" not in text
    assert "\x1b" not in text
    assert text.startswith(
        "a.cfg:2:10: warning[clear-secret] UserPswd is probably clear text\n    UserPswd=********\n             ^\n"
    )


def test_a_caret_stands_below_the_first_wrong_character_if_that_is_shown() -> None:
    def drawn(data: bytes) -> list[str]:
        document = parse(data)
        return as_text("a", document, check(document)).splitlines()

    assert drawn(b"[JOLT Listener]\n\tPort=9\xc3\xa4\n")[1:3] == ["    \\tPort=9ä", f"{'^':>13}"]
    near = drawn(b"[JOLT Listener]\nAddress=" + b"a" * 60 + b" b" * 40 + b"\n")
    assert near[1:3] == [f"    Address={'a' * 60}{' b' * 4}", f"{'^':>73}"]
    far = drawn(b"[JOLT Listener]\nAddress=" + b"a" * 90 + b" b\n")
    assert far[1:] == [f"    Address={'a' * 68}", "  help: what may stand here: host name or IP address"]


def test_a_commented_keys_place_is_behind_its_mark() -> None:
    assert ("live-and-commented", 2, 2) in rules(b"[Trace]\n;TracePC=4\nTracePC=0\n")


@given(st.binary())
def test_every_file_can_be_checked_and_drawn(data: bytes) -> None:
    document = parse(data)
    findings = check(document)
    assert findings == check(parse(data))
    json.dumps(as_json("x", findings))
    text = as_text("x", document, findings)
    assert all(visible(line) == line for line in text.split("\n"))
    lines = {line.number: line for line in document.lines()}
    for one in findings:
        assert one.line == 0 or 1 <= one.column <= len(lines[one.line].text) + 1
