"""Where a new line goes."""

from __future__ import annotations

import pytest
import scanner
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from cfgkit import EditError, parse

MARKED = b"""[PSPUBHND_dflt]
Min Instances=1

;_@_APSRV ours

;------
; Mail
;------
[SMTP Settings]
SMTPServer=a

; the end
"""


def edited(data: bytes, *address: str) -> str:
    document = parse(data)
    new = document.set(*address) if len(address) == 3 else document.add_section(*address)
    return new.to_bytes().decode()


def test_a_new_setting_goes_under_its_commented_out_twin() -> None:
    data = b"[SMTP Settings]\n;SMTPPort=25\n;SMTPPort=26\n; words\nSMTPServer=a\n"
    assert edited(data, "SMTP Settings", "SMTPPort", "1") == (
        "[SMTP Settings]\n;SMTPPort=25\n;SMTPPort=26\nSMTPPort=1\n; words\nSMTPServer=a\n"
    )


def test_a_twin_in_another_case_is_a_twin() -> None:
    assert edited(b"[S]\n;SMTPPort=25\nLast=1\n", "S", "smtpport", "1") == "[S]\n;SMTPPort=25\nsmtpport=1\nLast=1\n"


def test_a_new_setting_goes_behind_the_last_one_before_blanks_and_the_next_banner() -> None:
    data = b"[S]\nA1=1\n; about A1\n\n;----\n; T\n;----\n[T]\nB1=1\n"
    assert edited(data, "S", "New", "1") == "[S]\nA1=1\nNew=1\n; about A1\n\n;----\n; T\n;----\n[T]\nB1=1\n"


def test_in_a_section_without_settings_it_goes_behind_the_headers_comment() -> None:
    assert edited(b"[S]\n; about S\n\n; T\n[T]\n", "S", "New", "1") == "[S]\n; about S\nNew=1\n\n; T\n[T]\n"
    assert edited(b"[S]\n; T\n[T]\n", "S", "New", "1") == "[S]\nNew=1\n; T\n[T]\n"
    assert edited(b"[S]\n;Off One=1\n\n[T]\n", "S", "New", "1") == "[S]\n;Off One=1\nNew=1\n\n[T]\n"


def test_an_unended_last_line_is_ended_first_and_the_new_one_is_not() -> None:
    assert edited(b"[S]\r\nA=1", "S", "B", "2") == "[S]\r\nA=1\r\nB=2"
    assert edited(b"[S]", "S", "B", "2") == "[S]\nB=2"
    assert edited(b"A=1\r[S]", "T", "B", "2") == "A=1\r[S]\r\r[T]\rB=2"


def test_the_new_line_has_the_sections_blanks_round_the_equals_sign() -> None:
    assert edited(b"[S]\nA = 1\n[T]\nB=1\n", "S", "C", "2") == "[S]\nA = 1\nC = 2\n[T]\nB=1\n"
    assert edited(b"[S]\n[T]\nB =1\n", "S", "C", "2") == "[S]\nC =2\n[T]\nB =1\n"


def test_in_mixed_newlines_the_new_line_ends_as_the_one_above_it() -> None:
    assert edited(b"[S]\r\nA=1\r\n[T]\nB=1\n", "S", "C", "2") == "[S]\r\nA=1\r\nC=2\r\n[T]\nB=1\n"
    assert edited(b"[S]\r\nA=1\r\n[T]\nB=1\n", "T", "C", "2") == "[S]\r\nA=1\r\n[T]\nB=1\nC=2\n"


def test_a_key_above_the_first_header_goes_above_the_first_header() -> None:
    assert edited(b"A=1\n\n[S]\nB=1\n", "", "C", "2") == "A=1\nC=2\n\n[S]\nB=1\n"


def test_a_messaging_section_goes_above_the_marker() -> None:
    new = edited(MARKED, "PSBRKDSP_NEW")
    assert new == MARKED.decode().replace("\n;_@_APSRV", "\n[PSBRKDSP_NEW]\n\n;_@_APSRV", 1)


def test_another_section_never_stands_between_settings_and_the_marker() -> None:
    data = MARKED.partition(b"\n;------")[0]
    assert edited(data, "SMTP Settings") == data.decode() + "\n[SMTP Settings]\n"


def test_a_known_section_goes_where_delivered_files_have_it() -> None:
    data = b"[Startup]\nDBName=x\n\n; D\n[Domain Settings]\nDomain ID=1\n\n; P\n[PSTOOLS]\nX1=1\n"
    names = [section.name for section in parse(data).add_section("Workstation Listener").sections]
    assert names == ["Startup", "Workstation Listener", "Domain Settings", "PSTOOLS"]


def test_an_unknown_section_goes_to_the_end() -> None:
    assert edited(MARKED, "Own") == MARKED.decode().replace("\n; the end", "\n[Own]\n\n; the end")


SPLIT = b"[Own]\nA1=1\n;_@_APSRV ours\nB1=2\n\n; C\n[C]\n"


def test_settings_below_the_marker_keep_their_section() -> None:
    document = parse(SPLIT)
    with pytest.raises(EditError, match="marker line stands between"):
        document.add_section("PSBRKDSP_NEW")
    with pytest.raises(EditError, match="marker line stands between"):
        document.remove_section("Own")
    new = document.set("Own", "New", "1")
    assert new.text == SPLIT.decode().replace("A1=1\n", "A1=1\nNew=1\n")


def test_a_twin_below_the_marker_draws_no_setting_past_it() -> None:
    new = parse(b"[S]\nA1=1\n;_@_APSRV ours\n;Twin=1\n").set("S", "Twin", "2")
    assert new.text == "[S]\nA1=1\nTwin=2\n;_@_APSRV ours\n;Twin=1\n"


@given(
    body=st.lists(strategies.settings_lines.filter(lambda line: "[" not in line), max_size=4),
    name=st.one_of(st.sampled_from(("PSBRKDSP_X", "SMTP Settings", "Startup", "PSTOOLS")), strategies.section_names),
)
def test_a_new_section_takes_no_setting_from_another(body: list[str], name: str) -> None:
    text = "\n".join(("[JOLT Listener]", *body, scanner.MARKER, *reversed(body), "", "; banner", "[Search]", "k=v", ""))
    document = parse(text.encode())
    assume(name.casefold() not in {section.name.casefold() for section in document.sections})
    try:
        new = document.add_section(name)
    except EditError as error:
        assert "marker line" in str(error) or "section name" in str(error)
        return
    assert scanner.settings_of(new.to_bytes()) == scanner.settings_of(document.to_bytes())
