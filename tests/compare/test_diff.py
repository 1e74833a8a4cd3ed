from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from cfgkit import parse
from cfgkit.compare import as_json, as_text, compare

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(
    st.sampled_from(
        [
            "[A]",
            "[a]",
            "[B]",
            "Key=1",
            "Key=2",
            "KEY=1",
            ";Key=3",
            "UserPswd=hunter2",
            "UserPswd={V1.1}AAECAwQFBgc=",
            "; c",
            "junk",
        ]
    ),
    max_size=10,
).map(lambda lines: parse("\n".join(lines).encode()))


def test_the_trio_differs_where_it_was_made_to(repo: Path) -> None:
    names = [f"trio/{name}/psappsrv.cfg" for name in ("dev", "tst", "prd")]
    diff = compare([(name, parse((repo / "fixtures" / name).read_bytes())) for name in names])
    found = {(one.section, one.key): one for one in diff.differences}
    server = found["SMTP Settings", "SMTPServer"]
    assert [side.value for side in server.sides] == ["mail-dev.example.com", "mail-tst.example.com", "mail.example.com"]
    assert [side.state for side in found["Domain Settings", "LogFence"].sides] == ["duplicate", "live", "live"]
    assert found["Trace", "DumpManagerObjectsAtCrash"].sides[2].state == "absent"
    assert found["Startup", "UserPswd"].secret_relation == "incomparable"
    assert found["SMTP Settings", "SMTPServer"].secret_relation is None


@given(LINES)
def test_nothing_differs_from_itself(document: object) -> None:
    assert compare([("a", document), ("b", document)]).differences == ()  # type: ignore[list-item]


@given(LINES, LINES)
def test_both_ways_round_the_same_settings_differ(one: object, other: object) -> None:
    there = compare([("a", one), ("b", other)])  # type: ignore[list-item]
    back = compare([("b", other), ("a", one)])  # type: ignore[list-item]

    def names(diff: object) -> set[tuple[str, str]]:
        return {(x.section.casefold(), x.key.casefold()) for x in diff.differences}  # type: ignore[attr-defined]

    assert names(there) == names(back)
    sides = {(x.section.casefold(), x.key.casefold()): x.sides for x in back.differences}
    for difference in there.differences:
        mirrored = sides[difference.section.casefold(), difference.key.casefold()]
        assert difference.sides == mirrored[::-1]


@given(LINES, LINES)
def test_no_report_holds_a_secret(one: object, other: object) -> None:
    diff = compare([("a", one), ("b", other)])  # type: ignore[list-item]
    for text in (as_text(diff), json.dumps(as_json(diff)), repr(diff)):
        assert "hunter2" not in text
        assert "AAECAwQFBgc" not in text


def test_secrets_compare_as_the_contract_says() -> None:
    def relation(one: str, other: str, key: str = "SMTPUserPassword") -> str | None:
        documents = [(name, parse(f"[S]\n{key}={text}\n".encode())) for name, text in (("a", one), ("b", other))]
        found = compare(documents).differences
        return found[0].secret_relation if found else None

    assert relation("x", "x") is None
    assert relation("x", "y") == "different"
    assert relation("{V1.1}AAECAwQFBgc=", "{V2}ASNFZ4mrze8=") == "incomparable"
    assert relation("{V1.1}AAECAwQFBgc=", "clear") == "incomparable"
    assert relation("Zm9vYmFyMSE=", "ZGV2cHdkMSE=", "UserPswd") == "incomparable"
    assert relation("Welcome1", "Welcome2", "UserPswd") == "different"


def test_text_is_drawn_setting_by_setting() -> None:
    one = parse(b"[Domain Settings]\nDomain ID=A\n[SMTP Settings]\nSMTPServer=a\nSMTPPort=25\n")
    other = parse(b"[Domain Settings]\nDomain ID=A\n[SMTP Settings]\nSMTPServer=b\x1b[31m\n;SMTPPort=26\n")
    assert as_text(compare([("one.cfg", one), ("b.cfg", other)])) == (
        "[SMTP Settings] SMTPServer  (dynamic, assumed)\n"
        "  one.cfg:4  = a\n"
        "  b.cfg:4    = b\\e[31m\n"
        "\n"
        "[SMTP Settings] SMTPPort  (dynamic, assumed)\n"
        "  one.cfg:5  = 25\n"
        "  b.cfg:5    = 26  (commented out)\n"
    )
